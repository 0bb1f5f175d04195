"""Runs the benchmark: `make benchmark`, or `python -m benchmarks.run --help`."""

import argparse
import json
import re
import shutil
import statistics
import sys
from pathlib import Path

from benchmarks.chart import chart
from benchmarks.databases import prepare
from benchmarks.measure import Result, ask, measure, postmaster, statements
from benchmarks.servers import NAMES, ROOT, Server, add_services, beside, servers, switched

OUT = ROOT / "var" / "benchmarks"


def main() -> None:
    """Create missing databases, start all servers, compare their responses, measure, and print the table."""
    options = arguments()
    if shutil.which("wrk") is None:
        sys.exit("The benchmark asks with wrk. Install it, on Debian by: apt-get install wrk")
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "answers").mkdir(exist_ok=True)
    running: list[Server] = []
    try:
        for server in chosen(options):
            if server.database:
                prepare(server, options.database, options.articles)
            server.start()
            running.append(server)
            if server.name == "vanilla":
                for query in server.requests:
                    (OUT / "answers" / f"{query}.json").write_bytes(ask(server, query))
        compare(running)
        if options.beside:
            running.insert(1, beside(options.beside))
        results = rounds(running, options)
        counts = {
            (one.name, query): statements(one, query, options.database) for one in running for query in one.requests
        }
    finally:
        for server in running:
            server.stop()
    table = report(running, results, counts)
    print(table)
    if options.switches:
        return
    (OUT / "results.md").write_text(table + "\n", encoding="utf-8")
    medians = {
        name: {query: median(results, name, query, "rate") for query in NAMES if (name, query) in results}
        for name in [server.name for server in running]
    }
    (OUT / "results.json").write_text(json.dumps(medians, indent=1), encoding="utf-8")
    (ROOT / "docs" / "performance.svg").write_text(chart(medians), encoding="utf-8")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--articles", type=int, default=1_000, help="articles in a new database (default: %(default)s)"
    )
    parser.add_argument("--seconds", type=int, default=4, help="for how long each is asked (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often, in turns (default: %(default)s)")
    parser.add_argument("--connections", type=int, default=1, help="clients that ask at once (default: %(default)s)")
    add_services(parser)
    parser.add_argument(
        "--switches",
        action="store_true",
        help="measure this project with its accelerators on, and with each of them off",
    )
    parser.add_argument("--beside", type=Path, help="a JSON file about another server, see benchmarks/servers.py")
    return parser.parse_args()


def chosen(options: argparse.Namespace) -> list[Server]:
    """Return the servers to measure."""
    if options.switches:
        return switched(options.database, options.redis)
    return servers(options.database, options.redis, OUT / "answers")


def compare(running: list[Server]) -> None:
    """Check that all servers return the same articles in the same order; of the search, only that there are ten.

    Raises:
        SystemExit: when the responses differ.
    """
    for query in NAMES:
        found = {
            server.name: list(dict.fromkeys(re.findall(rb'"slug":\s?"(article-\d+)"', ask(server, query))))
            for server in running
            if query in server.requests
        }
        if query == "Q4":
            found = {name: [b"ten"] if len(slugs) == 10 else slugs for name, slugs in found.items()}
        if found and (len({tuple(slugs) for slugs in found.values()}) != 1 or not next(iter(found.values()))):
            sys.exit(f"The answers to {query} differ: { {name: slugs[:3] for name, slugs in found.items()} }")


def rounds(running: list[Server], options: argparse.Namespace) -> dict[tuple[str, str], list[Result]]:
    """Measure all servers in alternating order, so that slow phases of the machine affect all of them alike."""
    database = postmaster(options.database)
    results: dict[tuple[str, str], list[Result]] = {}
    for query in NAMES:
        asked = [server for server in running if query in server.requests]
        for server in asked:
            measure(server, query, 1, options.connections, database)  # warms up
        for number in range(options.rounds):
            for server in asked if number % 2 == 0 else reversed(asked):
                result = measure(server, query, options.seconds, options.connections, database)
                results.setdefault((server.name, query), []).append(result)
                print(f"{query} round {number + 1}: {server.name:24} {result.rate:8.0f}/s", file=sys.stderr)
    return results


def median(results: dict[tuple[str, str], list[Result]], name: str, query: str, what: str) -> float:
    """Return the median of an attribute of `Result` over the rounds of a query on a server."""
    return statistics.median(getattr(result, what) for result in results[name, query])


def report(
    running: list[Server],
    results: dict[tuple[str, str], list[Result]],
    counts: dict[tuple[str, str], float | None],
) -> str:
    """Return the table in Markdown."""
    queries = [query for query in NAMES if any((server.name, query) in results for server in running)]
    lines = [
        "Requests a second (multiple of vanilla in the same rounds), milliseconds of processor time a request, SQL.",
        "",
        f"| | {' | '.join(queries)} |",
        f"|---|{'---|' * len(queries)}",
    ]
    for server in running:
        cells = [_cell(server.name, query, results, counts) if query in server.requests else "" for query in queries]
        lines.append(f"| {server.name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(
    name: str,
    query: str,
    results: dict[tuple[str, str], list[Result]],
    counts: dict[tuple[str, str], float | None],
) -> str:
    ratio = statistics.median(
        one.rate / base.rate for one, base in zip(results[name, query], results["vanilla", query], strict=True)
    )
    least = min(result.cpu for result in results[name, query])
    count = counts[name, query]
    sql = "" if count is None else f", {count:.0f} SQL"
    failed = sum(result.failed for result in results[name, query])
    warning = f", {failed} FAILED" if failed else ""
    return f"{median(results, name, query, 'rate'):,.0f} (**{ratio:.1f}**), {least:.2f} ms{sql}{warning}"


if __name__ == "__main__":
    main()
