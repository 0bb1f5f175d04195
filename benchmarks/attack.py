"""Load test with the most expensive requests that the limits allow: `python -m benchmarks.attack --help`.

Each request is first sent alone, to measure its processor time, then all of them from many connections at once, while
another process requests `/livez/`. The server is started on 127.0.0.1 with production settings.
"""

import argparse
import json
import math
import re
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from http.client import HTTPConnection
from itertools import cycle, islice
from random import Random

import psycopg

from benchmarks.attacks import FREQUENT_WORDS, Attack, attacks_on, word_of
from benchmarks.databases import prepare
from benchmarks.measure import backends, cpu
from benchmarks.servers import ROOT, Server, add_services, servers

ARTICLES = 10_000
VOCABULARY_WORDS = 30_000
"""Invented words that are added to the index: the benchmark's own content has few."""

SPELLING = re.compile("suggest|didYouMean|autocorrect")
REQUESTS_ALONE = 3


def main() -> None:
    """Prepare the database, start the server, attack it and print the table; exit with 1 if a request is too slow."""
    options = arguments()
    (ROOT / "var" / "benchmarks").mkdir(parents=True, exist_ok=True)
    server = newsroom(options)
    prepare(server, options.database, ARTICLES)
    known = enlarge_vocabulary(options, server)
    server.start()
    try:
        attacks = attacks_on(known)
        alone = [measured(server, attack, options) for attack in attacks]
        floods = {
            "suggest and didYouMean": flood(server, [one for one in attacks if SPELLING.match(one.title)], options),
            "all of them": flood(server, attacks, options),
        }
    finally:
        server.stop()
    print(f"Index: {ARTICLES:,} articles, {VOCABULARY_WORDS:,} words more. Two workers.\n")
    print("| request | cost | response | processor ms | wall ms |\n|---|---|---|---|---|")
    for title, cost, status, used, wall in alone:
        print(f"| {title} | {cost} | {status} | {used:.0f} | {wall:.0f} |")
    slowest = max(used for *_labels, used, _wall in alone)
    print(f"\nThe dearest request: {slowest:.0f} ms of processor time.")
    for title, (health, answers) in floods.items():
        print(f"{options.connections} connections for {options.seconds} s, {title}: {answers} answers;", end=" ")
        print(f"/livez/ {len(health)} times: median {percentile(health, 50):.0f} ms,", end=" ")
        print(f"99 % {percentile(health, 99):.0f} ms, slowest {max(health):.0f} ms.")
    if slowest > options.processor_limit:
        sys.exit(1)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=15, help="how long all of them are sent at once (%(default)s)")
    parser.add_argument("--connections", type=int, default=8, help="how many at once (%(default)s)")
    parser.add_argument("--port", type=int, default=8190, help="where the server listens (%(default)s)")
    parser.add_argument("--processor-limit", type=float, default=300, help="milliseconds a request (%(default)s)")
    add_services(parser)
    options = parser.parse_args()
    options.seconds, options.connections = min(options.seconds, 60), min(options.connections, 32)
    return options


def newsroom(options: argparse.Namespace) -> Server:
    """Return this project's server as the image runs it: two workers, with the response cache in Redis."""
    every = servers(options.database, options.redis, ROOT / "var" / "benchmarks" / "answers", options.port - 2)
    (server,) = (one for one in every if one.name == "dateline, response cache")
    database = f"bench_attack_{ARTICLES}"
    command = ["512" if before == "--blocking-threads" else word for before, word in pairs(server.command)]
    return replace(
        server,
        command=command,
        database=database,
        environment=server.environment | {"DATABASE_URL": f"{options.database}/{database}"},
    )


def pairs(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each word with the one before it."""
    return zip(["", *words], words, strict=False)


def enlarge_vocabulary(options: argparse.Namespace, server: Server) -> list[str]:
    """Add invented words to the index unless they are there; return these and then FREQUENT_WORDS common words."""
    random = Random("vocabulary")
    words = sorted({word_of(random, random.randint(4, 12)) for _number in range(VOCABULARY_WORDS)})
    with psycopg.connect(f"{options.database}/{server.database}", autocommit=True) as connection:
        connection.execute(
            "INSERT INTO search_term (index_id, locale, term, word, written, documents) SELECT max(search_index.id),"
            " 'en', word, word, word, 1 + length(word) FROM search_index, unnest(%s::text[]) AS word GROUP BY word"
            " ON CONFLICT DO NOTHING",
            [words],
        )
        connection.execute("UPDATE search_corpus SET stamp = stamp + 1")
        connection.execute("VACUUM ANALYZE")
        found = connection.execute(
            "SELECT term FROM search_term WHERE locale = 'en' AND term IN (SELECT term FROM search_posting"
            " WHERE locale = 'en') ORDER BY documents DESC, term LIMIT %s",
            [FREQUENT_WORDS],
        )
        return words + [term for (term,) in found]


def measured(server: Server, attack: Attack, options: argparse.Namespace) -> tuple[str, str, str, float, float]:
    """Send one attack; return title, cost, status with error code, and milliseconds of processor and wall time."""
    random = Random()
    assert server.process is not None, "it runs"
    sent(server, attack.body(random))
    processes = backends(options.database, server.database)
    before, begun = cpu(server.process.pid, *processes), time.perf_counter()
    for _request in range(REQUESTS_ALONE):
        status, cost, code = sent(server, attack.body(random))
    used = (cpu(server.process.pid, *processes) - before) / REQUESTS_ALONE
    wall = (time.perf_counter() - begun) / REQUESTS_ALONE
    return attack.title, cost, f"{status} {code}".strip(), used * 1000, wall * 1000


def sent(server: Server, body: bytes) -> tuple[int, str, str]:
    """Send one request; return status, cost and the code of its first error."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request("POST", "/graphql/", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        errors = json.loads(response.read()).get("errors") or [{"extensions": {"code": ""}}]
        return response.status, response.headers.get("X-GraphQL-Cost", ""), errors[0]["extensions"]["code"]
    finally:
        connection.close()


def flood(server: Server, attacks: list[Attack], options: argparse.Namespace) -> tuple[list[float], int]:
    """Send all attacks from many connections at once; return `/livez/` latencies in ms, and the response count."""
    until = time.monotonic() + options.seconds
    counts: list[int] = []

    def attack(number: int) -> None:
        random = Random()
        count = 0
        for one in islice(cycle(attacks), number, None):
            if time.monotonic() > until:
                break
            sent(server, one.body(random))
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=attack, args=(number,)) for number in range(options.connections)]
    with ProcessPoolExecutor(1) as prober:
        health = prober.submit(probe_health, server.port, options.seconds)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return health.result(), sum(counts)


def probe_health(port: int, seconds: float) -> list[float]:
    """Request `/livez/` ten times a second, each time on a new connection; return the latencies in milliseconds.

    Run it in a process of its own: in that of the attackers, waiting for the GIL would add to the latencies.
    """
    found = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begun = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/livez/")
        connection.getresponse().read()
        connection.close()
        found.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.1)
    return found


def percentile(values: list[float], share: int) -> float:
    """Return a percentile of values: `share` percent of them do not exceed it."""
    return sorted(values)[math.ceil(len(values) * share / 100) - 1]


if __name__ == "__main__":
    main()
