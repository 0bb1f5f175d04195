"""Term statistics: document frequencies, updated by one statement, as Django's upsert replaces and cannot add.

Source: https://www.postgresql.org/docs/15/sql-insert.html#SQL-ON-CONFLICT, https://www.sqlite.org/lang_upsert.html
"""

from __future__ import annotations

from collections.abc import Mapping
from random import getrandbits

from django.db import connection

from search.analysis import fold
from search.models import Index

MAX_WORD_CHARACTERS = 200

_TERMS = """INSERT INTO search_term (index_id, locale, term, word, written, documents) {}
    ON CONFLICT (index_id, locale, term) DO UPDATE SET documents = search_term.documents + excluded.documents
"""
_ENTRIES = """INSERT INTO search_corpus (index_id, locale, entries, length, stamp) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (index_id, locale) DO UPDATE SET entries = search_corpus.entries + excluded.entries,
    length = search_corpus.length + excluded.length, stamp = excluded.stamp
"""
STAMP_BITS = 62


def add_terms(index: Index, locale: str, counts: Mapping[str, int], words: Mapping[str, str]) -> None:
    """Add to the document frequency of each term, and delete the terms that no entry holds any more.

    Args:
        index: the index.
        locale: the language of the terms.
        counts: the difference for each term, negative where entries were removed.
        words: the shortest word of each term; needed for new terms.
    """
    # In a fixed order, so that transactions cannot deadlock.
    terms = sorted(counts)
    written = [words.get(term, term)[:MAX_WORD_CHARACTERS] for term in terms]
    folded = [fold(word)[:MAX_WORD_CHARACTERS] for word in written]
    numbers = [counts[term] for term in terms]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rows = "SELECT %s, %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[])"
            cursor.execute(_TERMS.format(rows), [index.pk, locale, terms, folded, written, numbers])
        else:
            values = [(index.pk, locale, *row) for row in zip(terms, folded, written, numbers, strict=True)]
            cursor.executemany(_TERMS.format("VALUES (%s, %s, %s, %s, %s, %s)"), values)
    if gone := [term for term, count in counts.items() if count < 0]:
        index.terms.filter(locale=locale, term__in=gone, documents__lte=0).delete()


def add_entries(index: Index, locale: str, entries: int, length: int) -> None:
    """Add to the number of entries of a language and to the sum of their lengths; call it after `add_terms`."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [index.pk, locale, entries, length, getrandbits(STAMP_BITS)])
