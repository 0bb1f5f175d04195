"""What of the search can be asked for: the root fields and their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

from cms.api.connections import AFTER, FIRST, PAGE, PageInfo, listed
from cms.api.context import Info
from cms.api.errors import BadUserInput
from cms.api.fields import type_of
from cms.api.interfaces import Page
from cms.api.pages import rows_of
from cms.api.scalars import Date
from cms.api.text import safe_text
from cms.reading import read
from news.connections import LOCALE, SITE
from news.models import Category
from search import suggestions
from search.documents import kinds
from search.highlights import mark, passage
from search.listing import Listing, Row, SearchOrder
from search.query import Query, parse
from search.results import Search
from search.spelling import MAX_WORDS_SPELLED

LONGEST_QUERY = 1000
MAX_PREFIX_CHARACTERS = 200
MAX_PHRASES = 8
MAX_PHRASE_WORDS = 32
"""How many phrases and excluded words a query may have, and how many words these may have together."""

MAX_SUGGESTIONS = 20
DEFAULT_SUGGESTIONS = 8

SearchOrderEnum = graphene.Enum.from_enum(
    SearchOrder, description=lambda value: value.description if value else "How search results are ordered."
)
_PAGE_TYPES = {
    "ARTICLE": "News articles.",
    "STANDARD": "Pages that are no news: about, contact, terms.",
    "NEWS_INDEX": "Listings of articles.",
    "HOME": "Front pages.",
}
PageType = graphene.Enum(
    "PageType",
    [(kind, kind) for kind in dict.fromkeys([*_PAGE_TYPES, *kinds()])],
    description=lambda value: (
        _PAGE_TYPES.get(value.name, f"Pages of the type {value.name}.") if value else "A type of page."
    ),
)


class SearchFilter(graphene.InputObjectType):
    """Which results to keep: those that meet every given condition; all but `type` are met by articles alone."""

    type = graphene.List(
        graphene.NonNull(PageType), description="Page types: any of them; an empty list is no condition."
    )
    category = graphene.List(
        graphene.NonNull(graphene.String), description="Category slugs: any of them; an empty list is no condition."
    )
    tag = graphene.List(
        graphene.NonNull(graphene.String), description="Tag names: any of them; an empty list is no condition."
    )
    author = graphene.List(
        graphene.NonNull(graphene.String), description="Author slugs: any of them; an empty list is no condition."
    )
    published_from = Date(description="First day, in the server's time zone.")
    published_to = Date(description="Last day, itself included.")


class Highlight(graphene.ObjectType):
    """Title and text of a result around the words that were found: escaped HTML with <mark> and nothing else."""

    title = graphene.String(required=True, description="The whole title.")
    text = graphene.String(required=True, description="The best passage, about 240 characters; may be empty.")


class SearchEdge(graphene.ObjectType):
    """One result and its place in the list."""

    cursor = graphene.String(required=True, description="Opaque place of this result, to pass as `after`.")
    node = graphene.Field(lambda: graphene.NonNull(Page), description="The page that was found.")
    score = graphene.Float(
        required=True,
        description="How well it matches; to be compared within one answer only. 0 beyond the best 1,000.",
    )
    highlight = graphene.Field(Highlight, required=True, description="Title and text around what was found.")

    @staticmethod
    def resolve_cursor(pair: tuple[Listing, Row], info: Info) -> str:
        return pair[0].order.cursor(pair[1])

    @staticmethod
    def resolve_node(pair: tuple[Listing, Row], info: Info) -> Any:
        return pair[1].page

    @staticmethod
    def resolve_score(pair: tuple[Listing, Row], info: Info) -> float:
        return round(pair[0].scores.get(pair[1].entry, 0), 6)

    @staticmethod
    def resolve_highlight(pair: tuple[Listing, Row], info: Info) -> dict[str, str]:
        rows, row = pair
        title, text = rows.texts.get(row.entry, (row.page.title, ""))
        language = rows.search.query.language
        return {"title": mark(title, rows.terms, language), "text": passage(text, rows.terms, language)}


class TypeFacet(graphene.ObjectType):
    """How many results are of a type."""

    type = graphene.Field(PageType, required=True, description="The type.")
    count = graphene.Int(required=True, description="Results of it.")


class CategoryFacet(graphene.ObjectType):
    """How many results are in a category."""

    category = graphene.Field(lambda: graphene.NonNull(type_of("news.Category")), description="The category.")
    count = graphene.Int(required=True, description="Results in it.")


class YearFacet(graphene.ObjectType):
    """How many results are from a year."""

    year = graphene.Int(required=True, description="Four digits.")
    count = graphene.Int(required=True, description="Results from it.")


class SearchFacets(graphene.ObjectType):
    """How results are spread. Each facet counts what all conditions but its own leave."""

    types = graphene.Field(listed(TypeFacet), description="By page type, most first.")
    categories = graphene.Field(listed(CategoryFacet), description="By category, most first; articles alone have one.")
    years = graphene.Field(listed(YearFacet), description="By year of the dateline, latest first.")

    @staticmethod
    def resolve_types(search: Search, info: Info) -> list[dict[str, Any]]:
        return [{"type": kind, "count": count} for kind, count in search.types]

    @staticmethod
    def resolve_categories(search: Search, info: Info) -> list[dict[str, Any]]:
        loader = info.context.loader(rows_of(Category))
        loader.expect(pk for pk, _count in search.categories)
        found = ((loader.get(pk), count) for pk, count in search.categories)
        return [{"category": category, "count": count} for category, count in found if category is not None]

    @staticmethod
    def resolve_years(search: Search, info: Info) -> list[dict[str, int]]:
        return [{"year": year, "count": count} for year, count in search.years]


class SearchConnection(graphene.ObjectType):
    """Matches of every public page type; articles carry the category and date that the filters and facets speak of."""

    edges = graphene.Field(listed(SearchEdge), description="The results, each with its cursor, score and highlight.")
    nodes = graphene.Field(lambda: listed(Page), description="The pages themselves.")
    page_info = graphene.Field(PageInfo, required=True, description="Whether and from where to read on.")
    total_count = graphene.Int(required=True, description="Results in all; counted only when you ask for it.")
    facets = graphene.Field(SearchFacets, required=True, description="How the results are spread.")
    did_you_mean = graphene.String(
        description=(
            "A likelier spelling, when the query as typed finds little. Offer it; nothing was replaced. Null as well "
            f"when more than {MAX_WORDS_SPELLED} words are unknown."
        )
    )

    @staticmethod
    def resolve_edges(rows: Listing, info: Info) -> list[tuple[Listing, Row]]:
        return [(rows, row) for row in rows.nodes]

    @staticmethod
    def resolve_nodes(rows: Listing, info: Info) -> list[Any]:
        return [row.page for row in rows.nodes]

    @staticmethod
    def resolve_page_info(rows: Listing, info: Info) -> Listing:
        return rows

    @staticmethod
    def resolve_total_count(rows: Listing, info: Info) -> int:
        return rows.total

    @staticmethod
    def resolve_facets(rows: Listing, info: Info) -> Search:
        return rows.search

    @staticmethod
    def resolve_did_you_mean(rows: Listing, info: Info) -> str | None:
        return rows.search.did_you_mean


class Suggestion(graphene.ObjectType):
    """What somebody who began to type may be looking for."""

    text = graphene.String(required=True, description="A title, a category, an author or what others searched for.")
    page = graphene.Field(
        Page, description="The page with this title; null for all else, which is to be searched for."
    )

    @staticmethod
    def resolve_page(suggestion: dict[str, Any], info: Info) -> Any:
        return info.context.load(suggestions.loaded, suggestion["page"])


class SearchQuery(graphene.ObjectType):
    """The search's root fields."""

    search = graphene.Field(
        SearchConnection,
        required=True,
        query=graphene.String(
            required=True,
            description=(
                f'What somebody typed, up to {LONGEST_QUERY:,} characters. Any word matches; "words in quotes" must '
                "stand so, -word must not stand there, a last word may be unfinished. "
                f"Up to {MAX_PHRASES} phrases and excluded words."
            ),
        ),
        first=FIRST,
        after=AFTER,
        page=PAGE,
        filter=graphene.Argument(SearchFilter, description="Which results to keep; all of them when left out."),
        order_by=SearchOrderEnum(
            required=True, default_value=SearchOrder.RELEVANCE, description="How to order the results."
        ),
        site=SITE,
        locale=LOCALE,
        description="Public pages of one site in one language that match a query.",
    )
    suggest = graphene.Field(
        listed(Suggestion),
        prefix=graphene.String(
            required=True, description=f"What somebody typed so far, up to {MAX_PREFIX_CHARACTERS} characters."
        ),
        first=graphene.Int(
            description=f"How many to return, 1 to {MAX_SUGGESTIONS}; {DEFAULT_SUGGESTIONS} when left out."
        ),
        site=SITE,
        locale=LOCALE,
        description="Titles, categories, authors and past searches that begin so; a typing error does no harm.",
    )

    @staticmethod
    def resolve_search(
        root: None,
        info: Info,
        query: str,
        order_by: SearchOrder,
        filter: Mapping[str, Any] | None = None,
        site: str | None = None,
        locale: str | None = None,
        **arguments: Any,
    ) -> Listing:
        found = Search(
            parsed(info, "query", query, LONGEST_QUERY, site, locale),
            info.context.visibility,
            info.context.trees(site, locale),
            conditions(filter or {}),
            suggestions.corrector_of(info.context),
        )
        return Listing(found, order_by, info.context, **arguments)

    @staticmethod
    def resolve_suggest(
        root: None,
        info: Info,
        prefix: str,
        first: int | None = None,
        site: str | None = None,
        locale: str | None = None,
    ) -> list[dict[str, Any]]:
        most = DEFAULT_SUGGESTIONS if first is None else first
        if not 1 <= most <= MAX_SUGGESTIONS:
            raise BadUserInput(f"`first` takes a number from 1 to {MAX_SUGGESTIONS}.")
        typed = parsed(info, "prefix", prefix, MAX_PREFIX_CHARACTERS, site, locale)
        trees = info.context.trees(site, locale)
        key = ("suggest", typed, tuple(tree.root for tree in trees), most)
        return info.context.kept(key, lambda: suggestions.suggest(info.context, typed, trees, most))


def conditions(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a SearchFilter with the values of PageType in place of its members."""
    types = given.get("type")
    return {**given, "type": None if types is None else [kind.value for kind in types]}


def parsed(info: Info, name: str, text: str, longest: int, site: str | None, locale: str | None) -> Query:
    """Return the query that an argument holds, in the language that is asked for.

    Raises:
        BadUserInput: when it is too long, has too many phrases, or there is no such site.
    """
    # Whether the table of pages is read depends on the pages that wait for the index, hidden ones among them.
    read(["list:page"])
    if len(text) > longest:
        raise BadUserInput(f"`{name}` takes at most {longest:,} characters.")
    query = parse(text, safe_text(locale) if locale else info.context.own_locale(info.context.site(site)))
    phrases = (*query.phrases, *query.excluded)
    if len(phrases) > MAX_PHRASES or sum(map(len, phrases)) > MAX_PHRASE_WORDS:
        raise BadUserInput(
            f"`{name}` takes at most {MAX_PHRASES} phrases and excluded words, of {MAX_PHRASE_WORDS} words together."
        )
    return query
