"""What every search engine does: say which entries match, and rank them.

Who may see an entry, filters, facets and pages of results are the same for all engines and none of their business:
they are given entries that were narrowed before, or ask by `Allowed`.
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
"""How many results are ranked; no reader pages further."""

RERANK_WINDOW = 100
"""The first of these are what nearly all visitors read: a backend may stop there if the request allows it."""

BM25_K1, BM25_B = 1.2, 0.75
"""How soon more of the same word tells nothing new, and how much long texts are held back.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009; the values are Lucene's.
"""

TITLE_WEIGHT = 2.0
"""How many times in the text a word in the title is worth."""


class Alternative(NamedTuple):
    """How much a phrase tells that stands for another one.

    Attributes:
        weight: what its score is multiplied by.
        of: the phrase that was typed, than which it counts as no rarer; empty where that is several.
    """

    weight: float
    of: Phrase = ()


@dataclass(frozen=True)
class SearchRequest:
    """What a query comes down to once synonyms and unfinished words are known.

    Attributes:
        index: the index to look in.
        locale: the language to look in.
        optional: entries are ranked by these; without any `required`, one of them must be there.
        required: all of them must be there.
        excluded: none of them may be there.
        alternatives: those of `optional` that were not typed but stand for what was.
        in_title: look at titles alone.
        postings: prefetched postings; an engine that uses them reads only what is missing.
        hidden: entries that are neither found nor counted, although they are in the index.
        cache: what an engine has worked out, for as long as the search lasts.
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
        """What entries are ranked by."""
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
"""Takes primary keys of entries, a list or an array of numpy's; returns those that may be seen, in no order."""

Scored = tuple[float, Candidate]
"""An entry that was found, with a score of 0 or more that is comparable within one answer only."""


class RankedCandidates(NamedTuple):
    """What was found, best first.

    Attributes:
        best: those that may be seen, as far as it was asked.
        rest: how many more match and come after these, of which it was not asked whether they may be seen.
    """

    best: Sequence[Scored]
    rest: int = 0


class EarlyTermination(NamedTuple):
    """Early-termination bound: ranking stops where no further candidate can come among the first.

    Attributes:
        first: how many visible hits are needed.
        max_boost: by what the recency boost multiplies a score at most.
    """

    first: int
    max_boost: float


class EngineError(Exception):
    """An index outside the database did not do what it ought to; the message says what went wrong."""


class Engine(Protocol):
    """A search engine over the rows of `search.models.Entry`. An entry is never changed: another one replaces it.

    Attributes:
        reads_postings: it ranks by them, so that a search prefetches them.
    """

    reads_postings: bool

    def matching(self, entries: QuerySet[Entry], wanted: SearchRequest) -> QuerySet[Entry]:
        """Narrow entries to those that match."""

    def matching_all(self, entries: QuerySet[Entry], wanted: Sequence[SearchRequest]) -> QuerySet[Entry]:
        """Narrow entries to those that match each of several."""

    def ranked(
        self,
        allowed: VisibilityFilter,
        wanted: SearchRequest,
        max_results: int = RESULT_WINDOW,
        enough: EarlyTermination | None = None,
    ) -> RankedCandidates:
        """Return the best of those that match and are allowed: `max_results`, or maybe no more than are enough."""

    def written(self, entries: Iterable[Entry]) -> None:
        """Take note of entries that were written. Called inside the transaction; what fails is tried again."""

    def removed(self, index: Index, entries: Collection[Entry]) -> None:
        """Take note of entries that were removed from an index."""

    def dropped(self, index: Index) -> None:
        """Take note of an index that was removed as a whole."""

    def send(self) -> None:
        """Tell an index outside the database what was noted. What fails is tried again the next time."""

    def completed(self, index: Index) -> None:
        """Make an index that was filled ready to answer; called before it does.

        Raises:
            EngineError: when it cannot answer.
        """

    def orphans(self, index: Index) -> Collection[int]:
        """Return the entries, by primary key, that an index outside the database lacks, or has although it should not.

        Raises:
            EngineError: when it does not tell.
        """


class FollowsRows:
    """Of an engine whose index is the database's own, so that all it needs to know is in the rows."""

    def written(self, entries: Iterable[Entry]) -> None:
        """Nothing is left to do."""

    def removed(self, index: Index, entries: Collection[Entry]) -> None:
        """Nothing is left to do."""

    def dropped(self, index: Index) -> None:
        """Nothing is left to do."""

    def send(self) -> None:
        """Nothing is left to do."""

    def completed(self, index: Index) -> None:
        """Nothing is left to do."""

    def orphans(self, index: Index) -> Collection[int]:
        """Return none: the database sees to it."""
        return ()
