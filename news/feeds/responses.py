"""Responses of feeds: stored in the API's response cache, with its cache tags and headers for HTTP caches.

Sources: https://www.rfc-editor.org/rfc/rfc9110#section-13, https://www.rfc-editor.org/rfc/rfc9457
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date
from django.views import View
from django.views.decorators.gzip import gzip_page
from graphql import GraphQLSchema

from cms.graphql.context import Context
from cms.graphql.http.cache_lookup import CacheLookup
from cms.graphql.http.cached_response import CachedResponse, bounded, etag_of
from cms.graphql.http.request import Parameters
from cms.http.deadline import ARRIVED_AT, DeadlineExceeded, deadline
from cms.http.security_headers import CORP
from cms.performance.response_cache.cache_tags import collect_tags
from news.feeds.execution import FeedError

logger = logging.getLogger("news.feeds")

FEED_TITLES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


@dataclass(frozen=True)
class FeedFile:
    """The content of a feed, sitemap or robots.txt.

    Attributes:
        body: the content.
        updated: the time of the latest change of an entry; None if unknown.
    """

    body: bytes
    updated: dt.datetime | None = None


class FeedView(View):
    """Serves a file of public content, the same for all clients.

    Attributes:
        schema: the schema that is queried.
        media_type: the media type of the file.
    """

    schema = GraphQLSchema()
    media_type = "application/xml"
    http_method_names = ["get", "head", "options"]

    @classmethod
    def as_view(cls, **attributes: Any) -> Callable[..., Any]:
        """Return the view with compression, which is safe since no response holds a secret (BREACH)."""
        view: Callable[..., Any] = gzip_page(super().as_view(**attributes))
        return view

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Respond within the time limit of API requests; errors become problem details."""
        try:
            with deadline(settings.GRAPHQL_TIMEOUT_SECONDS, since=request.META.get(ARRIVED_AT)):
                return super().dispatch(request, *args, **kwargs)
        except FeedError as error:
            return problem(error.status, str(error))
        except DeadlineExceeded:
            return problem(503, "This took too long and was stopped. Try again later.", {"Retry-After": "1"})

    def get(self, request: HttpRequest, **place: str) -> HttpResponse:
        """Respond with the stored file, or make it.

        Args:
            request: the request.
            **place: the arguments of the URL.

        Raises:
            FeedError: there is no such file, or a parameter is wrong.
        """
        wanted = {**place, **self.options_of(request)}
        found = self._stored(wanted, lambda context: self.make(context, wanted))
        date, _newline, body = found.body.partition(b"\n")
        response = HttpResponse(body, content_type=f"{self.content_type(place)}; charset=utf-8")
        found.add_headers(response, request)
        if date:
            # Informative. It yields no 304, since a take-down changes the file without a newer entry.
            response["Last-Modified"] = date.decode()
        # For feed readers that run in browsers: the file is public, and cookies are ignored.
        response["Access-Control-Allow-Origin"] = "*"
        response[CORP] = "cross-origin"
        return response

    def content_type(self, place: Mapping[str, str]) -> str:
        """Return the media type of a file, given the arguments of its URL."""
        return self.media_type

    def options_of(self, request: HttpRequest) -> dict[str, str]:
        """Return the options in the query string; unknown parameters are ignored."""
        return {}

    def make(self, context: Context, wanted: Mapping[str, str]) -> FeedFile:
        """Return the file, made from public content.

        Args:
            context: a request of an anonymous client.
            wanted: the arguments and options of the URL.

        Raises:
            FeedError: as `get` does.
        """
        raise NotImplementedError

    def _stored(self, wanted: dict[str, str], make: Callable[[Context], FeedFile]) -> CachedResponse:
        """Return the cached response, or make and store it. Its first line is the date for `Last-Modified`."""
        name = f"{type(self).__name__} {settings.WEBSUB_HUB}"
        if not settings.RESPONSE_CACHE_TTL:
            with collect_tags() as collected:
                context = Context()
                body = _with_date(make(context))
            now = context.visibility.now.timestamp()
            return CachedResponse(body, etag_of(body, self.media_type), 0, [], bounded(collected.tags), now)
        lookup = CacheLookup(self.schema, name, Parameters("", "", wanted, None, {}), self.media_type)
        if found := lookup.get():
            return found
        try:
            with collect_tags() as collected:
                context = Context()
                body = _with_date(make(context))
            return lookup.store(body, 0, collected, context.visibility.now)
        except BaseException:
            lookup.release_lock()
            raise


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JsonResponse:
    """Return an error response with problem details (RFC 9457), which no cache stores."""
    title = FEED_TITLES.get(status, "Service Unavailable")
    body = {"title": title, "status": status, "detail": detail}
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    for name, value in {"Cache-Control": "no-store", **(headers or {})}.items():
        response[name] = value
    return response


def _with_date(made: FeedFile) -> bytes:
    date = http_date(made.updated.timestamp()) if made.updated else ""
    return date.encode() + b"\n" + made.body
