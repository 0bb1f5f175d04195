"""The part of a search's results that a client asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType

from cms.graphql.context import Context
from cms.graphql.data.cursors import TotalOrder
from cms.graphql.data.page_loaders import specific_by_content_type
from cms.graphql.data.pagination import PageArguments
from cms.graphql.errors import BadUserInput
from cms.graphql.schema.page_types import kinds
from cms.http.client_address import client_address
from cms.visibility import PUBLIC
from search.analytics.query_log import query_log
from search.backends.base import RERANK_WINDOW, RESULT_WINDOW, Candidate
from search.models import DATED, Entry
from search.query import Phrase
from search.querying.multilingual import MultilingualSearch
from search.querying.recency import Hit
from search.querying.results import Search


class SearchOrder(Enum):
    """Orders of search results."""

    RELEVANCE = TotalOrder("RELEVANCE", "place", descending=True)
    NEWEST = TotalOrder(
        "NEWEST_FOUND",
        "dated",
        descending=True,
        annotation=DATED,
        is_datetime=True,
    )

    @property
    def description(self) -> str:
        """What frontend engineers read about this order."""
        return {
            "RELEVANCE": f"Best match first; the first {RESULT_WINDOW:,} can be read.",
            "NEWEST": "Latest dateline first; pages without one come last.",
        }[self.name]


@dataclass
class Row:
    """A result.

    Attributes:
        pk: the page's primary key in the order by relevance, the entry's in that by date.
        place: the score as cursors write it.
        dated: the page's date.
        kind: the page's type as the schema's PageType names it.
        page: the page, as what it is; before it is loaded, its primary key.
        language: the code of the entry's language, in the order by date.
    """

    pk: int
    page: Any
    kind: str
    entry: int
    place: str = ""
    dated: dt.datetime | None = None
    language: str = ""


class Listing:
    """Results from which the schema's SearchConnection is resolved. Nothing is fetched or counted before it is read.

    Args:
        typed: the search for what was typed.
        order: in which order.
        context: the request's.
        autocorrect: where it finds nothing, the results are those of the likelier spelling.
        arguments: `first`, `after`, `last`, `before` and `page`, as the client gave them.

    Raises:
        BadUserInput: when one of them is out of its range.
    """

    def __init__(
        self,
        typed: Search | MultilingualSearch,
        order: SearchOrder,
        context: Context,
        *,
        autocorrect: bool = False,
        **arguments: Any,
    ) -> None:
        self.typed = typed
        self._autocorrect = autocorrect
        self.order = order.value
        self.page_arguments = PageArguments.parse(**arguments)
        self._context = context
        if self.page_arguments.cursor is not None:
            self.order.decode(self.page_arguments.cursor)
        if order is SearchOrder.RELEVANCE and self.page_arguments.offset + self.page_arguments.size > RESULT_WINDOW:
            raise BadUserInput(
                f"By RELEVANCE the first {RESULT_WINDOW:,} results can be read. Narrow them, or use NEWEST."
            )

        reads_beginning = self.page_arguments.cursor is None and not self.page_arguments.is_backward
        if reads_beginning and self.page_arguments.offset + self.page_arguments.size < RERANK_WINDOW:
            for one in typed.searches:
                one.depth = RERANK_WINDOW
                if order is SearchOrder.RELEVANCE:
                    one.first = self.page_arguments.offset + self.page_arguments.size + 1

    @cached_property
    def search(self) -> Search | MultilingualSearch:
        """The search that these are the results of."""
        typed = self.typed
        if not self._autocorrect or self._finds(typed) or (meant := typed.did_you_mean) is None:
            return typed
        corrected = typed.with_text(meant)
        return corrected if self._finds(corrected) else typed

    def _finds(self, search: Search | MultilingualSearch) -> bool:
        if self.order is SearchOrder.RELEVANCE.value:
            return bool(search.hits)
        return search.matches().exists()

    @property
    def corrected_query(self) -> str | None:
        """The query of that search, where it is not what was typed."""
        return None if self.search is self.typed else self.search.searches[0].query.text

    @cached_property
    def _fetched(self) -> Sequence[Row]:
        """The rows that are wanted and one more if there are more; the last one first where they are read backward."""
        found = self._best() if self.order is SearchOrder.RELEVANCE.value else self._newest()
        self._count(found)
        return found

    def _count(self, found: Sequence[Row]) -> None:
        """Count the search, once for all its pages, and never those of clients who see more than the public.

        In several languages it counts in those in which it finds something, or else in the first.
        """
        typed = self.typed.searches
        if settings.SEARCH_LOG_SECONDS and self.page_arguments.is_start and typed[0].visibility.viewer == PUBLIC:
            request = self._context.request
            address = client_address(request.META) if request else ""
            results = {one: self._number_of(one, found) for one in typed}
            for one in [one for one in typed if results[one] != 0] or typed[:1]:
                query_log.record_search(one.query.text, one.query.language, results[one], address)

    def _number_of(self, typed: Search, found: Sequence[Row]) -> int | None:
        """Return how many results a search of one language has; None where more than words narrows it.

        By date only the rows that are shown are read: to count all others would take longer than to find these.
        """
        if typed.conditions or typed.query.phrases or typed.query.excluded:
            return None
        if self.search is not self.typed:
            return 0
        if self.order is SearchOrder.RELEVANCE.value:
            return typed.count
        return sum(row.language == typed.query.language for row in found)

    def _best(self) -> list[Row]:
        arguments, found = self.page_arguments, self.search.hits
        if arguments.is_backward:
            end = len(found) if arguments.cursor is None else self._passed(arguments.cursor, is_included=False)
            hits = found[max(0, end - arguments.size - 1) : end][::-1]
        else:
            start = arguments.offset if arguments.cursor is None else self._passed(arguments.cursor, is_included=True)
            hits = found[start : start + arguments.size + 1]
        return [Row(hit.page, hit.page, hit.kind, hit.entry, _place(hit)) for hit in hits]

    def _passed(self, cursor: str, *, is_included: bool) -> int:
        """Return how many of the hits come before a cursor, with the cursor's own or without it."""
        place, pk = self.order.decode(cursor)
        try:
            passed = float(place), pk
        except ValueError:
            raise BadUserInput("This cursor is broken. Begin again without it.") from None
        places = [(float(_place(hit)), hit.page) for hit in self.search.hits]
        if passed in places:
            return places.index(passed) + is_included
        return next((at for at, one in enumerate(places) if one < passed), len(places))

    def _newest(self) -> list[Row]:
        matches = self.search.matches().only("page_id", "kind", "locale")
        entries = list(self.page_arguments.slice(self.order.annotate(matches), self.order))
        return [Row(one.pk, one.page_id, one.kind, one.pk, dated=one.dated, language=one.locale) for one in entries]

    @property
    def total_count(self) -> int:
        """How many results there are; by date, promoted pages are not among them unless they match."""
        return self.search.total if self.order is SearchOrder.RELEVANCE.value else self.search.matched

    @cached_property
    def nodes(self) -> Sequence[Row]:
        """The rows, without pages that were deleted a moment ago."""
        rows = self.page_arguments.nodes(self._fetched)
        pages = {page.pk: page for page in as_pages(self._context, rows)}
        shown = []
        for row in rows:
            if (page := pages.get(row.page)) is not None:
                row.page = page
                shown.append(row)
        return shown

    @property
    def has_next_page(self) -> bool:
        """Whether the list has rows after these."""
        return self.page_arguments.has_next_page(self._fetched)

    @property
    def has_previous_page(self) -> bool:
        """Whether the list has rows before these."""
        return self.page_arguments.has_previous_page(self._fetched)

    @cached_property
    def scores(self) -> dict[int, float]:
        """How well the best match, by the primary key of their entry."""
        return {hit.entry: hit.score for hit in self.search.hits}

    @cached_property
    def texts(self) -> dict[int, tuple[str, str, str]]:
        """Title, text and language of each row, by the primary key of its entry."""
        entries = Entry.objects.filter(pk__in=[row.entry for row in self.nodes])
        rows = entries.values_list("pk", "title", "text", "locale")
        return {pk: (title, text, language) for pk, title, text, language in rows}

    @cached_property
    def phrases(self) -> Mapping[str, Sequence[Phrase]]:
        """What is marked in titles and texts, by language."""
        return {one.query.language: one.wanted.scored if one.wanted else () for one in self.search.searches}


def _place(hit: Hit) -> str:
    """Return a score as cursors write it."""
    return f"{hit.score:.9f}"


def as_pages(context: Context, found: Sequence[Candidate | Hit | Row]) -> list[Any]:
    """Load the visible pages as specific instances, without those deleted a moment ago."""
    known = kinds()
    types = ContentType.objects.get_for_models(*{known[one.kind] for one in found})
    return specific_by_content_type(context, [(one.page, types[known[one.kind]].pk) for one in found])
