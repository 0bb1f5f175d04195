"""The root fields `search`, `similar` and `suggest`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import graphene
from wagtail.models import Page as WagtailPage

from cms.graphql.context import Info
from cms.graphql.data.pagination import DEFAULT_SIZE, page_size
from cms.graphql.errors import BadUserInput
from cms.graphql.schema.connections import PAGE_ARGUMENT, PAGINATION_ARGUMENTS, listed
from cms.graphql.schema.interfaces import Page
from cms.graphql.schema.node_query import find_nodes
from cms.graphql.schema.page_types import PageType
from cms.graphql.text import safe_text
from cms.performance.response_cache.cache_tags import add_tags
from search.graphql import suggestions
from search.graphql.budget import MAX_PHRASES_PER_QUERY, search_budget_of
from search.graphql.listing import Listing, SearchOrder, as_pages
from search.graphql.result_types import SearchConnection
from search.graphql.suggestion_types import Suggestion
from search.graphql.suggestions import Suggested
from search.query import ParsedQuery, parse
from search.querying.more_like_this import pages_like
from search.querying.multilingual import MultilingualSearch
from search.querying.results import Search
from search.sources import LOCALE, SITE, ArticleConditions

MAX_SEARCH_QUERY_CHARACTERS = 1000
MAX_PREFIX_CHARACTERS = 200
MAX_SUGGESTIONS = 20
DEFAULT_SUGGESTIONS = 8
MAX_SIMILAR_PAGES = 20
DEFAULT_SIMILAR_PAGES = 5
MAX_LOCALES = 4

INDEX_LAG_TAGS = ["list:page"]
"""Cache tags of every search, as whether one reads the page table depends on pages that wait to be indexed, hidden
ones among them: automatic tags alone would reveal these.
"""

SearchOrderEnum = graphene.Enum.from_enum(
    SearchOrder, description=lambda value: value.description if value else "How search results are ordered."
)


class SearchFilter(ArticleConditions):
    """Which results to keep: those that meet every given condition; all but `type` are met by articles alone."""

    type = graphene.List(
        graphene.NonNull(PageType), description="Page types: any of them; an empty list is no condition."
    )


class SearchQuery(graphene.ObjectType):
    """The search's root fields."""

    search = graphene.Field(
        SearchConnection,
        required=True,
        query=graphene.String(
            required=True,
            description=(
                f"What a visitor typed, up to {MAX_SEARCH_QUERY_CHARACTERS:,} characters. Any word matches; "
                '"words in quotes" must stand so, -word must not stand there, a last word may be unfinished. '
                f"Up to {MAX_PHRASES_PER_QUERY} phrases and excluded words."
            ),
        ),
        **PAGINATION_ARGUMENTS,
        page=PAGE_ARGUMENT,
        filter=graphene.Argument(SearchFilter, description="Which results to keep; all of them when left out."),
        order_by=SearchOrderEnum(
            required=True, default_value=SearchOrder.RELEVANCE, description="How to order the results."
        ),
        autocorrect=graphene.Boolean(
            required=True,
            default_value=False,
            description=(
                "Where what was typed finds nothing, return the results of `didYouMean` in its place; "
                "`correctedQuery` then says so."
            ),
        ),
        site=SITE,
        locale=LOCALE,
        locales=graphene.List(
            graphene.NonNull(graphene.String),
            description=(
                f"Codes of up to {MAX_LOCALES} languages to search at once, in place of `locale`: each by its own "
                "rules, their results in one order. Each costs as much as a search. An empty list is as none."
            ),
        ),
        description="Public pages of one site, in one language or several, that match a query.",
    )
    similar = graphene.Field(
        listed(Page),
        id=graphene.ID(required=True, description="The id of a page."),
        first=graphene.Int(
            description=f"How many to return, 1 to {MAX_SIMILAR_PAGES}; {DEFAULT_SIMILAR_PAGES} when left out."
        ),
        description="The public pages whose words are most like those of a page, the most alike first; of its site "
        "and language. Empty as well when the page is not public.",
    )
    suggest = graphene.Field(
        listed(Suggestion),
        prefix=graphene.String(
            required=True, description=f"What a visitor typed so far, up to {MAX_PREFIX_CHARACTERS} characters."
        ),
        first=graphene.Int(
            description=f"How many to return, 1 to {MAX_SUGGESTIONS}; {DEFAULT_SUGGESTIONS} when left out."
        ),
        site=SITE,
        locale=LOCALE,
        description="Categories, authors, tags, past searches and titles that begin so; a typing error does no harm.",
    )

    @staticmethod
    def resolve_search(
        root: None,
        info: Info,
        query: str,
        order_by: SearchOrder,
        autocorrect: bool,
        filter: Mapping[str, Any] | None = None,
        site: str | None = None,
        locale: str | None = None,
        locales: Sequence[str] | None = None,
        **arguments: Any,
    ) -> Listing:
        budget, searches = search_budget_of(info.context), []
        for code in languages(locale, locales):
            budget.spend_results(arguments.get("first") or arguments.get("last") or DEFAULT_SIZE)
            typed = parsed(info, "query", query, MAX_SEARCH_QUERY_CHARACTERS, site, code)
            if autocorrect:  # once more, for the corrected query, which has as many words
                budget.spend(typed, "query")
            trees = info.context.trees(site, code)
            corrector = suggestions.corrector_of(info.context)
            searches.append(Search(typed, info.context.visibility, trees, conditions(filter or {}), corrector))
        found = searches[0] if len(searches) == 1 else MultilingualSearch(searches)
        return Listing(found, order_by, info.context, autocorrect=autocorrect, **arguments)

    @staticmethod
    def resolve_similar(root: None, info: Info, id: str, first: int | None = None) -> list[Any]:
        size = page_size(first, default=DEFAULT_SIMILAR_PAGES, max_size=MAX_SIMILAR_PAGES)
        add_tags(INDEX_LAG_TAGS)
        page, sites = find_nodes(info.context, [id])[0], info.context.sites
        tree = sites.tree_of(page) if isinstance(page, WagtailPage) else None
        if tree is None:
            return []
        search_budget_of(info.context).spend_similar()
        return as_pages(info.context, pages_like(page, tree, info.context.visibility, size))

    @staticmethod
    def resolve_suggest(
        root: None,
        info: Info,
        prefix: str,
        first: int | None = None,
        site: str | None = None,
        locale: str | None = None,
    ) -> list[Suggested]:
        max_suggestions = DEFAULT_SUGGESTIONS if first is None else first
        if not 1 <= max_suggestions <= MAX_SUGGESTIONS:
            raise BadUserInput(f"`first` takes a number from 1 to {MAX_SUGGESTIONS}.")
        typed = parsed(info, "prefix", prefix, MAX_PREFIX_CHARACTERS, site, locale)
        trees = info.context.trees(site, locale)
        key = ("suggest", typed, tuple(tree.root for tree in trees), max_suggestions)
        return info.context.get_or_set(key, lambda: suggestions.suggest(info.context, typed, trees, max_suggestions))


