"""The direct way past the middleware: the same responses to the letter."""

import json
import logging
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.contrib.messages.middleware import MessageMiddleware
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import Site

from cms.access.models import AccessToken
from cms.api.view import GraphQLView
from tests.api.shapes import GRAPHQL, HEADERS, LIST, SHAPES
from tests.factories import index_of, make_article
from tests.wsgi import Got, Server

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

CHANGING = {"X-Request-Id", "RateLimit-Reset", "RateLimit-Remaining"}
Ask = Callable[[Server], Got]


@pytest.fixture(autouse=True)
def newsroom(site: Site, settings: Settings) -> None:
    """A site with an article, of which nothing is kept."""
    settings.ANSWERS_KEPT = 0
    settings.GRAPHQL_RATE = "100000/minute"
    settings.CORS_ALLOWED_ORIGINS = ["https://script.example"]
    settings.SECURE_HSTS_SECONDS = 3_600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    make_article(index_of(site), slug="one", title="One & only", summary="Ports. " * 20)


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the requests that passed through the middleware."""
    paths: list[str] = []
    usual = MessageMiddleware.process_request

    def note(self: MessageMiddleware, request: Any) -> None:
        paths.append(request.path)
        usual(self, request)

    monkeypatch.setattr(MessageMiddleware, "process_request", note)
    return paths


def both(ask: Ask) -> tuple[Got, Got]:
    """Returns the ordinary response, and that of the direct way once it knows what is around it."""
    server = Server()
    ask(server)
    return ask(Server(WSGIHandler())), ask(server)


def steady(got: Got) -> tuple[int, dict[str, str], str]:
    headers = {name: "" if name in CHANGING else value for name, value in got.headers.items()}
    if headers.get("Content-Encoding") == "gzip":
        headers["Content-Length"] = ""  # Django hides the length of what it packs behind random bytes
    return got.status, headers, got.text


def test_responses_are_those_of_the_ordinary_way() -> None:
    for name, shape in SHAPES.items():
        for what, headers in HEADERS.items():
            ordinary, direct = both(lambda server, shape=shape, headers=headers: shape(server, headers))  # type: ignore[misc]  # bound now
            assert steady(direct) == steady(ordinary), (name, what)


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (400, {}, {"Accept": GRAPHQL}),
        (400, {"query": "{ nothing }"}, {"Accept": GRAPHQL}),
        (200, {"query": "{ nothing }"}, {}),
        (401, {"query": LIST}, {"Authorization": "Bearer dateline_nothing"}),
        (406, {"query": LIST}, {"Accept": "image/png"}),
        (413, {"query": " " * 2_000_000}, {}),
    ],
)
def test_refusals_are_those_of_the_ordinary_way(
    status: int, body: dict[str, str], headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "django.request"):
        ordinary, direct = both(lambda server: server.post(body, **headers))

    assert steady(direct) == steady(ordinary)
    assert direct.status == status
    # Django's own log tells of each of the three, the one that only taught what is around it included.
    logged = [record.getMessage() for record in caplog.records if record.name == "django.request"]
    assert len(set(logged)) == len(logged) / 3 == (1 if status >= 400 else 0)


def test_the_middleware_is_passed_once(passed: list[str]) -> None:
    server = Server()
    answers = {server.post({"query": LIST}).text for _number in range(3)}
    assert len(answers) == 1
    assert passed == ["/graphql/"]
    allowed = server.post({"query": LIST}, Origin="https://script.example").headers
    assert allowed["access-control-allow-origin"] == "https://script.example"
    assert passed == ["/graphql/"] * 2


def test_a_token_is_read_on_the_direct_way(passed: list[str]) -> None:
    token = AccessToken(name="Wire")
    secret = token.issue()
    token.save()
    server = Server()
    server.post({"query": LIST})
    got = server.post({"query": LIST}, Authorization=f"Bearer {secret}")
    assert (got.status, got.headers["Cache-Control"]) == (200, "private, no-store")
    assert passed == ["/graphql/"]


@pytest.mark.parametrize("headers", [{"Cookie": "sessionid=1"}, {"Accept": "text/html"}])
def test_browsers_with_a_session_go_the_ordinary_way(headers: dict[str, str], passed: list[str]) -> None:
    server = Server()
    for _number in range(2):
        server.get({"query": LIST}, **headers)
    assert passed == ["/graphql/"] * 2


def test_other_addresses_and_methods_go_the_ordinary_way(passed: list[str]) -> None:
    server = Server()
    for request in (
        RequestFactory().get(reverse("wagtailadmin_login")),
        RequestFactory().put("/graphql/"),
    ):
        server.ask(request.environ)
    assert passed == [reverse("wagtailadmin_login"), "/graphql/"]


def test_where_the_middleware_answers_by_itself_it_does_so_each_time(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    server = Server()
    told = [server.post({"query": LIST}) for _number in range(2)]
    assert [(one.status, one.headers["Location"]) for one in told] == [(301, "https://testserver/graphql/")] * 2
    assert server.post({"query": LIST}, **{"X-Forwarded-Proto": "https"}).status == 200

    settings.SECURE_SSL_REDIRECT = False
    assert [Server().post({"query": LIST}, Host="evil.example").status for _number in range(2)] == [400, 400]


def test_a_fault_around_the_view_is_answered_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any) -> None:
        raise RuntimeError("canary")

    direct = Server()
    direct.post({"query": LIST})
    monkeypatch.setattr(GraphQLView, "dispatch", fail)
    told = [server.post({"query": LIST}) for server in (direct, Server(WSGIHandler()))]
    assert [one.status for one in told] == [500, 500]
    assert told[0].text == told[1].text
    assert "canary" not in told[0].text


def test_a_body_is_read_after_the_middleware_was_asked() -> None:
    body = json.dumps({"query": LIST}).encode()
    environ = RequestFactory().post("/graphql/", body, content_type="application/json").environ
    environ["wsgi.input"] = BytesIO(body)
    assert "One & only" in Server().ask(environ).text
