"""The response cache in front of Django: an opt-in WSGI middleware (`WSGI_RESPONSE_CACHE`).

It stores whole responses, with status, headers and compressed body. The cache key holds everything in a request that
Django's middleware and the view read. One round trip to the store of the response cache revalidates a response and
counts the request for the rate limit. All other requests go to Django, so that this module adds no guarantee of its
own.

Django's middleware does not run for a response from here: a middleware that differs by request, by time or by client
needs `WSGI_RESPONSE_CACHE` off.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from threading import Lock
from typing import Any
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from cms.graphql.errors import RequestError
from cms.graphql.http.cache_lookup import CACHE_LOOKUP_ENVIRON, CacheLookup
from cms.graphql.limits.document import limits
from cms.graphql.limits.rate_limit import CostLimiter
from cms.graphql.observability.request_log import RequestLog
from cms.graphql.persisted import documents
from cms.performance.response_cache.stores.configured import response_store

Start = Callable[..., Any]
CacheKey = tuple[object, ...]

METHODS = ("GET", "HEAD", "POST")
CACHE_KEY_ENVIRON = (
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
    "HTTP_HOST",
    "HTTP_ORIGIN",
    "HTTP_X_FORWARDED_PROTO",
    "REQUEST_METHOD",
    "QUERY_STRING",
    "CONTENT_TYPE",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_NONE_MATCH",
)
"""Variables of the WSGI environment that are part of the cache key: all that Django's middleware and the view read."""

PRIVATE_HEADERS = ("HTTP_AUTHORIZATION", "HTTP_COOKIE")
"""Requests with one of these always go to Django."""

MAX_RESPONSES = 2_000
MAX_BYTES = 32 * 2**20
MAX_RESPONSE_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A response of Django's.

    Attributes:
        lookup: the entry of the response cache that it was rendered from.
        content_hash: the content hash of that entry.
        log_fields: the fields of its line in the request log.
        expires_at: until when it may be served, in seconds since 1970.
    """

    lookup: CacheLookup
    content_hash: str
    log_fields: Mapping[str, Any]
    expires_at: float
    status: int
    headers: dict[str, str]
    body: bytes


class ResponseCacheMiddleware:
    """A WSGI middleware that serves public GraphQL responses which Django has rendered before.

    Args:
        application: Django's WSGI application.
    """

    def __init__(self, application: Callable[[WSGIEnvironment, Start], Iterable[bytes]]) -> None:
        self._application = application
        self._path = reverse("graphql")
        self._lock = Lock()
        self._responses: OrderedDict[CacheKey, StoredResponse] = OrderedDict()
        self._bytes = 0

    def __call__(self, environ: WSGIEnvironment, start_response: Start) -> Iterable[bytes]:
        """Serve a stored response, else call Django."""
        key = self._key_of(environ)
        if key is None:
            return self._application(environ, start_response)
        stored = self._responses.get(key)
        if stored is not None and (headers := self._validate(stored, environ)) is not None:
            start_response(f"{stored.status} {HTTPStatus(stored.status).phrase}", headers)
            return [stored.body]
        response = self._application(environ, start_response)
        lookup = environ.pop(CACHE_LOOKUP_ENVIRON, None)
        if lookup is not None and isinstance(response, HttpResponse) and not response.cookies:
            self._store(key, lookup, response)
        return response

    def _key_of(self, environ: WSGIEnvironment) -> CacheKey | None:
        """Return the cache key of a request; None for one that is not public.

        The body of a POST is read, and replaced by a copy for Django.
        """
        if (
            environ.get("PATH_INFO") != self._path
            or environ["REQUEST_METHOD"] not in METHODS
            or any(map(environ.get, PRIVATE_HEADERS))
            or not settings.RESPONSE_CACHE_TTL
            or settings.OPENTELEMETRY  # traces show each request in Django
        ):
            return None
        body = b""
        if environ["REQUEST_METHOD"] == "POST":
            length = environ.get("CONTENT_LENGTH") or ""
            if not (length.isascii() and length.isdecimal()) or int(length) > limits().body:
                return None
            try:
                body = environ["wsgi.input"].read(int(length))
            except OSError:
                return None
            environ["wsgi.input"] = BytesIO(body)
        return (body, *map(environ.get, CACHE_KEY_ENVIRON))

    def _validate(self, stored: StoredResponse, environ: WSGIEnvironment) -> list[tuple[str, str]] | None:
        """Return the headers of a response that is still valid, None when it is not."""
        if time.time() >= stored.expires_at:
            return None
        lookup, log = stored.lookup, RequestLog(environ)
        try:
            limiter = CostLimiter.of(environ, None)
            counters, seconds = limiter.counters()
            counts = response_store().touch(lookup.key, stored.content_hash, counters, seconds)
            if counts is None:
                return None
            log.headers.update(limiter.headers_for(counts) if counters else limiter.consume(1))
            if documents.resolve_document(lookup.parameters) != lookup.text:
                return None
            documents.remember(lookup.parameters)
        except RequestError:
            return None
        log.add(**stored.log_fields)
        log.write(stored.status)
        return [*(stored.headers | log.headers).items()]

    def _store(self, key: CacheKey, lookup: CacheLookup, response: HttpResponse) -> None:
        cached = lookup.response
        assert cached is not None, "the view adds a lookup with its response"
        seconds = documents.seconds_until_lookup(lookup.parameters)
        stored = StoredResponse(
            lookup,
            cached.content_hash,
            {"document": documents.sha256_of(lookup.text)[:12], "cached": True, "cost": cached.cost},
            min(cached.headers_expire_at, time.time() + seconds),
            response.status_code,
            dict(response.items()),
            response.content,
        )
        lookup.response = None  # not held twice: its body is that of the stored response
        if _size_of(key, stored) > MAX_RESPONSE_BYTES:
            return
        with self._lock:
            self._remove(key)
            self._responses[key] = stored
            self._bytes += _size_of(key, stored)
            while self._bytes > MAX_BYTES or len(self._responses) > MAX_RESPONSES:
                self._remove(next(iter(self._responses)))

    def _remove(self, key: CacheKey) -> None:
        stored = self._responses.pop(key, None)
        if stored is not None:
            self._bytes -= _size_of(key, stored)


def _size_of(key: CacheKey, stored: StoredResponse) -> int:
    """Return an estimate of the memory of a response and its key, in bytes."""
    headers = sum(len(name) + len(value) for name, value in stored.headers.items())
    return 1_000 + sum(len(part) for part in key if isinstance(part, str | bytes)) + headers + len(stored.body)
