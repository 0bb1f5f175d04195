"""What each CDN is sent, word for word, and what counts as done."""

import re
import socket
from collections.abc import Iterator

import pytest
from django.core.checks import CheckMessage
from pytest_django import Settings

from cms.cdn import backends
from cms.cdn.checks import check_cdn
from tests.cdn.edge_server import CLOUDFLARE, FASTLY, Edge, Reply, edge
from tests.settings.process import settings as settings_of

MANY = [f"page:{number:04}" for number in range(600)]


@pytest.fixture
def server() -> Iterator[Edge]:
    with edge(FASTLY) as found:
        yield found


def fastly(server: Edge, monkeypatch: pytest.MonkeyPatch) -> backends.Fastly:
    monkeypatch.setattr(backends.Fastly, "api", server.url)
    return backends.Fastly({"ID": "SU1Z0isxPaozGVKXdv0eY", "TOKEN": "secret"})


def cloudflare(server: Edge, monkeypatch: pytest.MonkeyPatch) -> backends.Cloudflare:
    server.replies = [CLOUDFLARE]
    monkeypatch.setattr(backends.Cloudflare, "api", f"{server.url}/client/v4")
    return backends.Cloudflare({"ID": "023e105f4ecef8ad9ca31a8372d0c353", "TOKEN": "secret"})


