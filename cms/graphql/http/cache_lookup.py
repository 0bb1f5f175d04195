"""The response cache as one GraphQL request uses it: look a response up, or execute and store it."""

import json
import time
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256

import orjson
from django.conf import settings
from graphql import GraphQLSchema, print_schema

from cms.graphql.http.cached_response import CachedResponse, bounded, etag_of
from cms.graphql.http.extensions import extensions_key
from cms.graphql.http.request import Parameters
from cms.performance.response_cache.cache_tags import TagCollector, collect_tags
from cms.performance.response_cache.expiry import next_visibility_change
from cms.performance.response_cache.stores.configured import response_store

PACKING_VERSION = 3
"""The version of `CachedResponse.packed`; raise it with each change, as two releases may share a cache."""

CACHE_LOOKUP_ENVIRON = "dateline.cache_lookup"
"""The key of the WSGI environment that holds a request's `CacheLookup` once its response is in the cache."""

MAX_LOCK_WAIT_SECONDS = 0.5
"""How long a request waits for another that executes the same operation."""

NEXT_CHANGE_KEY = "next change"


class CacheLookup:
    """The cache entry of one request.

    Attributes:
        key: the key of the response in the cache.
        response: the cached response, once it was found or stored.

    Args:
        schema: the schema.
        text: the document.
        parameters: the other parameters of the request.
        media_type: the media type of the response.
    """

    def __init__(self, schema: GraphQLSchema, text: str, parameters: Parameters, media_type: str) -> None:
        request_key = [parameters.operation_name, parameters.variables, extensions_key(parameters), media_type]
        key = [_fingerprint(schema), settings.GRAPHQL_INTROSPECTION, text, request_key]
        self.key = sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
        self.text, self.parameters = text, parameters
        self._media_type = media_type
        self.response: CachedResponse | None = None
        self._since: int | None = None

    def get(self) -> CachedResponse | None:
        """Return the response in the cache, or None and take the single-flight lock.

        While another request holds the lock, this one waits for its response for MAX_LOCK_WAIT_SECONDS at most.
        """
        begun = time.monotonic()
        while True:
            found = response_store().get(self.key, lock=True)
            if isinstance(found, bytes):
                self.response = CachedResponse.unpacked(found)
                return self.response
            if found is None or found >= 0 or time.monotonic() > begun + MAX_LOCK_WAIT_SECONDS:
                self._since = found if found is None or found >= 0 else -1 - found
                return None
            time.sleep(0.005)

    def store(self, body: bytes, cost: int, collected: TagCollector, now: datetime) -> CachedResponse:
        """Store the response, unless one of its cache tags was invalidated since `get`.

        Args:
            body: the JSON text.
            cost: the cost of the operation.
            collected: the cache tags of the rows that it was made of.
            now: the moment as of which it was made.

        Returns:
            The response; one that was not stored expires at once, so that no HTTP cache stores it either.
        """
        expires_at = None if self._since is None else _next_change(now)
        shown = bounded(collected.tags)
        tags = bounded(collected.tags | collected.hidden_tags) if collected.hidden_tags else shown
        response = CachedResponse(body, etag_of(body, self._media_type), cost, tags, shown, expires_at)
        if (
            self._since is not None
            and response.ttl > 0
            and response_store().set(self.key, response.packed, response.tags, self._since, response.ttl)
        ):
            self.response = response
            return response
        return replace(response, expires_at=now.timestamp())

    def release_lock(self) -> None:
        """Release the single-flight lock without storing a response."""
        if self._since is not None:
            response_store().release_lock(self.key)


def _next_change(now: datetime) -> float | None:
    """Return when the next row becomes visible or hidden by the clock, in seconds since 1970; None for never."""
    found = response_store().get(NEXT_CHANGE_KEY)
    if isinstance(found, bytes):
        moment: float | None = orjson.loads(found)
        if moment is None or moment > now.timestamp():
            return moment
        found = response_store().get("")
    with collect_tags() as collected:
        change = next_visibility_change(now)
    changes_at = change.timestamp() if change else None
    if isinstance(found, int):
        ttl: float = settings.RESPONSE_CACHE_TTL
        if changes_at is not None:
            ttl = min(ttl, changes_at - time.time())
        tags = collected.tags | collected.hidden_tags
        response_store().set(NEXT_CHANGE_KEY, orjson.dumps(changes_at), tags, found, ttl)
    return changes_at


@cache
def _fingerprint(schema: GraphQLSchema) -> str:
    """Return a hash of what responses depend on beside request and database: the schema and public addresses."""
    addresses = (
        settings.PUBLIC_URL,
        settings.FRONTEND_URL,
        sorted(settings.FRONTEND_URLS.items()),
        sorted(settings.FRONTEND_PATHS.items()),
        settings.MEDIA_URL,
    )
    return sha256(f"{PACKING_VERSION}{print_schema(schema)}{addresses}".encode()).hexdigest()
