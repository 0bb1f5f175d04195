"""Measurement of a server: load by wrk, processor time from /proc, and statement counts from PostgreSQL."""

import http.client
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.servers import Server

TICK = os.sysconf("SC_CLK_TCK")

SETTLING = 20
"""Requests after which each worker has very likely handled one; few enough to take less than a second."""


@dataclass
class Result:
    """The result of one round of a query on a server.

    Attributes:
        rate: requests per second.
        cpu: processor time per request, of the server and the measured PostgreSQL processes, in milliseconds.
        p50, p99: median and 99th percentile of the latency, in milliseconds.
        failed: number of requests without a successful response.
    """

    rate: float
    cpu: float
    p50: float
    p99: float
    failed: int


def ask(server: Server, query: str) -> bytes:
    """Return the response body of a query.

    Raises:
        RuntimeError: when the status is not 200, or the response has errors.
    """
    path, body = server.requests[query]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST" if body else "GET", path, body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    if response.status != 200 or b'"errors"' in answer[:300]:
        raise RuntimeError(f"{server.name} answers {query} with {response.status}: {answer[:300]!r}")
    return answer


def measure(server: Server, query: str, seconds: int, connections: int, *postgres: int) -> Result:
    """Send one query repeatedly with wrk, and measure.

    Args:
        server: a running server.
        query: name of the query.
        seconds: duration.
        connections: number of concurrent connections.
        postgres: process id of PostgreSQL's postmaster, or those of the backends of this server.
    """
    path, body = server.requests[query]
    pid = server.process.pid if server.process is not None else server.pid
    assert pid is not None, "it runs"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_script(body))
        script.flush()
        before = cpu(pid, *postgres)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script.name]
        ran = subprocess.run(
            [*command, f"http://127.0.0.1:{server.port}{path}"], capture_output=True, text=True, check=True
        )
        used = cpu(pid, *postgres) - before
    count, micros, failed, p50, p99 = ran.stdout.rsplit("RESULT ", 1)[1].split()
    requests = max(1, int(count))
    return Result(requests / (int(micros) / 1e6), used / requests * 1000, float(p50), float(p99), int(failed))


def _script(body: bytes | None) -> str:
    lines = ['wrk.headers["Content-Type"] = "application/json"']
    if body:
        lines += ['wrk.method = "POST"', f"wrk.body = [==[{body.decode()}]==]"]
    lines.append(
        "done = function(s, l) io.write(string.format('RESULT %d %d %d %.3f %.3f', s.requests, s.duration, "
        "s.errors.status + s.errors.connect + s.errors.timeout, l:percentile(50) / 1000, l:percentile(99) / 1000)) end"
    )
    return "\n".join(lines)


def statements(server: Server, query: str, database_url: str, asked: int = 40) -> float | None:
    """Return the SQL statements per request, counted as PostgreSQL's transactions; None for a server without database.

    Each statement is a transaction, as no server opens one explicitly.
    """
    if not server.database:
        return None
    with psycopg.connect(f"{database_url}/postgres", autocommit=True) as connection:
        before = _settled(connection, server, query)
        for _number in range(asked):
            ask(server, query)
        return round((_settled(connection, server, query) - before) / (asked + SETTLING), 1)


def _settled(connection: psycopg.Connection[tuple[int]], server: Server, query: str) -> int:
    """Return PostgreSQL's count of transactions after every backend has reported its own.

    A backend reports at its next transaction, at most once a second; hence the pause and further requests.
    """
    time.sleep(1.2)
    for _request in range(SETTLING):
        ask(server, query)
    time.sleep(0.1)
    return _transactions(connection, server.database)


def _transactions(connection: psycopg.Connection[tuple[int]], database: str) -> int:
    row = connection.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = %s", [database]).fetchone()
    assert row is not None, "the database is there"
    return row[0]


def postmaster(database_url: str) -> int:
    """Return the process id of PostgreSQL's first process, which has to run on this machine."""
    with psycopg.connect(f"{database_url}/postgres") as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None, "PostgreSQL answers"
        return _stat(row[0])[0]


def backends(database_url: str, database: str) -> list[int]:
    """Return the process ids of PostgreSQL's backends that are connected to a database."""
    with psycopg.connect(f"{database_url}/postgres") as connection:
        rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [database]).fetchall()
        return [pid for (pid,) in rows]


def cpu(*roots: int) -> float:
    """Return the processor time of processes and their descendants, ended children included, in seconds."""
    children: dict[int, list[int]] = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                children.setdefault(_stat(int(process.name))[0], []).append(int(process.name))
            except OSError:
                continue
    total, todo = 0.0, [*roots]
    while todo:
        pid = todo.pop()
        todo += children.get(pid, [])
        try:
            total += _stat(pid)[1]
        except OSError:
            continue
    return total


def _stat(pid: int) -> tuple[int, float]:
    """Return the parent of a process, and its seconds of processor time with its ended children's."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[1]), sum(map(int, fields[11:15])) / TICK
