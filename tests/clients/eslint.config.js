// The rules that schema.graphql keeps.
import graphql from "@graphql-eslint/eslint-plugin";

const [, naming] = graphql.configs["flat/schema-recommended"].rules["@graphql-eslint/naming-convention"];
// A TypeFacet counts types of pages: there the prefix says something.
naming["ObjectTypeDefinition,ObjectTypeExtension"] = { forbiddenSuffixes: ["Type"] };

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema.graphql" } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // The change log and the list of addresses are read forward alone.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // Short lists, such as an article's authors, are no connections. An entry of the change log is found by its
      // cursor alone; tests/graphql/schema/test_snapshot.py says which edges hold a node.
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          rootField: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          DirectiveDefinition: true,
        },
      ],
      "@graphql-eslint/naming-convention": ["error", naming],
      // It takes the sitemap of a site for the prefix "site".
      "@graphql-eslint/no-typename-prefix": "off",
      // What lives within another thing, such as a rendition, has no id of its own.
      "@graphql-eslint/strict-id-in-types": "off",
    },
  },
];
