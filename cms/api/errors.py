"""What goes wrong, as a client is told it: a fixed code and a safe sentence."""

from typing import Any

from graphql import GraphQLError, ValueNode

BAD_USER_INPUT = "BAD_USER_INPUT"
UNAUTHENTICATED = "UNAUTHENTICATED"
NOT_FOUND = "NOT_FOUND"
INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"


class BadUserInput(GraphQLError):
    """An argument that cannot be answered; the message says what was wrong and what would be right."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": BAD_USER_INPUT})


class NotFound(GraphQLError):
    """Something that the schema promises is not there for the public; the message says what."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": NOT_FOUND})


def is_accident(error: GraphQLError) -> bool:
    """Tell whether an error is a fault of ours, not something said to the client on purpose.

    Errors for clients carry a code. Of graphql-core's own, those about the request as a whole and about the values
    written in it are for clients; those about what a resolver returned are not, and quote it.
    """
    cause = error.original_error
    if error.path is None or (isinstance(cause, GraphQLError) and cause.extensions):
        return False
    return not (isinstance(cause, GraphQLError) and cause.nodes and isinstance(cause.nodes[0], ValueNode))


def masked(error: GraphQLError) -> dict[str, Any]:
    """Return an error as it goes to the client: as it is when meant for clients, otherwise without its text.

    Whatever a resolver raised by accident may hold file paths, SQL or column names: those stay in the log.
    """
    formatted = dict(error.formatted)
    if is_accident(error):
        formatted["message"] = "Something went wrong on our side. The error has been recorded."
        formatted["extensions"] = {"code": INTERNAL_SERVER_ERROR}
    elif "extensions" not in formatted:
        formatted["extensions"] = {"code": BAD_USER_INPUT}
    return formatted
