"""The GraphQL endpoint in four steps: authorise, parse, execute unless the response is cached, render.

Source: https://graphql.github.io/graphql-over-http/draft/
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from graphql import GraphQLSchema

from cms.access.models import AccessToken
from cms.graphql.context import Context
from cms.graphql.errors import (
    INTERNAL_SERVER_ERROR,
    TIMEOUT,
    RequestError,
    body_of,
    failed,
    is_accident,
    timed_out,
)
from cms.graphql.http.cache_lookup import CACHE_LOOKUP_ENVIRON, CacheLookup
from cms.graphql.http.cached_response import CachedResponse
from cms.graphql.http.explorer import explorer
from cms.graphql.http.extensions import TAGS_EXTENSION, extensions_of
from cms.graphql.http.request import (
    GRAPHQL_RESPONSE_TYPE,
    JSON_TYPE,
    Parameters,
    negotiate_media_type,
    parse_parameters,
    wants_html,
)
from cms.graphql.http.response import (
    COST,
    PRIVATE,
    authenticate,
    cached_response,
    encode,
    error_response,
    json_response,
)
from cms.graphql.limits.document import limits
from cms.graphql.limits.rate_limit import CostLimiter
from cms.graphql.observability.request_log import RequestLog, end_span, span
from cms.graphql.operation import affordable_cost, execute_operation, operation_of, prepare_document
from cms.graphql.persisted import documents
from cms.http.deadline import ARRIVED_AT, DeadlineExceeded, check_deadline, deadline
from cms.performance.executor import FallbackResult
from cms.performance.response_cache.cache_tags import TagCollector, collect_tags

logger = logging.getLogger("cms.graphql")


@dataclass
class Operation:
    """One GraphQL request on its way through the view.

    Attributes:
        http: the HTTP request.
        media_type: the media type of the response.
        log: its line in the request log.
        token: the access token that it carries; None for an anonymous client.
        limiter: the rate limit of the client, counted in points of cost.
        parameters: the parameters of the request.
        text: the document.
    """

    http: HttpRequest
    media_type: str
    log: RequestLog
    token: AccessToken | None
    limiter: CostLimiter
    parameters: Parameters
    text: str


@dataclass(frozen=True)
class Result:
    """The result of an operation that is not in the cache.

    Attributes:
        body: the members of the JSON object.
        cost: the cost of the operation.
        is_private: whether it was made for one client, so that no cache may store it.
    """

    body: dict[str, Any]
    cost: int
    is_private: bool


class GraphQLView(View):
    """The GraphQL endpoint, for GET and POST.

    Attributes:
        schema: the schema to execute against.
        examples: queries with which the explorer opens, by title.
    """

    schema = GraphQLSchema()
    examples: Mapping[str, str] = {}

    @classmethod
    def as_view(cls, **attributes: Any) -> Callable[..., Any]:
        """Return the view, decorated once: `method_decorator` would decorate it at each request."""
        return csrf_exempt(gzip_page(super().as_view(**attributes)))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return a GraphQL response to any request, errors included.

        Compression is safe here: no response holds a secret beside text of an attacker (BREACH).
        """
        if wants_html(request) and (page := explorer(request, self.schema, self.examples)):
            return page
        log = RequestLog(request.META)
        with span("graphql", request):
            response = self._respond(request, log)
            end_span(log, response)
        return log.finish(response)

    def _respond(self, request: HttpRequest, log: RequestLog) -> HttpResponse:
        """Run the four steps within the deadline; turn errors into responses."""
        media_type = JSON_TYPE
        try:
            media_type = negotiate_media_type(request)
            with (
                deadline(settings.GRAPHQL_TIMEOUT_SECONDS, since=request.META.get(ARRIVED_AT)),
                log.sql.watched(),
            ):
                check_deadline()  # it may have passed while the request waited for a thread
                token, limiter = self._authorise(request, log)
                operation = self._parse(request, media_type, log, token, limiter)
                return self._render(operation, self._cached(operation))
        except RequestError as error:
            log.add(code=error.code, **error.extensions)
            return error_response(error, media_type)
        except DeadlineExceeded:
            log.add(code=TIMEOUT)
            log.failed = True
            return error_response(timed_out(log.request_id), media_type)
        except Exception:
            logger.exception("Request %s failed", log.request_id)
            log.add(code=INTERNAL_SERVER_ERROR)
            log.failed = True
            return error_response(failed(log.request_id), media_type)

    def _authorise(self, request: HttpRequest, log: RequestLog) -> tuple[AccessToken | None, CostLimiter]:
        """Return the client's access token and its rate limit, which counts the first point of the request."""
        token = authenticate(request)
        if token:
            log.add(token=token.pk)
        limiter = CostLimiter.of(request.META, token)
        # One point before any work, so that no work is free; the others once the cost is known.
        log.headers.update(limiter.consume(1))
        return token, limiter

    def _parse(
        self, request: HttpRequest, media_type: str, log: RequestLog, token: AccessToken | None, limiter: CostLimiter
    ) -> Operation:
        """Return the operation of the request, with a persisted document resolved."""
        parameters = parse_parameters(request, limits().body)
        text = documents.resolve_document(parameters)
        log.add(document=documents.sha256_of(text)[:12])
        return Operation(request, media_type, log, token, limiter, parameters, text)

    def _cached(self, operation: Operation) -> CachedResponse | Result:
        """Return the cached response; else execute the operation, and store its response where it is public."""
        if operation.token or not settings.RESPONSE_CACHE_TTL:
            are_asked_for = TAGS_EXTENSION in operation.parameters.extensions
            collecting = collect_tags() if are_asked_for else nullcontext(TagCollector())
            result, _collector, _context = self._execute(operation, collecting)
            return result
        lookup = CacheLookup(self.schema, operation.text, operation.parameters, operation.media_type)
        response = lookup.get()
        if response:
            documents.remember(operation.parameters)
            operation.log.add(cached=True, cost=response.cost)
        else:
            try:
                result, collector, context = self._execute(operation, collect_tags())
                if "errors" in result.body or result.is_private:
                    lookup.release_lock()
                    return result
                response = lookup.store(encode(result.body), result.cost, collector, context.visibility.now)
            except BaseException:
                lookup.release_lock()
                raise
        if lookup.response:
            operation.http.META[CACHE_LOOKUP_ENVIRON] = lookup
        return response

    def _execute(self, operation: Operation, collecting: Any) -> tuple[Result, TagCollector, Context]:
        """Execute the operation, and return its result with the cache tags of what it read."""
        current, parameters, log = limits(), operation.parameters, operation.log
        document = prepare_document(self.schema, operation.text, current, settings.GRAPHQL_INTROSPECTION)
        node = operation_of(document, parameters.operation_name, operation.http.method)
        cost = affordable_cost(document, node, parameters.variables, current)
        documents.remember(parameters)
        log.add(operation=node.name.value if node.name else None, cost=cost)
        log.headers.update(operation.limiter.consume(cost - 1))
        token = operation.token
        with collecting as collector:
            context = Context(operation.http, token.viewer()) if token else Context(operation.http)
            executed = execute_operation(document, parameters.operation_name, parameters.variables, context)
        if token:
            context.is_private = True
            token.touch(context.visibility.now)
        body = body_of(executed, log.request_id)
        if executed.errors:
            log.add(errors=len(executed.errors))
            log.failed = any(map(is_accident, executed.errors))
        if isinstance(executed, FallbackResult):
            log.add(executor="graphql-core")
        if parameters.extensions and (extensions := extensions_of(parameters, cost, current.cost, collector)):
            body["extensions"] = extensions
        return Result(body, cost, context.is_private), collector, context

    def _render(self, operation: Operation, found: CachedResponse | Result) -> HttpResponse:
        """Return the HTTP response."""
        if isinstance(found, CachedResponse):
            return cached_response(found, operation.http, operation.media_type)
        status = 400 if "data" not in found.body and operation.media_type == GRAPHQL_RESPONSE_TYPE else 200
        headers = {COST: str(found.cost), **(PRIVATE if found.is_private else {})}
        return json_response(found.body, operation.media_type, status, headers)
