"""Ranking quality of the search: nDCG@10 and MRR@10 over judged collections, compared with bm25s on the same texts.

For `similar`, documents that are relevant for the same query count as similar; bm25s searches for all words of one.

usage: python -m benchmarks.search_quality [FOLDER]

FOLDER, or the environment variable RELEVANCE, holds a folder for each collection: docs.jsonl (id, title, text),
queries.jsonl (id, q) and qrels.txt (query, 0, document, grade). A name that ends in a language code, such as xquad-es,
is in that language, any other in English. Runs in a temporary database on the server of DATABASE_URL.
"""

import json
import logging
import math
import os
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

LANGUAGES = ("en", "ar", "de", "es", "fr", "it", "nl", "pt", "ru", "sv", "tr", "zh")
FLOORS = {"cran": 0.34, "xquad-es": 0.94, "xquad-zh": 0.93}
SHARE = 0.95
WAYS = ("clean", "clean, corrected", "typo", "typo, corrected")
"""Variants of the queries: as judged and with a typing error, each as typed and corrected by `didYouMean`."""
SIMILAR = "similar"
MAX_COMPARED = 200
"""Documents for which `similar` is measured."""
TYPO_LETTERS = 5
"""Letters of a word that gets a typing error, at least."""
NOTHING = "Nothing measured: name the folder of judged collections, as in make search-quality COLLECTIONS=../relevance"

Run = dict[str, list[str]]
Grades = dict[str, dict[str, int]]


class Collection:
    """A judged collection.

    Attributes:
        docs: dictionaries with id, title and text.
        queries: pairs of id and text, those that have judgements.
        grades: relevance grades by query and document.
        alike: grade 1 by document and each other document that is relevant for the same query.
    """

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        last = folder.name.rsplit("-", 1)[-1]
        self.language = last if last in LANGUAGES else "en"
        self.docs = [json.loads(line) for line in (folder / "docs.jsonl").open(encoding="utf-8")]
        known = {doc["id"] for doc in self.docs}
        self.grades: Grades = defaultdict(dict)
        for line in (folder / "qrels.txt").open(encoding="utf-8"):
            query, _iteration, doc, grade = line.split()
            if doc in known and int(grade) > 0:
                self.grades[query][doc] = int(grade)
        rows = map(json.loads, (folder / "queries.jsonl").open(encoding="utf-8"))
        self.queries = [(row["id"], row["q"]) for row in rows if self.grades.get(row["id"])]

        alike: Grades = defaultdict(dict)
        for good in self.grades.values():
            for doc in good:
                alike[doc].update(dict.fromkeys(good.keys() - {doc}, 1))
        self.alike = {doc: alike[doc] for doc in sorted(doc for doc in alike if alike[doc])[:MAX_COMPARED]}

    def measure(self, run: Run, judged: Grades | None = None) -> tuple[float, float]:
        """Return the mean nDCG@10 and MRR@10 of a run.

        Args:
            run: ranked documents by query.
            judged: grades to measure by; those of the queries by default.

        Source: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, 2002.
        """
        ndcg = reciprocal = 0.0
        judged = self.grades if judged is None else judged
        for query, found in run.items():
            good, ranked = judged[query], found[:10]
            ideal = sorted(good.values(), reverse=True)[:10]
            ndcg += _gain([good.get(doc, 0) for doc in ranked]) / _gain(ideal)
            reciprocal += next((1 / place for place, doc in enumerate(ranked, 1) if doc in good), 0)
        return ndcg / len(run), reciprocal / len(run)


