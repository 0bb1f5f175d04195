"""Prepared documents, and their execution by a plan or by graphql-core."""

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
from graphql import execute_sync as execute_sync
from graphql.execution.values import get_variable_values
from graphql.language import VariableNode

from cms.performance.executor.plan import NotCompilable, Plan

logger = logging.getLogger("cms.performance.executor")

MAX_VARIABLE_ERRORS = 50
"""graphql-core's own limit."""

MAX_PLANS_PER_DOCUMENT = 16
"""Plans of a document: one for each operation and set of conditions of @skip and @include."""

MAX_PLAN_FIELDS = 5_000
"""Fields of a plan beyond which it is dropped."""

executions: Counter[str] = Counter()
"""Number of operations that this process executed, by executor: "plan" and "graphql-core"."""


class FallbackResult(ExecutionResult):
    """A result of graphql-core, where the operation could not be compiled."""

    __slots__ = ()


class PreparedDocument:
    """A parsed and validated document, with the plans of its operations.

    Args:
        schema: the schema that it was validated against; its resolvers are synchronous.
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

    def plan(self, operation: OperationDefinitionNode, variables: dict[str, Any]) -> Plan | None:
        """Return the plan for an operation and its coerced variables; None when graphql-core has to execute it."""
        own = (definition.variable.name.value for definition in operation.variable_definitions)
        conditions = {name: variables.get(name) for name in own if name in self._switches}
        if operation.operation is OperationType.SUBSCRIPTION or None in conditions.values():
            return None
        key = (id(operation), *conditions.values())
        if key not in self._plans:
            if len(self._plans) >= MAX_PLANS_PER_DOCUMENT:
                self._plans.clear()
            try:
                self._plans[key] = Plan(self.schema, self._fragments, operation, conditions)
            except (NotCompilable, RecursionError) as reason:
                logger.info("graphql-core executes what cannot be compiled: %s", reason)
                self._plans[key] = None
        plan = self._plans[key]
        if plan is not None and plan.size > MAX_PLAN_FIELDS:
            self._plans[key] = None
        return plan


def execute(
    prepared: PreparedDocument,
    variables: dict[str, Any] | None = None,
    context: Any = None,
    operation_name: str | None = None,
    root: Any = None,
    *,
    hide_suggestions: bool = False,
) -> ExecutionResult:
    """Execute an operation, by a plan where it can be compiled; the result is exactly that of graphql-core.

    Args:
        prepared: the document.
        variables: the variables as the client sent them.
        context: the value of `info.context`.
        operation_name: the operation to execute; None for the only one.
        root: the value that root fields are resolved from.
        hide_suggestions: errors do not suggest names.
    """
    operation = get_operation_ast(prepared.document, operation_name)
    if operation is not None:
        definitions = operation.variable_definitions
        coerced = get_variable_values(
            prepared.schema, definitions, variables or {}, MAX_VARIABLE_ERRORS, hide_suggestions=hide_suggestions
        )
        if isinstance(coerced, list):
            return ExecutionResult(None, coerced)
        plan = prepared.plan(operation, coerced)
        if plan is not None:
            executions["plan"] += 1
            return plan.run(context, root, coerced)
    executions["graphql-core"] += 1
    result = execute_sync(
        prepared.schema,
        prepared.document,
        root,
        context,
        variables,
        operation_name,
        hide_suggestions=hide_suggestions,
    )
    return FallbackResult(result.data, result.errors)


def _switches(document: DocumentNode) -> set[str]:
    """Return the names of the variables in a document's @skip and @include."""
    names: set[str] = set()
    pending = list(document.definitions)
    while pending:
        node: Any = pending.pop()
        for directive in node.directives:
            if directive.name.value in ("skip", "include"):
                values = (argument.value for argument in directive.arguments)
                names.update(value.name.value for value in values if isinstance(value, VariableNode))
        if getattr(node, "selection_set", None):
            pending += node.selection_set.selections
    return names
