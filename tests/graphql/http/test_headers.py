"""The WSGI response cache takes account of every header that Django reads."""

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http.request import HttpHeaders
from django.test import RequestFactory
from django.utils.datastructures import CaseInsensitiveMapping
from pytest_django import Settings
from wagtail.models import Site

from cms.performance.response_cache import wsgi
from tests.graphql.http.request_shapes import HEADERS
from tests.graphql.http.requests import NAME

AFRESH = {"HTTP_X_REQUEST_ID", "HTTP_X_FORWARDED_FOR", "REMOTE_ADDR", "CONTENT_LENGTH"}
"""Headers that the WSGI response cache reads for each request."""

IDLE = {"HTTP_USER_AGENT"}
"""Headers that Django reads without effect, as DISALLOWED_USER_AGENTS is empty."""


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_django_reads_no_header_that_the_wsgi_response_cache_ignores(
    headers: dict[str, str], site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GRAPHQL_RATE = "100000/minute"
    settings.CORS_ALLOWED_ORIGINS = ["https://script.example"]
    looked_at: set[str] = set()

    class Environ(dict[str, Any]):
        def __getitem__(self, name: str) -> Any:
            looked_at.add(name)
            return super().__getitem__(name)

        def __contains__(self, name: object) -> bool:
            looked_at.add(str(name))
            return super().__contains__(name)

        def get(self, name: str, default: Any = None) -> Any:
            looked_at.add(name)
            return super().get(name, default)

    def header(self: HttpHeaders, name: str) -> str:
        looked_at.add(f"HTTP_{name.upper().replace('-', '_')}")
        return CaseInsensitiveMapping.__getitem__(self, name)

    monkeypatch.setattr(HttpHeaders, "__getitem__", header)
    for request in (
        RequestFactory().get("/graphql/", {"query": NAME}, headers=headers),
        RequestFactory().post("/graphql/", {"query": NAME}, content_type="application/json", headers=headers),
    ):
        response = WSGIHandler()(Environ(request.environ), lambda *_arguments: print)
        assert response.status_code in (200, 304)
        response.close()

    assert {"HTTP_ACCEPT", "HTTP_AUTHORIZATION"} <= looked_at
    asked = {name for name in looked_at if name.startswith(("HTTP_", "REMOTE_", "SERVER_", "CONTENT_"))}
    assert asked - {*wsgi.CACHE_KEY_ENVIRON, *wsgi.PRIVATE_HEADERS} - AFRESH - IDLE == set()
    assert settings.DISALLOWED_USER_AGENTS == []
