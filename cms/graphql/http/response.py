"""HTTP responses of the API, and the access tokens of requests."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from cms.access.bearer import InvalidToken, token_of
from cms.access.models import AccessToken
from cms.graphql.errors import UNAUTHENTICATED, RequestError
from cms.graphql.http.cached_response import CachedResponse
from cms.graphql.http.request import GRAPHQL_RESPONSE_TYPE
from cms.graphql.limits.rate_limit import UNKNOWN_TOKEN, CostLimiter

COST = "X-GraphQL-Cost"
PRIVATE = {"Cache-Control": "private, no-store"}
UNKNOWN_BEARER = "This access token is unknown, expired or revoked. Ask the newsroom for another, or send none."


def authenticate(request: HttpRequest) -> AccessToken | None:
    """Return the access token that a request carries, None when it carries none.

    Raises:
        RequestError: 401 for an invalid token; 429 after too many of them.
    """
    try:
        return token_of(request)
    except InvalidToken:
        CostLimiter.of(request.META, None).consume(UNKNOWN_TOKEN)
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"', **PRIVATE}
        raise RequestError(UNKNOWN_BEARER, UNAUTHENTICATED, status=401, headers=headers) from None


def error_response(refusal: RequestError, media_type: str) -> HttpResponse:
    """Return the response with an error; no cache may store it."""
    status = refusal.status or (400 if media_type == GRAPHQL_RESPONSE_TYPE else 200)
    headers = {"Cache-Control": "no-store", COST: str(refusal.extensions.get("cost", 0)), **refusal.headers}
    return json_response({"errors": refusal.formatted()}, media_type, status, headers)


def json_response(body: dict[str, Any], media_type: str, status: int, headers: Mapping[str, str]) -> HttpResponse:
    """Return a JSON response that varies by `Accept` and `Authorization`, and by no cookie."""
    content_type = f"{media_type}; charset=utf-8"
    response = HttpResponse(encode(body), content_type=content_type, status=status, headers=headers)
    response.headers.setdefault("Vary", "Accept, Authorization")
    return response


def encode(body: dict[str, Any]) -> bytes:
    """Encode a response as JSON in UTF-8.

    Args:
        body: the response, of JSON's types only.

    Raises:
        TypeError: when it holds a value of another type.
    """
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        # Half a surrogate pair, as an error quotes it from a client, or a number of more than 64 bits.
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def cached_response(cached: CachedResponse, request: HttpRequest, media_type: str) -> HttpResponse:
    """Return a cached response as an HTTP response that other caches may store."""
    response = HttpResponse(cached.body, content_type=f"{media_type}; charset=utf-8")
    response[COST] = str(cached.cost)
    response["Vary"] = "Accept, Authorization"
    cached.add_headers(response, request)
    return response
