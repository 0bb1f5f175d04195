"""From the text of a document to a result: parse, measure, validate, execute."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_operation_ast,
    parse,
    specified_rules,
)
from graphql.validation import validate

from cms.graphql.context import Context
from cms.graphql.data.projection import projection_of
from cms.graphql.errors import GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, RequestError
from cms.graphql.limits.cost import cost_of
from cms.graphql.limits.document import Limits, check_shape, too_expensive
from cms.graphql.observability.request_log import span
from cms.performance import executor

MAX_PREPARED_DOCUMENTS = 256


class Document(executor.PreparedDocument):
    """A valid document, with what was found out about it.

    Attributes:
        projection: the columns that it asks for, by type.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        super().__init__(schema, document)
        self.projection = projection_of(schema, document)
        self._costs: dict[int, int] = {}

    def cost(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> int:
        """Return what an operation costs; of one without variables it is the same each time."""
        if operation.variable_definitions:
            return cost_of(self.schema, self.document, operation, variables)
        if id(operation) not in self._costs:
            self._costs[id(operation)] = cost_of(self.schema, self.document, operation, {})
        return self._costs[id(operation)]


@lru_cache(maxsize=MAX_PREPARED_DOCUMENTS)
def prepare_document(schema: GraphQLSchema, text: str, limits: Limits, introspection: bool) -> Document:
    """Return the parsed and validated document of a query; the same one for the same query, for some time.

    Args:
        schema: the schema that it has to fit.
        text: the query.
        limits: how large it may be.
        introspection: whether the schema may be read, and spelling mistakes are answered with the right names.

    Raises:
        RequestError: it is no GraphQL, too large, or does not fit the schema.
    """
    if len(text) > limits.document:
        raise too_expensive("document", len(text), limits.document)
    try:
        with span("graphql.parse"):
            # Each comment is a token to keep in memory too.
            document = parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLError as error:
        if error.message.endswith("Parsing aborted."):
            raise too_expensive("tokens", limits.tokens + 1, limits.tokens) from None
        raise RequestError(error.message, GRAPHQL_PARSE_FAILED, status=None, errors=[error]) from None
    with span("graphql.validate"):
        check_shape(document, limits)
        rules = specified_rules if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
        errors = validate(schema, document, rules, max_errors=10, hide_suggestions=not introspection)
    if errors:
        raise RequestError("The document is not valid.", GRAPHQL_VALIDATION_FAILED, status=None, errors=errors)
    return Document(schema, document)


def operation_of(document: Document, name: str | None, method: str | None) -> OperationDefinitionNode:
    """Return the operation of a document that a request asks for.

    Raises:
        RequestError: there is no such operation, it may not be sent by this HTTP method, or the schema lacks its type.
    """
    operation = get_operation_ast(document.document, name)
    if operation is None:
        raise RequestError("Name one of the document's operations in `operationName`.")
    if method != "POST" and operation.operation is not OperationType.QUERY:
        raise RequestError("Only queries may be sent by GET.", status=405, headers={"Allow": "POST"})
    if document.schema.get_root_type(operation.operation) is None:
        message = f"The schema has no {operation.operation.value} type: there are only queries."
        faults = [GraphQLError(message, operation)]
        raise RequestError(message, GRAPHQL_VALIDATION_FAILED, status=None, errors=faults)
    return operation


def affordable_cost(
    document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any], limits: Limits
) -> int:
    """Return what an operation costs.

    Raises:
        RequestError: it costs more than the limit.
    """
    cost = document.cost(operation, variables)
    if cost > limits.cost:
        raise too_expensive("cost", cost, limits.cost)
    return cost


def execute_operation(
    document: Document, operation_name: str | None, variables: dict[str, Any], context: Context
) -> ExecutionResult:
    """Run one operation of a valid document.

    Args:
        document: the result of `prepare_document`.
        operation_name: which of its operations; None for the only one.
        variables: their values, as the client sent them.
        context: who asks.
    """
    context.projection = document.projection
    hide = not settings.GRAPHQL_INTROSPECTION
    with span("graphql.execute"):
        if settings.GRAPHQL_EXECUTOR == "core":
            return execute_sync(
                document.schema, document.document, None, context, variables, operation_name, hide_suggestions=hide
            )
        return executor.execute(document, variables, context, operation_name, hide_suggestions=hide)
