"""The dearest requests that the limits let through, sent to a production server: `python -m benchmarks.attack --help`.

Each is sent alone first, which tells its processor time, then all of them at once from many connections, while another
asks `/healthz/`. It asks 127.0.0.1 alone, and not for longer than it is told to.
"""

import argparse
import json
import math
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from itertools import cycle, islice
from random import Random
from typing import Any

import psycopg

from benchmarks.databases import prepare
from benchmarks.measure import backends, cpu
from benchmarks.servers import ROOT, Server, add_services, servers

ARTICLES = 10_000
VOCABULARY_WORDS = 30_000
"""Invented words that are added to the index: the benchmark's own content has few."""

SPELLING = re.compile("suggest|didYouMean")
ROOT_FIELDS = 12
FREQUENT_WORDS = 80
REQUESTS_ALONE = 3
LETTERS = "etaoinshrdlu"
MEANT, IDS = "didYouMean", "nodes { id }"
HIGHLIGHTS = "edges { highlight { title text } }"
FACETS = "totalCount facets { types { count } categories { count } years { count } }"


@dataclass(frozen=True)
class Attack:
    """Requests of one kind.

    Attributes:
        title: what they try.
        body: makes the body of one of them, another each time so that no kept answer serves it.
    """

    title: str
    body: Callable[[Random], bytes]


def main() -> None:
    """Prepare the database, start the server, attack it, print the table; exit with 1 when spelling takes too long."""
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
    print(f"Index: {ARTICLES:,} articles, {VOCABULARY_WORDS:,} words more. Two workers of four threads.\n")
    print("| request | cost | answer | processor ms | wall ms |\n|---|---|---|---|---|")
    for title, cost, status, used, wall in alone:
        print(f"| {title} | {cost} | {status} | {used:.0f} | {wall:.0f} |")
    spelling = max(used for title, *_told, used, _wall in alone if SPELLING.match(title))
    slowest = max(used for *_told, used, _wall in alone)
    print(
        f"\nThe dearest request: {spelling:.0f} ms of processor time for suggest and didYouMean, {slowest:.0f} of all."
    )
    for title, (health, answers) in floods.items():
        print(f"{options.connections} connections for {options.seconds} s, {title}: {answers} answers;", end=" ")
        print(f"/healthz/ {len(health)} times: median {percentile(health, 50):.0f} ms,", end=" ")
        print(f"99 % {percentile(health, 99):.0f} ms, slowest {max(health):.0f} ms.")
    if spelling > options.processor_limit:
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
    """Return this project's server as production runs it: two workers of four threads, with kept answers in Redis."""
    every = servers(options.database, options.redis, ROOT / "var" / "benchmarks" / "answers", options.port - 2)
    (server,) = (one for one in every if one.name == "dateline, kept answers")
    database = f"bench_attack_{ARTICLES}"
    command = ["4" if before == "--blocking-threads" else word for before, word in pairs(server.command)]
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
    """Add invented words to the index, unless they are there; return words that it knows."""
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


def word_of(random: Random, length: int) -> str:
    """Return an invented word."""
    return "".join(random.choice(LETTERS) for _letter in range(length))


