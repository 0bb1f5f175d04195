"""The process itself: a change that another process commits reaches it; killed and started again, it replays."""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.utils import timezone
from redis import Redis

from cms.live.wakeup import WAKE_UP_CHANNEL
from tests.live.server import (
    PATIENCE,
    ROOT,
    ask,
    connect,
    free_port,
    live_server,
    make_log,
    read_until,
)
from tests.server.redis_server import RedisServer, needs_redis

pytest.importorskip("granian", reason="granian, the server of the image, is not installed: make install")
pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("live")]

A, B = "a" * 12, "b" * 12
URL = f"/live/?tags={A},{B}"
NODE = shutil.which("node")
HAS_EVENT_SOURCE = NODE is not None and not subprocess.run(
    [NODE, "--experimental-eventsource", "-e", "new EventSource"], capture_output=True
).stderr.startswith(b"node: bad option")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "log.sqlite3"
    make_log(path)
    return path


@pytest.fixture(scope="module")
def port(database: Path) -> Iterator[int]:
    """Where a process runs."""
    port = free_port()
    with live_server(database, port):
        yield port


def record(database: Path, *keys: str) -> int:
    """Records a change set, as another process does; returns its id."""
    now = timezone.now().isoformat(sep=" ")
    values = [now, now, json.dumps(keys), "[]"]
    with closing(sqlite3.connect(database, timeout=PATIENCE)) as connection, connection:
        number = connection.execute(
            "INSERT INTO changes_changeset (recorded_at, committed_at, keys, events) VALUES (?, ?, ?, ?)", values
        ).lastrowid
        assert number is not None
        return number


def told(number: int, *tags: str) -> bytes:
    return f"id: {number}\nevent: changed\ndata: {json.dumps({'tags': tags}, separators=(',', ':'))}\n\n".encode()


def test_a_commit_of_another_process_reaches_a_connection(port: int, database: Path) -> None:
    with connect(port, URL) as connection:
        head = read_until(connection, b"\nid: ")
        record(database, "f" * 12)
        number = record(database, A, "f" * 12)
        events = read_until(connection, told(number, A))

    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-type: text/event-stream\r\n" in head.lower()
    assert b"f" * 12 not in events


def test_what_was_missed_while_it_was_killed_is_replayed(database: Path) -> None:
    port = free_port()
    before = record(database, B)
    with live_server(database, port) as process, connect(port, URL) as connection:
        read_until(connection, b"id: %d\n" % before)
        process.kill()
        process.wait(PATIENCE)
    number = record(database, A)
    with live_server(database, port), connect(port, URL, f"Last-Event-ID: {before}") as connection:
        assert told(number, A) in read_until(connection, b"event: ") + read_until(connection, b"\n\n")


def test_a_stop_ends_connections_and_frees_those_who_left(database: Path) -> None:
    port = free_port()
    with live_server(database, port) as process:
        with connect(port, URL) as connection:
            read_until(connection, b"\nid: ")
            assert b'{"status":"ok","connections":1}' in ask(port, "/live/health/")
        while b'"connections":0' not in ask(port, "/live/health/"):
            pass
        with connect(port, URL) as connection:
            read_until(connection, b"\nid: ")
            process.send_signal(signal.SIGTERM)
            rest = b"".join(iter(lambda: connection.recv(65_536), b""))
        assert process.wait(PATIENCE) == 0

    assert rest.endswith(b"0\r\n\r\n")  # ended, not cut
    assert b"event: " not in rest


@needs_redis
def test_redis_wakes_it_and_its_end_does_not_silence_it(database: Path, tmp_path: Path) -> None:
    port = free_port()
    with (
        RedisServer(tmp_path) as redis,
        live_server(database, port, REDIS_URL=redis.url),
        connect(port, URL) as connection,
    ):
        read_until(connection, b"\nid: ")
        number = record(database, A)
        with Redis.from_url(redis.url) as client:
            while not client.publish(WAKE_UP_CHANNEL, b""):  # it has not subscribed yet
                pass
        read_until(connection, told(number, A))
        redis.kill()
        number = record(database, B)
        read_until(connection, told(number, B))


@pytest.mark.skipif(not HAS_EVENT_SOURCE, reason="needs Node with EventSource: 20.18, or 22.3 or later")
def test_the_recipe_of_the_guide_fetches_again_what_changed(port: int, database: Path, tmp_path: Path) -> None:
    (recipe,) = re.findall(
        r"```js\n(export function follow.*?)```", (ROOT / "docs" / "live.md").read_text(), re.DOTALL
    )
    (tmp_path / "live.mjs").write_text(recipe)
    (tmp_path / "page.mjs").write_text(
        "import { follow } from './live.mjs';\n"
        "const refetch = (tags) => console.log(JSON.stringify(tags ?? 'all'));\n"
        f"follow('http://127.0.0.1:{port}/live/', ['{A}', '{B}'], refetch);\n"
    )
    assert NODE is not None
    page = [NODE, "--experimental-eventsource", "--no-warnings", str(tmp_path / "page.mjs")]
    with subprocess.Popen(page, stdout=subprocess.PIPE, text=True) as browser:
        assert browser.stdout is not None
        begun = browser.stdout.readline()
        record(database, B)
        while B not in (changed := browser.stdout.readline()):
            pass
        browser.kill()

    # What another test changed just before comes with it, or by itself.
    assert begun == '"all"\n'
    assert B in changed
