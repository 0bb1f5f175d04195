import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  visit,
} from "graphql";

interface Source {
  document?: DocumentNode;
}

type Fragments = Map<string, FragmentDefinitionNode>;

/** Operations with this at the end of their name ask for an editor's draft what the others ask for a published page. */
const SUFFIX = "Preview";

/**
 * Gives each operation that asks for `page(path:)` a second one that asks the same of `preview(token:)`, so that a view need not
 * know of previews: `ArticlePreview` for `Article`. They are made with the types, and are registered like the others.
 */
export function withPreviews<Given extends Source>(sources: Given[]): Given[] {
  const definitions = sources.flatMap(({ document }) => document?.definitions ?? []);
  const fragments: Fragments = new Map(
    definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
  );
  return sources.map((source) => {
    const { document } = source;
    if (!document) return source;
    const previews = document.definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? previewOf(definition, fragments) : [],
    );
    return { ...source, document: { ...document, definitions: [...document.definitions, ...previews] } };
  });
}

function previewOf(operation: OperationDefinitionNode, fragments: Fragments): OperationDefinitionNode[] {
  const page = operation.selectionSet.selections.find(
    (one) => one.kind === Kind.FIELD && one.name.value === "page" && !one.alias,
  );
  if (page?.kind !== Kind.FIELD || !operation.name) return [];
  const token = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: "token" } } as const;
  const preview: SelectionNode = {
    ...page,
    alias: page.name,
    name: { kind: Kind.NAME, value: "preview" },
    arguments: [{ kind: Kind.ARGUMENT, name: token.name, value: token }],
  };
  const used = variablesIn(preview, fragments);
  return [
    {
      ...operation,
      name: { kind: Kind.NAME, value: operation.name.value + SUFFIX },
      variableDefinitions: [
        {
          kind: Kind.VARIABLE_DEFINITION,
          variable: token,
          type: { kind: Kind.NON_NULL_TYPE, type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: "String" } } },
        },
        ...(operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)),
      ],
      selectionSet: { kind: Kind.SELECTION_SET, selections: [preview] },
    },
  ];
}

/** Returns the variables of a field, those in the fragments that it spreads included. */
function variablesIn(node: SelectionNode | FragmentDefinitionNode, fragments: Fragments): Set<string> {
  const names = new Set<string>();
  visit(node, {
    Variable: ({ name }) => void names.add(name.value),
    FragmentSpread: ({ name }) => {
      const fragment = fragments.get(name.value);
      if (fragment) for (const inner of variablesIn(fragment, fragments)) names.add(inner);
    },
  });
  return names;
}
