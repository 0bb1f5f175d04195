"""Documents made ready to be run many times."""

import logging
from collections import Counter
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
)
from graphql import execute_sync as execute_by_core
from graphql.execution.values import get_variable_values
from graphql.language import DirectiveNode, VariableNode, Visitor, visit

from cms.api.engine.plan import Plan, Unplanned

logger = logging.getLogger("cms.api.engine")

MOST_VARIABLE_ERRORS = 50
"""graphql-core's own limit."""

MOST_VARIANTS = 16
"""How many plans an operation keeps: one for each set of values that its @skip and @include take."""

MOST_FIELDS = 5_000
"""Fields of a plan beyond which it is not kept."""

executions: Counter[str] = Counter()
"""How many operations this process ran by each: "plan" and "graphql-core"."""


class ByCore(ExecutionResult):
    """An answer that graphql-core gave, as no plan knew how."""

    __slots__ = ()


class Prepared:
    """A parsed and validated document, with the plans of its operations.

    Args:
        schema: the schema that it was validated against; its resolvers are no coroutines.
        document: the document.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.document = document
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._switches = _switches(document)
        self._plans: dict[object, Plan | None] = {}

    def operation(self, name: str | None = None) -> OperationDefinitionNode | None:
        """Return the operation with this name, or the only one; None when there is none such, or it is not clear."""
        return get_operation_ast(self.document, name)

    def plan(self, operation: OperationDefinitionNode, variables: dict[str, Any]) -> Plan | None:
        """Return the plan for an operation and its coerced variables; None when graphql-core has to run it."""
        own = (definition.variable.name.value for definition in operation.variable_definitions)
        conditions = {name: variables.get(name) for name in own if name in self._switches}
        if operation.operation is OperationType.SUBSCRIPTION or None in conditions.values():
            return None
        key = (id(operation), *conditions.values())
        if key not in self._plans:
            if len(self._plans) >= MOST_VARIANTS:
                self._plans.clear()
            try:
                self._plans[key] = Plan(self.schema, self._fragments, operation, conditions)
            except (Unplanned, RecursionError) as reason:
                logger.info("graphql-core runs what no plan knows: %s", reason)
                self._plans[key] = None
        plan = self._plans[key]
        if plan is not None and plan.size > MOST_FIELDS:
            self._plans[key] = None
        return plan


def execute(
    prepared: Prepared,
    variables: dict[str, Any] | None = None,
    context: Any = None,
    operation_name: str | None = None,
    root: Any = None,
    *,
    hide_suggestions: bool = False,
) -> ExecutionResult:
    """Return the answer to an operation, exactly as graphql-core gives it.

    Args:
        prepared: the document.
        variables: the variables as the client sent them.
        context: what resolvers find at `info.context`.
        operation_name: which operation of the document; it may have one only when this is None.
        root: the value that root fields are resolved from.
        hide_suggestions: errors do not tell the right name of what is misspelt.
    """
    operation = prepared.operation(operation_name)
    if operation is not None:
        definitions = operation.variable_definitions
        coerced = get_variable_values(
            prepared.schema, definitions, variables or {}, MOST_VARIABLE_ERRORS, hide_suggestions=hide_suggestions
        )
        if isinstance(coerced, list):
            return ExecutionResult(None, coerced)
        plan = prepared.plan(operation, coerced)
        if plan is not None:
            executions["plan"] += 1
            return plan.run(context, root, coerced)
    executions["graphql-core"] += 1
    result = execute_by_core(
        prepared.schema,
        prepared.document,
        root,
        context,
        variables,
        operation_name,
        hide_suggestions=hide_suggestions,
    )
    return ByCore(result.data, result.errors)


def _switches(document: DocumentNode) -> set[str]:
    """Return the names of the variables that stand in a document's @skip and @include."""
    names: set[str] = set()

    class Switches(Visitor):
        def enter_directive(self, node: DirectiveNode, *_context: object) -> None:
            if node.name.value in ("skip", "include"):
                names.update(
                    argument.value.name.value
                    for argument in node.arguments
                    if isinstance(argument.value, VariableNode)
                )

    visit(document, Switches())
    return names