def test_fastly(server: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    fastly(server, monkeypatch).purge_tags(["page:2", "list:article"])

    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/service/SU1Z0isxPaozGVKXdv0eY/purge")
    assert asked.headers["fastly-key"] == "secret"
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["content-type"] == "application/json"
    assert "fastly-soft-purge" not in asked.headers
    assert asked.body == b'{"surrogate_keys": ["list:article", "page:2"]}'


def test_cloudflare(server: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    cloudflare(server, monkeypatch).purge_tags(["page:2", "list:article"])

    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache")
    assert asked.headers["authorization"] == "Bearer secret"
    assert asked.headers["content-type"] == "application/json"
    assert asked.body == b'{"tags": ["list:article", "page:2"]}'


def test_varnish(server: Edge) -> None:
    with edge((200, {}, b"Dropped 3")) as other:
        server.replies = [(200, {}, b"Dropped 2")]
        backends.Varnish({"URLS": [server.url, other.url]}).purge_tags(["page:2", "list:article"])

    for each in (server, other):
        (asked,) = each.asked
        assert (asked.method, asked.path, asked.headers["xkey-purge"]) == ("PURGE", "/", "list:article page:2")
        assert asked.body == b""


def test_cloudfront(server: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    done = b"""<?xml version="1.0"?><Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I2J0I21PCUYOIK
</Id><Status>InProgress</Status><CreateTime>2026-11-22T19:00:00Z</CreateTime><InvalidationBatch><Paths><Quantity>2</Quantity>
<Items><Path>/graphql/*</Path><Path>/media/*</Path></Items></Paths><CallerReference>x</CallerReference></InvalidationBatch>
</Invalidation>"""
    server.replies = [(201, {"Content-Type": "text/xml"}, done)]
    amazon(server, monkeypatch)

    backends.Cloudfront({"ID": "EDFDVBD6EXAMPLE", "PATHS": ["/graphql/*", "/media/*"]}).purge_tags(MANY)

    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/2020-05-31/distribution/EDFDVBD6EXAMPLE/invalidation")
    assert asked.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=key/")
    assert (
        b"<Paths><Quantity>2</Quantity><Items><Path>/graphql/*</Path><Path>/media/*</Path></Items></Paths>"
        in asked.body
    )
    assert re.search(rb"<CallerReference>[0-9a-f-]{36}</CallerReference>", asked.body)


def test_cloudfront_that_has_too_much_to_do(server: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = (
        b'<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type>'
        b"<Code>TooManyInvalidationsInProgress</Code><Message>Wait.</Message></Error></ErrorResponse>"
    )
    server.replies = [(400, {"Content-Type": "text/xml"}, refusal)]
    amazon(server, monkeypatch)

    with pytest.raises(backends.PurgeFailed, match="TooManyInvalidationsInProgress"):
        backends.Cloudfront({"ID": "EDFDVBD6EXAMPLE", "PATHS": ["/graphql/*"]}).purge_tags(["page:2"])


def amazon(server: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFRONT", server.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")


def test_many_tags_go_in_as_many_requests_as_each_cdn_wants(server: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    for backend, sizes in (
        (fastly(server, monkeypatch), [256, 256, 88]),
        (cloudflare(server, monkeypatch), [100] * 6),
        (backends.Varnish({"URLS": [server.url]}), [80] * 7 + [40]),
    ):
        server.asked.clear()
        backend.purge_tags(MANY)

        assert [len(asked.tags) for asked in server.asked] == sizes
        assert [tag for asked in server.asked for tag in asked.tags] == MANY


@pytest.mark.parametrize(
    ("reply", "message", "retry_after"),
    [
        ((429, {"Retry-After": "90"}, b"slow down"), "429: slow down", 90),
        ((429, {"Retry-After": "Sun, 22 Nov 2026 20:00:00 GMT"}, b"slow down"), "429: slow down", 0),
        ((500, {}, b"oh"), "500: oh", 0),
        ((302, {"Location": "/elsewhere"}, b""), "302", 0),
        ((200, {}, b"<html>"), "It answered: <html>", 0),
        ((200, {}, b"[]"), r"It answered: \[\]", 0),
        ((200, {}, b'{"success": false, "errors": [{"code": 1134}]}'), "1134", 0),
    ],
)
def test_what_is_not_done_is_an_error(
    server: Edge, monkeypatch: pytest.MonkeyPatch, reply: Reply, message: str, retry_after: float
) -> None:
    backend = cloudflare(server, monkeypatch)
    server.replies = [reply]

    with pytest.raises(backends.PurgeFailed, match=message) as caught:
        backend.purge_tags(["page:2"])
    assert caught.value.retry_after == retry_after
    assert "secret" not in str(caught.value)


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        backend = backends.Varnish({"URLS": [f"http://127.0.0.1:{free.getsockname()[1]}"]})
        with pytest.raises(backends.PurgeFailed, match="ConnectionError: it cannot be reached"):
            backend.purge_tags(["page:2"])


def test_one_that_does_not_answer(server: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "PURGE_TIMEOUT_SECONDS", 0.1)
    server.hangs = True

    with pytest.raises(backends.PurgeFailed, match="ReadTimeout: it cannot be reached"):
        backends.Varnish({"URLS": [server.url]}).purge_tags(["page:2"])


def said(found: list[CheckMessage]) -> list[tuple[str, str]]:
    return [(str(one.id), one.msg) for one in found]


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("fastly", {}, "CDN=fastly also needs CDN_ID and CDN_TOKEN."),
        ("fastly", {"ID": "x"}, "CDN=fastly also needs CDN_TOKEN."),
        ("cloudflare", {"TOKEN": "x"}, "CDN=cloudflare also needs CDN_ID."),
        ("varnish", {"ID": "x", "TOKEN": "x"}, "CDN=varnish also needs CDN_URLS."),
        ("cloudfront", {"PATHS": ["/graphql/*"]}, "CDN=cloudfront also needs CDN_ID."),
    ],
)
def test_half_configured(settings: Settings, name: str, given: dict[str, object], expected: str) -> None:
    settings.RESPONSE_CACHE_TTL = settings.GRAPHQL_SHARED_MAX_AGE = 60
    settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": f"cms.cdn.backends.{name.title()}", **given}}

    assert said(check_cdn()) == [("publishing.E002", expected)]


def test_an_unknown_one(settings: Settings) -> None:
    settings.CDN = "akamai"
    settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": "cms.cdn.backends.Akamai"}}

    assert said(check_cdn()) == [("publishing.E001", "CDN: “akamai” is not known.")]


def test_nothing_to_tell(settings: Settings) -> None:
    settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": "cms.cdn.backends.Varnish", "URLS": ["http://127.0.0.1"]}}
    settings.RESPONSE_CACHE_TTL = settings.GRAPHQL_SHARED_MAX_AGE = 0
    assert said(check_cdn()) == [("publishing.E004", "There is a CDN, but the response cache is off.")]

    settings.RESPONSE_CACHE_TTL = 60
    assert said(check_cdn()) == [("publishing.W001", "There is a CDN, but it may cache no response.")]

    settings.GRAPHQL_SHARED_MAX_AGE = 60
    assert check_cdn() == []


def test_wagtails_own_know_no_tags(settings: Settings) -> None:
    settings.RESPONSE_CACHE_TTL = settings.GRAPHQL_SHARED_MAX_AGE = 60
    backend = "wagtail.contrib.frontend_cache.backends.HTTPBackend"
    settings.WAGTAILFRONTENDCACHE = {"squid": {"BACKEND": backend, "LOCATION": "http://127.0.0.1"}}

    assert said(check_cdn()) == [("publishing.E003", "The frontend cache “squid” has no purge_tags.")]


def test_off_by_default(settings: Settings) -> None:
    assert settings.WAGTAILFRONTENDCACHE == {}
    assert check_cdn() == []


def test_the_environment() -> None:
    found = settings_of(
        "base",
        "WAGTAILFRONTENDCACHE",
        CDN=" Varnish ",
        CDN_URLS="http://10.0.0.1:6081/,http://10.0.0.2:6081",
        SECRET_KEY="x",
    )
    assert found["WAGTAILFRONTENDCACHE"] == {
        "cdn": {
            "BACKEND": "cms.cdn.backends.Varnish",
            "ID": "",
            "TOKEN": "",
            "URLS": ["http://10.0.0.1:6081", "http://10.0.0.2:6081"],
            "PATHS": ["/graphql/*"],
        }
    }
