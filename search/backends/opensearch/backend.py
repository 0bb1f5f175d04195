"""The OpenSearch engine: OpenSearch ranks; the database filters by visibility, counts, and searches on failures.

OpenSearch only returns the primary keys of the best entries. The visibility filter in the database then drops hidden
entries, and those that were deleted or replaced since. Entries that were not sent yet are matched in Python, as in
`search.backends.pending_releases`, so that results are never older than the database.

Source: https://docs.opensearch.org/latest/query-dsl/compound/bool/,
https://docs.opensearch.org/latest/search-plugins/searching-data/paginate/
"""

from __future__ import annotations

import logging
import threading
import time
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings

from search.backends import database_engine, pending_releases
from search.backends.base import (
    BM25_K1,
    RESULT_WINDOW,
    EarlyTermination,
    EngineError,
    RankedCandidates,
    Scored,
    SearchRequest,
    VisibilityFilter,
)
from search.backends.opensearch import indexes, sending
from search.backends.weights import weigh
from search.models import Entry, Index

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from search.query import Phrase

logger = logging.getLogger("search")

OVERFETCH_FACTOR = 2
"""Size of the first page of hits, as a multiple of the requested number, as the visibility filter drops some."""

MAX_FURTHER_PAGES = 5
"""Further pages of `MAX_RESULT_WINDOW` hits while too few are visible; after these the database's engine searches."""

MAX_UNSENT_ENTRIES = 1000
"""Entries not yet sent that are matched in this process; while there are more, the database's engine searches."""

RETRY_DELAY_SECONDS = 1.0
"""Time after a failure until OpenSearch is asked again, by one request at a time."""


class OpenSearchEngine:
    """Ranks with OpenSearch's BM25 over the same terms, and leaves all else to the database's engine."""

    reads_postings = False

    def __init__(self) -> None:
        self._database = database_engine()
        self._lock = threading.Lock()
        self._retry_at: float | None = None

    def matching(self, entries: QuerySet[Entry], wanted: SearchRequest) -> QuerySet[Entry]:
        """Narrow entries to those that match, by the database's engine, as facets are counted there."""
        return self._database.matching(entries, wanted)

    def matching_all(self, entries: QuerySet[Entry], wanted: Sequence[SearchRequest]) -> QuerySet[Entry]:
        """Narrow entries to those that match each of several requests, by the database's engine."""
        return self._database.matching_all(entries, wanted)

    def ranked(
        self,
        allowed: VisibilityFilter,
        wanted: SearchRequest,
        max_results: int = RESULT_WINDOW,
        enough: EarlyTermination | None = None,
    ) -> RankedCandidates:
        """Return the best visible matches, at most `max_results`."""
        # While there are hidden entries, the database searches: OpenSearch's scores would count them.
        if not wanted.in_title and wanted.hidden is None and self._may_ask():
            try:
                found = self._ranked(allowed, wanted, max_results)
            except EngineError as error:
                self._retry_at = time.monotonic() + RETRY_DELAY_SECONDS
                logger.warning("OpenSearch does not answer, so the database does: %s", error)
            else:
                self._retry_at = None
                if found is not None:
                    return RankedCandidates(found)
        return self._database.ranked(allowed, wanted, max_results, enough)

    def _may_ask(self) -> bool:
        """Return whether to query OpenSearch. A circuit breaker: after a failure, one request at a time retries."""
        with self._lock:
            if self._retry_at is None:
                return True
            if time.monotonic() < self._retry_at:
                return False
            self._retry_at = time.monotonic() + RETRY_DELAY_SECONDS + settings.OPENSEARCH_TIMEOUT
            return True

    def _ranked(self, allowed: VisibilityFilter, wanted: SearchRequest, max_results: int) -> list[Scored] | None:
        """Return the best visible matches; None when the database's engine is to search instead.

        Raises:
            EngineError: when OpenSearch fails.
        """
        waiting = list(wanted.index.unsent.values_list("entry", flat=True)[: MAX_UNSENT_ENTRIES + 1])
        if len(waiting) > MAX_UNSENT_ENTRIES:
            return None
        found = _hits(allowed, _unsent(waiting, wanted)) if waiting else {}
        enough = len(found) + max_results
        after: list[Any] | None = None
        for size in (OVERFETCH_FACTOR * max_results, *[indexes.MAX_RESULT_WINDOW] * MAX_FURTHER_PAGES):
            best = _best(wanted, size, after)
            found |= _hits(allowed, {entry: score for score, entry in best})
            if len(found) >= enough or len(best) < size:
                return sorted(found.values(), key=lambda one: (-one[0], -one[1].entry))[:max_results]
            after = best[-1]
        return None

    def written(self, entries: Iterable[Entry]) -> None:
        """Index new entries in the database, and enqueue them for OpenSearch in the same transaction."""
        entries = list(entries)
        self._database.written(entries)
        for index in {entry.index for entry in entries}:
            sending.note(index, [entry.pk for entry in entries if entry.index == index and not entry.held])

    def removed(self, index: Index, entries: Collection[Entry]) -> None:
        """Remove deleted entries from the database's index, and enqueue them for OpenSearch."""
        self._database.removed(index, entries)
        sending.note(index, [entry.pk for entry in entries])

    def dropped(self, index: Index) -> None:
        """Drop an index that was deleted, from the database and from OpenSearch."""
        self._database.dropped(index)
        try:
            with indexes.asking():
                indexes.remove_index(index)
        except EngineError as error:
            logger.warning("OpenSearch keeps %s until the next rebuild: %s", indexes.index_name(index), error)

    def send(self) -> None:
        """Send pending entries to OpenSearch; those that fail stay pending."""
        try:
            sending.send()
        except EngineError as error:
            logger.warning("OpenSearch does not answer; entries are sent next time: %s", error)

    def completed(self, index: Index) -> None:
        """Make an index ready for searches: send OpenSearch what it lacks, then move the alias.

        Raises:
            EngineError: when OpenSearch fails or refuses entries.
        """
        self._database.completed(index)
        with indexes.asking():
            indexes.create(index)
        refused = sending.send(index.unsent.all())
        sending.note(index, self._differing(index))
        if refused := refused + sending.send(index.unsent.all()):
            raise EngineError(f"OpenSearch refused {refused:,} entries. The log says why.")
        with indexes.asking():
            indexes.promote(index)

    def orphans(self, index: Index) -> Collection[int]:
        """Return primary keys of the entries by which OpenSearch differs from the rows.

        Raises:
            EngineError: when OpenSearch fails.
        """
        with indexes.asking():
            whole = indexes.answers(index)
        return self._differing(index) if whole else list(_rows(index))

    def _differing(self, index: Index) -> Collection[int]:
        """Return the entries that only one of OpenSearch and the database has, without those in the outbox."""
        with indexes.asking():
            known = set(indexes.entries_in(index))
        return (known ^ set(_rows(index))).difference(index.unsent.values_list("entry", flat=True))


