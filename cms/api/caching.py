"""Answers that are given again: kept under what was asked, with what was read for them."""

import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from hashlib import sha256
from math import inf

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from graphql import GraphQLSchema, print_schema

from cms.api.requests import Parameters
from cms.publishing.answers import answers
from cms.publishing.moments import next_change
from cms.publishing.surrogate_keys import add_surrogate_keys
from cms.reading import Reading, reading

MOST_TAGS = 200
"""Tags of an answer beyond which those of single rows give way to that of their whole table."""

LONGEST = 4_000
"""Characters of all tags together, for the headers: caches before this server take 16 kB at most."""

FORMAT = 3
"""How answers are packed: to be counted up with each change, as releases may run side by side."""

MARK = 32
"""Hexadecimal digits of what tells answers apart."""

ASKED = "dateline.question"
"""The name under which a request's environ holds its `Question`, once its answer is kept."""

WAITED_FOR = 0.5
"""For how many seconds a request waits for another that makes the same answer."""


@dataclass(frozen=True)
class Answer:
    """A public answer without errors.

    Attributes:
        body: the JSON text.
        etag: what tells it from other answers.
        cost: what the query costs.
        tags: what was read for it.
        shown_tags: those of what a client may know that it was read.
        until: when it stops being true by itself, in seconds since 1970; None for never.
    """

    body: bytes
    etag: str
    cost: int
    tags: list[str]
    shown_tags: list[str]
    until: float | None

    @cached_property
    def packed(self) -> bytes:
        """The answer as bytes, which begin with its mark."""
        told = orjson.dumps([self.etag, self.cost, self.tags, self.shown_tags, self.until]) + b"\n" + self.body
        return sha256(told).hexdigest()[:MARK].encode() + told

    @classmethod
    def unpacked(cls, packed: bytes) -> "Answer":
        """Return what was packed."""
        head, _newline, body = packed[MARK:].partition(b"\n")
        answer = cls(body, *orjson.loads(head))
        answer.__dict__["packed"] = packed
        return answer

    @property
    def mark(self) -> str:
        """What tells it from every other answer, also from one that says the same and was made of other things."""
        return self.packed[:MARK].decode()

    @property
    def steady_until(self) -> float:
        """Until when its headers stay as they are, in seconds since 1970."""
        longest = max(settings.GRAPHQL_MAX_AGE, settings.GRAPHQL_SHARED_MAX_AGE)
        longest += settings.GRAPHQL_STALE_WHILE_REVALIDATE
        return inf if self.until is None else self.until - longest

    @cached_property
    def seconds(self) -> float:
        """For how many seconds it is still good."""
        kept = float(settings.ANSWERS_KEPT)
        return kept if self.until is None else min(kept, self.until - time.time())

    def add_headers(self, response: HttpResponse, request: HttpRequest) -> None:
        """Tell caches how long the answer is good and what it depends on; answer 304 to those that have it.

        Source: https://www.rfc-editor.org/rfc/rfc9111 and, for 304, https://www.rfc-editor.org/rfc/rfc9110#section-13
        """
        if request.method not in ("GET", "HEAD"):
            return
        good = max(0, int(self.seconds))
        own = min(good, settings.GRAPHQL_MAX_AGE)
        shared = min(good, settings.GRAPHQL_SHARED_MAX_AGE)
        # What is given while a new one is fetched must be true as well.
        stale = min(good - max(own, shared), settings.GRAPHQL_STALE_WHILE_REVALIDATE)
        response["ETag"] = self.etag
        response["Cache-Control"] = f"public, max-age={own}, s-maxage={shared}, stale-while-revalidate={stale}"
        add_surrogate_keys(response, self.shown_tags)
        wanted = parse_etags(request.headers.get("If-None-Match", ""))
        if "*" in wanted or self.etag in (one.removeprefix("W/") for one in wanted):
            response.status_code = 304
            response.content = b""
            del response["Content-Type"]


