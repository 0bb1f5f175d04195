"""A search in several languages at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from heapq import merge

from django.db.models import Q, QuerySet

from search.backends.base import RESULT_WINDOW
from search.models import Entry
from search.querying.recency import Hit
from search.querying.results import Search, with_promoted


class MultilingualSearch:
    """The searches of several languages as one: hits in one order, counts added.

    Each language ranks by its own analyser and statistics. Scores are compared without normalisation, as in search
    engines with one index per language.

    Args:
        searches: the searches, one per language; at equal scores, hits of the earlier one come first.
    """

    def __init__(self, searches: Sequence[Search]) -> None:
        self.searches = searches

    def with_text(self, text: str) -> MultilingualSearch:
        """Return the same search for another text."""
        return MultilingualSearch([one.with_text(text) for one in self.searches])

    @cached_property
    def hits(self) -> Sequence[Hit]:
        """The visible results, best first, after the promoted pages of all languages."""
        promoted = [page for one in self.searches for page in one.promoted]
        ranked = merge(*(one.hits[len(one.promoted) :] for one in self.searches), reverse=True)
        return with_promoted(promoted, list(ranked)[:RESULT_WINDOW])

    @property
    def count(self) -> int:
        """Number of hits, those included that early termination left out."""
        return sum(one.count for one in self.searches)

    @property
    def matched(self) -> int:
        """Number of pages that match."""
        return sum(one.matched for one in self.searches)

    @property
    def total(self) -> int:
        """Number of pages that match or are promoted."""
        return sum(one.total for one in self.searches)

    def matches(self) -> QuerySet[Entry]:
        """Return all visible matches, in no order."""
        found = Q()
        for one in self.searches:
            found |= Q(pk__in=one.matches().values("pk"))
        return Entry.objects.filter(found)

    @cached_property
    def did_you_mean(self) -> str | None:
        """The first language's correction of the query; None when there is none, or one language knows all words."""
        if any(one.knows_all_words for one in self.searches):
            return None
        return next((meant for one in self.searches if (meant := one.did_you_mean)), None)
