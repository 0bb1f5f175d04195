"""What every search engine does: say which entries match, and rank them.

Who may see an entry, filters, facets and pages of results are the same for all engines and none of their business:
they are given entries that were narrowed before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from search.query import Phrase

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from search.models import Entry, Index

WINDOW = 1000
"""How many results are ranked. Whoever reads further than that is looking for something else."""

FRONT = 200
"""Of these, the first ones are what nearly everybody reads: an engine may stop there when it is told to."""

K1, B = 1.2, 0.75
"""How soon more of the same word tells nothing new, and how much long texts are held back.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009; the values are Lucene's.
"""

TITLE_WEIGHT = 2.0
"""How many times in the text a word in the title is worth."""


@dataclass(frozen=True)
class Wanted:
    """What a query comes down to once synonyms and unfinished words are known.

    Attributes:
        index: the index to look in.
        locale: the language to look in.
        optional: entries are ranked by these; without any `required`, one of them must be there.
        required: all of them must be there.
        excluded: none of them may be there.
        in_title: look at titles alone.
    """

    index: Index
    locale: str
    optional: tuple[Phrase, ...] = ()
    required: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    in_title: bool = False

    @property
    def scored(self) -> tuple[Phrase, ...]:
        """What entries are ranked by."""
        return tuple(dict.fromkeys(self.optional + self.required))


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found.

    Attributes:
        entry, page: primary keys.
        published_at: the page's date, if it has one.
        score: 0 or more; comparable within one answer only.
    """

    entry: int
    page: int
    published_at: datetime | None
    score: float


class Engine(Protocol):
    """A search engine over the rows of `search.models.Entry`."""

    def matching(self, entries: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
        """Narrow entries to those that match."""

    def ranked(self, entries: QuerySet[Entry], wanted: Wanted, most: int = WINDOW) -> Sequence[Hit]:
        """Return the best of those that match, at most `most`, the best first."""

    def written(self, entries: Iterable[Entry]) -> None:
        """Take note of entries that were written. Called inside the transaction; what fails is tried again."""

    def removed(self, index: Index, pages: Iterable[int]) -> None:
        """Take note of pages whose entries were removed from an index."""

    def dropped(self, index: Index) -> None:
        """Take note of an index that was removed as a whole."""