def languages(locale: str | None, locales: Sequence[str] | None) -> list[str | None]:
    """Return the distinct codes of the languages to search; None means the site's default language.

    Raises:
        BadUserInput: when both arguments are given, or too many languages.
    """
    if not locales:
        return [locale]
    if locale is not None:
        raise BadUserInput("Pass `locale` or `locales`, not both.")
    if len(found := [*dict.fromkeys(locales)]) > MAX_LOCALES:
        raise BadUserInput(f"`locales` takes up to {MAX_LOCALES} languages.")
    return [*found]


def conditions(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a SearchFilter, with members of PageType replaced by their values."""
    types = given.get("type")
    return {**given, "type": None if types is None else [kind.value for kind in types]}


def parsed(info: Info, name: str, text: str, max_characters: int, site: str | None, locale: str | None) -> ParsedQuery:
    """Parse the query in an argument, in the requested language, and charge it to the request's search budget.

    Args:
        info: the resolver's.
        name: the argument, for error messages.
        text: its value.
        max_characters: its maximum length.
        site: the site, whose default language is used without `locale`.
        locale: the code of the language.

    Raises:
        BadUserInput: when the query is too long or exceeds the budget, or the site does not exist.
    """
    add_tags(INDEX_LAG_TAGS)
    if len(text) > max_characters:
        raise BadUserInput(f"`{name}` takes at most {max_characters:,} characters.")
    query = parse(text, safe_text(locale) if locale else info.context.own_locale(info.context.site(site)))
    search_budget_of(info.context).spend(query, name)
    return query