class Question:
    """What one request asks, and where an answer to it may be kept.

    Attributes:
        key: where.
        answer: the answer that is kept there, once it was found or kept.

    Args:
        schema: the schema that answers.
        text: the document.
        parameters: what else the client sent.
        media_type: what the answer is.
    """

    def __init__(self, schema: GraphQLSchema, text: str, parameters: Parameters, media_type: str) -> None:
        asked = [parameters.operation_name, parameters.variables, "cost" in parameters.extensions, media_type]
        key = [_fingerprint(schema), settings.GRAPHQL_INTROSPECTION, text, asked]
        self.key = sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
        self.text, self.parameters = text, parameters
        self._media_type = media_type
        self.answer: Answer | None = None
        self._since: int | None = None

    def find(self) -> Answer | None:
        """Return the answer that is kept; of many that ask at once, one gets None and the others its answer."""
        begun = time.monotonic()
        while True:
            found = answers().lookup(self.key, claim=True)
            if isinstance(found, bytes):
                self.answer = Answer.unpacked(found)
                return self.answer
            if found is None or found >= 0 or time.monotonic() > begun + WAITED_FOR:
                self._since = found if found is None or found >= 0 else -1 - found
                return None
            time.sleep(0.005)

    def keep(self, body: bytes, cost: int, present: Reading, now: datetime) -> Answer:
        """Return the answer that was made meanwhile, and keep it unless something that it read has changed since.

        Args:
            body: the JSON text.
            cost: what the query costs.
            present: what was read for it.
            now: the moment that it is about.
        """
        until = None if self._since is None else _horizon(now)
        etag = f'"{sha256(f"{self._media_type}; charset=utf-8".encode() + body).hexdigest()[:MARK]}"'
        shown = bounded(present.tags)
        tags = bounded(present.tags | present.hidden_tags) if present.hidden_tags else shown
        answer = Answer(body, etag, cost, tags, shown, until)
        kept = self._since is not None and answer.seconds > 0
        if kept and answers().keep(self.key, answer.packed, answer.tags, self._since, answer.seconds):
            self.answer = answer
            return answer
        # What may not be kept here, as something changed meanwhile or nobody knows, no cache elsewhere may keep.
        return replace(answer, until=now.timestamp())

    def leave(self) -> None:
        """Let others make the answer: this request has none that may be kept."""
        if self._since is not None:
            answers().leave(self.key)


def bounded(tags: Iterable[str]) -> list[str]:
    """Return tags, not too many: those of single rows give way to that of their table, the most numerous first."""
    found = set(tags)
    while len(found) > MOST_TAGS or sum(len(tag) + 1 for tag in found) > LONGEST:
        kinds = Counter(
            kind for kind, _colon, _name in (tag.partition(":") for tag in found) if kind not in ("list", "rows")
        )
        if not kinds:
            break
        ((kind, _count),) = kinds.most_common(1)
        found = {tag for tag in found if not tag.startswith(f"{kind}:")}
        found.add("list:page" if kind in ("path", "translation") else f"list:{kind}")
    return sorted(found)


def _horizon(now: datetime) -> float | None:
    """Return when something appears or vanishes by itself, in seconds since 1970; None for never."""
    found = answers().lookup("next change")
    if isinstance(found, bytes):
        moment: float | None = orjson.loads(found)
        if moment is None or moment > now.timestamp():
            return moment
        found = answers().lookup("")
    with reading() as present:
        change = next_change(now)
    until = change.timestamp() if change else None
    if isinstance(found, int):
        seconds = settings.ANSWERS_KEPT if until is None else min(settings.ANSWERS_KEPT, until - time.time())
        answers().keep("next change", orjson.dumps(until), present.tags | present.hidden_tags, found, seconds)
    return until


@cache
def _fingerprint(schema: GraphQLSchema) -> str:
    """Return what tells this server's answers from those of another release or another public address."""
    addresses = (
        settings.PUBLIC_URL,
        settings.FRONTEND_URL,
        sorted(settings.FRONTEND_URLS.items()),
        settings.MEDIA_URL,
    )
    return sha256(f"{FORMAT}{print_schema(schema)}{addresses}".encode()).hexdigest()
