"""A search in several languages at once: one order, added counts, each language by its own rules."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import Locale, Page

from news.models import ArticlePage, NewsIndexPage
from search.analytics.query_log import query_log
from search.models import PastQuery, Promotion
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, make_article, make_translation, restrict, stored
from tests.search.finding import index_all

DAY = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
QUERY = """query($q: String!, $in: [String!], $first: Int, $after: String, $last: Int, $before: String,
    $order: SearchOrder! = RELEVANCE, $filter: SearchFilter, $autocorrect: Boolean! = false) {
  search(query: $q, locales: $in, first: $first, after: $after, last: $last, before: $before, orderBy: $order,
      filter: $filter, autocorrect: $autocorrect) {
    totalCount didYouMean correctedQuery
    edges { cursor score highlight { title text } node { title locale } }
    pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
  }
}"""
FACETS = """query($q: String!, $in: [String!]) { search(query: $q, locales: $in) { facets {
    types { type count } categories { category { name path } count } years { year count } months { year month count }
} } }"""
WIDE_FACETS = """query($q: String!, $in: [String!]) { search(query: $q, locales: $in) { facets {
    authors { author { name path } count } tags(first: 2) { tag { name } count }
} } }"""


def titles(found: Any) -> list[str]:
    return [edge["node"]["title"] for edge in found["search"]["edges"]]


@pytest.fixture
def stories(index: NewsIndexPage) -> list[ArticlePage]:
    """Articles on festivals in English and French."""
    music, ana = CategoryFactory(name="Music", slug="music"), AuthorFactory(name="Ana Duarte", slug="ana")
    opened = make_article(
        index,
        title="Festival opens",
        published_at=DAY,
        category=music,
        authors=[ana],
        tags=["jazz", "opening"],
        body=stored(("paragraph", {"html": "<p>The jazz festival opens by the river.</p>"})),
    )
    closed = make_article(index, title="The river", published_at=DAY - dt.timedelta(days=40), tags=["jazz"])
    french = make_translation(
        opened, "fr", title="Les festivals", published_at=DAY - dt.timedelta(days=1), body=stored()
    )
    french.tags.set(["jazz"])
    french.category = music.copy_for_translation(french.locale)
    french.category.name, french.category.slug = "Musique", "musique"
    french.category.save()
    french.save()
    index_all()
    return [opened, closed, french]


def test_results_come_in_one_order(stories: list[ArticlePage], api: GraphQLClient) -> None:
    found = api.data(QUERY, q="festival", **{"in": ["en", "fr"]})

    assert sorted(titles(found)) == ["Festival opens", "Les festivals"]
    assert found["search"]["totalCount"] == 2
    scores = [edge["score"] for edge in found["search"]["edges"]]
    assert scores == sorted(scores, reverse=True)
    assert {edge["node"]["locale"] for edge in found["search"]["edges"]} == {"en", "fr"}
    newest = api.data(QUERY, q="festival", order="NEWEST", **{"in": ["fr", "en"]})
    assert (titles(newest), newest["search"]["totalCount"]) == (["Festival opens", "Les festivals"], 2)


def test_one_language_or_none_is_the_same_as_before(stories: list[ArticlePage], api: GraphQLClient) -> None:
    one = '{ search(query: "festivals"%s) { totalCount edges { cursor score node { title } } } }'
    assert api.data(one % ', locales: ["fr"]') == api.data(one % ', locale: "fr"')
    assert api.data(one % ', locales: ["fr", "fr", "xx"]') == api.data(one % ', locale: "fr"')
    assert api.data(one % ", locales: []") == api.data(one % "")
    assert api.data(one % ', locales: ["xx"]')["search"] == {"totalCount": 0, "edges": []}


def test_each_language_has_its_own_stems_and_marks(stories: list[ArticlePage], api: GraphQLClient) -> None:
    """“Les” is a French stop word alone, and each title is marked by the words of its own language."""
    marked = api.data(QUERY, q="les festivals", **{"in": ["en", "fr"]})["search"]["edges"]

    assert {edge["highlight"]["title"] for edge in marked} == {
        "<mark>Festival</mark> opens",
        "Les <mark>festivals</mark>",
    }


@pytest.mark.parametrize("order", ["RELEVANCE", "NEWEST"])
def test_pages_of_results_fit_together(index: NewsIndexPage, api: GraphQLClient, order: str) -> None:
    for number in range(4):
        article = make_article(
            index, title=f"Festival {'day ' * number}", published_at=DAY - dt.timedelta(days=number)
        )
        make_translation(article, "fr", title=f"Festival {'jour ' * number}", published_at=DAY)
    index_all()
    languages = {"in": ["en", "fr"]}
    whole = api.data(QUERY, q="festival", order=order, first=20, **languages)["search"]["edges"]
    read: list[Any] = []
    after = None
    while True:
        page = api.data(QUERY, q="festival", order=order, first=3, after=after, **languages)["search"]
        read += page["edges"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert len(whole) == 8
    assert [edge["cursor"] for edge in read] == [edge["cursor"] for edge in whole]
    backward = api.data(QUERY, q="festival", order=order, last=3, before=whole[5]["cursor"], **languages)["search"]
    assert [edge["cursor"] for edge in backward["edges"]] == [edge["cursor"] for edge in whole[2:5]]


def test_facets_are_those_of_all_languages(stories: list[ArticlePage], api: GraphQLClient) -> None:
    def facets(*languages: str) -> Any:
        variables: dict[str, Any] = {"q": "festival", "in": languages}
        return (
            api.data(FACETS, **variables)["search"]["facets"] | api.data(WIDE_FACETS, **variables)["search"]["facets"]
        )

    both, english, french = facets("en", "fr"), facets("en"), facets("fr")
    assert both["types"] == [{"type": "ARTICLE", "count": 2}]
    assert both["years"] == [{"year": 2026, "count": 2}]
    assert both["months"] == [{"year": 2026, "month": 3, "count": 1}, {"year": 2026, "month": 2, "count": 1}]
    assert both["tags"] == [{"tag": {"name": "jazz"}, "count": 2}, {"tag": {"name": "opening"}, "count": 1}]
    assert both["categories"] == [
        {"category": {"name": "Music", "path": "/category/music/"}, "count": 1},
        {"category": {"name": "Musique", "path": "/fr/category/musique/"}, "count": 1},
    ]
    assert both["categories"] == english["categories"] + french["categories"]
    assert both["authors"] == [{"author": {"name": "Ana Duarte", "path": "/author/ana/"}, "count": 2}]


def test_a_word_that_one_language_knows_is_not_corrected(stories: list[ArticlePage], api: GraphQLClient) -> None:
    both = {"in": ["en", "fr"]}
    assert api.data(QUERY, q="river", **both)["search"]["didYouMean"] is None
    typed = api.data(QUERY, q="festivla", autocorrect=True, **both)["search"]
    assert (typed["didYouMean"], typed["correctedQuery"], typed["totalCount"]) == ("festival", "festival", 2)


def test_promoted_pages_of_all_languages_come_first(stories: list[ArticlePage], api: GraphQLClient) -> None:
    _opened, river, french = stories
    for page, code in ((river, "en"), (french, "fr")):
        locale = Locale.objects.get(language_code=code)
        Promotion.objects.create(locale=locale, queries="festival", page=Page.objects.get(pk=page.pk))

    found = api.data(QUERY, q="festival", **{"in": ["fr", "en"]})

    assert titles(found) == ["Les festivals", "The river", "Festival opens"]
    assert found["search"]["totalCount"] == 3


def test_hidden_pages_and_languages_are_left_out(stories: list[ArticlePage], api: GraphQLClient) -> None:
    before = api.data(QUERY, q="festival", **{"in": ["en", "fr"]})["search"]["totalCount"]
    restrict(stories[2].get_ancestors().get(depth=2))

    after = api.data(QUERY, q="festival", **{"in": ["en", "fr"]})

    assert (before, titles(after), after["search"]["totalCount"]) == (2, ["Festival opens"], 1)
    assert api.data(FACETS, q="festival", **{"in": ["en", "fr"]}) == api.data(FACETS, q="festival", **{"in": ["en"]})


def test_filters_narrow_all_languages(stories: list[ArticlePage], api: GraphQLClient) -> None:
    found = api.data(QUERY, q="festival", filter={"publishedTo": "2026-02-28"}, **{"in": ["en", "fr"]})
    assert titles(found) == ["Les festivals"]


def test_a_search_is_counted_where_it_finds_something(
    stories: list[ArticlePage], api: GraphQLClient, settings: Settings
) -> None:
    settings.SEARCH_LOG_SECONDS = 3_600
    query_log.write()
    for text in ("jazz river", "nowhere"):
        api.data(QUERY, q=text, **{"in": ["en", "fr"]})
    query_log.write()

    rows = PastQuery.objects.order_by("text", "locale").values_list("text", "locale", "found")
    assert list(rows) == [("jazz river", "en", 2), ("jazz river", "fr", 1), ("nowhere", "en", 0)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('locale: "en", locales: ["fr"]', "Pass `locale` or `locales`, not both."),
        ('locales: ["en", "fr", "es", "ar", "de"]', "`locales` takes up to 4 languages."),
    ],
)
def test_bad_languages_are_refused(index: NewsIndexPage, api: GraphQLClient, arguments: str, message: str) -> None:
    query = f'{{ search(query: "", {arguments}) {{ nodes {{ title }} }} }}'
    assert api.error(query) == ("BAD_USER_INPUT", message)


@pytest.mark.parametrize("size", [3, 30])
def test_queries_grow_with_languages_and_not_with_rows(index: NewsIndexPage, api: GraphQLClient, size: int) -> None:
    for number in range(size):
        make_translation(make_article(index, title=f"Festival {number}"), "fr", title=f"Festival {number}")
    index_all()
    counts = []
    for languages in (["en"], ["en", "fr"]):
        api.data(QUERY, q="festival", first=60, **{"in": languages})
        with CaptureQueriesContext(connection) as queries:
            api.data(QUERY, q="festival", first=60, **{"in": languages})
        counts.append(len(queries))
    assert counts == [7, 10]
