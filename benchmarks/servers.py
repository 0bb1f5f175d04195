"""The measured servers: their commands, environments and requests."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUERIES = Path(__file__).resolve().parent / "queries"
NAMES = ("Q1", "Q2", "Q3", "Q4")
WORKERS = 2


@dataclass
class Server:
    """A server to measure.

    Attributes:
        name: its name in tables.
        port: the port on which it listens.
        command: the command that starts it.
        database: the name of its database; empty if it has none.
        environment: its environment variables, in addition to those of this process.
        requests: path and body by query; the body is None for a GET.
        process: the running server; None before `start`.
        pid: process id of a server that was started by other means.
    """

    name: str
    port: int
    command: list[str]
    database: str
    environment: dict[str, str]
    requests: dict[str, tuple[str, bytes | None]]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    pid: int | None = None

    def start(self) -> None:
        """Start it and wait until it listens.

        Raises:
            RuntimeError: when it exits, or does not listen within a minute.
        """
        log = (ROOT / "var" / "benchmarks" / f"{self.name.replace(' ', '-')}.log").open("wb")
        environment = os.environ | self.environment
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        for _try in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} does not listen on port {self.port}: see {log.name}")

    def stop(self) -> None:
        """Stop it with all its processes."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(15)


def add_services(parser: ArgumentParser) -> None:
    """Add the options `--database` and `--redis`, the URLs of PostgreSQL and Redis."""
    parser.add_argument(
        "--database",
        default=os.environ.get("BENCHMARK_DATABASE_URL", "postgres://postgres@127.0.0.1:5432"),
        help="a PostgreSQL server on this machine, as a URL without a database (default: %(default)s)",
    )
    parser.add_argument(
        "--redis",
        default=os.environ.get("BENCHMARK_REDIS_URL", "redis://127.0.0.1:6379"),
        help="a Redis server (default: %(default)s)",
    )


SWITCHES = {
    "GRAPHQL_EXECUTOR": "core",
    "COMPILED_QUERIES": "off",
    "PREPARED_STATEMENTS": "off",
}
"""Settings that turn off the accelerators of uncached responses."""

UNCACHED = {"RESPONSE_CACHE_TTL": "0"}
CACHED = {"RESPONSE_CACHE_TTL": "3600"}


def servers(database_url: str, redis_url: str, answers: Path, port: int = 8190) -> list[Server]:
    """Return the servers that are compared with each other.

    Args:
        database_url: a PostgreSQL server: its URL without a database.
        redis_url: a Redis server for the response cache.
        answers: a directory with vanilla's answers.
        port: the first of six ports.
    """
    limits = {"DATABASE_URL": f"{database_url}/bench_vanilla", "ANSWERS": str(answers)}
    project = _project(database_url, redis_url)
    return [
        _vanilla(database_url, port),
        _dateline("dateline", port + 1, project | UNCACHED),
        _dateline("dateline, response cache", port + 2, project | CACHED | {"WSGI_RESPONSE_CACHE": "true"}),
        Server(
            "hand-written SQL",
            port + 3,
            _gunicorn("benchmarks.limits", port + 3),
            "bench_vanilla",
            limits,
            _get("sql"),
        ),
        Server("from memory", port + 4, _gunicorn("benchmarks.limits", port + 4), "", limits, _get("memory")),
        Server("from memory, granian", port + 5, _granian("benchmarks.limits", port + 5), "", limits, _get("memory")),
    ]


def switched(database_url: str, redis_url: str, port: int = 8190) -> list[Server]:
    """Return vanilla, and this project with its accelerators on, each of them off, and all of them off.

    Args:
        database_url: a PostgreSQL server: its URL without a database.
        redis_url: a Redis server for the response cache.
        port: the first of eight ports.
    """
    variants = {
        "WSGI_RESPONSE_CACHE=true": CACHED | {"WSGI_RESPONSE_CACHE": "true"},
        "the default": CACHED,
        "RESPONSE_CACHE_TTL=0": UNCACHED,
        **{f"and {name}={value}": UNCACHED | {name: value} for name, value in SWITCHES.items()},
        "all off": UNCACHED | SWITCHES,
    }
    project = _project(database_url, redis_url)
    return [
        _vanilla(database_url, port),
        *(
            _dateline(name, port + number, project | changed)
            for number, (name, changed) in enumerate(variants.items(), 1)
        ),
    ]


def _project(database_url: str, redis_url: str) -> dict[str, str]:
    """Return the environment of this project in production."""
    return {
        "DATABASE_URL": f"{database_url}/bench_project",
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "a-secret-of-the-benchmark-" * 3,
        "ALLOWED_HOSTS": "127.0.0.1",
        "PUBLIC_URL": "http://127.0.0.1",
        "FRONTEND_URL": "http://127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "GRAPHQL_RATE": "",
        "REDIS_URL": redis_url,
    }


def _vanilla(database_url: str, port: int) -> Server:
    environment = {
        "DATABASE_URL": f"{database_url}/bench_vanilla",
        "DJANGO_SETTINGS_MODULE": "benchmarks.vanilla.settings",
    }
    command = _gunicorn("benchmarks.vanilla.wsgi", port)
    return Server("vanilla", port, command, "bench_vanilla", environment, _graphql("/api/graphql/", "vanilla"))


def _dateline(name: str, port: int, environment: dict[str, str]) -> Server:
    return Server(
        name, port, _granian("cms.wsgi", port), "bench_project", environment, _graphql("/graphql/", "project")
    )


def _gunicorn(application: str, port: int) -> list[str]:
    options = ["-w", str(WORKERS), "-b", f"127.0.0.1:{port}", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", application, *options]


def _granian(application: str, port: int) -> list[str]:
    # One request at a time in each process, as gunicorn's sync workers do.
    options = ["--interface", "wsgi", "--http", "1", "--no-ws", "--workers", str(WORKERS), "--blocking-threads", "1"]
    return [sys.executable, "-m", "granian", f"{application}:application", "--port", str(port), *options]


def _graphql(path: str, who: str) -> dict[str, tuple[str, bytes | None]]:
    return {
        name: (path, json.dumps({"query": file.read_text(encoding="utf-8")}).encode())
        for name in NAMES
        if (file := QUERIES / f"{who}-{name}.graphql").exists()
    }


def _get(kind: str) -> dict[str, tuple[str, bytes | None]]:
    # There is no hand-written SQL for the search, Q4.
    return {name: (f"/{kind}/{name}", None) for name in NAMES if kind == "memory" or name != "Q4"}


def beside(file: Path) -> Server:
    """Return a server that is already running, to measure it along with the others.

    Args:
        file: a JSON object with its `name`, `port`, `pid`, and for each query a pair of path and body in `requests`.
    """
    row = json.loads(file.read_text(encoding="utf-8"))
    requests = {query: (path, body.encode() if body else None) for query, (path, body) in row["requests"].items()}
    return Server(row["name"], row["port"], [], "", {}, requests, pid=row["pid"])
