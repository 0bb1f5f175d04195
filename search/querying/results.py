"""One search: what it finds of what the searcher may see, in which order, and how it is spread."""

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
from search.query import ParsedQuery
from search.querying.editorial import promoted
from search.querying.query_correction import corrected_query
from search.querying.query_terms import QueryTerms
from search.querying.recency import Hit, apply_recency_boost
from search.querying.spelling import SpellingCorrector
from search.sources import ArticlePage, narrow, resolve_tags


class Search(QueryTerms):
    """A query, asked by one viewer of some trees. Nothing is asked of the database before it is read.

    Args:
        query: what was typed.
        visibility: what the searcher may see, and when.
        trees: where to look.
        conditions: the fields of the schema's SearchFilter in snake_case; absent, None or an empty list means no
            condition. `type` holds values of PageType.
        corrector: corrects the words of the whole request; one of its own by default.

    Attributes:
        depth: how many of the best are ranked, up to `search.backends.base.RESULT_WINDOW`; to be set before they are.
        first: how many of these are shown; the others may be left out. None for all of them.

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
        self._rest = 0
        self._spreads: dict[frozenset[str], Counter[tuple[str, int | None, int | None]]] = {}
        if self.conditions:
            self.entries_of(self.conditions)  # what is wrong with them shows before anything is asked

    @cached_property
    def hits(self) -> Sequence[Hit]:
        """The best that the searcher may see, best first, at most `depth`."""
        if self.wanted is None:
            return []
        enough = None
        if self.first is not None and not self.conditions and not self.prefetched.has_pending:
            enough = EarlyTermination(self.first, 1 + self._recency_boost)
        best, self._rest = engine().ranked(self.seen, self.wanted, self.depth, enough)
        found = list(best)
        if waiting := self._waiting(self.conditions):
            found += pending_releases.ranked(waiting, self.wanted, weigh(self.wanted))
            found.sort(key=lambda one: -one[0])
        # The first ones among themselves, so that they are the same however deep a visitor pages.
        now = self.visibility.now
        return self._with_promoted(
            [
                *apply_recency_boost(found[:RERANK_WINDOW], self._recency_boost, now),
                *apply_recency_boost(found[RERANK_WINDOW:RESULT_WINDOW], self._recency_boost, now),
            ]
        )

    @property
    def _recency_boost(self) -> float:
        """The boost of a page of today: the editors' setting for the site, else the server's."""
        chosen = self.prefetched.recency_boost
        return float(settings.SEARCH_RECENCY) if chosen is None else chosen / 100

    @property
    def count(self) -> int:
        """How many hits there are, those among them that were left out."""
        return len(self.hits) + self._rest

    def _with_promoted(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Put the editors' picks first, each a little above the next."""
        if not self.promoted:
            return hits
        best = max((hit.score for hit in hits), default=0)
        high = best + len(self.promoted)
        picks = [Hit(high - place, one.page, one.entry, one.kind) for place, one in enumerate(self.promoted)]
        pinned = {hit.page for hit in picks}
        return [*picks, *(hit for hit in hits if hit.page not in pinned)][:RESULT_WINDOW]

    @cached_property
    def promoted(self) -> list[Candidate]:
        """What editors put first for this query, as far as the searcher may see it."""
        order = promoted(self.prefetched.promotions, self.query)
        if not order or self.index is None:
            return []
        shown = self.entries_of(self.conditions).filter(index=self.index, page__in=order)
        rows = [Candidate(*row) for row in shown.values_list("pk", "page_id", "kind", "published_at")]
        return sorted(rows, key=lambda row: order.index(row.page))

    @cached_property
    def matched(self) -> int:
        """How many pages match."""
        return sum(self._spread().values())

    @cached_property
    def total(self) -> int:
        """How many pages match or are promoted."""
        return self.matched + self._promoted_besides

    @cached_property
    def _promoted_besides(self) -> int:
        """How many promoted pages do not match by themselves."""
        if not self.promoted:
            return 0
        entries = [one.entry for one in self.promoted]
        return len(entries) - self.matches().filter(pk__in=entries).count()

    @cached_property
    def types(self) -> list[tuple[str, int]]:
        """Page types and how many of each match, whatever type was asked for; most first."""
        return self._facet(0, ["type"])

    @cached_property
    def categories(self) -> list[tuple[int, int]]:
        """Primary keys of categories and how many match in each, whatever category was asked for; most first."""
        return self._facet(1, ["category"])

    @cached_property
    def years(self) -> list[tuple[int, int]]:
        """Years and how many match in each, whatever dates were asked for; latest first."""
        return sorted(self._facet(2, ["published_from", "published_to"]), reverse=True)

    @cached_property
    def months(self) -> list[tuple[int, int, int]]:
        """Years, months and how many match in each, whatever dates were asked for; latest first."""
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

    def most_frequent(self, lookup: str, among: QuerySet[Any], own: str, first: int) -> list[tuple[int, int]]:
        """Count what matches by what pages are joined to, such as tags; most first.

        Args:
            lookup: leads from an entry to it.
            among: those of it that may be shown.
            own: the condition that is left out.
            first: how many to return.

        Returns:
            Primary keys, and how many pages match.
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
        for values, count in self._spread(own).items():
            if values[column] is not None:
                counts[values[column]] += count
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def _spread(self, without: Sequence[str] = ()) -> Counter[tuple[str, int | None, int | None]]:
        """Count what matches by type, category and year, once for each set of conditions."""
        conditions = self._without(without)
        names = frozenset(conditions)
        if names not in self._spreads:
            self._spreads[names] = Counter()
            if self.wanted is not None:
                entries = self.entries_of(conditions)
                columns = ("kind", "category_id", "year")
                rows = engine().matching(entries, self.wanted).order_by().values_list(*columns)
                self._spreads[names].update({row[:3]: row[3] for row in rows.annotate(total=Count("pk"))})
                waiting = self._waiting(conditions)
                self._spreads[names].update((one.kind, one.category_id, one.year) for one in waiting)
        return self._spreads[names]

    def _waiting(self, conditions: Mapping[str, Any]) -> list[Entry]:
        """Return the held entries that match and that the searcher may see."""
        if self.wanted is None or not self.prefetched.has_pending:
            return []
        return pending_releases.matching(self.entries_of(conditions), self.wanted)

    @cached_property
    def did_you_mean(self) -> str | None:
        """The query with likelier spellings of its words; None when there are none."""
        return None if self.wanted is None else corrected_query(self)

    def matches(self) -> QuerySet[Entry]:
        """Return all that match, in no order."""
        if self.wanted is None:
            return Entry.objects.none()
        entries = self.entries_of(self.conditions)
        matching = engine().matching(entries, self.wanted)
        waiting = [entry.pk for entry in self._waiting(self.conditions)]
        return Entry.objects.filter(Q(pk__in=matching.values("pk")) | Q(pk__in=waiting)) if waiting else matching

    def entries(self) -> QuerySet[Entry]:
        """Return all entries that the searcher may see and that meet the conditions, whatever was typed."""
        return self.entries_of(self.conditions)

    def entries_of(self, conditions: Mapping[str, Any]) -> QuerySet[Entry]:
        """Return the entries of all pages that the searcher may see and that meet conditions."""
        return self._narrowed(self.visibility, conditions)

    def seen(self, keys: Any) -> list[Candidate]:
        """Return which of some entries the searcher may see and meet the conditions."""
        return self.seen_of(self.conditions, keys)

    def seen_of(self, conditions: Mapping[str, Any], keys: Any) -> list[Candidate]:
        """Return which of some entries the searcher may see and meet some conditions."""
        # What clients make up is not cached, or it would push out what is.
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
        if rest := {name: value for name, value in conditions.items() if name != "type"}:
            articles = ArticlePage.objects.filter(pk=OuterRef("page_id"))
            entries = entries.filter(Exists(narrow(articles, rest, visibility)))
        return entries
