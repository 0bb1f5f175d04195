"""Consistency checks of an index: entries, postings and statistics against the pages, and their repair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from wagtail.models import Page

from search.backends import engine
from search.indexing import term_statistics
from search.indexing.documents import documents_of
from search.indexing.entries import differs, refresh
from search.models import Corpus, Index

STEP_ENTRIES = 500


@dataclass
class Drift:
    """How an index differs from the pages.

    Attributes:
        missing, stale, surplus: primary keys of pages that have no entry, another one, or one that they ought not to.
        counts: by language and term, by how much the number of entries that hold it is wrong.
        totals: by language, by how much the numbers of entries and of their terms are wrong.
        orphans: primary keys of entries that an index outside the database lacks, or has although it should not.
    """

    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    totals: dict[str, tuple[int, int]] = field(default_factory=dict)
    orphans: Collection[int] = ()

    @property
    def pages(self) -> list[int]:
        """All pages whose entries are wrong."""
        return [*self.missing, *self.stale, *self.surplus]

    def __bool__(self) -> bool:
        return bool(self.pages or self.counts or self.totals or self.orphans)


def compare(index: Index, drift: Drift) -> Iterator[int]:
    """Compare every page with its entry, note in `drift` what differs, and yield how many pages each step took."""
    last = 0
    while pages := list(Page.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:STEP_ENTRIES]):
        entries = {entry.page_id: entry for entry in index.entries.filter(page__in=pages)}
        documents = {document.page: document for document in documents_of(pages)}
        drift.missing += sorted(documents.keys() - entries.keys())
        drift.surplus += sorted(entries.keys() - documents.keys())
        both = sorted(documents.keys() & entries.keys())
        drift.stale += [page for page in both if differs(entries[page], documents[page].entry(index))]
        yield len(pages)
        last = pages[-1]
    drift.surplus += index.entries.exclude(page__in=Page.objects.all()).order_by("page").values_list("page", flat=True)


def recount(index: Index, drift: Drift) -> None:
    """Compare the numbers by which pages are ranked with the entries, and note in `drift` what differs."""
    counts: Counter[tuple[str, str]] = Counter()
    entries: Counter[str] = Counter()
    lengths: Counter[str] = Counter()
    for entry in (
        index.entries.filter(held=False).only("locale", "length", "title_terms", "text_terms").iterator(STEP_ENTRIES)
    ):
        counts.update((entry.locale, term) for term in entry.terms)
        entries[entry.locale] += 1
        lengths[entry.locale] += entry.length
    for locale, term, documents in index.terms.values_list("locale", "term", "documents").iterator():
        counts[locale, term] -= documents
    for corpus in Corpus.objects.filter(index=index):
        entries[corpus.locale] -= corpus.entries
        lengths[corpus.locale] -= corpus.length
    drift.counts = {key: count for key, count in counts.items() if count}
    drift.totals = {
        locale: (entries[locale], lengths[locale]) for locale in entries if entries[locale] or lengths[locale]
    }


def repair(index: Index, drift: Drift) -> None:
    """Make an index right where it differs; the numbers first, as mending the entries counts up and down.

    Raises:
        EngineError: when an index outside the database cannot be mended.
    """
    with transaction.atomic():
        Index.objects.select_for_update().get(pk=index.pk)
        for locale in {locale for locale, _term in drift.counts}:
            counts = {term: count for (one, term), count in drift.counts.items() if one == locale}
            term_statistics.add_terms(index, locale, counts, {})
        for locale in {locale for locale, _term in drift.counts} | drift.totals.keys():
            term_statistics.add_entries(index, locale, *drift.totals.get(locale, (0, 0)))
    for start in range(0, len(drift.pages), STEP_ENTRIES):
        refresh(drift.pages[start : start + STEP_ENTRIES], [index])
    engine().completed(index)
