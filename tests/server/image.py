"""The server, started by the image's own command."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60
"""Seconds after which something that should have happened will not; no test is quicker or slower for it."""


def command() -> list[str]:
    """Returns what the Dockerfile starts."""
    dockerfile = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    (written,) = re.findall(r"^CMD (\[.*\])$", dockerfile, flags=re.MULTILINE)
    started: list[str] = json.loads(written)
    return started


def until(happened: Callable[[], bool]) -> None:
    """Waits for something to happen."""
    late = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < late, "it does not happen"
        time.sleep(0.02)


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """What the body says."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Image:
    """A server that runs.

    Attributes:
        process: its first process.
        port: where it listens.
        gate: a directory in which `hold/` says that it was asked (`entered`), and is let go (`open`).
        log: what it printed.
    """

    process: subprocess.Popen[bytes]
    port: int
    gate: Path
    log: Path

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Got:
        """Sends a request on a connection of its own; underscores in names of headers stand for hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): told for name, told in headers.items()})
            response = connection.getresponse()
            return Got(response.status, {name.lower(): told for name, told in response.getheaders()}, response.read())
        finally:
            connection.close()

    def begin(self, *lines: str, body: bytes = b"") -> socket.socket:
        """Sends these lines of a request, as far as they are given, and leaves the connection open."""
        client = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        client.sendall("\r\n".join(lines).encode() + body)
        return client

    def state(self) -> dict[str, int]:
        """Returns what one of the processes says of itself."""
        state: dict[str, int] = self.ask("/state/").json
        return state

    def pids(self) -> set[int]:
        """Returns which processes answer."""
        return {self.state()["pid"] for _request in range(40)}

    def listens(self) -> bool:
        """Returns whether it takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def running(
    directory: Path, workers: int = 1, environment: Mapping[str, str] = MappingProxyType({}), **changed: str
) -> Iterator[Image]:
    """Starts the server and waits until it answers.

    Args:
        directory: for its files.
        workers: how many processes serve.
        environment: further variables of theirs, such as the Redis that they share, or the PORT.
        changed: options of the command that are to have other values, without their hyphens.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = command()
    for name, value in changed.items():
        option = f"--{name.replace('_', '-')} "
        assert option in started[-1]
        started[-1] = re.sub(rf"{option}\S+", option + value, started[-1])
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.server.settings",
        "DATABASE_URL": f"sqlite:///{directory}/server.sqlite3",
        "REDIS_URL": "",
        "GATE": str(directory),
        "TMPDIR": str(directory),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "PORT": str(port),
        "WEB_CONCURRENCY": str(workers),
        **environment,
    }
    log = directory / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(started, cwd=ROOT, env=variables, stdout=output, stderr=subprocess.STDOUT)
    image = Image(process, int(variables["PORT"]), directory, log)
    try:
        until(lambda: image.listens() or process.poll() is not None)
        assert image.ask("/livez/").status == 200
        yield image
    except Exception:
        sys.stderr.write(log.read_text())
        raise
    finally:
        process.terminate()
        process.wait(PATIENCE)
