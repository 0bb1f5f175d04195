"""Plans: operations compiled into closures."""

from typing import Any

from graphql import (
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.collect_fields import collect_fields, collect_sub_fields
from graphql.execution.execute import ExecutionContext, get_field_def
from graphql.language import FieldNode

from cms.http.deadline import check_deadline
from cms.performance.executor.fields import Field, PlannedField, attribute_of, field_closure
from cms.performance.executor.state import ExecutionState

INTROSPECTION_FIELDS = {"__schema", "__type"}
Selection = list[tuple[str, str | None, Field]]
"""Response key of each field, the attribute that a string field returns unchanged, and the closure."""


class NotCompilable(Exception):
    """An operation cannot be compiled; the message is for the log."""


class Plan:
    """A compiled operation, for all requests with the same conditions of @skip and @include.

    Fields below the root are compiled when they are first resolved.

    Args:
        schema: the schema.
        fragments: the document's fragments by name.
        operation: a validated operation of the document.
        conditions: the variables in @skip and @include, with their values.

    Attributes:
        size: number of compiled fields.

    Raises:
        NotCompilable: when graphql-core has to execute the operation.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
        conditions: dict[str, Any],
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.operation = operation
        self.size = 0
        self._conditions = conditions
        root = schema.get_root_type(operation.operation)
        if root is None:
            raise NotCompilable("an operation that the schema does not offer")
        selected = collect_fields(schema, fragments, conditions, root, operation.selection_set)
        if any(nodes[0].name.value in INTROSPECTION_FIELDS for nodes in selected.values()):
            raise NotCompilable("introspection")
        self._fields = self._compiled(root, selected)

    def run(self, context: Any, root: Any, variables: dict[str, Any]) -> ExecutionResult:
        """Execute the operation.

        Args:
            context: the value of `info.context`.
            root: the value that root fields are resolved from.
            variables: the operation's variables, coerced.
        """
        state = ExecutionState(self, context, root, variables)
        try:
            data = {}
            for key, _attribute, field in self._fields:
                check_deadline()
                data[key] = field(state, root, None)
        except GraphQLError as error:
            return ExecutionContext.build_response(None, [*state.errors, error])
        return ExecutionContext.build_response(data, state.errors)

    def selection(self, type_: GraphQLObjectType, nodes: list[FieldNode]) -> Selection:
        """Return the closures for the selection of some nodes on an object type, in the order of the response."""
        selected = collect_sub_fields(self.schema, self.fragments, self._conditions, type_, nodes)
        return self._compiled(type_, selected)

    def _compiled(self, type_: GraphQLObjectType, selected: dict[str, list[FieldNode]]) -> Selection:
        self.size += len(selected)
        fields: Selection = []
        for key, nodes in selected.items():
            definition = get_field_def(self.schema, type_, nodes[0])
            assert definition is not None, "the document was validated against this schema"
            field = PlannedField(type_, key, definition, nodes)
            fields.append((key, attribute_of(field), field_closure(self, field)))
        return fields
