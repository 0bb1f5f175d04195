"""Latency of searches: p50 and p95 in milliseconds, through GraphQL, with the times of a rebuild and of a save.

usage: python -m benchmarks.search [ARTICLES ...]

ARTICLES are numbers of articles, 1000, 10000 and 100000 by default. Runs in a temporary database on the server of
DATABASE_URL, or in a temporary SQLite file.
"""

import logging
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

import django
from tqdm import tqdm

REPEATS = 40
QUERY = "query($q: String!) { search(query: $q) { totalCount nodes { title url } } }"
LIST = "query($q: String!) { search(query: $q) { nodes { title url } } }"
FACETS = """query($q: String!) { search(query: $q) { totalCount nodes { title }
  facets { types { type count } categories { category { name } count } years { year count } } } }"""
SUGGEST = "query($q: String!) { suggest(prefix: $q) { text } }"


def kinds(words: list[str]) -> Iterator[tuple[str, str, Callable[[random.Random], str]]]:
    """Yield name, GraphQL query and generator of the search text, for each kind of search.

    Args:
        words: the vocabulary, the most frequent first. Words are drawn uniformly by the logarithm of their rank, so
            that common, ordinary and rare ones are equally likely.
    """

    def word(draw: random.Random) -> str:
        return words[int(10 ** draw.uniform(0.7, 4))]

    yield "one word", LIST, word
    yield "two words", LIST, lambda draw: f"{word(draw)} {word(draw)}"
    yield "long (12 words)", LIST, lambda draw: " ".join(word(draw) for _ in range(12))
    yield "phrase", LIST, lambda draw: f'"{words[draw.randrange(5, 60)]} {words[draw.randrange(5, 60)]}"'
    yield "two words, total", QUERY, lambda draw: f"{word(draw)} {word(draw)}"
    yield "facets", FACETS, word
    yield "suggest", SUGGEST, lambda draw: word(draw)[:3]


def measure(size: int) -> None:
    """Fill a database, rebuild the index, and print the time of each operation."""
    from django.db import connection
    from django.test import Client

    from benchmarks.newsroom import Vocabulary, fill
    from news.models import ArticlePage
    from search.indexing.entries import refresh
    from search.indexing.rebuilding import Rebuild

    vocabulary = Vocabulary()
    with tqdm(total=size, desc="Articles", unit="", leave=False, disable=None) as bar:
        for written in fill(size, vocabulary):
            bar.update(written)
    started = time.perf_counter()
    rebuild = Rebuild()
    with tqdm(total=rebuild.left, desc="Indexed", unit="", leave=False, disable=None) as bar:
        for written in rebuild.run():
            bar.update(written)
    rebuild.finish()
    rebuilt = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")

    article = ArticlePage.objects.order_by("-pk")[0]
    article.title = "Xylophone found"
    started = time.perf_counter()
    article.save()
    refresh([article.pk])
    saved = time.perf_counter() - started

    print(f"{connection.vendor}, {size:,} articles: rebuilt in {rebuilt:.0f} s, saved in {saved * 1000:.0f} ms")
    client = Client()
    for name, query, text in kinds(vocabulary.words):
        draw = random.Random(name)  # it draws lots, it guards nothing
        times = sorted(timed(client, query, text(draw)) for _ in range(REPEATS))
        p50, p95 = statistics.median(times), times[int(0.95 * len(times))]
        print(f"  {name:18} p50 {p50:7.1f} ms   p95 {p95:7.1f} ms")


def timed(client: Any, query: str, text: str) -> float:
    """Return the time of an uncached response, in milliseconds."""
    from django.core.cache import cache

    cache.clear()
    started = time.perf_counter()
    answer = client.post("/graphql/", {"query": query, "variables": {"q": text}}, content_type="application/json")
    spent = time.perf_counter() - started
    assert "errors" not in answer.json(), answer.json()
    return spent * 1000


def main(arguments: list[str]) -> int:
    """Return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()
    logging.disable(logging.INFO)
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    for size in map(int, arguments or ["1000", "10000", "100000"]):
        with tempfile.TemporaryDirectory() as folder:
            if connection.vendor == "sqlite":
                connection.settings_dict["TEST"]["NAME"] = f"{folder}/db"
            kept = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
            try:
                measure(size)
            finally:
                teardown_databases(kept, verbosity=0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
