"""What a query costs, counted before it is run from the validated document and its variables.

Each object costs 1, and an object in a list as often as the list may hold it: `first` says how often for a bounded
list. Texts and numbers cost nothing, because they come with their object; a count costs COUNT, because it is a query
of its own, and some fields that are worked out cost what WORKED_OUT says. A text that is to be matched costs by its
length. Of the types that an object may have, the dearest counts. What `@skip` and `@include` leave out counts too.

Source: https://ibm.github.io/graphql-specs/cost-spec.html, in spirit
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

from graphql import (
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

from cms.api.slices import DEFAULT_SIZE, MAX_SIZE

COUNT = 5
"""The cost of a field that counts rows."""

COUNTS = frozenset({"totalCount", "articleCount"})

WORKED_OUT = {"didYouMean": 20, "highlight": 15, "search": 50, "suggest": 30}
"""What a field costs besides its object, because more is done for it than rows are read."""

MATCHED_TEXTS = frozenset({"prefix", "query"})
CHARACTERS_PER_POINT = 10
"""Arguments whose text is looked for, and how many characters of it cost a point."""

ASSUMED = 10
"""How many items a list without a size is taken to hold."""

INTROSPECTION = 500
"""The cost of `__schema` and `__type`, whatever is asked of them: the schema does not grow with the content."""

SIZES = frozenset({"first", "last", "pageSize"})
IDS = "ids"
"""Arguments that say how long a list may be."""


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
            if is_abstract_type(parent) and not is_abstract_type(self._schema.type_map[condition]):
                alternatives[condition] = alternatives.get(condition, 0) + cost
            else:
                shared += cost
        return shared + max(alternatives.values(), default=0)

    def _fragment(self, fragment: FragmentDefinitionNode, size: int) -> int:
        key = fragment.name.value, size
        if key not in self._known:
            condition = self._schema.type_map[fragment.type_condition.name.value]
            self._known[key] = self.of(fragment.selection_set, condition, size)
        return self._known[key]

    def _field(self, node: FieldNode, parent: Any, size: int) -> int:
        name = node.name.value
        if name.startswith("__"):
            return INTROSPECTION if node.selection_set else 0
        own = self._texts(node) + WORKED_OUT.get(name, COUNT if name in COUNTS else 0)
        return own + self._objects(node, parent.fields[name], parent, size)

    def _objects(self, node: FieldNode, field: Any, parent: Any, size: int) -> int:
        """Return what the objects of a field cost, with all that is selected of them."""
        kind = get_named_type(field.type)
        if is_leaf_type(kind) or node.selection_set is None:
            return 0
        if is_list_type(get_nullable_type(field.type)):
            times = size if _is_connection(parent) else self._size(node, ASSUMED)
            return times * (1 + self.of(node.selection_set, kind, 1))
        rows = self._size(node, DEFAULT_SIZE) if _is_connection(kind) else 1
        return 1 + self.of(node.selection_set, kind, rows)

    def _texts(self, node: FieldNode) -> int:
        """Return what the texts cost that a field has to match."""
        texts = (self._value(one.value) for one in node.arguments if one.name.value in MATCHED_TEXTS)
        return sum(ceil(len(text) / CHARACTERS_PER_POINT) for text in texts if isinstance(text, str))

    def _size(self, node: FieldNode, otherwise: int) -> int:
        """Return how many items a list may hold by its arguments; more than MAX_SIZE are refused later, unfetched."""
        for argument in node.arguments:
            value = self._value(argument.value)
            if argument.name.value in SIZES and isinstance(value, int):
                return min(max(value, 0), MAX_SIZE)
            if argument.name.value == IDS and isinstance(value, list):
                return min(len(value), MAX_SIZE)
        return otherwise

    def _value(self, node: ValueNode | None) -> Any:
        if isinstance(node, VariableNode):
            value = self._variables.get(node.name.value)
            return self._value(value) if isinstance(value, ValueNode) else value
        if isinstance(node, IntValueNode):
            return int(node.value)
        if isinstance(node, StringValueNode):
            return node.value
        return list(node.values) if isinstance(node, ListValueNode) else None


def _is_connection(kind: Any) -> bool:
    return isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and "pageInfo" in kind.fields