def _gain(grades: list[int]) -> float:
    return sum(grade / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def with_typo(text: str, seed: str) -> str:
    """Return a query with a random edit in one longer word: a letter removed, added or replaced, or two swapped."""
    chance = random.Random(seed)  # no secret
    words = [word for word in re.finditer(r"[^\W\d_]+", text) if len(word[0]) >= TYPO_LETTERS]
    if not words:
        return text
    word = chance.choice(words)
    place = chance.randrange(1, len(word[0]) - 1) + word.start()
    other = chance.choice(word[0]).lower()
    edits = (
        text[:place] + text[place + 1 :],
        text[:place] + other + text[place:],
        text[:place] + other + text[place + 1 :],
        text[:place] + text[place + 1] + text[place] + text[place + 2 :],
    )
    return chance.choice(edits)


def ours(collection: Collection) -> dict[str, Run]:
    """Return the runs of our search by variant of the queries, and that of `similar`; roll the data back."""
    from django.db import transaction

    with transaction.atomic():
        runs = _searched(collection)
        transaction.set_rollback(True)
    return runs


def _searched(collection: Collection) -> dict[str, Run]:
    from django.db import connection
    from wagtail.models import Locale, Page, Site

    from cms.sites import SiteIndex
    from cms.visibility import Visibility
    from news.models import HomePage, StandardPage
    from search.indexing.documents import IndexedDocument
    from search.indexing.entries import write
    from search.models import Index
    from search.query import parse
    from search.querying.more_like_this import pages_like
    from search.querying.results import Search

    locale, _created = Locale.objects.get_or_create(language_code=collection.language)
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Home", slug="quality", locale=locale))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    kind = StandardPage(title="").cached_content_type or home.content_type
    pages = [
        Page(
            title=doc["title"][:255] or "-",
            draft_title=doc["title"][:255] or "-",
            slug=f"doc-{place}",
            path=Page._get_path(home.path, home.depth + 1, place),
            depth=home.depth + 1,
            url_path=f"/quality/doc-{place}/",
            content_type=kind,
            locale=locale,
        )
        for place, doc in enumerate(collection.docs, 1)
    ]
    pages = Page.objects.bulk_create(pages)
    by_pk = {page.pk: doc["id"] for page, doc in zip(pages, collection.docs, strict=True)}
    documents = [
        IndexedDocument(page.pk, collection.language, "STANDARD", doc["title"], doc["text"])
        for page, doc in zip(pages, collection.docs, strict=True)
    ]
    index = Index.objects.written()[0]
    write(index, documents, list(by_pk))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a rebuild and the database's own housekeeping do
    sites = SiteIndex()
    found: dict[str, Run] = {way: {} for way in WAYS}

    def search(text: str) -> Search:
        return Search(parse(text, collection.language), Visibility(sites), sites.trees)

    for name, text in collection.queries:
        misspelt = with_typo(text, f"{collection.name} {name}")
        for way, typed in (("clean", text), ("typo", misspelt)):
            plain = search(typed)
            meant = plain.did_you_mean
            corrected = plain if meant is None else search(meant)
            for one, made in ((way, plain), (f"{way}, corrected", corrected)):
                found[one][name] = [by_pk[hit.page] for hit in made.hits[:10]]
    by_id = {by_pk[page.pk]: page for page in pages}
    [tree] = sites.trees
    found[SIMILAR] = {
        doc: [by_pk[hit.page] for hit in pages_like(by_id[doc], tree, Visibility(sites), 10)]
        for doc in collection.alike
    }
    return found


def bm25s(collection: Collection) -> tuple[Run, Run]:
    """Return the runs of bm25s for queries and for similar documents, with our analyser and its own defaults."""
    import bm25s
    import numpy

    from search.analysis import Analyser, clean
    from search.query import parse

    analyse = Analyser(collection.language)
    retriever = bm25s.BM25()
    texts = [analyse.terms(clean(f"{doc['title']} {doc['text']}")) for doc in collection.docs]
    retriever.index(texts, show_progress=False)
    places = {doc["id"]: place for place, doc in enumerate(collection.docs)}

    def ranked(text: str) -> list[str]:
        terms = [term for term in parse(text, collection.language).terms if term in retriever.vocab_dict]
        scores = retriever.get_scores(terms) if terms else numpy.zeros(len(texts))
        return [collection.docs[place]["id"] for place in numpy.argsort(-scores, kind="stable")[:11]]

    def like(doc: str) -> list[str]:
        whole = collection.docs[places[doc]]
        return [one for one in ranked(f"{whole['title']} {whole['text']}") if one != doc]

    return {name: ranked(text) for name, text in collection.queries}, {doc: like(doc) for doc in collection.alike}


def report(collections: list[Collection]) -> bool:
    """Print a table of all collections; return whether every floor was reached."""
    from django.db import connection

    print(
        f"{connection.vendor}\n{'':14}{'queries':>8}  {'nDCG@10':>8} {'MRR@10':>8}  {'bm25s':>8} {'':>8}  share   time"
    )
    reached = True
    for collection in collections:
        started = time.perf_counter()
        found = ours(collection)
        alike = found.pop(SIMILAR)
        runs = {way: collection.measure(run) for way, run in found.items()}
        mine = runs["clean"]
        seconds = time.perf_counter() - started
        searched, compared = bm25s(collection)
        other = collection.measure(searched)
        share = mine[0] / other[0]
        floor = FLOORS.get(collection.name, 0)
        good = share >= SHARE and mine[0] >= floor
        reached &= good
        verdict = "" if good else f"  BELOW {max(floor, SHARE * other[0]):.3f}"
        print(
            f"{collection.name:14}{len(collection.queries):8}  {mine[0]:8.4f} {mine[1]:8.4f}  "
            f"{other[0]:8.4f} {other[1]:8.4f}  {share:5.1%} {seconds:5.1f} s{verdict}"
        )
        print("".join(f"{'':14}{way:18}{runs[way][0]:8.4f} {runs[way][1]:8.4f}\n" for way in WAYS[1:]), end="")
        if alike:
            figures = (*collection.measure(alike, collection.alike), *collection.measure(compared, collection.alike))
            print(f"{'':14}{SIMILAR:18}{figures[0]:8.4f} {figures[1]:8.4f}  {figures[2]:8.4f} {figures[3]:8.4f}")
    return reached


def in_a_database_of_its_own(work: Callable[[], Any]) -> Any:
    """Call a function with a temporary database; return its result."""
    from django.test.utils import setup_databases, teardown_databases

    kept = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        return work()
    finally:
        teardown_databases(kept, verbosity=0)


def main(arguments: list[str]) -> int:
    """Return the exit status: 0 when every floor was reached, or there is nothing to measure."""
    folder = Path(arguments[0] if arguments else os.environ.get("RELEVANCE", ""))
    folders = sorted(path.parent for path in folder.glob("*/qrels.txt")) if folder.name else []
    if not folders:
        print(NOTHING)
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    os.environ["LANGUAGES"] = ",".join(f"{code}={code}" for code in LANGUAGES)
    django.setup()
    from django.conf import settings

    settings.SEARCH_RECENCY = 0
    logging.disable(logging.INFO)
    collections = [Collection(path) for path in folders]
    return 0 if in_a_database_of_its_own(lambda: report(collections)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
