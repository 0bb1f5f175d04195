"""What a search gives: results with their highlights, and how they are spread."""

from __future__ import annotations

from collections import Counter
from typing import Any

import graphene

from cms.graphql.context import Info
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

AUTHORS, TAGS = "page__articlepage__bylines__author", "page__articlepage__tagged_items__tag"
"""What leads from an entry of the index to authors and tags."""

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
        title, text = rows.texts.get(row.entry, (row.page.title, ""))
        language = rows.search.query.language
        return {"title": mark(title, rows.phrases, language), "text": passage(text, rows.phrases, language)}


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
    def resolve_types(search: Search, info: Info) -> list[dict[str, Any]]:
        return [{"type": kind, "count": count} for kind, count in search.types]

    @staticmethod
    def resolve_categories(search: Search, info: Info) -> list[dict[str, Any]]:
        if not search.categories:
            return []
        tree, counts = category_tree(info.context), Counter[int]()
        for pk, count in search.categories:
            counts.update(dict.fromkeys([*tree.ancestors(pk), pk], count))
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [{"category": one, "count": count} for one, count in _reached(search, info, Category, ranked)]

    @staticmethod
    def resolve_years(search: Search, info: Info) -> list[dict[str, int]]:
        return [{"year": year, "count": count} for year, count in search.years]

    @staticmethod
    def resolve_months(search: Search, info: Info) -> list[dict[str, int]]:
        return [{"year": year, "month": month, "count": count} for year, month, count in search.months]

    @staticmethod
    def resolve_authors(search: Search, info: Info, first: int | None = None) -> list[dict[str, Any]]:
        shown = info.context.visibility.snippets(Author.objects.all())
        counts = search.most_frequent(AUTHORS, shown, "author", _values(first))
        return [{"author": author, "count": count} for author, count in _reached(search, info, Author, counts)]

    @staticmethod
    def resolve_tags(search: Search, info: Info, first: int | None = None) -> list[dict[str, Any]]:
        counts = search.most_frequent(TAGS, Tag.objects.all(), ANY_TAG, _values(first))
        return [{"tag": tag, "count": count} for tag, count in _reached(search, info, Tag, counts)]


def _values(first: int | None) -> int:
    return page_size(first, default=DEFAULT_FACET_VALUES, max_size=MAX_FACET_VALUES)


def _reached(search: Search, info: Info, model: Any, counts: list[tuple[int, int]]) -> list[tuple[Any, int]]:
    """Return the rows of a facet in place of their primary keys, reached where the search looks."""
    if not counts:
        return []  # nothing is read, or headers would tell a hidden language from one that is not there
    loader, root = info.context.loader(fetch_in_tree(model)), search.trees[0].root
    loader.enqueue((pk, root) for pk, _count in counts)
    return [(row, count) for pk, count in counts if (row := loader.get((pk, root))) is not None]


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
    def resolve_facets(rows: Listing, info: Info) -> Search:
        return rows.search

    @staticmethod
    def resolve_did_you_mean(rows: Listing, info: Info) -> str | None:
        return rows.typed.did_you_mean

    @staticmethod
    def resolve_corrected_query(rows: Listing, info: Info) -> str | None:
        return rows.corrected_query
