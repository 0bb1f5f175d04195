"""The codec of posting lists: blocks of entries with neighbouring primary keys, decoded all at once by numpy.

A block holds, for one term, a row for each of up to `BLOCK_NEIGHBOURS` entries, and the positions of the term in them:
those in the title first, then those in the text, entry by entry.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from search.models import Entry
from search.models.index import BORDER

BLOCK_NEIGHBOURS = 1024
"""Primary keys per block. A block in which each entry holds the term fits into one page of PostgreSQL's."""

ROW = np.dtype([("entry", "<u2"), ("title", "u1"), ("text", "<u2"), ("length", "<u2")])
PLACE = np.dtype("<u2")
_ROW = struct.Struct("<HBHH")
MAX_TITLE_POSITIONS, MAX_TEXT_POSITIONS = 255, 65_535
"""Largest counts that fit into the columns of ROW; further positions of a term are left out."""

Array = np.ndarray[Any, Any]
Packed = tuple[str, int, bytes, bytes]
"""Term, block number, encoded rows and encoded positions."""


@dataclass(frozen=True)
class Postings:
    """The entries that hold a term.

    Attributes:
        entries: their primary keys, ascending.
        title, text: how often the term stands in the title and the text of each.
        length: number of terms of each entry.
        places: positions, ascending, each packed into an integer: the primary key above bit 16, bit 16 for the text
            instead of the title, and the offset in the lower 16 bits; None when they were not read.
    """

    entries: Array
    title: Array
    text: Array
    length: Array
    places: Array | None = None

    def without(self, entries: Array) -> Postings:
        """Return the postings without those of some entries, given by ascending primary keys."""
        stays = ~_among(self.entries, entries)
        if stays.all():
            return self
        places = None if self.places is None else self.places[~_among(self.places >> 17, entries)]
        return Postings(self.entries[stays], self.title[stays], self.text[stays], self.length[stays], places)


def unpack(blocks: Sequence[tuple[int, bytes, bytes | None]]) -> Postings:
    """Decode the blocks of one term: (number, rows, places or None), in the order of their numbers."""
    rows = np.frombuffer(b"".join(block[1] for block in blocks), ROW)
    firsts = np.array([block[0] * BLOCK_NEIGHBOURS for block in blocks], np.int64)
    entries = np.repeat(firsts, [len(block[1]) // ROW.itemsize for block in blocks]) + rows["entry"]
    places = None
    if blocks and blocks[0][2] is not None:
        begin = np.stack((entries << 17, (entries << 17) + (1 << 16)), axis=1).ravel()
        counts = np.stack((rows["title"], rows["text"]), axis=1).ravel()
        places = np.repeat(begin, counts) + np.frombuffer(b"".join(block[2] or b"" for block in blocks), PLACE)
    return Postings(entries, rows["title"], rows["text"], rows["length"], places)


NONE = unpack([])


def merge_postings(postings: Sequence[Postings]) -> Postings:
    """Return the postings of a phrase: where its terms are adjacent, in order. Their positions must have been read."""
    first, *others = postings
    if first.places is None or any(other.places is None for other in others):
        return NONE
    # Start with the rarest term, which has the fewest positions to look up.
    offset, rarest = min(enumerate(postings), key=lambda one: len(one[1].entries))
    assert rarest.places is not None, "postings without positions returned early above"
    starts = rarest.places - offset
    for place, one in enumerate(postings):
        if place != offset and one.places is not None:
            starts = starts[_among(starts + place, one.places)]
    entries, at, counts = np.unique(starts >> 17, return_index=True, return_counts=True)
    in_text = np.add.reduceat((starts >> 16) & 1, at) if len(at) else counts
    length = rarest.length[np.searchsorted(rarest.entries, entries)]
    return Postings(entries, counts - in_text, in_text, length)


def _among(wanted: Array, known: Array) -> Array:
    """Return a mask of the `wanted` numbers that are in `known`, which is not empty; both ascend."""
    found = np.searchsorted(known, wanted)
    found[found == len(known)] = 0
    same: Array = known[found] == wanted
    return same


def pack(entries: Iterable[Entry]) -> Iterator[Packed]:
    """Encode the postings of some entries of one language, whose primary keys ascend, as blocks."""
    blocks: dict[tuple[str, int], tuple[bytearray, array[int]]] = {}
    for entry in entries:
        block, number = divmod(entry.pk, BLOCK_NEIGHBOURS)
        length = min(entry.length, MAX_TEXT_POSITIONS)
        titles, texts = _places(entry.title_terms, MAX_TITLE_POSITIONS), _places(entry.text_terms, MAX_TEXT_POSITIONS)
        for term in dict.fromkeys((*titles, *texts)):
            if (term, block) not in blocks:
                blocks[term, block] = bytearray(), array("H")
            rows, places = blocks[term, block]
            title, text = titles.get(term, []), texts.get(term, [])
            rows += _ROW.pack(number, len(title), len(text), length)
            places.extend(title)
            places.extend(text)
    if sys.byteorder != "little":
        for _rows, places in blocks.values():
            places.byteswap()
    for (term, block), (rows, places) in blocks.items():
        yield term, block, bytes(rows), places.tobytes()


def _places(terms: str, max_positions: int) -> dict[str, list[int]]:
    """Return the positions of each term, at most `max_positions` of each; a border takes a position."""
    found: dict[str, list[int]] = {}
    for place, term in enumerate(terms.split(" ")):
        if term in ("", BORDER):
            continue
        if term not in found:
            found[term] = [place]
        elif len(found[term]) < max_positions:
            found[term].append(place)
    return found


def without(rows: bytes, places: bytes, numbers: Collection[int]) -> tuple[bytes, bytes]:
    """Return the rows and positions of a block without some entries, given by their numbers in the block."""
    known = np.frombuffer(rows, ROW)
    stays = ~np.isin(known["entry"], list(numbers))
    counts = known["title"].astype(np.int64) + known["text"]
    return known[stays].tobytes(), np.frombuffer(places, PLACE)[np.repeat(stays, counts)].tobytes()
