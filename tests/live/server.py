"""The process of live updates as compose.yaml starts it, on a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60


def command(port: int) -> list[str]:
    """Returns what compose.yaml starts, on another port and for this machine alone."""
    written = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["live"]["command"]
    changes = {"--host=0.0.0.0": "--host=127.0.0.1", "--port=8001": f"--port={port}", "--backpressure=9000": ""}
    words = [changes.get(word, word) for word in written]
    return [str(Path(sys.executable).parent / words[0]), *filter(None, words[1:])]


def environment(database: Path, **variables: str) -> dict[str, str]:
    url = {"DATABASE_URL": f"sqlite:///{database}", "REDIS_URL": ""}
    return os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "PYTHONPATH": str(ROOT)} | url | variables


def make_log(database: Path) -> None:
    """Makes the tables of the change log alone."""
    manage = [sys.executable, str(ROOT / "manage.py"), "migrate", "changes", "--verbosity", "0"]
    subprocess.run(manage, env=environment(database), check=True, cwd=ROOT)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def live_server(database: Path, port: int, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """Starts the process, waits until it is well, and stops it, with the workers that outlive a killed one."""
    process = subprocess.Popen(command(port), env=environment(database, **variables), cwd=ROOT, start_new_session=True)
    try:
        wait_until_well(port)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def wait_until_well(port: int) -> None:
    late = time.monotonic() + PATIENCE
    while ask(port, "/live/health/").partition(b"\r\n")[0] != b"HTTP/1.1 200 OK":
        assert time.monotonic() < late, "it does not get well"
        time.sleep(0.05)


def ask(port: int, path: str) -> bytes:
    """Returns the whole answer to a request; nothing where nobody listens."""
    try:
        with connect(port, path, "Connection: close") as connection:
            return b"".join(iter(lambda: connection.recv(65_536), b""))
    except OSError:
        return b""


def connect(port: int, path: str, *headers: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.sendall("\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode())
    return connection


def read_until(connection: Any, text: bytes) -> bytes:
    """Returns what comes until a text has come."""
    found = b""
    while text not in found:
        piece = connection.recv(65_536)
        assert piece, f"the connection ended after {found!r}"
        found += piece
    return found
