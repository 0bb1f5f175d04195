"""Query cost: the points of an operation, from the validated document and its variables, before it is executed.

Each object costs 1, multiplied by the size of the lists that hold it: by `first` for a bounded list. Scalars cost
nothing, because they come with their object; a count costs COUNT_COST, because it is a query of its own, and computed
fields their EXTRA_COSTS. A search text costs by its length, a filter by its values, and a page by the rows before it.
Of the possible types of an object, the most expensive counts. Fields excluded by `@skip` and `@include` count too.

A body costs BODY_COST, however many blocks it holds, and the selection on each type of block once: its blocks are of
many types, and what they refer to is loaded for all of them at once. A list in a block has an ASSUMED_BLOCK_LIST_SIZE.

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

COUNT_COST = 5
"""Cost in points of a field that counts rows."""

COUNT_FIELDS = frozenset({"totalCount", "articleCount", "Tag.count"})
"""Fields that count rows, with their type where others of that name do not."""

RESULT_COUNT_COST = 200
"""Cost in points of counting all results of a search, each of which has to be filtered."""

FACETS_COST = 320
"""Cost in points of the facets of a search: its results are counted once for each of them."""

WIDE_FACET_COST = 500
"""Cost in points of a facet whose values are many: the results are counted by rows of another table, or by month."""

EXTRA_COSTS = {
    "SearchConnection.facets": FACETS_COST,
    "SearchConnection.totalCount": RESULT_COUNT_COST,
    "SearchFacets.authors": WIDE_FACET_COST,
    "SearchFacets.months": WIDE_FACET_COST,
    "SearchFacets.tags": WIDE_FACET_COST,
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
"""Extra cost of computed fields, in points, by name, with their type where others of that name have none."""

SEARCH_TEXT_ARGUMENTS = frozenset({"prefix", "query"})
SEARCH_TEXT_CHARACTERS_PER_POINT = 2
"""Arguments that are search texts, and the number of characters of these that cost a point."""

AUTOCORRECT_ARGUMENT = "autocorrect"
"""The argument that adds a correction and a second search to a search."""

LOCALES_ARGUMENT = "locales"
"""The argument that names the languages in which a connection is searched, each by itself."""

FILTER_ARGUMENT = "filter"
FILTER_VALUE_COST = 4
"""The argument that filters a list, and the cost in points of each value of a list in it."""

MATCH_ALL_SUFFIX = "All"
MATCH_ALL_VALUE_COST = 100
"""The suffix of filter fields that match all of their values, and the cost of each value: a join of its own."""

SKIPPED_ROWS_PER_POINT = 6
MAX_SKIPPED_ROWS_COST = 2_000
"""Number of rows before a page that cost a point, as the database walks through them, and their cost at most."""

ASSUMED_LIST_SIZE = 10
"""Number of items assumed of a list without a size argument."""

BODY_COST = 30
"""Cost in points of a body: of its blocks, some 30 in a long article, and of loading what they refer to."""

ASSUMED_BLOCK_LIST_SIZE = 5
"""Number of items assumed of a list within a block, such as the pictures of a gallery."""

INTROSPECTION_COST = 500
"""Cost in points of `__schema` and `__type`, whatever they select: the schema does not grow with the content."""

SIZE_ARGUMENTS = frozenset({"first", "last", "pageSize"})
IDS_ARGUMENT = "ids"
"""Arguments that bound the size of a list."""

PAGE_ARGUMENT_NAME = "page"


def cost_of(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> int:
    """Return the cost of an operation in points.

    Args:
        schema: the schema.
        document: a valid document.
        operation: one of its operations.
        variables: the values of its variables, as the client sent them.
    """
    root = schema.get_root_type(operation.operation)
    counter = _CostCounter(schema, document, operation, variables)
    return 1 + (counter.of(operation.selection_set, root, 1) if root else 0)


class _CostCounter:
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
        """Return whether the types that `condition` and others select of `parent` exclude each other.

        Those of a body do not: it holds blocks of all types.
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
        count = 0 if COUNT_FIELDS.isdisjoint(names) else COUNT_COST
        extra = next((EXTRA_COSTS[one] for one in names if one in EXTRA_COSTS), count)
        field = parent.fields[name]
        cost = extra + self._arguments(node) + self._objects(node, field, parent, size)
        if node.selection_set and (languages := self._languages(node)) > 1:
            # Each further one is a search with counts of its own, but adds no rows.
            computed = extra + self._arguments(node) + self.of(node.selection_set, get_named_type(field.type), 0)
            cost += (languages - 1) * computed
        return cost

    def _languages(self, node: FieldNode) -> int:
        """Return the number of languages in which a connection is searched."""
        found = (self._value(one.value) for one in node.arguments if one.name.value == LOCALES_ARGUMENT)
        return max((len(values) for values in found if isinstance(values, list)), default=1)

    def _objects(self, node: FieldNode, field: Any, parent: Any, size: int) -> int:
        """Return the cost of a field's objects with their selections."""
        kind = get_named_type(field.type)
        if is_leaf_type(kind) or node.selection_set is None:
            return 0
        if is_list_type(get_nullable_type(field.type)):
            if _is_block(kind) and not _is_block(parent):
                return BODY_COST + self.of(node.selection_set, kind, 1)
            otherwise = ASSUMED_BLOCK_LIST_SIZE if _is_block(parent) else ASSUMED_LIST_SIZE
            times = size if _is_connection(parent) else self._size(node, otherwise)
            return times * (1 + self.of(node.selection_set, kind, 1))
        rows = self._size(node, DEFAULT_SIZE) if _is_connection(kind) else 1
        return 1 + self.of(node.selection_set, kind, rows)

    def _arguments(self, node: FieldNode) -> int:
        """Return the cost of a field's arguments: its search text, filter values, and the rows before its page."""
        cost = 0
        for argument in node.arguments:
            name, value = argument.name.value, self._value(argument.value)
            if name in SEARCH_TEXT_ARGUMENTS and isinstance(value, str):
                cost += ceil(len(value) / SEARCH_TEXT_CHARACTERS_PER_POINT)
            elif name == FILTER_ARGUMENT and isinstance(value, Mapping):
                for field, values in value.items():
                    each = MATCH_ALL_VALUE_COST if field.endswith(MATCH_ALL_SUFFIX) else FILTER_VALUE_COST
                    cost += each * len(values) if isinstance(values, list) else 0
            elif name == AUTOCORRECT_ARGUMENT and value is True:
                cost += EXTRA_COSTS["search"] + EXTRA_COSTS["didYouMean"]
            elif (
                name == PAGE_ARGUMENT_NAME and isinstance(value, int) and 1 <= value <= MAX_PAGE
            ):  # others are refused later
                skipped = (value - 1) * self._size(node, DEFAULT_SIZE)
                cost += min(skipped // SKIPPED_ROWS_PER_POINT, MAX_SKIPPED_ROWS_COST)
        return cost

    def _size(self, node: FieldNode, otherwise: int) -> int:
        """Return the size of a list by its arguments, at most MAX_SIZE: larger ones are refused before any query."""
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
