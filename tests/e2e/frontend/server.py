"""A built frontend on a free port, and what it answers."""

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import urllib3

FRONTEND = Path(__file__).resolve().parents[3] / "frontend"
NEXT = FRONTEND / "node_modules" / ".bin" / "next"
SOURCES = (
    "app",
    "components",
    "lib",
    "styles",
    "views",
    "codegen.ts",
    "next.config.ts",
    "proxy.ts",
    "package-lock.json",
)

BUILD_SECONDS = 540
START_SECONDS = 60


def reason_against() -> str:
    """Return why the frontend cannot be run here; empty where it can."""
    if shutil.which("node") is None:
        return "There is no Node.js here"
    return "" if NEXT.exists() else "The frontend's packages are not installed; with a network: frontend/install"


def build() -> None:
    """Build the frontend, unless what is built is newer than all sources."""
    built = FRONTEND / ".next" / "BUILD_ID"
    sources = [path for name in SOURCES for path in [FRONTEND / name, *(FRONTEND / name).rglob("*")]]
    schema = FRONTEND.parent / "schema.graphql"
    newest = max(path.stat().st_mtime for path in [*sources, schema])
    if built.exists() and built.stat().st_mtime > newest:
        return
    command = ["npm", "run", "--silent", "build"]
    result = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class FrontendServer:
    """`next start` on a port of this machine.

    Attributes:
        port: where it listens.
        log: where it prints.
    """

    port: int
    log: IO[str]

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, newsroom: str, **environment: str) -> None:
        """Start it and wait until it answers."""
        command = [str(NEXT), "start", "--hostname", "127.0.0.1", "--port", str(self.port)]
        variables = {"DATELINE_URL": newsroom, "NEXT_TELEMETRY_DISABLED": "1", **environment}
        self._process = subprocess.Popen(
            command, cwd=FRONTEND, env=os.environ | variables, stdout=self.log, stderr=subprocess.STDOUT
        )
        ends_at = time.monotonic() + START_SECONDS
        while time.monotonic() < ends_at and self._process.poll() is None:
            try:
                self.get("/api/revalidate/")
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise AssertionError(Path(self.log.name).read_text())

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)

    def get(self, path: str) -> urllib3.BaseHTTPResponse:
        """Return what stands at an address, as the server answers it: no redirect is followed, nothing sent again."""
        return urllib3.request("GET", self.url + path, redirect=False, retries=False, timeout=30)
