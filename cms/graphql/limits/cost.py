"""What a query costs, counted before it is run from the validated document and its variables.

Each object costs 1, and an object in a list as often as the list may hold it: `first` says how often for a bounded
list. Texts and numbers cost nothing, because they come with their object; a count costs COUNT, because it is a query
of its own, and some fields that are worked out cost what WORKED_OUT says. A text that is to be matched costs by its
length, a filter by its values, and a page by the rows before it. Of the types that an object may have, the dearest
counts. What `@skip` and `@include` leave out counts too.

A body costs BODY, however many blocks it holds, and once what is asked of each type of block: its blocks are of many
types, and what they refer to is loaded for all of them at once. A list in a block is taken to hold LIST_IN_BLOCK.

A point stands for about 60 microseconds of processor time at most: docs/performance.md says how that was measured.

Source: https://ibm.github.io/graphql-specs/cost-spec.html, in spirit
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
)

from cms.graphql.data.pagination import DEFAULT_SIZE, MAX_PAGE, MAX_SIZE

BLOCK = "Block"
"""The interface of all blocks."""

COUNT = 5
"""The cost of a field that counts rows."""

COUNTS = frozenset({"totalCount", "articleCount", "Tag.count"})
"""The fields that count rows, some of them of one type alone."""

COUNTED_RESULTS = 200
"""The cost of counting all that a search finds: each of the results has to be looked at."""

WORKED_OUT = {
    "SearchConnection.facets": COUNTED_RESULTS,
    "SearchConnection.totalCount": COUNTED_RESULTS,
    "SearchFacets.authors": COUNTED_RESULTS,
    "SearchFacets.months": COUNTED_RESULTS,
    "SearchFacets.tags": COUNTED_RESULTS,
    "content": 5,
    "didYouMean": 20,
    "highlight": 25,
    "html": 5,
    "introContent": 5,
    "rows": 1,
    "search": 600,
    "similar": 800,
    "structuredData": 4,
    "structuredDataScript": 4,
    "suggest": 450,
}
"""What a field, some of one type alone, costs in addition to its object, because it takes more than reading rows."""

MATCHED_TEXTS = frozenset({"prefix", "query"})
CHARACTERS_PER_POINT = 2
"""Arguments whose text is looked for, and how many characters of it cost a point."""

AUTOCORRECT = "autocorrect"
"""The argument that makes a search two, with the correction between them."""

FILTER = "filter"
FILTER_VALUE = 4
"""The argument that narrows a list, and what each value costs of a list in it."""

ALL_SUFFIX = "All"
FILTER_VALUE_OF_ALL = 100
"""How fields of a filter end of which each value must be met, and what a value costs there: a join of its own."""

SKIPPED_PER_POINT = 6
MAX_SKIPPED_COST = 2_000
"""How many rows before a page cost a point, as they are passed one by one, and how much they cost at most."""

ASSUMED = 10
"""How many items a list without a size is taken to hold."""

BODY_COST = 30
"""The cost of a body: of its blocks, some 30 in a long article, and of loading what they refer to."""

LIST_IN_BLOCK = 5
"""How many items a list within a block is taken to hold, such as the pictures of a gallery."""

INTROSPECTION_COST = 500
"""The cost of `__schema` and `__type`, whatever is asked of them: the schema does not grow with the content."""

SIZE_ARGUMENTS = frozenset({"first", "last", "pageSize"})
IDS_ARGUMENT = "ids"
"""Arguments that say how long a list may be."""

PAGE_ARGUMENT_NAME = "page"


def cost_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> int:
    """Return what an operation costs.

    Args:
        schema: the schema.
        document: a valid document.
        operation: one of its operations.
        variables: the values of its variables, as the client sent them.
    """
    root = schema.get_root_type(operation.operation)
    return 1 + (_Bill(schema, document, operation, variables).of(operation.selection_set, root, 1) if root else 0)


class _Bill:
    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        definitions = document.definitions
        self._fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
        declared = {one.variable.name.value: one.default_value for one in operation.variable_definitions}
        self._variables = declared | dict(variables)
        self._known: dict[tuple[str, int], int] = {}

    def of(self, selection_set: SelectionSetNode, parent: Any, size: int) -> int:
        """Return the cost of a selection on one object; `size` is that of the list whose connection it is."""
        shared, alternatives = 0, dict[str, int]()
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                shared += self._field(selection, parent, size)
                continue
            if isinstance(selection, FragmentSpreadNode):
                fragment = self._fragments[selection.name.value]
                condition, cost = fragment.type_condition.name.value, self._fragment(fragment, size)
            else:
                assert isinstance(selection, InlineFragmentNode), "there are no other selections"
                condition = selection.type_condition.name.value if selection.type_condition else parent.name
                cost = self.of(selection.selection_set, self._schema.type_map[condition], size)
            if self._is_one_of_several(parent, condition):
                alternatives[condition] = alternatives.get(condition, 0) + cost
            else:
                shared += cost
        return shared + max(alternatives.values(), default=0)

    def _is_one_of_several(self, parent: Any, condition: str) -> bool:
        """Tell whether an object of type `parent` is either of the type `condition` or of another one.

        A body holds blocks of all types.
        """
        chosen = is_abstract_type(parent) and not is_abstract_type(self._schema.type_map[condition])
        return chosen and not _is_block(parent)

    def _fragment(self, fragment: FragmentDefinitionNode, size: int) -> int:
        key = fragment.name.value, size
        if key not in self._known:
            condition = self._schema.type_map[fragment.type_condition.name.value]
            self._known[key] = self.of(fragment.selection_set, condition, size)
        return self._known[key]

    def _field(self, node: FieldNode, parent: Any, size: int) -> int:
        name = node.name.value
        if name.startswith("__"):
            return INTROSPECTION_COST if node.selection_set else 0
        names = f"{parent.name}.{name}", name
        count = 0 if COUNTS.isdisjoint(names) else COUNT
        worked_out = next((WORKED_OUT[one] for one in names if one in WORKED_OUT), count)
        return worked_out + self._arguments(node) + self._objects(node, parent.fields[name], parent, size)

    def _objects(self, node: FieldNode, field: Any, parent: Any, size: int) -> int:
        """Return what the objects of a field cost, with all that is selected of them."""
        kind = get_named_type(field.type)
        if is_leaf_type(kind) or node.selection_set is None:
            return 0
        if is_list_type(get_nullable_type(field.type)):
            if _is_block(kind) and not _is_block(parent):
                return BODY_COST + self.of(node.selection_set, kind, 1)
            otherwise = LIST_IN_BLOCK if _is_block(parent) else ASSUMED
            times = size if _is_connection(parent) else self._size(node, otherwise)
            return times * (1 + self.of(node.selection_set, kind, 1))
        rows = self._size(node, DEFAULT_SIZE) if _is_connection(kind) else 1
        return 1 + self.of(node.selection_set, kind, rows)

    def _arguments(self, node: FieldNode) -> int:
        """Return what the texts cost that a field has to match, the values of its filter, and the rows it skips."""
        cost = 0
        for argument in node.arguments:
            name, value = argument.name.value, self._value(argument.value)
            if name in MATCHED_TEXTS and isinstance(value, str):
                cost += ceil(len(value) / CHARACTERS_PER_POINT)
            elif name == FILTER and isinstance(value, Mapping):
                for field, values in value.items():
                    each = FILTER_VALUE_OF_ALL if field.endswith(ALL_SUFFIX) else FILTER_VALUE
                    cost += each * len(values) if isinstance(values, list) else 0
            elif name == AUTOCORRECT and value is True:
                cost += WORKED_OUT["search"] + WORKED_OUT["didYouMean"]
            elif (
                name == PAGE_ARGUMENT_NAME and isinstance(value, int) and 1 <= value <= MAX_PAGE
            ):  # others are refused later
                skipped = (value - 1) * self._size(node, DEFAULT_SIZE)
                cost += min(skipped // SKIPPED_PER_POINT, MAX_SKIPPED_COST)
        return cost

    def _size(self, node: FieldNode, otherwise: int) -> int:
        """Return how many items a list may hold by its arguments; more than MAX_SIZE are refused later, unfetched."""
        for argument in node.arguments:
            value = self._value(argument.value)
            if argument.name.value in SIZE_ARGUMENTS and isinstance(value, int):
                return min(max(value, 0), MAX_SIZE)
            if argument.name.value == IDS_ARGUMENT and isinstance(value, list):
                return min(len(value), MAX_SIZE)
        return otherwise

    def _value(self, node: ValueNode | None) -> Any:
        if isinstance(node, VariableNode):
            value = self._variables.get(node.name.value)
            return self._value(value) if isinstance(value, ValueNode) else value
        if isinstance(node, IntValueNode):
            return int(node.value)
        if isinstance(node, StringValueNode | BooleanValueNode):
            return node.value
        if isinstance(node, ObjectValueNode):
            return {one.name.value: self._value(one.value) for one in node.fields}
        return list(node.values) if isinstance(node, ListValueNode) else None


def _is_connection(kind: Any) -> bool:
    return isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and "pageInfo" in kind.fields


def _is_block(kind: Any) -> bool:
    return kind.name == BLOCK or any(one.name == BLOCK for one in getattr(kind, "interfaces", ()))
