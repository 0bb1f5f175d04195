"""Writes the entries of pages, and the statistics of their terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from search.backends import engine
from search.indexing import term_statistics
from search.indexing.documents import IndexedDocument, documents_of
from search.models import Entry, Index

ENTRIES_PER_WRITE = 1000
COMPARED = (
    "held",
    "locale",
    "kind",
    "category_id",
    "published_at",
    "expires_at",
    "title",
    "text",
    "title_terms",
    "text_terms",
)
"""The columns of an entry that derive from its page."""


def refresh(pages: Collection[int], indexes: Iterable[Index] | None = None) -> int:
    """Update the entries of pages, in all indexes or in those that are given.

    Idempotent, in any order, and for deleted pages too.

    Args:
        pages: primary keys.
        indexes: the indexes to write to; all by default.

    Returns:
        the number of entries that were outdated.
    """
    changed = 0
    for index in Index.objects.written() if indexes is None else indexes:
        with transaction.atomic():
            # One writer at a time for each index, as term statistics are incremented.
            Index.objects.select_for_update().get(pk=index.pk)
            changed += write(index, documents_of(pages), pages)
    return changed


def write(index: Index, wanted: Iterable[IndexedDocument], pages: Collection[int]) -> int:
    """Write the entries of pages from their documents, and remove those of pages without a document.

    Returns:
        the number of entries that were written or removed.
    """
    present = {entry.page_id: entry for entry in index.entries.filter(page__in=pages)}
    by_page = {document.page: document for document in wanted}
    entries = {page: document.entry(index) for page, document in by_page.items()}
    fresh = [entry for page, entry in entries.items() if page not in present or differs(present[page], entry)]
    stale = [entry for page, entry in present.items() if page not in entries or differs(entry, entries[page])]
    if stale:
        gone = index.entries.filter(pk__in=[entry.pk for entry in stale])
        gone._raw_delete(gone.db)
        engine().removed(index, stale)
    if fresh:
        Entry.objects.bulk_create(fresh, batch_size=ENTRIES_PER_WRITE)
        engine().written(fresh)
    _count(index, fresh, stale, [by_page[entry.page_id] for entry in fresh])
    return len({entry.page_id for entry in (*fresh, *stale)})


def differs(one: Entry, other: Entry) -> bool:
    """Tell whether two entries of a page differ in what derives from it."""
    return any(getattr(one, name) != getattr(other, name) for name in COMPARED)


def _count(index: Index, fresh: Sequence[Entry], stale: Sequence[Entry], written: Sequence[IndexedDocument]) -> None:
    """Update the statistics: add the terms and lengths of new entries, subtract those of removed ones."""
    for locale in {entry.locale for entry in (*fresh, *stale) if not entry.held}:
        came = [entry for entry in fresh if entry.locale == locale and not entry.held]
        went = [entry for entry in stale if entry.locale == locale and not entry.held]
        counts = Counter(term for entry in came for term in entry.terms)
        counts.subtract(term for entry in went for term in entry.terms)
        words: dict[str, str] = {}
        for document in written:
            if document.locale == locale:
                words |= document.words
        term_statistics.add_terms(index, locale, {term: count for term, count in counts.items() if count}, words)
        length = sum(entry.length for entry in came) - sum(entry.length for entry in went)
        term_statistics.add_entries(index, locale, len(came) - len(went), length)