def attacks_on(known: list[str]) -> list[Attack]:
    """Return the attacks, made of words that the index knows and of some that are nearly those."""
    common = known[-FREQUENT_WORDS:]

    def misspelt(random: Random, characters: int, words: int = 1_000) -> str:
        found = ""
        for _word in range(words):
            word = random.choice(known)
            place = random.randrange(len(word))
            found += f"{word[:place]}z{word[place + 1 :]} "
        return found[:characters].strip()

    def frequent(random: Random, words: int) -> str:
        return " ".join(random.sample(common, words))

    def request(field: str, selection: str, text: Callable[[Random], str], times: int = ROOT_FIELDS) -> Any:
        def body(random: Random) -> bytes:
            names = [f"v{number}" for number in range(times)]
            fields = " ".join(f"{name}: {field.replace('$', '$' + name)} {{ {selection} }}" for name in names)
            declared = ", ".join(f"${name}: String!" for name in names)
            variables = {name: text(random) for name in names}
            return json.dumps({"query": f"query({declared}) {{ {fields} }}", "variables": variables}).encode()

        return body

    def phrases(random: Random) -> str:
        return " ".join(f'"{frequent(random, 4)}"' for _phrase in range(8))

    def nodes(random: Random) -> bytes:
        fields = " ".join(f"v{number}: nodes(ids: $ids) {{ id }}" for number in range(ROOT_FIELDS))
        ids = [f"x{random.randrange(10**6)}" for _id in range(100)]
        return json.dumps({"query": f"query($ids: [ID!]!) {{ {fields} }}", "variables": {"ids": ids}}).encode()

    def filtered(random: Random) -> bytes:
        values = [word_of(random, 8) for _value in range(100)]
        filters = "filter: {tag: $v, author: $v, category: $v}"
        fields = " ".join(
            f'v{number}: search(query: "{frequent(random, 3)}", {filters}) {{ {FACETS} }}' for number in range(4)
        )
        return json.dumps({"query": f"query($v: [String!]) {{ {fields} }}", "variables": {"v": values}}).encode()

    search, suggest = "search(query: $)", "suggest(prefix: $)"
    hundred = "search(query: $, first: 100"
    return [
        Attack("suggest, 1,000 characters", request(suggest, "text", lambda one: misspelt(one, 1_000), 1)),
        Attack("suggest, 200 characters, 12 aliases", request(suggest, "text", lambda one: misspelt(one, 200))),
        Attack("suggest, 8 unknown words, 2 aliases", request(suggest, "text", lambda one: misspelt(one, 200, 8), 2)),
        Attack("suggest, 20 known words, 12 aliases", request(suggest, "text", lambda one: frequent(one, 20))),
        Attack("suggest, one letter, 12 aliases", request(suggest, "text", lambda one: one.choice(LETTERS))),
        Attack("didYouMean, 1,000 characters, 12 aliases", request(search, MEANT, lambda one: misspelt(one, 1_000))),
        Attack("didYouMean, 8 unknown words, 2 aliases", request(search, MEANT, lambda one: misspelt(one, 200, 8), 2)),
        Attack("didYouMean, 1 unknown word, 12 aliases", request(search, MEANT, lambda one: misspelt(one, 200, 1))),
        Attack("32 words, facets, 4 aliases", request(search, FACETS, lambda one: frequent(one, 32), 4)),
        Attack("8 phrases, 12 aliases", request(search, "totalCount", phrases)),
        Attack("100 highlights, 2 aliases", request(f"{hundred})", HIGHLIGHTS, lambda one: frequent(one, 32), 2)),
        Attack(
            "newest 100, 4 aliases", request(f"{hundred}, orderBy: NEWEST)", IDS, lambda one: frequent(one, 32), 4)
        ),
        Attack("300 filter values, 4 aliases", filtered),
        Attack("100 unknown ids, 12 aliases", nodes),
    ]


def measured(server: Server, attack: Attack, options: argparse.Namespace) -> tuple[str, str, str, float, float]:
    """Return title, cost, answer, and milliseconds of processor and of wall time of one request sent alone."""
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
    """Send all attacks from many connections at once; return the milliseconds of `/healthz/`, and the answers."""
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
    for thread in threads:
        thread.start()
    health = list(asked_for_health(server, until))
    for thread in threads:
        thread.join()
    return health, sum(counts)


def asked_for_health(server: Server, until: float) -> Iterator[float]:
    """Ask `/healthz/` ten times a second, each time on a new connection; yield the milliseconds."""
    while time.monotonic() < until:
        begun = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", "/healthz/", headers={"X-Forwarded-Proto": "https"})
        connection.getresponse().read()
        connection.close()
        yield (time.perf_counter() - begun) * 1000
        time.sleep(0.1)


def percentile(values: list[float], share: int) -> float:
    """Return the value that so many percent do not exceed."""
    return sorted(values)[math.ceil(len(values) * share / 100) - 1]


if __name__ == "__main__":
    main()
