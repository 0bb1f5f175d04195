"""The short way past Django: the same responses, and the same refusals."""

import datetime as dt
import json
import logging
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page, Site

from cms.access.models import AccessToken
from cms.graphql.models import TrustedDocument
from cms.graphql.persisted import documents
from cms.http import rate_limit
from cms.performance.response_cache import wsgi
from cms.performance.response_cache.stores.configured import response_store
from news.models import ArticlePage, NewsIndexPage
from tests.factories import index_of, make_article, make_site
from tests.graphql.http.request_shapes import BY_HASH, HASH, HEADERS, LIST, NAMED, SHAPES
from tests.server.wsgi import Server

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

CHANGING = ("X-Request-Id", "RateLimit-Remaining", "RateLimit-Reset")


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """A site with an article, whose answers are kept and may be kept by others."""
    settings.RESPONSE_CACHE_TTL = 3_600
    settings.GRAPHQL_RATE = "100000/minute"
    settings.GRAPHQL_SHARED_MAX_AGE = 60
    settings.CORS_ALLOWED_ORIGINS = ["https://script.example"]
    response_store.cache_clear()
    rate_limit._storage.cache_clear()
    Page.objects.filter(depth=2).delete()
    site = make_site()
    make_article(index_of(site), slug="one", title="One & only", summary="Ports. " * 20)
    TrustedDocument.objects.create(document_id="list-of-articles", text=LIST, cost=1)
    yield site
    response_store.cache_clear()
    rate_limit._storage.cache_clear()


@pytest.fixture
def server(site: Site) -> Server:
    return Server()


def test_responses_are_repeated_to_the_letter(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "TRUSTED_LOOKUP_SECONDS", 10**9)
    Server().post({"query": LIST, "extensions": BY_HASH})
    for name, shape in SHAPES.items():
        for what, headers in HEADERS.items():
            for _until_it_is_kept in range(2):
                shape(Server(), headers)
            server = Server()
            told = [shape(server, headers) for _number in range(3)]
            assert [one.repeated for one in told] == [False, True, True], (name, what)
            status = 304 if what == "an answer known" and not name.startswith("POST") else 200
            assert [one.status for one in told] == [status] * 3, (name, what)
            assert told[0].body == told[1].body == told[2].body, (name, what)
            ordinary, again, third = ([*one.headers.items()] for one in told)
            assert _steady(ordinary) == _steady(again) == _steady(third), (name, what)
            remaining = [int(one.headers["RateLimit-Remaining"]) for one in told]
            if remaining[2] < remaining[0]:  # or else a new minute has begun
                assert remaining == [remaining[0], remaining[0] - 1, remaining[0] - 2], (name, what)
            names = {one.headers["X-Request-Id"] for one in told}
            assert names == {headers["X-Request-Id"]} if "X-Request-Id" in headers else len(names) == 3, (name, what)


def _steady(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, "" if name in CHANGING else value) for name, value in headers]


def test_the_log_tells_of_a_repeated_answer_as_of_a_kept_one(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.get({"query": LIST})
    server.get({"query": LIST})
    caplog.clear()
    with caplog.at_level(logging.INFO, "cms.graphql.requests"):
        Server().get({"query": LIST}, **{"X-Request-Id": "request-1"})
        assert server.get({"query": LIST}, **{"X-Request-Id": "request-1"}).repeated

    lines = [vars(record)["graphql"] for record in caplog.records if record.name == "cms.graphql.requests"]
    ordinary, again = ({k: v for k, v in line.items() if k not in ("ms", "sql_ms")} for line in lines)
    assert again == ordinary
    assert again == {
        "request": "request-1",
        "method": "GET",
        "document": HASH[:12],
        "cached": True,
        "cost": 27,
        "sql": 0,
        "status": 200,
    }


LONG_WAYS: dict[str, Any] = {
    "a cookie": {"data": {"query": LIST}, "headers": {"Cookie": "sessionid=1"}},
    "a token": {"data": {"query": LIST}, "headers": {"Authorization": "Bearer nothing"}},
    "another scheme": {"data": {"query": LIST}, "headers": {"Authorization": "Basic eDp5"}},
    "a wrong host": {"data": {"query": LIST}, "headers": {"Host": "elsewhere.example"}},
    "no media type of ours": {"data": {"query": LIST}, "headers": {"Accept": "text/csv"}},
    "an error": {"data": {"query": "{ articles(first: 0) { totalCount } }"}},
    "no document": {},
    "a preview": {"data": {"query": '{ preview(token: "none") { title } }'}},
    "another path": {"path": "/healthz/"},
}


def test_what_is_not_public_goes_the_long_way(server: Server) -> None:
    for name, asked in LONG_WAYS.items():
        found = [server.ask(RequestFactory().get(**{"path": "/graphql/", **asked}).environ) for _again in range(4)]
        assert [one.repeated for one in found] == [False] * 4, name


BROKEN: list[tuple[bytes, dict[str, str], int]] = [
    (b"{", {}, 400),
    (b"x" * 30_001, {}, 413),
    (b"{}", {"CONTENT_LENGTH": "many"}, 400),
    (b"{}", {"CONTENT_LENGTH": "-1"}, 400),
    (b"{}", {"CONTENT_LENGTH": ""}, 400),
    (b'{"query": "{ __typename }"}', {"CONTENT_TYPE": "text/plain"}, 415),
]


def test_a_broken_body_is_refused(server: Server) -> None:
    for body, extra, status in BROKEN:
        environ = RequestFactory().post("/graphql/", body, content_type="application/json").environ
        found = server.ask({**environ, **extra})
        assert (found.status, found.repeated) == (status, False), (body[:9], extra)
        assert json.loads(found.text)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_body_that_does_not_arrive_is_refused(server: Server) -> None:
    class Torn(BytesIO):
        def read(self, *_arguments: Any) -> bytes:
            raise ConnectionResetError

    environ = RequestFactory().post("/graphql/", b"{}", content_type="application/json").environ
    found = server.ask({**environ, "wsgi.input": Torn()})

    assert (found.status, found.repeated) == (400, False)
    assert "did not arrive" in found.text


def test_other_methods_go_the_long_way(server: Server) -> None:
    preflight = {"Origin": "https://script.example", "Access-Control-Request-Method": "POST"}
    for _number in range(2):
        assert server.ask(RequestFactory().put("/graphql/").environ).status == 405
        answer = server.ask(RequestFactory().options("/graphql/", headers=preflight).environ)
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, "https://script.example")
    assert server.ordinary == 4


