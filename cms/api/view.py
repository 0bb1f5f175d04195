"""GraphQL over HTTP.

Source: https://graphql.github.io/graphql-over-http/draft/
"""

import json
import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    execute,
    get_operation_ast,
    parse,
)
from graphql.validation import validate

from cms.access.bearer import InvalidToken, token_of
from cms.api.context import Context
from cms.api.errors import (
    BAD_USER_INPUT,
    GRAPHQL_PARSE_FAILED,
    GRAPHQL_VALIDATION_FAILED,
    UNAUTHENTICATED,
    is_accident,
    masked,
)

logger = logging.getLogger("cms.api")

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
DOCUMENTS_KEPT = 256
UNKNOWN_BEARER = "This access token is unknown, expired or revoked. Ask the newsroom for another, or send none."


class RequestError(Exception):
    """A request that is answered without running anything.

    Args:
        message: what was wrong and what would be right.
        status: the HTTP status, under either media type.
        headers: further response headers.
    """

    def __init__(self, message: str, status: int = 400, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


@method_decorator(csrf_exempt, name="dispatch")
class GraphQLView(View):
    """Answers queries by GET and POST, and shows browsers the explorer where it is switched on.

    Attributes:
        schema: the schema to answer from.
        examples: queries with which the explorer opens, by title.
    """

    schema: GraphQLSchema | None = None
    examples: Mapping[str, str] = {}
    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer any request; a refusal has the form of a GraphQL answer too."""
        if self._wants_explorer(request):
            return render(request, "api/explorer.html", {"examples": self.examples})
        try:
            media_type = negotiate(request.headers.get("Accept", ""))
        except RequestError as error:
            return self._refuse(error, JSON)
        try:
            if request.method not in ("GET", "HEAD", "POST"):
                raise RequestError("Send queries by GET or POST.", 405, Allow="GET, HEAD, POST")
            return self._answer(request, media_type)
        except InvalidToken:
            return respond(
                {"errors": [{"message": UNKNOWN_BEARER, "extensions": {"code": UNAUTHENTICATED}}]},
                media_type,
                401,
                {"WWW-Authenticate": 'Bearer error="invalid_token"', "Cache-Control": "private, no-store"},
            )
        except RequestError as error:
            return self._refuse(error, media_type)

    @staticmethod
    def _wants_explorer(request: HttpRequest) -> bool:
        browser = "text/html" in request.headers.get("Accept", "")
        return settings.GRAPHQL_EXPLORER and request.method == "GET" and browser and "query" not in request.GET

    def _answer(self, request: HttpRequest, media_type: str) -> HttpResponse:
        assert self.schema is not None, "as_view is given a schema"
        parameters = read(request)
        document, errors = prepare(self.schema, parameters["query"])
        if document is None:
            return respond({"errors": errors}, media_type, 400 if media_type == GRAPHQL else 200)
        operation = get_operation_ast(document, parameters["operationName"])
        if operation is None:
            raise RequestError("Name one of the document's operations in `operationName`.")
        if request.method != "POST" and operation.operation is not OperationType.QUERY:
            raise RequestError("Only queries may be sent by GET.", 405, Allow="POST")
        token = token_of(request)
        context = Context(request, token.viewer()) if token else Context(request)
        result = execute(
            self.schema,
            document,
            context_value=context,
            variable_values=parameters["variables"],
            operation_name=parameters["operationName"],
        )
        assert isinstance(result, ExecutionResult), "there are no coroutines among the resolvers"
        if token:
            context.is_private = True
            token.touch(context.visibility.now)
        headers = {"Cache-Control": "private, no-store"} if context.is_private else None
        status = 400 if result.data is None and media_type == GRAPHQL else 200
        return respond(body_of(result), media_type, status, headers)

    @staticmethod
    def _refuse(error: RequestError, media_type: str) -> HttpResponse:
        body = {"errors": [{"message": str(error), "extensions": {"code": BAD_USER_INPUT}}]}
        return respond(body, media_type, error.status, error.headers)


def negotiate(accept: str) -> str:
    """Return the media type to answer in: the first that both sides know, JSON when the client does not say.

    Raises:
        RequestError: 406, when the client takes neither.
    """
    wanted = [part.split(";")[0].strip().lower() for part in accept.split(",")] if accept.strip() else ["*/*"]
    for media_type in wanted:
        if media_type in (JSON, GRAPHQL):
            return media_type
    if any(media_type in ("*/*", "application/*") for media_type in wanted):
        return JSON
    raise RequestError(f"This address answers in {GRAPHQL} or {JSON}.", 406)


def read(request: HttpRequest) -> dict[str, Any]:
    """Return `query`, `variables` and `operationName` from the URL of a GET or the JSON body of a POST.

    Raises:
        RequestError: when they are missing or of the wrong type.
    """
    if request.method == "POST":
        if request.content_type != JSON:
            raise RequestError(f"Send the body as {JSON}.", 415)
        try:
            parameters = json.loads(request.body)
        except RequestDataTooBig:
            raise RequestError("The body is too large.", 413) from None
        except (ValueError, RecursionError):
            raise RequestError("The body is no valid JSON.") from None
        if not isinstance(parameters, dict):
            raise RequestError("The body is a JSON object with `query`, and maybe `variables` and `operationName`.")
    else:
        parameters = dict(request.GET.items())
        for name in ("variables", "extensions"):
            try:
                parameters[name] = json.loads(parameters.get(name) or "null")
            except (ValueError, RecursionError):
                raise RequestError(f"`{name}` is no valid JSON.") from None
    expected: dict[str, type] = {"query": str, "variables": dict, "operationName": str, "extensions": dict}
    for name, kind in expected.items():
        if not isinstance(parameters.get(name), kind | None):
            raise RequestError(f"`{name}` is a JSON {'string' if kind is str else 'object'}.")
    if not parameters.get("query"):
        raise RequestError("Send a GraphQL document in `query`.")
    return {name: parameters.get(name) for name in expected}


@lru_cache(maxsize=DOCUMENTS_KEPT)
def prepare(schema: GraphQLSchema, text: str) -> tuple[DocumentNode | None, list[dict[str, Any]]]:
    """Return the parsed and validated document of a query, or what is wrong with it."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return None, [dict(error.formatted) | {"extensions": {"code": GRAPHQL_PARSE_FAILED}}]
    except RecursionError:
        message = "The document is nested too deeply."
        return None, [{"message": message, "extensions": {"code": GRAPHQL_PARSE_FAILED}}]
    errors = validate(schema, document)
    if errors:
        return None, [dict(error.formatted) | {"extensions": {"code": GRAPHQL_VALIDATION_FAILED}} for error in errors]
    return document, []


def body_of(result: ExecutionResult) -> dict[str, Any]:
    """Return a result as it goes to the client, and log what it must not be told."""
    body: dict[str, Any] = {}
    if result.errors:
        for error in result.errors:
            if is_accident(error):
                logger.error("Resolver failed at %s", error.path, exc_info=error.original_error or error)
        body["errors"] = [masked(error) for error in result.errors]
    body["data"] = result.data
    return body


def respond(body: dict[str, Any], media_type: str, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return a JSON response."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(
        text.encode("utf-8", "replace"), content_type=f"{media_type}; charset=utf-8", status=status, headers=headers
    )
