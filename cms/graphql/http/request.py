"""GraphQL requests over HTTP: content negotiation and parameters.

Source: https://graphql.github.io/graphql-over-http/draft/
"""

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError

from cms.graphql.errors import RequestError

JSON_TYPE = "application/json"
GRAPHQL_RESPONSE_TYPE = "application/graphql-response+json"


@dataclass(frozen=True)
class Parameters:
    """The parameters of a GraphQL request.

    Attributes:
        query: the document; empty for a persisted one.
        document_id: the name or hash of a persisted document.
        variables: the values of the operation's variables, by name.
        operation_name: which of the document's operations to run.
        extensions: protocol extensions, such as `persistedQuery`, `cost` and `tags`.
    """

    query: str
    document_id: str
    variables: dict[str, Any]
    operation_name: str | None
    extensions: dict[str, Any]


def negotiate_media_type(request: HttpRequest) -> str:
    """Return the media type of the response: the client's first choice, JSON when it has none.

    Raises:
        RequestError: 406, when the client takes neither.
    """
    accepted = request.META.get("HTTP_ACCEPT", "").strip()
    media_type = (
        request.get_preferred_type([JSON_TYPE, GRAPHQL_RESPONSE_TYPE])
        if accepted not in ("", "*/*", JSON_TYPE)
        else JSON_TYPE
    )
    if media_type is None:
        raise RequestError(f"This address answers in {GRAPHQL_RESPONSE_TYPE} or {JSON_TYPE}.", status=406)
    return media_type


def wants_html(request: HttpRequest) -> bool:
    """Tell whether a browser opens the address, rather than a GraphQL client that sends a query."""
    if request.method != "GET" or request.GET.keys() & {"query", "documentId", "extensions"}:
        return False
    return request.get_preferred_type([JSON_TYPE, "text/html"]) == "text/html"


def parse_parameters(request: HttpRequest, max_bytes: int) -> Parameters:
    """Return the parameters, from the URL of a GET or the JSON body of a POST.

    Args:
        request: the request.
        max_bytes: how many bytes a body may have.

    Raises:
        RequestError: 405, 413 and 415; 400 when something is missing or of the wrong type.
    """
    if request.method == "POST":
        given = _read_body(request, max_bytes)
    elif request.method in ("GET", "HEAD"):
        given = dict(request.GET.items())
        for name in ("variables", "extensions"):
            given[name] = _parse(given.get(name) or "null", f"`{name}`")
    else:
        raise RequestError("Send queries by GET or POST.", status=405, headers={"Allow": "GET, HEAD, POST"})
    return Parameters(
        query=_typed(given, "query", str) or "",
        document_id=_typed(given, "documentId", str) or "",
        variables=_typed(given, "variables", dict) or {},
        operation_name=_typed(given, "operationName", str) or None,
        extensions=_typed(given, "extensions", dict) or {},
    )


def _read_body(request: HttpRequest, max_bytes: int) -> dict[str, Any]:
    charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
    if request.content_type != JSON_TYPE or charset.lower() not in ("utf-8", "utf8"):
        raise RequestError(f"Send the body as {JSON_TYPE}, in UTF-8.", status=415)
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > max_bytes or len(request.body) > max_bytes:
            raise RequestError(f"The body is too large: it may have {max_bytes:,} bytes.", status=413)
    except RequestDataTooBig:
        raise RequestError(f"The body is too large: it may have {max_bytes:,} bytes.", status=413) from None
    except (UnreadablePostError, RawPostDataException, ValueError):
        raise RequestError("The body did not arrive in full.") from None
    given = _parse(request.body, "The body")
    if isinstance(given, list):
        raise RequestError("Send one operation at a time: this address takes no batches.")
    if not isinstance(given, dict):
        raise RequestError("The body is a JSON object with `query`, and maybe `variables` and `operationName`.")
    return given


def _parse(text: str | bytes, what: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RequestError(f"{what} is no valid JSON.") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _typed(given: dict[str, Any], name: str, kind: type) -> Any:
    value = given.get(name)
    if not isinstance(value, kind | None):
        raise RequestError(f"`{name}` is a JSON {'string' if kind is str else 'object'}.")
    return value
