"""Errors that clients receive: a fixed code in `extensions.code` and a message that tells nothing internal."""

import logging
from collections.abc import Mapping
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLFormattedError, ValueNode

from cms.graphql.observability.sql_stats import was_stopped

logger = logging.getLogger("cms.graphql")

BAD_USER_INPUT = "BAD_USER_INPUT"
UNAUTHENTICATED = "UNAUTHENTICATED"
FORBIDDEN = "FORBIDDEN"
NOT_FOUND = "NOT_FOUND"
GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
QUERY_TOO_EXPENSIVE = "QUERY_TOO_EXPENSIVE"
PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
DOCUMENT_NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"
CURSOR_EXPIRED = "CURSOR_EXPIRED"
RATE_LIMITED = "RATE_LIMITED"
TIMEOUT = "TIMEOUT"
INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"

OUR_FAULT = "Something went wrong on our side. The error has been recorded."
TOO_SLOW = "This took too long and was stopped. Ask for less at once, or try again later."


class RequestError(Exception):
    """A request that is refused before its operation is executed.

    Args:
        message: what was wrong and what would be right.
        code: one of the codes above.
        status: the HTTP status; None for 400, or 200 where the client reads nothing but application/json.
        headers: further response headers.
        errors: what graphql-core found wrong, instead of the message.
        extensions: what else goes into the error's `extensions`.
    """

    def __init__(
        self,
        message: str,
        code: str = BAD_USER_INPUT,
        *,
        status: int | None = 400,
        headers: Mapping[str, str] | None = None,
        errors: list[GraphQLError] | None = None,
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.errors = errors
        self.extensions = extensions or {}

    def formatted(self) -> list[dict[str, Any]]:
        """Return the `errors` of the response."""
        extensions = {"code": self.code, **self.extensions}
        if self.errors is None:
            return [{"message": str(self), "extensions": extensions}]
        return [dict(error.formatted) | {"extensions": extensions} for error in self.errors]


def timed_out(request_id: str) -> RequestError:
    """Return the error of a request whose deadline has passed; a partial result is not sent."""
    extensions = {"requestId": request_id}
    return RequestError(TOO_SLOW, TIMEOUT, status=503, headers={"Retry-After": "1"}, extensions=extensions)


def failed(request_id: str) -> RequestError:
    """Return the error of a request that an unexpected exception has ended."""
    return RequestError(OUR_FAULT, INTERNAL_SERVER_ERROR, status=500, extensions={"requestId": request_id})


class BadUserInput(GraphQLError):
    """An argument that cannot be answered; the message says what was wrong and what would be right."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": BAD_USER_INPUT})


class CursorExpired(GraphQLError):
    """A cursor of a log after which something is no longer known; the message says where to start over."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": CURSOR_EXPIRED})


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


def masked(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """Return an error as it goes to the client: as it is when meant for clients, otherwise without its text.

    Whatever a resolver raised by accident may hold file paths, SQL or column names: those stay in the log, where the
    request id finds them.
    """
    formatted: GraphQLFormattedError = error.formatted
    if is_accident(error):
        stopped = was_stopped(error.original_error)
        formatted["message"] = TOO_SLOW if stopped else OUR_FAULT
        code = TIMEOUT if stopped else INTERNAL_SERVER_ERROR
        formatted["extensions"] = {"code": code, "requestId": request_id}
    elif "extensions" not in formatted:
        formatted["extensions"] = {"code": BAD_USER_INPUT}
    return dict(formatted)


def body_of(result: ExecutionResult, request_id: str) -> dict[str, Any]:
    """Return a result as it goes to the client, and log what it must not contain.

    There is no `data` where the request itself was at fault, such as by the value of a variable.
    """
    body: dict[str, Any] = {}
    if result.errors:
        for error in result.errors:
            if is_accident(error):
                cause = error.original_error or error
                logger.error("Resolver failed at %s, request %s", error.path, request_id, exc_info=cause)
        body["errors"] = [masked(error, request_id) for error in result.errors]
    if result.data is not None or any(error.path for error in result.errors or ()):
        body["data"] = result.data
    return body
