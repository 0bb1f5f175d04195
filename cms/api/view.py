"""GraphQL over HTTP: one address that answers queries, and shows browsers the explorer where it is switched on.

Source: https://graphql.github.io/graphql-over-http/draft/
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from graphql import GraphQLSchema

from cms.access.models import AccessToken
from cms.api import documents
from cms.api.caching import ASKED, Question
from cms.api.context import Context
from cms.api.engine import ByCore, encode
from cms.api.errors import INTERNAL_SERVER_ERROR, OUR_FAULT, TIMEOUT, Refusal, body_of, timed_out
from cms.api.execution import affordable_cost, execute, operation_of, prepare
from cms.api.explorer import explorer
from cms.api.limits import limits
from cms.api.rate import Meter
from cms.api.requests import GRAPHQL, JSON, Parameters, negotiate, read, wants_html
from cms.api.responses import COST, PRIVATE, bearer, refuse, respond, send
from cms.api.watch import Record, span
from cms.deadline import DeadlineExceeded, deadline
from cms.reading import Reading, reading

logger = logging.getLogger("cms.api")

EMPTY = "dateline.empty"
"""The key in a WSGI environment that asks for no more than an empty response: see `cms.api.direct`."""


class GraphQLView(View):
    """Answers queries by GET and POST.

    Attributes:
        schema: the schema to answer from.
        examples: queries with which the explorer opens, by title.
    """

    schema = GraphQLSchema()
    examples: Mapping[str, str] = {}

    @classmethod
    def as_view(cls, **attributes: Any) -> Callable[..., Any]:
        """Return the view, decorated once: `method_decorator` does it again with each request."""
        return csrf_exempt(gzip_page(super().as_view(**attributes)))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer any request; a refusal has the form of a GraphQL answer too.

        The answer is compressed, which is safe here: it holds no secret that a page could be made to guess at.
        """
        if EMPTY in request.META:
            return HttpResponse(status=204)
        if wants_html(request) and (page := explorer(request, self.schema, self.examples)):
            return page
        record = Record(request.META)
        media_type = JSON
        try:
            media_type = negotiate(request)
            with (
                deadline(settings.GRAPHQL_TIMEOUT_SECONDS),
                span("graphql", request),
                record.statements.watched(),
            ):
                response = self._answer(request, media_type, record)
        except Refusal as refusal:
            response = refuse(refusal, media_type)
            record.note(code=refusal.code, **refusal.extensions)
        except DeadlineExceeded:
            response = refuse(timed_out(record.request_id), media_type)
            record.note(code=TIMEOUT)
        except Exception:
            logger.exception("Request %s failed", record.request_id)
            fault = Refusal(OUR_FAULT, INTERNAL_SERVER_ERROR, status=500, extensions={"requestId": record.request_id})
            response = refuse(fault, media_type)
        return record.close(response)

    def _answer(self, request: HttpRequest, media_type: str, record: Record) -> HttpResponse:
        most = limits()
        token = bearer(request)
        if token:
            record.note(token=token.pk)
        meter = Meter.of(request.META, token)
        # One point before there is any work, so that nobody gets work for nothing; the rest when the cost is known.
        record.headers.update(meter.take(1))
        parameters = read(request, most.body)
        text = documents.text_of(parameters)
        record.note(document=documents.hash_of_text(text)[:12])
        question = Question(self.schema, text, parameters, media_type) if settings.ANSWERS_KEPT and not token else None
        found = question.find() if question else None
        if found:
            documents.keep(parameters)
            record.note(kept=True, cost=found.cost)
            response = send(found, request, media_type)
        else:
            try:
                response = self._make(request, media_type, record, meter, token, parameters, text, question)
            except BaseException:
                if question:
                    question.leave()
                raise
        if question and question.answer:
            request.META[ASKED] = question
        return response

    def _make(
        self,
        request: HttpRequest,
        media_type: str,
        record: Record,
        meter: Meter,
        token: AccessToken | None,
        parameters: Parameters,
        text: str,
        question: Question | None,
    ) -> HttpResponse:
        """Run the operation; an answer that is public and has no errors may be kept."""
        assert self.schema is not None, "as_view is given a schema"
        most = limits()
        document = prepare(self.schema, text, most, settings.GRAPHQL_INTROSPECTION)
        operation = operation_of(document, parameters.operation_name, request.method)
        cost = affordable_cost(document, operation, parameters.variables, most)
        documents.keep(parameters)
        record.note(operation=operation.name.value if operation.name else None, cost=cost)
        record.headers.update(meter.take(cost - 1))
        with reading() if question else nullcontext(Reading()) as present:
            context = Context(request, token.viewer()) if token else Context(request)
            result = execute(document, parameters.operation_name, parameters.variables, context)
        if token:
            context.is_private = True
            token.touch(context.visibility.now)
        body = body_of(result, record.request_id)
        if result.errors:
            record.note(errors=len(result.errors))
        if isinstance(result, ByCore):
            record.note(engine="graphql-core")
        if "cost" in parameters.extensions:
            body["extensions"] = {"cost": {"cost": cost, "limit": most.cost}}
        if question and not result.errors and not context.is_private:
            return send(question.keep(encode(body), cost, present, context.visibility.now), request, media_type)
        if question:
            question.leave()
        status = 400 if "data" not in body and media_type == GRAPHQL else 200
        return respond(body, media_type, status, {COST: str(cost), **(PRIVATE if context.is_private else {})})
