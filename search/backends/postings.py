"""The search engine that scores posting lists of the database with numpy: BM25F, the same on SQLite and PostgreSQL.

One statement reads the blocks of all terms of a query. Matching, scoring and counting then take a few milliseconds,
however common the words. Only the best candidates are passed to the visibility filter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from search.backends import storage
from search.backends.base import (
    BM25_B,
    BM25_K1,
    RESULT_WINDOW,
    TITLE_WEIGHT,
    DatabaseIndexHooks,
    EarlyTermination,
    RankedCandidates,
    Scored,
    SearchRequest,
    VisibilityFilter,
)
from search.backends.posting_codec import NONE, Array, Postings, merge_postings
from search.backends.weights import Weights
from search.query import Phrase

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from search.models import Entry, Index

OVERFETCHED_CANDIDATES = 25
"""Candidates passed to the visibility filter beyond the requested number; hardly any are hidden."""

EARLY_TERMINATION_OVERFETCHED_CANDIDATES = 5
"""Candidates passed to it beyond the needed number where ranking may terminate early."""

OVERFETCH_GROWTH_FACTOR = 10
"""Factor by which the number of candidates grows when too few were visible."""


@dataclass(frozen=True)
class Found:
    """All matches of a request.

    Attributes:
        entries: primary keys, ascending.
        scores: BM25F of each.
    """

    entries: Array
    scores: Array


class PostingsEngine(DatabaseIndexHooks):
    """Matches and ranks by the rows of `search.models.Posting`."""

    reads_postings = True

    def matching(self, entries: QuerySet[Entry], wanted: SearchRequest) -> QuerySet[Entry]:
        """Narrow entries to those that match."""
        return storage.narrowed(entries, storage.array(found(wanted).entries))

    def matching_all(self, entries: QuerySet[Entry], wanted: Sequence[SearchRequest]) -> QuerySet[Entry]:
        """Narrow entries to those that match each of several requests."""
        return storage.narrowed(entries, storage.array(reduce(_intersection, [found(one).entries for one in wanted])))

    def ranked(
        self,
        allowed: VisibilityFilter,
        wanted: SearchRequest,
        max_results: int = RESULT_WINDOW,
        enough: EarlyTermination | None = None,
    ) -> RankedCandidates:
        """Return the best visible matches: `max_results`, or fewer where early termination allows."""
        every = found(wanted)
        limit = max_results + OVERFETCHED_CANDIDATES
        best = _best(every, limit)
        if enough and (few := _early_candidates(best, enough)) < min(max_results, len(best.entries)):
            visible = _visible(best, allowed, few)
            if (
                len(visible) >= enough.first
                and visible[enough.first - 1][0]
                >= best.scores[enough.first + EARLY_TERMINATION_OVERFETCHED_CANDIDATES - 1]
            ):
                return RankedCandidates(visible, min(max_results, len(every.entries)) - few)
        visible = _visible(best, allowed)
        while len(visible) < max_results and len(best.entries) < len(every.entries):
            limit *= OVERFETCH_GROWTH_FACTOR
            best = _best(every, limit)
            visible = _visible(best, allowed)
        return RankedCandidates(visible[:max_results])

    def written(self, entries: Iterable[Entry]) -> None:
        """Add the postings of new entries, in the order of their primary keys."""
        storage.add(entries)

    def removed(self, index: Index, entries: Collection[Entry]) -> None:
        """Remove the postings of deleted entries."""
        storage.remove_postings(index, entries)

    def dropped(self, index: Index) -> None:
        """Remove all postings of an index."""
        storage.drop_postings(index)


def _early_candidates(best: Found, enough: EarlyTermination) -> int:
    """Return how many of the best candidates to filter so that no other one can be boosted into the first hits."""
    if len(best.entries) <= enough.first + EARLY_TERMINATION_OVERFETCHED_CANDIDATES:
        return len(best.entries)
    return int(
        np.count_nonzero(
            best.scores * enough.max_boost >= best.scores[enough.first + EARLY_TERMINATION_OVERFETCHED_CANDIDATES - 1]
        )
    )


def _visible(best: Found, allowed: VisibilityFilter, max_entries: int | None = None) -> list[Scored]:
    """Filter the best matches by visibility; return the visible ones with their scores, in order."""
    visible = {one.entry: one for one in allowed(best.entries[:max_entries])}
    scores = zip(best.scores[:max_entries].tolist(), best.entries[:max_entries].tolist(), strict=True)
    return [(score, visible[entry]) for score, entry in scores if entry in visible]


def found(wanted: SearchRequest) -> Found:
    """Return all matches of a request, computed once and cached in it."""
    if "found" not in wanted.cache:
        wanted.cache["found"] = _found(wanted)
    known: Found = wanted.cache["found"]
    return known


def _found(wanted: SearchRequest) -> Found:
    phrases = dict.fromkeys((*wanted.scored, *wanted.excluded))
    terms = {term for phrase in phrases for term in phrase}
    blocks = _blocks_of(wanted, terms, {term for phrase in phrases if len(phrase) > 1 for term in phrase})
    postings = blocks.postings(terms, wanted.hidden)
    counted = {phrase: _postings_of(phrase, postings, wanted.in_title) for phrase in phrases}
    documents = {phrase: len(counted[phrase].entries) for phrase in wanted.scored}
    weights = Weights(wanted, documents, blocks.entries, blocks.length)
    if wanted.required:
        matches = reduce(_intersection, [counted[phrase].entries for phrase in wanted.required])
    else:
        matches = _union([counted[phrase].entries for phrase in wanted.optional])
    if wanted.excluded and len(matches):
        matches = np.setdiff1d(matches, _union([counted[phrase].entries for phrase in wanted.excluded]), True)
    if not len(matches):
        return Found(matches, np.zeros(0))
    first, last = int(matches[0]), int(matches[-1])
    scores = np.zeros(last - first + 1)
    for phrase, idf in weights.idf.items():
        one = counted[phrase]
        within = slice(*np.searchsorted(one.entries, (first, last + 1)))
        frequency = TITLE_WEIGHT * one.title[within] + one.text[within]
        norm = BM25_K1 * (1 - BM25_B) + one.length[within] * (BM25_K1 * BM25_B / weights.average)
        scores[one.entries[within] - first] += idf * (BM25_K1 + 1) * frequency / (frequency + norm)
    return Found(matches, scores[matches - first])


def _blocks_of(wanted: SearchRequest, terms: set[str], placed: set[str]) -> storage.Blocks:
    """Return the postings of some terms: the prefetched ones, and the missing ones, read in up to two statements.

    Args:
        wanted: the request, with prefetched postings.
        terms: the terms.
        placed: the terms whose positions are needed.
    """
    known = wanted.postings or storage.Blocks(frozenset(), with_places=True)
    missing = terms - known.terms
    unplaced = placed & missing if known.with_places else placed
    # Positions are only read where they are needed, as they are many times as large as the rest.
    for some, with_places in ((unplaced, True), (missing - unplaced, False)):
        if some:
            found = storage.read(wanted.index, wanted.locale, some, with_places=with_places)
            known = known.joined(found) if known.entries else found.joined(known)
    return known


def _postings_of(phrase: Phrase, postings: dict[str, Postings], in_title: bool) -> Postings:
    """Return the postings of a phrase from those of its terms; with `in_title`, of entries with it in the title."""
    each = [postings.get(term, NONE) for term in phrase]
    one = merge_postings(each) if len(phrase) > 1 else each[0]
    if not in_title:
        return one
    titled = one.title > 0
    return Postings(one.entries[titled], one.title[titled], one.text[titled], one.length[titled])


def _intersection(one: Array, other: Array) -> Array:
    return np.intersect1d(one, other, assume_unique=True)


def _union(entries: Sequence[Array]) -> Array:
    """Return the union of ascending arrays of primary keys, ascending; a bitmap is faster than sorting."""
    filled = [one for one in entries if len(one)]
    if len(filled) < 2:
        return filled[0] if filled else NONE.entries
    first = min(int(one[0]) for one in filled)
    held = np.zeros(max(int(one[-1]) for one in filled) - first + 1, bool)
    for one in filled:
        held[one - first] = True
    return np.flatnonzero(held) + first


def _best(every: Found, max_entries: int) -> Found:
    """Return the best matches in order; among equal scores, the newest entries come first."""
    if len(every.entries) > max_entries:
        good = every.scores >= np.partition(every.scores, -max_entries)[-max_entries]
        every = Found(every.entries[good], every.scores[good])
    order = np.lexsort((-every.entries, -every.scores))[:max_entries]
    return Found(every.entries[order], every.scores[order])
