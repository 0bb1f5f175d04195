"""Live updates of the development server."""

from itertools import islice
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.changes.models import ChangeSet
from cms.live import events, views

pytestmark = pytest.mark.django_db

A, B = "a" * 12, "b" * 12
URL = f"/live/?tags={A},{B}"


@pytest.fixture(autouse=True)
def _development(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LIVE_IN_PROCESS = True
    monkeypatch.setattr(views, "DEVELOPMENT_POLL_SECONDS", 0)
    monkeypatch.setattr(events, "KEEP_ALIVE_SECONDS", 0)


def record(*keys: str) -> int:
    return ChangeSet.objects.create(committed_at=timezone.now(), keys=list(keys)).pk


def told(response: Any, texts: int) -> list[bytes]:
    """Returns the first texts of a stream, and ends it."""
    found = list(islice(response.streaming_content, texts))
    leave(response)
    return found


def leave(response: Any) -> None:
    """Ends a stream that was begun, as the test client would; `close` would close the test's own connection too."""
    response._iterator.close()


def test_a_connection_is_told_of_changes_and_else_kept_alive() -> None:
    last = record(B)
    stream: Any = Client().get(URL)
    texts = stream.streaming_content
    opening, silence = next(texts), next(texts)
    number = record(A, "f" * 12)

    assert opening.endswith(b": alive\nid: %d\n\n" % last)
    assert silence == b": alive\nid: %d\n\n" % last
    assert next(texts) == b'id: %d\nevent: changed\ndata: {"tags":["%b"]}\n\n' % (number, A.encode())
    leave(stream)
    assert stream.headers["Content-Type"] == "text/event-stream"
    assert views.development_connections._count == 0


def test_who_comes_back_is_told_what_was_missed_or_to_start_over() -> None:
    first, second = record(A), record(B)
    missed = told(Client().get(URL, headers={"Last-Event-ID": str(first)}), 2)
    over = told(Client().get(f"{URL}&lastEventId={second + 5}"), 2)

    assert missed[1] == b'id: %d\nevent: changed\ndata: {"tags":["%b"]}\n\n' % (second, B.encode())
    assert over[1] == b"id: %d\nevent: reset\ndata: {}\n\n" % second


def test_connections_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "DEVELOPMENT_CONNECTIONS", 1)
    held: Any = Client().get(URL)
    refused = Client().get(URL)
    told(held, 1)
    again: Any = Client().get(URL)
    told(again, 1)

    assert (held.status_code, refused.status_code, refused.headers["Retry-After"], again.status_code) == (
        200,
        503,
        "5",
        200,
    )


def test_wrong_requests_are_problems(settings: Settings) -> None:
    wrong = Client().get("/live/")
    settings.LIVE_IN_PROCESS = False
    elsewhere = Client().get(URL)

    assert (wrong.status_code, wrong.json()["title"]) == (400, "Bad Request")
    assert (elsewhere.status_code, elsewhere.json()["detail"]) == (404, views.OWN_PROCESS)
    assert elsewhere.headers["Content-Type"] == "application/problem+json"
