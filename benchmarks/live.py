"""Measures live updates: the memory of thousands of idle connections, and the delay from a commit to their events."""

import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from redis import Redis

from benchmarks.servers import add_services

ROOT = Path(__file__).resolve().parent.parent
PORT = 8197
DATABASE = "dateline_live_benchmark"
EVERYBODY = "a" * 12
TAGS_EACH = 20
INSERT = """INSERT INTO changes_changeset (recorded_at, committed_at, keys, events)
    VALUES (now(), now(), %s, '[]')"""


class Listener(asyncio.Protocol):
    """A connection that records the time of its last event."""

    event_at = 0.0
    is_open = False

    def __init__(self, number: int) -> None:
        self.own = f"{number:012x}"
        self._rest = [f"{number:06x}{tag:06x}" for tag in range(1, TAGS_EACH - 1)]

    def connection_made(self, transport: Any) -> None:
        """Subscribe."""
        tags = ",".join([EVERYBODY, self.own, *self._rest])
        transport.write(f"GET /live/?tags={tags} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        """Record the time of an event."""
        self.is_open = self.is_open or b"\nid: " in data
        if b"event: changed" in data:
            self.event_at = time.perf_counter()


@contextmanager
def server(database: str, redis: str) -> Iterator[int]:
    """Run the live update server as compose.yaml does, with a database of its own; yield its process id."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "DATABASE_URL": f"{database}/{DATABASE}",
        "REDIS_URL": redis,
        "LIVE_CONNECTIONS": "20000",
        "LIVE_CONNECTIONS_PER_ADDRESS": "20000",
    }
    with psycopg.connect(f"{database}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    subprocess.run([sys.executable, "manage.py", "migrate", "changes", "-v0"], cwd=ROOT, env=environment, check=True)
    granian = [str(Path(sys.executable).parent / "granian"), "cms.live.asgi:app", "--interface", "asgi"]
    options = ["--http", "1", "--no-ws", "--port", str(PORT), "--workers", "1", "--backlog", "4096"]
    process = subprocess.Popen(
        [*granian, *options, "--backpressure", "20000", "--workers-kill-timeout", "8"], cwd=ROOT, env=environment
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)
        with psycopg.connect(f"{database}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {DATABASE}")


def worker_of(pid: int) -> int:
    """Return the process id of the worker with the connections: the largest child process of the server."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max(map(int, children), key=megabytes)


def megabytes(pid: int) -> float:
    """Return the resident memory of a process, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


async def connect_all(count: int) -> list[Listener]:
    """Open connections, a hundred at a time, and wait until each stream has begun."""
    listeners = [Listener(number) for number in range(count)]
    loop = asyncio.get_running_loop()
    for first in range(0, count, 100):
        batch = listeners[first : first + 100]
        await asyncio.gather(*(loop.create_connection(lambda one=one: one, "127.0.0.1", PORT) for one in batch))
    while not all(one.is_open for one in listeners):
        await asyncio.sleep(0.05)
    return listeners


async def lags_of(listeners: list[Listener], commit: Any, key: str) -> list[float]:
    """Commit a change of a tag; return the delay until each listener's event, in milliseconds."""
    for one in listeners:
        one.event_at = 0.0
    begun = await asyncio.to_thread(commit, key)
    while not all(one.event_at for one in listeners):
        await asyncio.sleep(0.01)
    return [(one.event_at - begun) * 1000 for one in listeners]


async def measure(arguments: Any, pid: int) -> None:
    """Print what was measured."""
    while True:
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
            writer.close()
            break
        except OSError:
            await asyncio.sleep(0.2)
    await asyncio.sleep(2)
    worker = worker_of(pid)
    idle = megabytes(worker)
    begun = time.perf_counter()
    listeners = await connect_all(arguments.connections)
    seconds = time.perf_counter() - begun
    held = megabytes(worker)
    threads = len(list(Path(f"/proc/{worker}/task").iterdir()))
    print(f"{arguments.connections:,} connections, opened in {seconds:.1f} s; {threads} threads")
    print(
        f"memory: {idle:.0f} MB before, {held:.0f} MB with them: {(held - idle) * 1024 / len(listeners):.1f} kB each"
    )
    redis = Redis.from_url(arguments.redis)
    with psycopg.connect(f"{arguments.database}/{DATABASE}", autocommit=True) as connection:

        def commit(key: str) -> float:
            connection.execute(INSERT, [json.dumps([key])])
            committed = time.perf_counter()
            redis.publish("dateline:live", b"")
            return committed

        for name, addressed in (("one", listeners[:1]), ("all", listeners)):
            lags = []
            for _round in range(arguments.rounds):
                lags += await lags_of(addressed, commit, addressed[0].own if name == "one" else EVERYBODY)
                await asyncio.sleep(0.2)
            median, worst = statistics.median(lags), max(lags)
            print(f"from commit to event, to {name}: median {median:.0f} ms, worst {worst:.0f} ms")
    print(f"memory after {arguments.rounds * 2} changes: {megabytes(worker):.0f} MB")


def main() -> None:
    """Measure."""
    parser = ArgumentParser(description=__doc__)
    add_services(parser)
    parser.add_argument("--connections", type=int, default=5_000, help="how many (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=20, help="changes of each kind (default: %(default)s)")
    arguments = parser.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with server(arguments.database, arguments.redis) as pid:
        asyncio.run(measure(arguments, pid))


if __name__ == "__main__":
    main()
