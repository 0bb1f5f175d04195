"""A process that asks again and again, and looks for answers older than what was committed before it asked.

Run by `test_hammer`: `python -m tests.performance.response_cache.reader FILE SECONDS`. The file holds the number of
the last edition that was committed of each kind of thing. Prints one JSON object: reads by kind, and answers too old.
"""

import json
import mmap
import random
import re
import struct
import sys
import time
from pathlib import Path

import django

QUESTIONS = {
    "article": '{ page(path: "/news/story/") { title } }',
    "listing": "{ articles(first: 5) { totalCount nodes { title } } }",
    "category": "{ articles(first: 5) { nodes { title category { name } } } }",
    "image": '{ page(path: "/news/story/") { ... on ArticlePage { image { credit } } } }',
    "slow": '{ page(path: "/news/story/") { title } site { menu(slot: MAIN) { label } } }',
    "menu": "{ site { menu(slot: MAIN) { label } } }",
    "gone": '{ route(path: "/news/brief/") { ... on GoneRoute { note } ... on PageRoute { page { title } } } }',
    "taken off lists": "{ articles(first: 20) { nodes { title } } }",
    "taken off searches": '{ search(query: "brief") { nodes { title } } }',
    "moved": '{ route(path: "/news/moving/") { ... on RedirectRoute { location } } }',
}
MAY_BE_EMPTY = {"taken off lists", "taken off searches"}
KINDS = list(QUESTIONS)
WHAT = {
    "article": "Article",
    "slow": "Article",
    "listing": "Article",
    "category": "Category",
    "image": "Credit",
    "menu": "Menu",
    "gone": "Brief",
    "taken off lists": "Brief",
    "taken off searches": "Brief",
    "moved": "moving",
}


def read(shared: mmap.mmap) -> dict[str, int]:
    """Returns the numbers of the last committed editions."""
    return dict(zip(KINDS, struct.unpack(f"{len(KINDS)}q", shared[: 8 * len(KINDS)]), strict=True))


def main(file: str, seconds: float) -> None:
    django.setup()
    from django.conf import settings

    from tests.server.wsgi import Server

    settings.GRAPHQL_RATE = ""
    reads, stale, failed = dict.fromkeys(KINDS, 0), [], 0
    server = Server()
    with Path(file).open("r+b") as handle, mmap.mmap(handle.fileno(), 0) as shared:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            kind = random.choice(KINDS)
            committed = read(shared)[kind]
            answer = server.get({"query": QUESTIONS[kind]})
            found = re.findall(rf"{WHAT[kind]}[ -](\d+)", answer.body.decode())
            reads[kind] += 1
            if answer.status != 200 or b'"errors"' in answer.body[:20]:
                failed += 1
            elif committed and not found:
                stale += [] if kind in MAY_BE_EMPTY else [[kind, committed, answer.body.decode()[:200]]]
            elif committed and max(map(int, found)) < committed:
                stale.append([kind, committed, answer.body.decode()[:200]])
    # No more than a pipe holds: nobody reads it before this process has ended.
    repeated = sum(reads.values()) - server.ordinary
    print(json.dumps({"reads": reads, "repeated": repeated, "stale": stale[:100], "failed": failed}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
