"""Documents that clients name by their hash."""

import json
from hashlib import sha256
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from cms.graphql.persisted import documents

NAME = "{ site { name } }"
ANSWER = {"data": {"site": {"name": "The Wire"}}}
HASH = sha256(NAME.encode()).hexdigest()
NOT_FOUND = {"errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}]}


def by_hash(digest: str = HASH, query: str | None = None, version: Any = 1) -> dict[str, Any]:
    extensions = {"persistedQuery": {"version": version, "sha256Hash": digest}}
    return {"extensions": extensions} | ({"query": query} if query is not None else {})


def get(http: Client, **parameters: Any) -> Any:
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    return http.get("/graphql/", texts)


def post(http: Client, **parameters: Any) -> Any:
    return http.post("/graphql/", parameters, content_type="application/json")


def test_a_document_is_sent_once_and_then_named_by_its_hash(http: Client) -> None:
    first = get(http, **by_hash())
    sent = post(http, **by_hash(query=NAME))
    again = get(http, **by_hash())

    assert (first.status_code, first.json()) == (200, NOT_FOUND)
    assert first.headers["Cache-Control"] == "no-store"
    assert sent.json() == again.json() == ANSWER
    assert post(http, **by_hash()).json() == ANSWER


def test_where_the_newer_media_type_is_read_an_unknown_hash_is_a_400(http: Client) -> None:
    headers = {"Accept": "application/graphql-response+json"}
    answer = http.post("/graphql/", by_hash(), content_type="application/json", headers=headers)

    assert (answer.status_code, answer.json()) == (400, NOT_FOUND)


@pytest.mark.parametrize("query", ["{ site { nothing } }", "{", "query A { __typename } query B { __typename }"])
def test_only_documents_that_run_are_kept(http: Client, query: str) -> None:
    digest = sha256(query.encode()).hexdigest()

    post(http, **by_hash(digest, query))

    assert get(http, **by_hash(digest)).json() == NOT_FOUND


@pytest.mark.parametrize(
    ("extensions", "message"),
    [
        (by_hash(query="{ __typename }"), "`sha256Hash` is not the SHA-256 of `query`."),
        (by_hash(HASH.upper()), "`persistedQuery` holds `version`, 1, and `sha256Hash`"),
        (by_hash("abc"), "`persistedQuery` holds `version`, 1, and `sha256Hash`"),
        (by_hash(version=2), "`persistedQuery` holds `version`, 1, and `sha256Hash`"),
        ({"extensions": {"persistedQuery": HASH}}, "`persistedQuery` holds `version`, 1, and `sha256Hash`"),
        ({"extensions": {"persistedQuery": {}}}, "`persistedQuery` holds `version`, 1, and `sha256Hash`"),
    ],
)
def test_hashes_that_are_none(http: Client, extensions: dict[str, Any], message: str) -> None:
    answer = post(http, **extensions)

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]) == (400, {"code": "BAD_USER_INPUT"})
    assert error["message"].startswith(message)


def test_their_number_is_bounded(http: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two documents that fall into the same slot: the newer one stays."""
    monkeypatch.setattr(documents, "SLOTS", 1)
    other = "{ __typename }"
    post(http, **by_hash(query=NAME))
    post(http, **by_hash(sha256(other.encode()).hexdigest(), other))

    assert get(http, **by_hash()).json() == NOT_FOUND
    assert get(http, **by_hash(sha256(other.encode()).hexdigest())).json() == {"data": {"__typename": "Query"}}


def test_their_size_is_bounded_as_that_of_every_document(http: Client, settings: Settings) -> None:
    settings.GRAPHQL_LIMITS = {"document": len(NAME) - 1}

    answer = post(http, **by_hash(query=NAME)).json()

    assert answer["errors"][0]["extensions"]["measure"] == "document"
    settings.GRAPHQL_LIMITS = {}
    assert get(http, **by_hash()).json() == NOT_FOUND


def test_what_clients_ask_for_is_no_key_of_anything_else_in_the_cache(http: Client) -> None:
    cache.set("persisted-query:0", ("0" * 64, NAME))

    assert get(http, **by_hash("0" * 63 + "1")).json() == NOT_FOUND


def test_without_its_cache_the_server_goes_on(
    http: Client, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    """Nothing listens on this port."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }

    assert get(http, **by_hash()).json() == NOT_FOUND
    assert post(http, **by_hash(query=NAME)).json() == ANSWER
    assert "A persisted query could not be kept" in caplog.text
