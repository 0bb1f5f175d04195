"""The page of search results that a client requested, by relevance or by date."""

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
        """Description of the order in the schema."""
        return {
            "RELEVANCE": f"Best match first; the first {RESULT_WINDOW:,} can be read.",
            "NEWEST": "Latest dateline first; pages without one come last.",
        }[self.name]


@dataclass
class Row:
    """A row of search results, from which a SearchEdge is resolved.

    Attributes:
        pk: primary key in cursors: the page's in the order by relevance, the entry's in the order by date.
        page: the specific page; before it is loaded, its primary key.
        kind: the page's type as the schema's PageType names it.
        entry: primary key of the entry.
        place: the score as cursors encode it, in the order by relevance.
        dated: the page's date, in the order by date.
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
    """A page of search results, from which SearchConnection is resolved. Lazy: attributes run queries when read.

    Args:
        typed: the search for the query as typed.
        order: the order of the results.
        context: the request's context.
        autocorrect: if the search finds nothing, list the results of its correction instead.
        arguments: `first`, `after`, `last`, `before` and `page`, as the client gave them.

    Raises:
        BadUserInput: when an argument is out of range.
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
        """The search whose results are listed: the one for the query as typed, or its correction."""
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
        """The corrected query, if its results are listed; else None."""
        return None if self.search is self.typed else self.search.searches[0].query.text

    @cached_property
    def _fetched(self) -> Sequence[Row]:
        """The requested rows and one more if there are more; in reverse order for backward pagination."""
        found = self._rows_by_relevance() if self.order is SearchOrder.RELEVANCE.value else self._rows_by_date()
        self._record(found)
        return found

    def _record(self, found: Sequence[Row]) -> None:
        """Record a public search in the query log, when its first page is requested.

        A search in several languages is recorded in those in which it has results, or else in the first.
        """
        typed = self.typed.searches
        if settings.SEARCH_LOG_SECONDS and self.page_arguments.is_start and typed[0].visibility.viewer == PUBLIC:
            request = self._context.request
            address = client_address(request.META) if request else ""
            results = {one: self._result_count(one, found) for one in typed}
            for one in [one for one in typed if results[one] != 0] or typed[:1]:
                query_log.record_search(one.query.text, one.query.language, results[one], address)

    def _result_count(self, typed: Search, found: Sequence[Row]) -> int | None:
        """Return the number of results of a search of one language; None if filters or phrases narrow them.

        In the order by date only the fetched rows are counted, as counting all would take longer than the search.
        """
        if typed.conditions or typed.query.phrases or typed.query.excluded:
            return None
        if self.search is not self.typed:
            return 0
        if self.order is SearchOrder.RELEVANCE.value:
            return typed.count
        return sum(row.language == typed.query.language for row in found)

    def _rows_by_relevance(self) -> list[Row]:
        arguments, found = self.page_arguments, self.search.hits
        if arguments.is_backward:
            end = len(found) if arguments.cursor is None else self._hits_before(arguments.cursor, is_included=False)
            hits = found[max(0, end - arguments.size - 1) : end][::-1]
        else:
            cursor = arguments.cursor
            start = arguments.offset if cursor is None else self._hits_before(cursor, is_included=True)
            hits = found[start : start + arguments.size + 1]
        return [Row(hit.page, hit.page, hit.kind, hit.entry, _place(hit)) for hit in hits]

    def _hits_before(self, cursor: str, *, is_included: bool) -> int:
        """Return the number of hits before a cursor, with or without the cursor's own hit.

        Raises:
            BadUserInput: when the cursor does not hold a score.
        """
        place, pk = self.order.decode(cursor)
        try:
            passed = float(place), pk
        except ValueError:
            raise BadUserInput("This cursor is broken. Begin again without it.") from None
        places = [(float(_place(hit)), hit.page) for hit in self.search.hits]
        if passed in places:
            return places.index(passed) + is_included
        return next((at for at, one in enumerate(places) if one < passed), len(places))

    def _rows_by_date(self) -> list[Row]:
        matches = self.search.matches().only("page_id", "kind", "locale")
        entries = list(self.page_arguments.slice(self.order.annotate(matches), self.order))
        return [Row(one.pk, one.page_id, one.kind, one.pk, dated=one.dated, language=one.locale) for one in entries]

    @property
    def total_count(self) -> int:
        """Number of results; in the order by date, promoted pages only count if they match."""
        return self.search.total if self.order is SearchOrder.RELEVANCE.value else self.search.matched

    @cached_property
    def nodes(self) -> Sequence[Row]:
        """The requested rows, without those whose pages were deleted meanwhile."""
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
        """Scores of the ranked hits, by primary key of the entry."""
        return {hit.entry: hit.score for hit in self.search.hits}

    @cached_property
    def texts(self) -> dict[int, tuple[str, str, str]]:
        """Title, text and language of each row, by the primary key of its entry."""
        entries = Entry.objects.filter(pk__in=[row.entry for row in self.nodes])
        rows = entries.values_list("pk", "title", "text", "locale")
        return {pk: (title, text, language) for pk, title, text, language in rows}

    @cached_property
    def phrases(self) -> Mapping[str, Sequence[Phrase]]:
        """The phrases to highlight in titles and texts, by language."""
        return {one.query.language: one.wanted.scored if one.wanted else () for one in self.search.searches}


def _place(hit: Hit) -> str:
    """Return the score of a hit as cursors encode it."""
    return f"{hit.score:.9f}"


def as_pages(context: Context, found: Sequence[Candidate | Hit | Row]) -> list[Any]:
    """Load visible pages as specific instances, without those that were deleted meanwhile."""
    known = kinds()
    types = ContentType.objects.get_for_models(*{known[one.kind] for one in found})
    return specific_by_content_type(context, [(one.page, types[known[one.kind]].pk) for one in found])
