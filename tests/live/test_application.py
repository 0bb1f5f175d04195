"""Connections as a server sees them: what they are told, and which are refused."""

import asyncio
import re
from typing import Any

import pytest
from pytest_django import Settings

from cms.live import events
from cms.live.application import LiveApplication
from tests.live.asking import ask, change, leave, play, ready

A, B = "a" * 12, "b" * 12
URL = f"/live/?tags={A},{B}"
TOLD = f'id: 4\nevent: changed\ndata: {{"tags":["{A}"]}}\n\n'.encode()


def test_a_change_reaches_a_connection() -> None:
    async def scene() -> Any:
        application = ready(3)
        connection = await ask(application, URL)
        application.broadcaster.publish([change(4, A, "f" * 12)])
        await connection.until(b"event: changed")
        await leave(connection)
        return connection, len(application.broadcaster), application.limits.total

    connection, subscribers, total = play(scene())
    opening, told = connection.body.split(b"\n\n", 1)
    assert re.fullmatch(rb"retry: [2-6]\d{3}\n: alive\nid: 3", opening)
    assert told == TOLD
    assert (connection.status, subscribers, total) == (200, 0, 0)
    assert connection.headers["content-type"] == "text/event-stream"
    assert connection.headers["cache-control"] == "no-store"
    assert connection.headers["x-accel-buffering"] == "no"
    assert connection.headers["x-content-type-options"] == "nosniff"
    assert connection.headers["content-security-policy"].startswith("default-src 'none'")


def test_who_comes_back_is_told_what_was_missed() -> None:
    async def scene() -> list[bytes]:
        application = ready(3)
        application.broadcaster.publish([change(4, A)])
        by_header = await ask(application, URL, Last_Event_ID="3")
        by_parameter = await ask(application, f"{URL}&lastEventId=3")
        lost = await ask(application, URL, Last_Event_ID="1")
        for connection in (by_header, by_parameter, lost):
            await connection.until(b"event: ")
            await leave(connection)
        return [connection.body for connection in (by_header, by_parameter, lost)]

    assert play(scene()) == [TOLD, TOLD, b"id: 4\nevent: reset\ndata: {}\n\n"]


def test_a_silent_connection_is_kept_alive_with_the_newest_id(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> bytes:
        application = ready(3)
        connection = await ask(application, URL)
        application.broadcaster.publish([change(4, "f" * 12)])
        monkeypatch.setattr(events, "KEEP_ALIVE_SECONDS", 0.01)
        application.broadcaster.publish([change(5, A)])
        await connection.until(b"event: changed")
        application.broadcaster.publish([change(6, "f" * 12)])
        await connection.until(b": alive\nid: 6\n\n")
        await leave(connection)
        return connection.body

    assert b"event: changed" in play(scene())


def test_the_end_of_the_process_ends_its_connections() -> None:
    async def scene() -> Any:
        application = ready(3)
        connection = await ask(application, URL)
        application.broadcaster.close()
        await asyncio.wait_for(connection.task, 10)
        late = await ask(application, URL)
        return connection.sent[-1], late.status, late.headers["retry-after"]

    assert play(scene()) == ({"type": "http.response.body", "body": b"", "more_body": False}, 503, "5")


def test_connections_are_bounded(settings: Settings) -> None:
    settings.LIVE_CONNECTIONS, settings.LIVE_CONNECTIONS_PER_ADDRESS = 4, 2

    async def scene() -> list[tuple[int, str, str]]:
        application = ready()
        held = [await ask(application, URL) for _connection in range(2)]
        refused = [await ask(application, URL)]
        held += [await ask(application, URL, "GET", f"203.0.113.{number}") for number in (2, 3)]
        refused.append(await ask(application, URL, "GET", "203.0.113.4"))
        await leave(held[0])
        held.append(await ask(application, URL))
        for connection in held[1:]:
            await leave(connection)
        assert application.limits.total == 0
        assert not application.limits._by_client
        return [(one.status, one.headers["retry-after"], one.json["detail"]) for one in refused]

    assert play(scene()) == [
        (429, "30", "Your network has 2 connections open here, which is the limit. Close one, and try again."),
        (503, "60", "All connections for live updates are taken. Try again in a minute."),
    ]


def test_a_proxy_passes_the_address_on(settings: Settings) -> None:
    settings.LIVE_CONNECTIONS_PER_ADDRESS = 1

    async def scene() -> list[int]:
        application = ready()
        readers = [
            await ask(application, URL, "GET", "127.0.0.1", X_Forwarded_For=f"203.0.113.{number}")
            for number in (1, 2, 2)
        ]
        statuses = [reader.status for reader in readers]
        for reader in readers:
            await leave(reader)
        return statuses

    assert play(scene()) == [200, 200, 429]


@pytest.mark.parametrize(
    ("path", "method", "status", "detail"),
    [
        ("/live/", "GET", 400, "Name the tags to follow, as answers have them in `extensions.tags`"),
        ("/live/?tags=page:1", "GET", 400, "A tag has 12 hexadecimal digits"),
        (URL, "POST", 405, "Ask by GET, as EventSource does."),
        ("/graphql/", "GET", 404, "Here are live updates alone, at /live/."),
    ],
)
def test_what_is_wrong_is_a_problem(path: str, method: str, status: int, detail: str) -> None:
    async def scene() -> Any:
        return await ask(ready(), path, method)

    answer = play(scene())
    assert (answer.status, answer.json["status"]) == (status, status)
    assert answer.json["detail"].startswith(detail)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"


def test_scripts_of_other_websites_are_let_in_as_by_the_api(settings: Settings) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS, settings.CORS_ALLOWED_ORIGINS = False, ["https://www.example.org"]

    async def scene() -> list[Any]:
        own = await ask(ready(), URL, Origin="https://www.example.org")
        other = await ask(ready(), URL, Origin="https://elsewhere.example")
        asked = await ask(ready(), URL, "OPTIONS", Origin="https://www.example.org")
        for connection in (own, other):
            await leave(connection)
        return [own, other, asked]

    own, other, asked = play(scene())
    name = "access-control-allow-origin"
    assert [one.headers.get(name) for one in (own, other, asked)] == [
        "https://www.example.org",
        None,
        "https://www.example.org",
    ]
    assert [one.headers["vary"] for one in (own, other, asked)] == ["Origin"] * 3
    assert asked.status == 204
    assert "last-event-id" in asked.headers["access-control-allow-headers"]


def test_a_head_has_the_headers_and_no_body() -> None:
    async def scene() -> Any:
        return await ask(ready(), URL, "HEAD")

    answer = play(scene())
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"", "text/event-stream")


def test_an_application_that_has_not_read_the_log_is_unwell() -> None:
    async def scene() -> Any:
        application = LiveApplication()
        return await ask(application, "/live/health/"), await ask(application, URL)

    health, stream = play(scene())
    assert (health.status, health.json) == (503, {"status": "failed", "connections": 0})
    assert (stream.status, stream.headers["retry-after"]) == (503, "5")