def _rows(index: Index) -> QuerySet[Entry, int]:
    """Return the primary keys of the entries that belong into OpenSearch."""
    return index.entries.filter(held=False).values_list("pk", flat=True)


def _hits(allowed: VisibilityFilter, scores: Mapping[int, float]) -> dict[int, Scored]:
    """Filter scored entries by visibility; return the visible ones with their scores, by primary key."""
    return {seen.entry: (scores[seen.entry], seen) for seen in allowed(list(scores))}


def _unsent(waiting: Collection[int], wanted: SearchRequest) -> dict[int, float]:
    """Match and score, in Python, the entries that OpenSearch does not have yet; return scores by primary key."""
    rows = Entry.objects.filter(index=wanted.index, locale=wanted.locale, held=False, pk__in=waiting)
    matching = [entry for entry in rows if pending_releases.matches(entry, wanted)]
    return {seen.entry: score for score, seen in pending_releases.ranked(matching, wanted, weigh(wanted))}


def _best(wanted: SearchRequest, size: int, after: list[Any] | None) -> list[Any]:
    """Query OpenSearch; return [score, primary key] of the best hits, in order.

    Args:
        wanted: the request.
        size: number of hits at most.
        after: score and primary key of the previous page's last hit; None for the first page.

    Raises:
        EngineError: when OpenSearch fails.
    """
    body = {
        "query": {"bool": _query(wanted)},
        "sort": [{"_score": "desc"}, {"entry": "desc"}],
        "size": size,
        "_source": False,
        "track_total_hits": False,
        **({"search_after": after} if after else {}),
    }
    with indexes.asking():
        answer = indexes.client().search(
            index=settings.OPENSEARCH_PREFIX,
            body=body,
            # Term statistics of all shards, and for one query always the same replicas: its pages are consistent.
            search_type="dfs_query_then_fetch",
            preference=f"{zlib.crc32(repr(wanted.scored).encode()):08x}",
            allow_partial_search_results=False,
            request_timeout=settings.OPENSEARCH_TIMEOUT,
        )
        hits = answer["hits"]["hits"]
        if not all(hit["_index"].startswith(indexes.beginning_of(wanted.index)) for hit in hits):
            raise EngineError("The alias names another index than the database.")
        return [[float(hit["sort"][0]), int(hit["sort"][1])] for hit in hits]


def _query(wanted: SearchRequest) -> dict[str, Any]:
    """Return the clauses of a bool query; its boost is the constant factor of BM25 that Lucene omits."""
    field = f"terms.{wanted.locale}"

    def holding(phrases: Iterable[Phrase]) -> list[dict[str, Any]]:
        return [{"match_phrase": {field: _weighted(phrase, wanted)}} for phrase in phrases]

    return {
        "must": holding(wanted.required),
        "should": holding(phrase for phrase in wanted.optional if phrase not in wanted.required),
        "must_not": holding(wanted.excluded),
        "minimum_should_match": 0 if wanted.required else 1,
        "boost": BM25_K1 + 1,
    }


def _weighted(phrase: Phrase, wanted: SearchRequest) -> str | dict[str, Any]:
    """Return the match_phrase value of a phrase, with its boost where it is an alternative."""
    text = " ".join(phrase)
    return {"query": text, "boost": wanted.alternatives[phrase].weight} if phrase in wanted.alternatives else text
