"""Cost of requests and publishing by number of articles: `make growth`, or `python -m benchmarks.growth --help`."""

import argparse
import json
import os
import statistics
import subprocess
import sys
from dataclasses import replace

import psycopg

from benchmarks.chart import lines
from benchmarks.databases import prepare
from benchmarks.measure import ask, backends, measure
from benchmarks.servers import ROOT, Server, add_services, servers

OUT = ROOT / "var" / "benchmarks"
FIELDS = (
    "id title slug publishedAt summary category { name slug } image { title credit rendition(preset: CARD) { url } }"
)
DEEP = 500
"""Number of a deep page of 20 articles; smaller databases use their last page."""

WORK = {
    "Q1": "the newest 20",
    "Q2": "one article with its body",
    "Q3": "page 5 of a category, with the total",
    "cursor": f"page {DEEP}, by cursor",
    "number": f"page {DEEP}, by number",
    "Q4": "a search for two words",
    "publish": "a publish",
}


def main() -> None:
    """Fill a database of each size unless it is there, measure, print the table and draw the chart."""
    options = arguments()
    OUT.mkdir(parents=True, exist_ok=True)
    costs: dict[int, dict[str, float]] = {}
    statements: dict[int, float] = {}
    for size in options.sizes:
        server = newsroom(size, options)
        prepare(server, options.database, size)
        in_one_process(server, options)
        server.start()
        try:
            server.requests |= deep(server, min(DEEP, size // 20))
            costs[size] = {work: cost(server, work, options) for work in WORK if work != "publish"}
        finally:
            server.stop()
        costs[size]["publish"], statements[size] = publish(server, options)
    table = report(costs, statements)
    print(table)
    (OUT / "growth.md").write_text(table + "\n", encoding="utf-8")
    (ROOT / "docs" / "growth.svg").write_text(lines(costs, WORK), encoding="utf-8")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000], help="numbers of articles")
    parser.add_argument("--seconds", type=int, default=3, help="for how long each is asked (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often; the least counts (default: %(default)s)")
    add_services(parser)
    return parser.parse_args()


def newsroom(size: int, options: argparse.Namespace) -> Server:
    """Return this project's server without a response cache, for a database of a number of articles."""
    (server,) = (one for one in servers(options.database, options.redis, OUT / "answers") if one.name == "dateline")
    database = f"bench_growth_{size}"
    return replace(
        server,
        database=database,
        environment=server.environment | {"DATABASE_URL": f"{options.database}/{database}"},
    )


def in_one_process(server: Server, options: argparse.Namespace) -> None:
    """Disable PostgreSQL's parallel workers for the database, as only the time of backends is measured."""
    with psycopg.connect(f"{options.database}/postgres", autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{server.database}" SET max_parallel_workers_per_gather = 0')  # type: ignore[call-overload]


def deep(server: Server, page: int) -> dict[str, tuple[str, bytes | None]]:
    """Return the requests for a deep page: by the end cursor of the page before it, and by its number."""

    def request(arguments: str, fields: str) -> tuple[str, bytes | None]:
        return "/graphql/", json.dumps({"query": f"{{ articles({arguments}) {{ {fields} }} }}"}).encode()

    server.requests["before"] = request(f"first: 20, page: {page - 1}", "pageInfo { endCursor }")
    cursor = json.loads(ask(server, "before"))["data"]["articles"]["pageInfo"]["endCursor"]
    fields = f"nodes {{ {FIELDS} }}"
    return {
        "cursor": request(f'first: 20, after: "{cursor}"', fields),
        "number": request(f"first: 20, page: {page}", fields),
    }


def cost(server: Server, work: str, options: argparse.Namespace) -> float:
    """Return the processor time of a request in server and PostgreSQL, in milliseconds: the minimum of all rounds."""
    measure(server, work, 1, 2)  # warms up, and has both workers connect
    processes = backends(options.database, server.database)
    return min(measure(server, work, options.seconds, 1, *processes).cpu for _round in range(options.rounds))


def publish(server: Server, options: argparse.Namespace) -> tuple[float, float]:
    """Return the processor time of a publish in milliseconds (minimum), and its number of SQL statements (median)."""
    results = []
    for _round in range(options.rounds):
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks.publishing"],
            cwd=ROOT,
            env=os.environ | server.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        results.append(json.loads(ran.stdout))
    return min(used for used, _statements in results), statistics.median(count for _used, count in results)


def report(costs: dict[int, dict[str, float]], statements: dict[int, float]) -> str:
    """Return the table in Markdown."""
    rows = [
        "Milliseconds of processor time of server and PostgreSQL together; no answer is kept.",
        "",
        f"| articles | {' | '.join(WORK.values())} | SQL of a publish |",
        f"|---|{'---|' * (len(WORK) + 1)}",
    ]
    for size, found in costs.items():
        cells = " | ".join(f"{found[work]:.1f}" for work in WORK)
        rows.append(f"| {size:,} | {cells} | {statements[size]:.0f} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
