"""Execution of the documents of feeds by the API's executor, and so with its visibility policy and dataloaders."""

from typing import Any

from graphql import GraphQLSchema

from cms.graphql.context import Context
from cms.graphql.errors import is_accident
from cms.graphql.limits.document import Limits
from cms.graphql.operation import execute_operation, prepare_document

_LIMITS = Limits()
"""The default limits: operators may lower those of clients, which our own documents must not depend on."""


class FeedError(Exception):
    """A request for a feed that cannot be answered.

    Args:
        status: the HTTP status.
        detail: what is wrong, and what would be right.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def feed_data(schema: GraphQLSchema, text: str, variables: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return the data of the response to a document.

    Args:
        schema: the schema that is queried.
        text: one of our own documents.
        variables: the values of its variables.
        context: the request.

    Raises:
        FeedError: 400, when the API refuses an argument.
        Exception: an unexpected error of a resolver.
    """
    document = prepare_document(schema, text, _LIMITS, introspection=True)
    result = execute_operation(document, None, variables, context)
    for error in result.errors or ():
        if is_accident(error):
            raise error.original_error or error
        raise FeedError(400, error.message)
    return result.data or {}
