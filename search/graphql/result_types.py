"""GraphQL types of search results: connection, edges, highlights and facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import graphene
from django.db.models import QuerySet

from cms.graphql.context import Context, Info
from cms.graphql.data.pagination import page_size
from cms.graphql.declarations import type_of
from cms.graphql.schema.connections import PageInfo, listed
from cms.graphql.schema.interfaces import Page
from cms.graphql.schema.page_types import PageType
from search.graphql.listing import Listing, Row
from search.querying.highlights import mark, passage
from search.querying.results import Search
from search.querying.spelling import MAX_WORDS_SPELLED
from search.sources import (
    ANY_TAG,
    Author,
    Category,
    Tag,
    category_tree,
    fetch_in_tree,
)

K = TypeVar("K", int, str, tuple[int, int])
Searches = Sequence[Search]
"""The searches whose results facets count, one per language."""

AUTHORS, TAGS = "page__articlepage__bylines__author", "page__articlepage__tagged_items__tag"
"""Lookups from an entry to authors and tags."""

MAX_FACET_VALUES = 100
DEFAULT_FACET_VALUES = 20
FIRST = graphene.Int(description=f"How many to return, 1 to {MAX_FACET_VALUES}; {DEFAULT_FACET_VALUES} when left out.")


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
        # The entry is gone if the page was reindexed since the search.
        title, text, language = rows.texts.get(row.entry, (row.page.title, "", next(iter(rows.phrases))))
        phrases = rows.phrases[language]
        return {"title": mark(title, phrases, language), "text": passage(text, phrases, language)}


class TypeFacet(graphene.ObjectType):
    """How many results are of a type."""

    type = graphene.Field(PageType, required=True, description="The type.")
    count = graphene.Int(required=True, description="Results of it.")


class CategoryFacet(graphene.ObjectType):
    """How many results are in a category."""

    category = graphene.Field(lambda: graphene.NonNull(type_of("news.Category")), description="The category.")
    count = graphene.Int(required=True, description="Results in it or in the categories below it.")


class YearFacet(graphene.ObjectType):
    """How many results are from a year."""

    year = graphene.Int(required=True, description="Four digits.")
    count = graphene.Int(required=True, description="Results from it.")


class MonthFacet(graphene.ObjectType):
    """How many results are from a month."""

    year = graphene.Int(required=True, description="Four digits.")
    month = graphene.Int(required=True, description="1 to 12.")
    count = graphene.Int(required=True, description="Results from it.")


class AuthorFacet(graphene.ObjectType):
    """How many results are by an author."""

    author = graphene.Field(lambda: graphene.NonNull(type_of("news.Author")), description="The author.")
    count = graphene.Int(required=True, description="Results by them.")


class TagFacet(graphene.ObjectType):
    """How many results have a tag."""

    tag = graphene.Field(lambda: graphene.NonNull(type_of("news.Tag")), description="The tag.")
    count = graphene.Int(required=True, description="Results with it.")


class SearchFacets(graphene.ObjectType):
    """How results are spread. Each facet counts what all conditions but its own leave."""

    types = graphene.Field(listed(TypeFacet), description="By page type, most first.")
    categories = graphene.Field(listed(CategoryFacet), description="By category, most first; articles alone have one.")
    years = graphene.Field(listed(YearFacet), description="By year of the dateline, latest first.")
    months = graphene.Field(listed(MonthFacet), description="By month of the dateline, latest first.")
    authors = graphene.Field(listed(AuthorFacet), first=FIRST, description="By author, most first.")
    tags = graphene.Field(listed(TagFacet), first=FIRST, description="By tag, most first.")

    @staticmethod
    def resolve_types(searches: Searches, info: Info) -> list[dict[str, Any]]:
        return [{"type": kind, "count": count} for kind, count in _summed(one.types for one in searches)]

    @staticmethod
    def resolve_categories(searches: Searches, info: Info) -> list[dict[str, Any]]:
        counts = [_with_ancestors(info.context, one.categories) for one in searches]
        return [{"category": one, "count": count} for one, count in _reached(searches, info, Category, counts)]

    @staticmethod
    def resolve_years(searches: Searches, info: Info) -> list[dict[str, int]]:
        counts = sorted(_summed(one.years for one in searches), reverse=True)
        return [{"year": year, "count": count} for year, count in counts]

    @staticmethod
    def resolve_months(searches: Searches, info: Info) -> list[dict[str, int]]:
        pairs = (((month[:2], month[2]) for month in one.months) for one in searches)
        return [
            {"year": year, "month": month, "count": count}
            for (year, month), count in sorted(_summed(pairs), reverse=True)
        ]

    @staticmethod
    def resolve_authors(searches: Searches, info: Info, first: int | None = None) -> list[dict[str, Any]]:
        shown = info.context.visibility.snippets(Author.objects.all())
        found = _most_frequent(searches, info, Author, AUTHORS, shown, "author", first)
        return [{"author": author, "count": count} for author, count in found]

    @staticmethod
    def resolve_tags(searches: Searches, info: Info, first: int | None = None) -> list[dict[str, Any]]:
        found = _most_frequent(searches, info, Tag, TAGS, Tag.objects.all(), ANY_TAG, first)
        return [{"tag": tag, "count": count} for tag, count in found]


def _most_frequent(
    searches: Searches, info: Info, model: Any, lookup: str, among: QuerySet[Any], own: str, first: int | None
) -> list[tuple[Any, int]]:
    """Return the rows of a facet of a many-to-many relation and their counts: see `Search.most_frequent`."""
    size = page_size(first, default=DEFAULT_FACET_VALUES, max_size=MAX_FACET_VALUES)
    # A value that is rare in one language may be frequent in all of them together.
    limit = size if len(searches) == 1 else None
    counts = [dict(one.most_frequent(lookup, among, own, limit)) for one in searches]
    return _reached(searches, info, model, counts, size)


def _summed(facets: Iterable[Iterable[tuple[K, int]]]) -> list[tuple[K, int]]:
    """Add up the facets of several searches; return (value, count), most first."""
    counts = Counter[K]()
    for facet in facets:
        counts.update(dict(facet))
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _with_ancestors(context: Context, facet: Sequence[tuple[int, int]]) -> Mapping[int, int]:
    """Return the counts of categories and of those above them, by primary key."""
    counts = Counter[int]()
    if facet:
        tree = category_tree(context)
        for pk, count in facet:
            counts.update(dict.fromkeys([*tree.ancestors(pk), pk], count))
    return counts


def _reached(
    searches: Searches, info: Info, model: Any, counts: Sequence[Mapping[int, int]], first: int | None = None
) -> list[tuple[Any, int]]:
    """Load the objects of a facet, each in the tree of the first search that counts it; return them with their counts.

    Args:
        searches: the searches.
        info: the resolver's.
        model: the model of the objects.
        counts: for each search, the number of results by primary key.
        first: number of rows at most.
    """
    counted = _summed(one.items() for one in counts)[:first]
    if not counted:
        return []  # without a query, whose cache tags would distinguish a hidden language from a missing one
    roots: dict[int, str] = {}
    for search, found in zip(searches, counts, strict=True):
        for pk in found:
            roots.setdefault(pk, search.trees[0].root)
    loader = info.context.loader(fetch_in_tree(model))
    loader.enqueue((pk, roots[pk]) for pk, _count in counted)
    return [(row, count) for pk, count in counted if (row := loader.get((pk, roots[pk]))) is not None]


class SearchConnection(graphene.ObjectType):
    """Matches of every public page type; articles carry the category and date that the filters and facets speak of."""

    edges = graphene.Field(listed(SearchEdge), description="The results, each with its cursor, score and highlight.")
    nodes = graphene.Field(lambda: listed(Page), description="The pages themselves.")
    page_info = graphene.Field(PageInfo, required=True, description="Whether and from where to read on.")
    total_count = graphene.Int(required=True, description="Results in all; counted only when you ask for it.")
    facets = graphene.Field(SearchFacets, required=True, description="How the results are spread.")
    did_you_mean = graphene.String(
        description=(
            "The query with likelier spellings of words that stand on no public page, or on hardly any while a word "
            "like them stands on many. Offer it as a link. Null as well when more than "
            f"{MAX_WORDS_SPELLED} words are unknown."
        )
    )
    corrected_query = graphene.String(
        description=(
            "The query that these are the results of, where `autocorrect` was asked for and what was typed finds "
            "nothing: show it with “instead of”. Null where they are the results of what was typed."
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
        return rows.total_count

    @staticmethod
    def resolve_facets(rows: Listing, info: Info) -> Searches:
        return rows.search.searches

    @staticmethod
    def resolve_did_you_mean(rows: Listing, info: Info) -> str | None:
        return rows.typed.did_you_mean

    @staticmethod
    def resolve_corrected_query(rows: Listing, info: Info) -> str | None:
        return rows.corrected_query
