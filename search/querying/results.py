"""A search: its visible results in order, their number and facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils import timezone
from wagtail.models import Page

from cms.queries import fetch
from cms.sites import SiteLocale
from cms.visibility import Visibility
from search.backends import engine, pending_releases
from search.backends.base import RERANK_WINDOW, RESULT_WINDOW, Candidate, EarlyTermination
from search.backends.storage import array, narrowed
from search.backends.weights import weigh
from search.models import Entry
from search.query import ParsedQuery, parse
from search.querying.editorial import promoted
from search.querying.query_correction import corrected_query
from search.querying.query_terms import QueryTerms
from search.querying.recency import Hit, apply_recency_boost
from search.querying.spelling import SpellingCorrector
from search.sources import ArticlePage, narrow, resolve_tags


class Search(QueryTerms):
    """A query by one viewer in some trees. Lazy: runs no query until an attribute is read.

    Args:
        query: the parsed query.
        visibility: the visibility policy for the searcher.
        trees: the trees to search.
        conditions: the fields of the schema's SearchFilter in snake_case; absent, None or an empty list means no
            condition. `type` holds values of PageType.
        corrector: corrects the words of the whole request; one of its own by default.

    Attributes:
        depth: number of results to rank, up to `search.backends.base.RESULT_WINDOW`; set before `hits` is read.
        first: number of these that are shown, so that ranking may terminate early; None for all of them.

    Raises:
        BadUserInput: as `search.sources.narrow` does.
    """

    def __init__(
        self,
        query: ParsedQuery,
        visibility: Visibility,
        trees: list[SiteLocale],
        conditions: Mapping[str, Any] | None = None,
        corrector: SpellingCorrector | None = None,
    ) -> None:
        super().__init__(query, visibility, trees, corrector)
        self.conditions = {
            name: value for name, value in resolve_tags(conditions or {}).items() if value is not None and value != []
        }
        self.depth = RESULT_WINDOW
        self.first: int | None = None
        self._remaining = 0
        self._known_facet_counts: dict[frozenset[str], Counter[tuple[str, int | None, int | None]]] = {}
        if self.conditions:
            self.entries_of(self.conditions)  # raises for bad conditions before any query is run

    @cached_property
    def hits(self) -> Sequence[Hit]:
        """The visible results, best first, at most `depth`."""
        if self.wanted is None:
            return []
        enough = None
        if self.first is not None and not self.conditions and not self.prefetched.has_pending:
            enough = EarlyTermination(self.first, 1 + self._recency_boost)
        best, self._remaining = engine().ranked(self.seen, self.wanted, self.depth, enough)
        found = list(best)
        if waiting := self._waiting(self.conditions):
            found += pending_releases.ranked(waiting, self.wanted, weigh(self.wanted))
            found.sort(key=lambda one: -one[0])
        # The top results among themselves, so that their order does not depend on the depth.
        now = self.visibility.now
        hits = apply_recency_boost(found[:RERANK_WINDOW], self._recency_boost, now)
        hits += apply_recency_boost(found[RERANK_WINDOW:RESULT_WINDOW], self._recency_boost, now)
        return with_promoted(self.promoted, hits)

    @property
    def searches(self) -> Sequence[Search]:
        """The searches of single languages that this one is made of: itself."""
        return (self,)

    def with_text(self, text: str) -> Search:
        """Return the same search for another text."""
        query = parse(text, self.query.language)
        other = Search(query, self.visibility, self.trees, self.conditions, self.corrector)
        other.depth, other.first = self.depth, self.first
        return other

    @property
    def _recency_boost(self) -> float:
        """The largest recency boost, that of a page of today: the site's setting, else the server's."""
        chosen = self.prefetched.recency_boost
        return float(settings.SEARCH_RECENCY) if chosen is None else chosen / 100

    @property
    def count(self) -> int:
        """Number of hits within `depth`, those included that early termination left out."""
        return len(self.hits) + self._remaining

    @cached_property
    def promoted(self) -> list[Candidate]:
        """The visible pages that editors promote for this query, in their order."""
        order = promoted(self.prefetched.promotions, self.query)
        if not order or self.index is None:
            return []
        shown = self.entries_of(self.conditions).filter(index=self.index, page__in=order)
        rows = [Candidate(*row) for row in shown.values_list("pk", "page_id", "kind", "published_at")]
        return sorted(rows, key=lambda row: order.index(row.page))

    @cached_property
    def matched(self) -> int:
        """Number of pages that match."""
        return sum(self._facet_counts().values())

    @cached_property
    def total(self) -> int:
        """Number of pages that match or are promoted."""
        return self.matched + self._unmatched_promotions

    @cached_property
    def _unmatched_promotions(self) -> int:
        """Number of promoted pages that do not match by themselves."""
        if not self.promoted:
            return 0
        entries = [one.entry for one in self.promoted]
        return len(entries) - self.matches().filter(pk__in=entries).count()

    @cached_property
    def types(self) -> list[tuple[str, int]]:
        """Facet of page types, without the condition on it: type and number of matches, most first."""
        return self._facet(0, ["type"])

    @cached_property
    def categories(self) -> list[tuple[int, int]]:
        """Facet of categories, without the condition on it: primary key and number of matches, most first."""
        return self._facet(1, ["category"])

    @cached_property
    def years(self) -> list[tuple[int, int]]:
        """Facet of years, without the conditions on dates: year and number of matches, latest first."""
        return sorted(self._facet(2, ["published_from", "published_to"]), reverse=True)

    @cached_property
    def months(self) -> list[tuple[int, int, int]]:
        """Facet of months, without the conditions on dates: year, month and number of matches, latest first."""
        counts = Counter[tuple[int, int]]()
        conditions = self._without(["published_from", "published_to"])
        if self.wanted is not None:
            dated = engine().matching(self.entries_of(conditions), self.wanted).filter(published_at__isnull=False)
            month = ExtractYear("published_at"), ExtractMonth("published_at")
            rows = dated.order_by().values_list(*month).annotate(total=Count("pk"))
            counts.update({(year, month): total for year, month, total in rows})
            dates = (one.published_at for one in self._waiting(conditions) if one.published_at)
            counts.update((day.year, day.month) for day in map(timezone.localtime, dates))
        return [(*month, total) for month, total in sorted(counts.items(), reverse=True)]

    def most_frequent(self, lookup: str, among: QuerySet[Any], own: str, first: int | None) -> list[tuple[int, int]]:
        """Return a facet of a many-to-many relation of pages, such as their tags; most first.

        Args:
            lookup: the lookup from an entry to the related objects.
            among: the related objects that may be shown.
            own: the condition on the facet itself, which is left out.
            first: number of values to return at most; None for all.

        Returns:
            Primary keys of related objects and the number of pages that match.
        """
        counts = Counter[int]()
        if self.wanted is not None:
            conditions = self._without([own])
            waiting = [one.pk for one in self._waiting(conditions)]
            found = [engine().matching(self.entries_of(conditions), self.wanted)]
            for entries in [*found, *([Entry.objects.filter(pk__in=waiting)] if waiting else [])]:
                rows = entries.filter(**{f"{lookup}__in": among}).order_by().values_list(lookup)
                counted = rows.annotate(total=Count("page", distinct=True)).order_by("-total", lookup)
                counts.update(dict(counted if waiting else counted[:first]))
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:first]

    def _without(self, names: Sequence[str]) -> dict[str, Any]:
        return {name: value for name, value in self.conditions.items() if name not in names}

    def _facet(self, column: int, own: Sequence[str]) -> list[tuple[Any, int]]:
        counts: Counter[Any] = Counter()
        for values, count in self._facet_counts(own).items():
            if values[column] is not None:
                counts[values[column]] += count
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def _facet_counts(self, without: Sequence[str] = ()) -> Counter[tuple[str, int | None, int | None]]:
        """Return the number of matches by type, category and year; counted once for each set of conditions."""
        conditions = self._without(without)
        names = frozenset(conditions)
        if names not in self._known_facet_counts:
            self._known_facet_counts[names] = Counter()
            if self.wanted is not None:
                entries = self.entries_of(conditions)
                columns = ("kind", "category_id", "year")
                rows = engine().matching(entries, self.wanted).order_by().values_list(*columns)
                self._known_facet_counts[names].update({row[:3]: row[3] for row in rows.annotate(total=Count("pk"))})
                waiting = self._waiting(conditions)
                self._known_facet_counts[names].update((one.kind, one.category_id, one.year) for one in waiting)
        return self._known_facet_counts[names]

    def _waiting(self, conditions: Mapping[str, Any]) -> list[Entry]:
        """Return the visible pending-release entries that match."""
        if self.wanted is None or not self.prefetched.has_pending:
            return []
        return pending_releases.matching(self.entries_of(conditions), self.wanted)

    @cached_property
    def did_you_mean(self) -> str | None:
        """The query with corrected spellings; None when there are no corrections."""
        return None if self.wanted is None else corrected_query(self)

    def matches(self) -> QuerySet[Entry]:
        """Return all visible matches, in no order."""
        if self.wanted is None:
            return Entry.objects.none()
        entries = self.entries_of(self.conditions)
        matching = engine().matching(entries, self.wanted)
        waiting = [entry.pk for entry in self._waiting(self.conditions)]
        return Entry.objects.filter(Q(pk__in=matching.values("pk")) | Q(pk__in=waiting)) if waiting else matching

    def entries(self) -> QuerySet[Entry]:
        """Return all visible entries that meet the conditions, without regard to the query."""
        return self.entries_of(self.conditions)

    def entries_of(self, conditions: Mapping[str, Any]) -> QuerySet[Entry]:
        """Return all visible entries that meet some conditions."""
        return self._narrowed(self.visibility, conditions)

    def seen(self, keys: Any) -> list[Candidate]:
        """Return the visible ones of some entries that meet the search's conditions: its `VisibilityFilter`."""
        return self.seen_of(self.conditions, keys)

    def seen_of(self, conditions: Mapping[str, Any], keys: Any) -> list[Candidate]:
        """Return the visible ones of some entries that meet some conditions."""
        # Conditions with arbitrary values are not compiled, or they would evict other queries from the cache.
        plain = conditions.keys() <= {"type"}
        types = tuple(conditions.get("type", ()))
        key = ("seen", self.visibility.cache_key, tuple(tree.root for tree in self.trees), "type" in conditions, types)
        rows = fetch(
            lambda now, keys: narrowed(self._narrowed(self.visibility.as_of(now), conditions), keys),
            ["pk", "page_id", "kind", "published_at"],
            {"now": self.visibility.now, "keys": array(keys)},
            key if plain else None,
        )
        return [*map(Candidate._make, rows)]

    def _narrowed(self, visibility: Visibility, conditions: Mapping[str, Any]) -> QuerySet[Entry]:
        seen = visibility.pages(Page.objects.filter(pk=OuterRef("page_id")), self.trees)
        entries = Entry.objects.filter(Exists(seen))
        if (types := conditions.get("type")) is not None:
            entries = entries.filter(kind__in=types)
        if others := {name: value for name, value in conditions.items() if name != "type"}:
            articles = ArticlePage.objects.filter(pk=OuterRef("page_id"))
            entries = entries.filter(Exists(narrow(articles, others, visibility)))
        return entries


def with_promoted(promoted: Sequence[Candidate], hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return hits with the promoted pages first, with descending scores above all others; at most RESULT_WINDOW."""
    if not promoted:
        return hits
    high = max((hit.score for hit in hits), default=0) + len(promoted)
    picks = [Hit(high - place, one.page, one.entry, one.kind) for place, one in enumerate(promoted)]
    pinned = {hit.page for hit in picks}
    return [*picks, *(hit for hit in hits if hit.page not in pinned)][:RESULT_WINDOW]
