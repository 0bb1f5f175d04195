"""A Redis of a test's own, to be killed."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
import redis

needs_redis = pytest.mark.skipif(shutil.which("redis-server") is None, reason="starts a Redis of its own, to kill it")


class RedisServer:
    """A Redis on a port of its own that can be killed and started again with what it held."""

    def __init__(self, directory: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}"
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["--dir", str(self._directory), "--save", "", "--appendonly", "yes", "--appendfsync", "always"]
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", *options], stdout=subprocess.DEVNULL
        )
        client = redis.Redis.from_url(self.url)
        for _attempt in range(200):
            try:
                client.ping()
                break
            except redis.RedisError:
                time.sleep(0.05)
        client.close()

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
