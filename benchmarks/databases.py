"""Creation of the benchmark's databases, unless they exist."""

import os
import subprocess
import sys

import psycopg

from benchmarks.servers import ROOT, Server


def prepare(server: Server, database_url: str, count: int) -> None:
    """Create, migrate and fill a server's database, unless it exists.

    Args:
        server: the server.
        database_url: the PostgreSQL server's URL without a database.
        count: number of articles.
    """
    with psycopg.connect(f"{database_url}/postgres", autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [server.database]).fetchone()
        if found:
            return
        connection.execute(f'CREATE DATABASE "{server.database}"')  # type: ignore[call-overload]  # a name of our own
    print(f"Filling {server.database} with {count:,} articles ...", flush=True)
    seed = "benchmarks.vanilla.seed" if server.name == "vanilla" else "benchmarks.seed"
    environment = os.environ | server.environment
    steps = [["django", "migrate", "--verbosity", "0"], [seed, str(count)]]
    if server.name != "vanilla":
        steps += [["django", "rebuild_search"], ["django", "process_search_outbox"]]
    for arguments in steps:
        subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, env=environment, check=True)
    with psycopg.connect(f"{database_url}/{server.database}", autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
