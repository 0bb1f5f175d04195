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
class IndexDifferences:
    """The differences between an index and the pages.

    Attributes:
        missing, stale, surplus: primary keys of pages without an entry, with an outdated one, or with one too many.
        counts: the error of each document frequency, by language and term.
        totals: the errors of the number of entries and of the sum of their lengths, by language.
        orphans: primary keys of entries that only one of the database and the external index has.
    """

    missing: list[int] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    totals: dict[str, tuple[int, int]] = field(default_factory=dict)
    orphans: Collection[int] = ()

    @property
    def pages(self) -> list[int]:
        """The primary keys of all pages whose entries differ."""
        return [*self.missing, *self.stale, *self.surplus]

    def __bool__(self) -> bool:
        return bool(self.pages or self.counts or self.totals or self.orphans)


def compare_entries(index: Index, differences: IndexDifferences) -> Iterator[int]:
    """Compare all pages with their entries, add what differs, and yield the number of pages of each step."""
    last = 0
    while pages := list(Page.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:STEP_ENTRIES]):
        entries = {entry.page_id: entry for entry in index.entries.filter(page__in=pages)}
        documents = {document.page: document for document in documents_of(pages)}
        differences.missing += sorted(documents.keys() - entries.keys())
        differences.surplus += sorted(entries.keys() - documents.keys())
        both = sorted(documents.keys() & entries.keys())
        differences.stale += [page for page in both if differs(entries[page], documents[page].entry(index))]
        yield len(pages)
        last = pages[-1]
    differences.surplus += (
        index.entries.exclude(page__in=Page.objects.all()).order_by("page").values_list("page", flat=True)
    )


def recount(index: Index, differences: IndexDifferences) -> None:
    """Recount the term statistics from the entries, and store their errors in `differences`."""
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
    differences.counts = {key: count for key, count in counts.items() if count}
    differences.totals = {
        locale: (entries[locale], lengths[locale]) for locale in entries if entries[locale] or lengths[locale]
    }


def repair(index: Index, differences: IndexDifferences) -> None:
    """Repair an index where it differs; the statistics first, because writing entries adds to them.

    Raises:
        EngineError: when an external index cannot be repaired.
    """
    with transaction.atomic():
        Index.objects.select_for_update().get(pk=index.pk)
        for locale in {locale for locale, _term in differences.counts}:
            counts = {term: count for (one, term), count in differences.counts.items() if one == locale}
            term_statistics.add_terms(index, locale, counts, {})
        for locale in {locale for locale, _term in differences.counts} | differences.totals.keys():
            term_statistics.add_entries(index, locale, *differences.totals.get(locale, (0, 0)))
    for start in range(0, len(differences.pages), STEP_ENTRIES):
        refresh(differences.pages[start : start + STEP_ENTRIES], [index])
    engine().completed(index)
