"""The table of postings: read in one statement for all terms of a query, written in one for many entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from django.db import connection

from cms.queries import fetch_binary
from search.backends.posting_codec import BLOCK_NEIGHBOURS, Packed, Postings, pack, unpack, without
from search.models import Posting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from search.backends.hidden import HiddenEntries
    from search.models import Entry, Index, Term

POSTINGS_PER_DELETION = 1000
POSTING_TAGS = ["list:entry"]
"""Cache tags of reading postings: that of entries, as postings are only written along with these."""

_READ = """SELECT posting.term, posting.block, posting.rows, {places}, corpus.entries, corpus.length
    FROM search_posting posting JOIN search_corpus corpus USING (index_id, locale)
    WHERE index_id = %s AND locale = %s AND {among}
"""
_WRITE = """INSERT INTO search_posting (index_id, locale, term, block, rows, places) {source}
    ON CONFLICT (index_id, locale, term, block) DO UPDATE SET rows = {rows}, places = {places}
"""
# Four long texts instead of lists of thousands of values, which the driver would adapt one by one. An empty text is
# an array of nothing, not of one empty value: hence `coalesce`, where all that a block held was taken out.
_UNNEST = """SELECT %s, %s, term, block, coalesce(decode(rows, 'hex'), ''), coalesce(decode(places, 'hex'), '')
    FROM unnest(
    string_to_array(%s, ' '), string_to_array(%s, ' ')::int[], string_to_array(%s, ' '), string_to_array(%s, ' ')
    ) AS block (term, block, rows, places)
"""


@dataclass
class Blocks:
    """The encoded posting lists of some terms of one language.

    Attributes:
        terms: the terms that were read, including terms without postings.
        with_places: whether positions were read too.
        entries, length: number of the language's entries, and of the terms in all of them.
    """

    terms: frozenset[str]
    with_places: bool
    entries: int = 0
    length: int = 0
    _blocks: dict[str, list[tuple[int, bytes, bytes | None]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, term: str, block: int, rows: bytes, places: bytes | None) -> None:
        """Add a block of a term's posting list."""
        self._blocks[term].append((block, rows, places))

    def joined(self, other: Blocks) -> Blocks:
        """Return the union with the posting lists of other terms; all else is taken from this object."""
        both = {**self._blocks, **other._blocks}
        return Blocks(self.terms | other.terms, self.with_places, self.entries, self.length, both)

    def postings(self, terms: Iterable[str], hidden: HiddenEntries | None = None) -> dict[str, Postings]:
        """Decode the postings of some terms, without hidden entries; terms that are left without any are omitted."""
        found = {term: unpack(sorted(self._blocks[term])) for term in terms if term in self._blocks}
        if hidden is None:
            return found
        left = {term: one.without(hidden.entries) for term, one in found.items()}
        return {term: one for term, one in left.items() if len(one.entries)}


def read(index: Index, locale: str, terms: Collection[str], *, with_places: bool) -> Blocks:
    """Read the postings of some terms.

    Args:
        index: the index to read.
        locale: the language of the terms.
        terms: the terms.
        with_places: read positions too.
    """
    found = Blocks(frozenset(terms), with_places)
    statement = _READ.format(places="posting.places" if with_places else "NULL", among=among("posting.term", "text"))
    for *block, found.entries, found.length in fetch_binary(statement, [index.pk, locale, array(terms)], POSTING_TAGS):
        found.add(*block)
    return found


def completed(known: Blocks | None, index: Index, locale: str, terms: Collection[str]) -> Blocks:
    """Return known postings and those of missing terms, which one statement reads without positions.

    Args:
        known: the postings that were read before.
        index: the index to read.
        locale: the language of the terms.
        terms: the terms that the result is to have.
    """
    known = known or Blocks(frozenset(), with_places=False)
    missing = set(terms) - known.terms
    if not missing:
        return known
    found = read(index, locale, missing, with_places=False)
    return known.joined(found) if known.entries else found.joined(known)


def newest_entries(
    blocks: Blocks, terms: Iterable[str], max_entries: int, hidden: HiddenEntries | None = None
) -> dict[str, list[int]]:
    """Return, by term, the primary keys of the newest entries that hold it: ascending, at most `max_entries`."""
    return {term: one.entries[-max_entries:].tolist() for term, one in blocks.postings(terms, hidden).items()}


