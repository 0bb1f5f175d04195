"""A response of the response cache, and its headers for HTTP caches.

Source: https://www.rfc-editor.org/rfc/rfc9111
"""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import inf

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from cms.cdn.surrogate_keys import add_surrogate_keys

MAX_TAGS = 200
"""The most tags of a response; beyond it, tags of rows are replaced by the tag of their table."""

MAX_TAG_CHARACTERS = 4_000
"""The most characters of all tags of a response, which go into its headers: CDNs accept 16 kB."""

HASH_DIGITS = 32
"""Hexadecimal digits of an ETag and of a content hash."""


@dataclass(frozen=True)
class CachedResponse:
    """A public GraphQL response without errors.

    Attributes:
        body: the JSON text.
        etag: its entity tag, quoted.
        cost: the cost of the operation.
        tags: the cache tags of all rows that the response depends on, hidden ones included.
        shown_tags: those of the rows that it shows, which its headers may name.
        expires_at: when the next row becomes visible or hidden by the clock, in seconds since 1970; None for never.
    """

    body: bytes
    etag: str
    cost: int
    tags: list[str]
    shown_tags: list[str]
    expires_at: float | None

    @cached_property
    def packed(self) -> bytes:
        """The response as bytes, which begin with its content hash."""
        content = orjson.dumps([self.etag, self.cost, self.tags, self.shown_tags, self.expires_at]) + b"\n" + self.body
        return sha256(content).hexdigest()[:HASH_DIGITS].encode() + content

    @classmethod
    def unpacked(cls, packed: bytes) -> "CachedResponse":
        """Return the response that `packed` holds."""
        head, _newline, body = packed[HASH_DIGITS:].partition(b"\n")
        response = cls(body, *orjson.loads(head))
        response.__dict__["packed"] = packed
        return response

    @property
    def content_hash(self) -> str:
        """The hash of body and tags: it differs between equal bodies that were made of different rows."""
        return self.packed[:HASH_DIGITS].decode()

    @property
    def headers_expire_at(self) -> float:
        """Until when its `Cache-Control` does not change, in seconds since 1970."""
        max_lifetime = max(settings.GRAPHQL_MAX_AGE, settings.GRAPHQL_SHARED_MAX_AGE)
        max_lifetime += settings.GRAPHQL_STALE_WHILE_REVALIDATE
        return inf if self.expires_at is None else self.expires_at - max_lifetime

    @cached_property
    def ttl(self) -> float:
        """How many seconds the response cache may store it; 0 or less when it may not."""
        max_ttl = float(settings.RESPONSE_CACHE_TTL)
        return max_ttl if self.expires_at is None else min(max_ttl, self.expires_at - time.time())

    def add_headers(self, response: HttpResponse, request: HttpRequest) -> None:
        """Add `ETag`, `Cache-Control` and surrogate keys to a response to GET or HEAD; make it a 304 where it matches.

        Source: https://www.rfc-editor.org/rfc/rfc9110#section-13
        """
        if request.method not in ("GET", "HEAD"):
            return
        fresh = max(0, int(self.ttl))
        max_age = min(fresh, settings.GRAPHQL_MAX_AGE)
        s_maxage = min(fresh, settings.GRAPHQL_SHARED_MAX_AGE)
        # A response that is served stale must not have expired either.
        stale = min(fresh - max(max_age, s_maxage), settings.GRAPHQL_STALE_WHILE_REVALIDATE)
        response["ETag"] = self.etag
        response["Cache-Control"] = f"public, max-age={max_age}, s-maxage={s_maxage}, stale-while-revalidate={stale}"
        add_surrogate_keys(response, self.shown_tags)
        if_none_match = parse_etags(request.headers.get("If-None-Match", ""))
        if "*" in if_none_match or self.etag in (etag.removeprefix("W/") for etag in if_none_match):
            response.status_code = 304
            response.content = b""
            del response["Content-Type"]


def etag_of(body: bytes, media_type: str) -> str:
    """Return the entity tag of a body sent as `media_type`, with its quotes."""
    return f'"{sha256(f"{media_type}; charset=utf-8".encode() + body).hexdigest()[:HASH_DIGITS]}"'


def bounded(tags: Iterable[str]) -> list[str]:
    """Return at most MAX_TAGS tags: the most numerous tags of rows are replaced by the tag of their table."""
    found = set(tags)
    while len(found) > MAX_TAGS or sum(len(tag) + 1 for tag in found) > MAX_TAG_CHARACTERS:
        kinds = Counter(
            kind for kind, _colon, _name in (tag.partition(":") for tag in found) if kind not in ("list", "rows")
        )
        if not kinds:
            break
        ((kind, _count),) = kinds.most_common(1)
        found = {tag for tag in found if not tag.startswith(f"{kind}:")}
        found.add("list:page" if kind in ("path", "translation") else f"list:{kind}")
    return sorted(found)
