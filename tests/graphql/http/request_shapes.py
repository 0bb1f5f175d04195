"""Request shapes: one query by each HTTP method and form of document, and the headers that may come with it."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.test import RequestFactory

from tests.server.wsgi import Got, Server

LIST = "query List($size: Int) { articles(first: $size) { totalCount nodes { title summary url publishedAt } } }"
HASH = sha256(LIST.encode()).hexdigest()
BY_HASH = {"persistedQuery": {"version": 1, "sha256Hash": HASH}}
NAMED = {"documentId": "list-of-articles"}
GRAPHQL = "application/graphql-response+json"


def by_get(**parameters: Any) -> Callable[[Server, dict[str, str]], Got]:
    """Returns what sends the same parameters by GET, with some headers."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    return lambda server, headers: server.get(texts, **headers)


def by_post(**parameters: Any) -> Callable[[Server, dict[str, str]], Got]:
    """Returns what sends the same parameters by POST, with some headers."""
    return lambda server, headers: server.post(parameters, **headers)


def by_head(server: Server, headers: dict[str, str]) -> Got:
    """Asks by HEAD."""
    return server.ask(RequestFactory().head("/graphql/", {"query": LIST}, headers=headers).environ)


SHAPES = {
    "GET": by_get(query=LIST),
    "HEAD": by_head,
    "POST": by_post(query=LIST),
    "GET with variables": by_get(query=LIST, variables={"size": 1}, operationName="List"),
    "POST with variables": by_post(query=LIST, variables={"size": 1}, operationName="List"),
    "POST with its cost": by_post(query=LIST, extensions={"cost": True}),
    "GET with its tags": by_get(query=LIST, extensions={"tags": True}),
    "POST with its tags": by_post(query=LIST, extensions={"tags": True}),
    "GET by a hash": by_get(extensions=BY_HASH),
    "POST by a hash, with the document": by_post(query=LIST, extensions=BY_HASH),
    "GET by a registered name": by_get(**NAMED),
    "POST by a registered name": by_post(**NAMED),
}
HEADERS = {
    "nothing": {},
    "either media type": {"Accept": "*/*"},
    "the new media type": {"Accept": f"{GRAPHQL}, application/json;q=0.9"},
    "gzip": {"Accept-Encoding": "gzip, br"},
    "a script of ours": {"Origin": "https://script.example"},
    "a script of others": {"Origin": "https://elsewhere.example"},
    "a name": {"X-Request-Id": "abcdefgh-1"},
    "another host": {"Host": "localhost"},
    "TLS": {"X-Forwarded-Proto": "https"},
    "an answer known": {"If-None-Match": "*"},
    "an answer of before": {"If-None-Match": '"0"'},
    "a reader's address": {"X-Forwarded-For": "198.51.100.7"},
}