def narrowed(entries: QuerySet[Entry], keys: str) -> QuerySet[Entry]:
    """Filter entries by primary keys, which `array` has encoded as one parameter."""
    return entries.extra(where=[among("search_entry.id", "bigint")], params=[keys])


def with_terms(rows: QuerySet[Term], terms: Iterable[str]) -> QuerySet[Term]:
    """Filter rows of `search.models.Term` by terms, passed as one parameter."""
    return rows.extra(where=[among("search_term.term", "text")], params=[array(terms)])


def add(entries: Iterable[Entry]) -> None:
    """Add the postings of entries that are not held."""
    groups: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.pk):
        if not entry.held:
            groups[entry.index_id, entry.locale].append(entry)
    for (index, locale), group in groups.items():
        # New entries have the highest primary keys: what is new in a block comes at its end.
        joined = "{0} || excluded.{1}" if connection.vendor == "postgresql" else "CAST({0} || excluded.{1} AS BLOB)"
        rows, places = (joined.format(f"search_posting.{name}", name) for name in ("rows", "places"))
        _write(index, locale, list(pack(group)), rows, places)


def remove_postings(index: Index, entries: Collection[Entry]) -> None:
    """Remove the postings of some entries, then delete blocks that are left empty."""
    for locale in {entry.locale for entry in entries if not entry.held}:
        gone: dict[tuple[str, int], set[int]] = defaultdict(set)
        for entry in entries:
            if entry.locale == locale and not entry.held:
                block, number = divmod(entry.pk, BLOCK_NEIGHBOURS)
                for term in entry.terms:
                    gone[term, block].add(number)
        postings = Posting.objects.filter(index=index, locale=locale)
        held = among("search_posting.term", "text")
        known = postings.filter(block__in={block for _term, block in gone})
        known = known.extra(where=[held], params=[array({term for term, _block in gone})])
        left = [
            (term, block, *without(bytes(rows), bytes(places), gone[term, block]))
            for term, block, rows, places in known.values_list("term", "block", "rows", "places")
            if (term, block) in gone
        ]
        _write(index.pk, locale, left, "excluded.rows", "excluded.places")
        empty = [term for term, _block, rows, _places in left if not rows]
        postings.filter(rows=b"").extra(where=[held], params=[array(empty)]).delete()


def drop_postings(index: Index) -> None:
    """Delete all postings of an index, in chunks, so that no request waits long for a lock."""
    postings = Posting.objects.filter(index=index)
    while found := set(postings.order_by("locale", "term").values_list("locale", "term")[:POSTINGS_PER_DELETION]):
        for locale in {locale for locale, _term in found}:
            terms = [term for one, term in found if one == locale]
            chunk = postings.filter(locale=locale).extra(
                where=[among("search_posting.term", "text")], params=[array(terms)]
            )
            chunk._raw_delete(chunk.db)


def _write(index: int, locale: str, blocks: list[Packed], rows: str, places: str) -> None:
    blocks.sort()  # so that two transactions never wait for each other's rows
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = _WRITE.format(source=_UNNEST, rows=rows, places=places)
            terms, numbers = [block[0] for block in blocks], [str(block[1]) for block in blocks]
            packed, placed = [block[2].hex() for block in blocks], [block[3].hex() for block in blocks]
            cursor.execute(statement, [index, locale, *map(" ".join, (terms, numbers, packed, placed))])
        else:
            statement = _WRITE.format(source="VALUES (%s, %s, %s, %s, %s, %s)", rows=rows, places=places)
            cursor.executemany(statement, [(index, locale, *block) for block in blocks])


def among(column: str, kind: str) -> str:
    """Return an SQL condition: a column is in an array parameter. Its text is the same for any number of values."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s::{kind}[])"
    return f"{column} IN (SELECT value FROM json_each(%s))"


def array(values: Any) -> str:
    """Encode numbers or terms as an array parameter: an array literal on PostgreSQL, JSON on SQLite.

    Terms need no escaping, as they hold neither quotes nor backslashes.
    """
    listed = values if hasattr(values, "dtype") else list(values)
    text = orjson.dumps(listed, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return f"{{{text[1:-1]}}}" if connection.vendor == "postgresql" else text
