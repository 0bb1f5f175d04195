"""GraphQL over HTTP: one address that answers queries, and shows browsers the explorer where it is switched on.

Source: https://graphql.github.io/graphql-over-http/draft/
"""

import json
import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from graphql import GraphQLSchema

from cms.access.bearer import InvalidToken, token_of
from cms.access.models import AccessToken
from cms.api import documents
from cms.api.context import Context
from cms.api.errors import INTERNAL_SERVER_ERROR, OUR_FAULT, UNAUTHENTICATED, Refusal, body_of
from cms.api.execution import affordable_cost, execute, operation_of, prepare
from cms.api.limits import limits
from cms.api.rate import UNKNOWN_TOKEN, Meter
from cms.api.requests import GRAPHQL, JSON, negotiate, read, wants_html
from cms.api.watch import Record, span

logger = logging.getLogger("cms.api")

COST = "X-GraphQL-Cost"
PRIVATE = {"Cache-Control": "private, no-store"}
UNKNOWN_BEARER = "This access token is unknown, expired or revoked. Ask the newsroom for another, or send none."


@method_decorator(csrf_exempt, name="dispatch")
class GraphQLView(View):
    """Answers queries by GET and POST.

    Attributes:
        schema: the schema to answer from.
        examples: queries with which the explorer opens, by title.
    """

    schema: GraphQLSchema | None = None
    examples: Mapping[str, str] = {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer any request; a refusal has the form of a GraphQL answer too."""
        if settings.GRAPHQL_EXPLORER and wants_html(request):
            return render(request, "api/explorer.html", {"examples": self.examples})
        record = Record(request)
        media_type = JSON
        try:
            media_type = negotiate(request)
            with (
                span("graphql", request),
                record.statements.watched(),
            ):
                response = self._answer(request, media_type, record)
        except Refusal as refusal:
            response = refuse(refusal, media_type)
            record.note(code=refusal.code, **refusal.extensions)
        except Exception:
            logger.exception("Request %s failed", record.request_id)
            fault = Refusal(OUR_FAULT, INTERNAL_SERVER_ERROR, status=500, extensions={"requestId": record.request_id})
            response = refuse(fault, media_type)
        return record.close(response)

    def _answer(self, request: HttpRequest, media_type: str, record: Record) -> HttpResponse:
        assert self.schema is not None, "as_view is given a schema"
        most = limits()
        token = bearer(request)
        meter = Meter.of(request, token)
        # One point before there is any work, so that nobody gets work for nothing; the rest when the cost is known.
        record.headers.update(meter.take(1))
        parameters = read(request, most.body)
        text = documents.text_of(parameters)
        record.note(document=documents.hash_of_text(text)[:12])
        document = prepare(self.schema, text, most, settings.GRAPHQL_INTROSPECTION)
        operation = operation_of(document, parameters.operation_name, request.method)
        cost = affordable_cost(self.schema, document, operation, parameters.variables, most)
        documents.keep(parameters)
        record.note(operation=operation.name.value if operation.name else None, cost=cost)
        record.headers.update(meter.take(cost - 1))
        context = Context(request, token.viewer()) if token else Context(request)
        result = execute(self.schema, document, parameters.operation_name, parameters.variables, context)
        if token:
            context.is_private = True
            token.touch(context.visibility.now)
        body = body_of(result, record.request_id)
        if result.errors:
            record.note(errors=len(result.errors))
        if "cost" in parameters.extensions:
            body["extensions"] = {"cost": {"cost": cost, "limit": most.cost}}
        status = 400 if result.data is None and media_type == GRAPHQL else 200
        return respond(body, media_type, status, {COST: str(cost), **(PRIVATE if context.is_private else {})})


def bearer(request: HttpRequest) -> AccessToken | None:
    """Return the access token that a request carries, None when it carries none.

    Raises:
        Refusal: 401, when the token opens nothing; 429, after too many of that kind.
    """
    try:
        return token_of(request)
    except InvalidToken:
        Meter.of(request, None).take(UNKNOWN_TOKEN)
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"', **PRIVATE}
        raise Refusal(UNKNOWN_BEARER, UNAUTHENTICATED, status=401, headers=headers) from None


def refuse(refusal: Refusal, media_type: str) -> HttpResponse:
    """Return the response to a request that nothing was run for; no cache keeps it."""
    status = refusal.status or (400 if media_type == GRAPHQL else 200)
    cost = {COST: str(refusal.extensions.get("cost", 0))}
    headers = {"Cache-Control": "no-store", **cost, **refusal.headers}
    return respond({"errors": refusal.formatted()}, media_type, status, headers)


def respond(body: dict[str, Any], media_type: str, status: int, headers: Mapping[str, str]) -> HttpResponse:
    """Return a JSON response. What it says depends on the media type asked for and on the token, and on no cookie."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    content_type = f"{media_type}; charset=utf-8"
    response = HttpResponse(text.encode("utf-8", "replace"), content_type=content_type, status=status, headers=headers)
    response.headers.setdefault("Vary", "Accept, Authorization")
    return response
