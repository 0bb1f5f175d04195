"""Search by OpenSearch, which ranks; the database counts, guards, and answers whenever OpenSearch does not.

OpenSearch is asked for the best entries and no more. Which of them the searcher may see, the database says, and what
OpenSearch still names although it was replaced is not there any more. What OpenSearch does not know yet is matched in
Python, as `search.backends.pending_releases` does, so that an answer is never older than the database.

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

AHEAD = 2
"""Of how many times as many as are wanted it is asked first whether they may be seen."""

ROUNDS = 5
"""How often so many are asked for when few of the best may be seen. Then the database searches."""

MAX_UNSENT_ENTRIES = 1000
"""So many entries that OpenSearch does not know yet are matched here; while there are more, the database searches."""

AGAIN = 1.0
"""After how many seconds an OpenSearch that failed is asked again, by one request at a time."""


class OpenSearchEngine:
    """Ranks with OpenSearch's BM25 over the same terms, and leaves all else to the database's engine."""

    reads_postings = False

    def __init__(self) -> None:
        self._database = database_engine()
        self._lock = threading.Lock()
        self._again: float | None = None

    def matching(self, entries: QuerySet[Entry], wanted: SearchRequest) -> QuerySet[Entry]:
        """Narrow entries to those that match: in the database, where those who may be seen are counted."""
        return self._database.matching(entries, wanted)

    def matching_all(self, entries: QuerySet[Entry], wanted: Sequence[SearchRequest]) -> QuerySet[Entry]:
        """Narrow entries to those that match each of several: in the database too."""
        return self._database.matching_all(entries, wanted)

    def ranked(
        self,
        allowed: VisibilityFilter,
        wanted: SearchRequest,
        max_results: int = RESULT_WINDOW,
        enough: EarlyTermination | None = None,
    ) -> RankedCandidates:
        """Return the best of those that match and are allowed, at most `max_results`."""
        # OpenSearch counts what is hidden since into its scores.
        if not wanted.in_title and wanted.hidden is None and self._may_ask():
            try:
                found = self._ranked(allowed, wanted, max_results)
            except EngineError as error:
                self._again = time.monotonic() + AGAIN
                logger.warning("OpenSearch does not answer, so the database does: %s", error)
            else:
                self._again = None
                if found is not None:
                    return RankedCandidates(found)
        return self._database.ranked(allowed, wanted, max_results, enough)

    def _may_ask(self) -> bool:
        """Tell whether to ask OpenSearch: after a failure only one request at a time waits for it."""
        with self._lock:
            if self._again is None:
                return True
            if time.monotonic() < self._again:
                return False
            self._again = time.monotonic() + AGAIN + settings.OPENSEARCH_TIMEOUT
            return True

    def _ranked(self, allowed: VisibilityFilter, wanted: SearchRequest, max_results: int) -> list[Scored] | None:
        """Return the best, or None when that is for the database to find out.

        Raises:
            EngineError: when OpenSearch does not answer.
        """
        waiting = list(wanted.index.unsent.values_list("entry", flat=True)[: MAX_UNSENT_ENTRIES + 1])
        if len(waiting) > MAX_UNSENT_ENTRIES:
            return None
        found = _hits(allowed, _unsent(waiting, wanted)) if waiting else {}
        enough = len(found) + max_results
        after: list[Any] | None = None
        for size in (AHEAD * max_results, *[indexes.MAX_RESULT_WINDOW] * ROUNDS):
            best = _best(wanted, size, after)
            found |= _hits(allowed, {entry: score for score, entry in best})
            if len(found) >= enough or len(best) < size:
                return sorted(found.values(), key=lambda one: (-one[0], -one[1].entry))[:max_results]
            after = best[-1]
        return None

    def written(self, entries: Iterable[Entry]) -> None:
        """Take note of entries that were written. Called inside the transaction; what fails is tried again."""
        entries = list(entries)
        self._database.written(entries)
        for index in {entry.index for entry in entries}:
            sending.note(index, [entry.pk for entry in entries if entry.index == index and not entry.held])

    def removed(self, index: Index, entries: Collection[Entry]) -> None:
        """Take note of entries that were removed from an index."""
        self._database.removed(index, entries)
        sending.note(index, [entry.pk for entry in entries])

    def dropped(self, index: Index) -> None:
        """Take note of an index that was removed as a whole."""
        self._database.dropped(index)
        try:
            with indexes.asking():
                indexes.remove_index(index)
        except EngineError as error:
            logger.warning("OpenSearch keeps %s until the next rebuild: %s", indexes.index_name(index), error)

    def send(self) -> None:
        """Tell OpenSearch what was noted. What fails is tried again the next time."""
        try:
            sending.send()
        except EngineError as error:
            logger.warning("OpenSearch does not answer; entries are sent next time: %s", error)

    def completed(self, index: Index) -> None:
        """Make an index ready to answer: tell OpenSearch what it lacks, then move the alias.

        Raises:
            EngineError: when it cannot answer.
        """
        self._database.completed(index)
        with indexes.asking():
            indexes.create(index)
        refused = sending.send(index.unsent.all())
        sending.note(index, self._wrong(index))
        if refused := refused + sending.send(index.unsent.all()):
            raise EngineError(f"OpenSearch refused {refused:,} entries. The log says why.")
        with indexes.asking():
            indexes.promote(index)

    def orphans(self, index: Index) -> Collection[int]:
        """Return the entries, by primary key, that OpenSearch lacks, or has although it should not.

        Raises:
            EngineError: when it does not tell.
        """
        with indexes.asking():
            whole = indexes.answers(index)
        return self._wrong(index) if whole else list(_rows(index))

    def _wrong(self, index: Index) -> Collection[int]:
        with indexes.asking():
            known = set(indexes.entries_in(index))
        return (known ^ set(_rows(index))).difference(index.unsent.values_list("entry", flat=True))


def _rows(index: Index) -> QuerySet[Entry, int]:
    """Return the primary keys of the entries that OpenSearch is to know."""
    return index.entries.filter(held=False).values_list("pk", flat=True)


def _hits(allowed: VisibilityFilter, scores: Mapping[int, float]) -> dict[int, Scored]:
    """Return those of some entries that the searcher may see, by primary key, with their scores."""
    return {seen.entry: (scores[seen.entry], seen) for seen in allowed(list(scores))}


def _unsent(waiting: Collection[int], wanted: SearchRequest) -> dict[int, float]:
    """Return the scores of the entries, by primary key, that match although OpenSearch does not know them yet."""
    rows = Entry.objects.filter(index=wanted.index, locale=wanted.locale, held=False, pk__in=waiting)
    matching = [entry for entry in rows if pending_releases.matches(entry, wanted)]
    return {seen.entry: score for score, seen in pending_releases.ranked(matching, wanted, weigh(wanted))}


def _best(wanted: SearchRequest, size: int, after: list[Any] | None) -> list[Any]:
    """Return score and entry of the best, in order.

    Args:
        wanted: what is looked for.
        size: how many at most.
        after: the last of those that are known already.

    Raises:
        EngineError: when OpenSearch does not answer.
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
            # Of all shards together, and for one query always the same copies of them: pages of results fit together.
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
    """Return the clauses of a bool query; its boost is the factor that Lucene leaves out of BM25."""
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
    """Return what a phrase is matched by, with its weight where it stands for another one."""
    text = " ".join(phrase)
    return {"query": text, "boost": wanted.alternatives[phrase].weight} if phrase in wanted.alternatives else text
