"""HTTP responses of the API, and who asks for them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from cms.access.bearer import InvalidToken, token_of
from cms.access.models import AccessToken
from cms.api.caching import Answer
from cms.api.engine import encode
from cms.api.errors import UNAUTHENTICATED, Refusal
from cms.api.rate import UNKNOWN_TOKEN, Meter
from cms.api.requests import GRAPHQL

COST = "X-GraphQL-Cost"
PRIVATE = {"Cache-Control": "private, no-store"}
UNKNOWN_BEARER = "This access token is unknown, expired or revoked. Ask the newsroom for another, or send none."


def bearer(request: HttpRequest) -> AccessToken | None:
    """Return the access token that a request carries, None when it carries none.

    Raises:
        Refusal: 401, when the token opens nothing; 429, after too many of that kind.
    """
    try:
        return token_of(request)
    except InvalidToken:
        Meter.of(request.META, None).take(UNKNOWN_TOKEN)
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"', **PRIVATE}
        raise Refusal(UNKNOWN_BEARER, UNAUTHENTICATED, status=401, headers=headers) from None


def refuse(refusal: Refusal, media_type: str) -> HttpResponse:
    """Return the response to a request that nothing was run for; no cache keeps it."""
    status = refusal.status or (400 if media_type == GRAPHQL else 200)
    headers = {"Cache-Control": "no-store", COST: str(refusal.extensions.get("cost", 0)), **refusal.headers}
    return respond({"errors": refusal.formatted()}, media_type, status, headers)


def respond(body: dict[str, Any], media_type: str, status: int, headers: Mapping[str, str]) -> HttpResponse:
    """Return a JSON response. What it says depends on the media type asked for and on the token, and on no cookie."""
    content_type = f"{media_type}; charset=utf-8"
    response = HttpResponse(encode(body), content_type=content_type, status=status, headers=headers)
    response.headers.setdefault("Vary", "Accept, Authorization")
    return response


def send(answer: Answer, request: HttpRequest, media_type: str) -> HttpResponse:
    """Return the response with an answer that caches may keep."""
    response = HttpResponse(answer.body, content_type=f"{media_type}; charset=utf-8")
    response[COST] = str(answer.cost)
    response["Vary"] = "Accept, Authorization"
    answer.add_headers(response, request)
    return response