def test_a_token_gets_no_answer_of_others(server: Server) -> None:
    for _number in range(3):
        server.get({"query": LIST})
    token = AccessToken(name="Website")
    secret = token.issue()

    found = server.get({"query": LIST}, Authorization=f"Bearer {secret}")

    assert (found.repeated, found.headers["Cache-Control"]) == (False, "private, no-store")


def test_whoever_asks_for_too_much_is_refused(server: Server, settings: Settings) -> None:
    for _number in range(3):
        Server().get({"query": LIST})
    settings.GRAPHQL_RATE = "4/hour"
    address = {"X-Forwarded-For": "198.51.100.99"}

    found = [server.get({"query": LIST}, **address) for _number in range(6)]

    assert [one.status for one in found] == [200] * 4 + [429] * 2
    assert [one.repeated for one in found] == [False] + [True] * 3 + [False] * 2
    assert [one.headers["RateLimit-Remaining"] for one in found] == ["3", "2", "1", "0", "0", "0"]
    assert found[-1].headers["Cache-Control"] == "no-store"


@pytest.mark.skipif(not configured.REDIS_URL, reason="only Redis counts past Django")
def test_a_site_cannot_ask_for_more_by_changing_its_network(server: Server, settings: Settings) -> None:
    for _number in range(3):
        server.get({"query": LIST})
    settings.GRAPHQL_RATE = "2/hour"

    found = [server.get({"query": LIST}, **{"X-Forwarded-For": f"2001:db8:99:{n:x}::1"}) for n in range(20)]

    assert [(one.status, one.repeated) for one in found] == [(200, True)] * 16 + [(429, False)] * 4
    assert [one.headers["RateLimit-Remaining"] for one in found[:3] + found[-5:]] == ["1", "1", "1", *["0"] * 5]


def test_a_publish_makes_it_fall(server: Server) -> None:
    for _number in range(3):
        server.get({"query": LIST})
    assert server.get({"query": LIST}).repeated

    page = ArticlePage.objects.get(slug="one")
    page.title = "Another"
    page.save_revision().publish()
    found = server.get({"query": LIST})

    assert not found.repeated
    assert '"title":"Another"' in found.text
    server.get({"query": LIST})
    again = server.get({"query": LIST})
    assert again.repeated
    assert again.text == found.text


def test_nothing_is_repeated_while_something_changes(server: Server) -> None:
    for _number in range(3):
        server.get({"query": LIST})

    with response_store().invalidating(["list:article"]):
        assert not server.get({"query": LIST}).repeated


def test_a_registered_document_is_not_remembered_after_its_end(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(3):
        server.get(NAMED)
    assert server.get(NAMED).repeated
    TrustedDocument.objects.all().delete()
    documents.clear_lookups()

    found = server.get(NAMED)

    assert (found.repeated, json.loads(found.text)["errors"][0]["extensions"]["code"]) == (
        False,
        "PERSISTED_QUERY_NOT_FOUND",
    )


def test_an_answer_is_made_anew_when_its_headers_would_differ(
    server: Server, site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something appears in two minutes; from a minute before, caches are told a shorter time each second."""
    lifts = timezone.now() + dt.timedelta(seconds=120)
    make_article(NewsIndexPage.objects.get(slug="news"), slug="held", embargo=True, embargo_until=lifts)
    for _number in range(3):
        server.get({"query": LIST})
    assert server.get({"query": LIST}).repeated

    monkeypatch.setattr(time, "time", lambda: lifts.timestamp() - 59)
    found = server.get({"query": LIST})

    assert not found.repeated
    assert found.headers["Cache-Control"] == "public, max-age=0, s-maxage=59, stale-while-revalidate=0"


def test_memory_is_bounded(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsgi, "MAX_RESPONSES", 5)
    for number in range(1, 10):
        for _until_it_is_kept in range(3):
            server.get({"query": LIST, "variables": json.dumps({"size": number})})
    known = server._application._responses
    assert len(known) == 5
    assert server._application._bytes == sum(wsgi._size_of(*one) for one in known.items())
    assert server.get({"query": LIST, "variables": json.dumps({"size": 9})}).repeated
    assert not server.get({"query": LIST, "variables": json.dumps({"size": 1})}).repeated

    monkeypatch.setattr(wsgi, "MAX_BYTES", 1)
    server.get({"query": LIST, "variables": json.dumps({"size": 20})})

    assert (len(known), server._application._bytes) == (0, 0)
