"""The interface of search engines, which match and rank entries.

Visibility, filters, facets and pagination are the same for all engines and not part of it: an engine is given a
queryset that was narrowed before, or a `VisibilityFilter` to call.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from search.query import Phrase

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from search.backends.hidden import HiddenEntries
    from search.backends.storage import Blocks
    from search.models import Entry, Index

RESULT_WINDOW = 1000
"""Number of results that are ranked and can be paged through."""

RERANK_WINDOW = 100
"""Number of top results that the recency boost reorders among themselves; pages within them need no more results."""

BM25_K1, BM25_B = 1.2, 0.75
"""The parameters of BM25: term frequency saturation and length normalization.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009; the values are Lucene's.
"""

TITLE_WEIGHT = 2.0
"""Weight of an occurrence in the title, in occurrences in the text."""


class Alternative(NamedTuple):
    """Weight of a phrase that was added for another one: a synonym, completion or spelling variant.

    Attributes:
        weight: factor of its score.
        of: the typed phrase, whose inverse document frequency caps its own; empty where it stands for several.
    """

    weight: float
    of: Phrase = ()


@dataclass(frozen=True)
class SearchRequest:
    """A query after expansion: the phrases to match, to rank by and to exclude.

    Attributes:
        index: the index to search.
        locale: the language to search.
        optional: phrases to rank by; without any `required`, an entry must hold one of them.
        required: phrases of which an entry must hold all.
        excluded: phrases of which an entry may hold none.
        alternatives: the weights of those of `optional` that were not typed.
        in_title: match titles only.
        postings: prefetched postings; an engine that uses them reads only the missing ones.
        hidden: entries of the index that are neither found nor counted.
        cache: intermediate results of an engine, for the duration of the search.
    """

    index: Index
    locale: str
    optional: tuple[Phrase, ...] = ()
    required: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    alternatives: Mapping[Phrase, Alternative] = field(default_factory=dict)
    in_title: bool = False
    postings: Blocks | None = field(default=None, compare=False, repr=False)
    hidden: HiddenEntries | None = field(default=None, compare=False, repr=False)
    cache: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def scored(self) -> tuple[Phrase, ...]:
        """The phrases that entries are ranked by."""
        return tuple(dict.fromkeys(self.optional + self.required))


class Candidate(NamedTuple):
    """An entry that the searcher may see.

    Attributes:
        entry, page: primary keys.
        kind: the page's type as the schema's PageType names it.
        published_at: the page's date, if it has one.
    """

    entry: int
    page: int
    kind: str
    published_at: datetime | None


VisibilityFilter = Callable[[Any], Sequence[Candidate]]
"""Takes primary keys of entries, as a list or numpy array; returns the visible ones, in no order."""

Scored = tuple[float, Candidate]
"""A score of 0 or more, comparable within one search only, and the entry that has it."""


class RankedCandidates(NamedTuple):
    """Visible candidates, best first.

    Attributes:
        best: the visible ones among the candidates that were filtered.
        remaining: number of lower-ranked matches that were not filtered.
    """

    best: Sequence[Scored]
    remaining: int = 0


class EarlyTermination(NamedTuple):
    """Early-termination bound: ranking stops where no further candidate can come among the first.

    Attributes:
        first: number of visible hits that are needed.
        max_boost: the largest factor by which the recency boost multiplies a score.
    """

    first: int
    max_boost: float


class EngineError(Exception):
    """An index outside the database failed or gave a wrong answer; the message is for the log."""


class Engine(Protocol):
    """A search engine over the rows of `search.models.Entry`, which are replaced and never changed.

    Attributes:
        reads_postings: whether it ranks by `search.models.Posting`, so that a search prefetches them.
    """

    reads_postings: bool

    def matching(self, entries: QuerySet[Entry], wanted: SearchRequest) -> QuerySet[Entry]:
        """Narrow entries to those that match."""

    def matching_all(self, entries: QuerySet[Entry], wanted: Sequence[SearchRequest]) -> QuerySet[Entry]:
        """Narrow entries to those that match each of several requests."""

    def ranked(
        self,
        allowed: VisibilityFilter,
        wanted: SearchRequest,
        max_results: int = RESULT_WINDOW,
        enough: EarlyTermination | None = None,
    ) -> RankedCandidates:
        """Return the best visible matches: `max_results`, or fewer where early termination allows.

        Args:
            allowed: the visibility filter.
            wanted: the request.
            max_results: number of results at most.
            enough: the early-termination bound; None to rank all.
        """

    def written(self, entries: Iterable[Entry]) -> None:
        """Index new entries. Called inside the transaction; an index outside the database is sent them later."""

    def removed(self, index: Index, entries: Collection[Entry]) -> None:
        """Remove deleted entries from an index, with the same delay."""

    def dropped(self, index: Index) -> None:
        """Drop the engine's copy of an index that was deleted."""

    def send(self) -> None:
        """Send pending entries to an index outside the database; those that fail stay pending."""

    def completed(self, index: Index) -> None:
        """Make a filled index ready for searches; called before it is the current one.

        Raises:
            EngineError: when an index outside the database fails.
        """

    def orphans(self, index: Index) -> Collection[int]:
        """Return primary keys of the entries that only one of the external index and the database has.

        Raises:
            EngineError: when it fails.
        """


class DatabaseIndexHooks:
    """No-op hooks for an engine whose index is in the database."""

    def written(self, entries: Iterable[Entry]) -> None:
        """Do nothing: the index is written with the rows."""

    def removed(self, index: Index, entries: Collection[Entry]) -> None:
        """Do nothing: the index is written with the rows."""

    def dropped(self, index: Index) -> None:
        """Do nothing: the index is deleted with the rows."""

    def send(self) -> None:
        """Do nothing: there is no index outside the database."""

    def completed(self, index: Index) -> None:
        """Do nothing: the index is ready once its rows are."""

    def orphans(self, index: Index) -> Collection[int]:
        """Return none: there is no index outside the database."""
        return ()
