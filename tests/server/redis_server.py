"""A Redis of a test's own, which may be killed and restarted."""

import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

import pytest
from redis import Redis, RedisError

PERSISTENT = ("--appendonly", "yes", "--appendfsync", "always")
"""Options with which a Redis holds after a restart what it held before."""

needs_redis = pytest.mark.skipif(shutil.which("redis-server") is None, reason="starts a Redis of its own, to kill it")


class RedisServer:
    """A Redis on a free port of this machine; a `with` block starts and kills it.

    Args:
        directory: where it may write.
        options: of the command line, such as PERSISTENT; without any, a restart empties it.
    """

    def __init__(self, directory: Path, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{port}"
        bind = ["--bind", "127.0.0.1", "--port", str(port)]
        self._command = ["redis-server", *bind, "--dir", str(directory), "--save", "", *options]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "RedisServer":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        for _attempt in range(200):
            try:
                with Redis.from_url(self.url) as client:
                    client.ping()
            except RedisError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("redis-server does not answer.")

    def kill(self) -> None:
        """Kills it as kill -9 does, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Kills and starts it."""
        self.kill()
        self.start()
