"""Which articles a list has: any, all or none of some categories and tags, and without some articles."""

from typing import Any

import pytest

from cms.graphql.schema.global_ids import to_global_id
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, make_article
from tests.search.finding import index_all

LISTS = """query($filter: ArticleFilter) {
  articles(filter: $filter, orderBy: TITLE) { totalCount nodes { title } }
  page(path: "/news/") {
    ... on NewsIndexPage { articles(filter: $filter, orderBy: TITLE) { totalCount nodes { title } } }
  }
  category(slug: "world") { articles(filter: $filter, orderBy: TITLE) { totalCount nodes { title } } }
  author(slug: "ana") { articles(filter: $filter, orderBy: TITLE) { totalCount nodes { title } } }
  tag(slug: "all") { articles(filter: $filter, orderBy: TITLE) { totalCount nodes { title } } }
}"""
SEARCH = """query($filter: SearchFilter) {
  search(query: "story", filter: $filter) { totalCount nodes { title } } }"""


@pytest.fixture
def articles(index: NewsIndexPage) -> dict[str, ArticlePage]:
    """Articles by headline, all by one author, with the tag “all”, in the category World or in one below it."""
    world = CategoryFactory(name="World", slug="world")
    europe = CategoryFactory(name="Europe", slug="europe", parent=world)
    asia = CategoryFactory(name="Asia", slug="asia", parent=world)
    places = {
        "A story": (world, []),
        "B story": (europe, ["rail"]),
        "C story": (europe, ["rail", "ports"]),
        "D story": (asia, ["ports"]),
    }
    author = AuthorFactory(slug="ana")
    return {
        title: make_article(index, title=title, category=category, authors=[author], tags=["all", *tags])
        for title, (category, tags) in places.items()
    }


def found(api: GraphQLClient, conditions: dict[str, Any]) -> str:
    """The first letters of the articles found, the same in each of the five lists."""
    answer = api.data(LISTS, filter=conditions)
    lists = [answer["articles"], *(answer[name]["articles"] for name in ("page", "category", "author", "tag"))]
    letters = {"".join(node["title"][0] for node in one["nodes"]) for one in lists}
    assert {one["totalCount"] for one in lists} == {len(next(iter(letters)))}
    (same,) = letters
    return same


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, "ABCD"),
        ({"tag": ["rail", "ports"]}, "BCD"),
        ({"tagAll": ["rail", "ports"]}, "C"),
        ({"tagAll": ["Rail", "ALL"]}, "BC"),
        ({"tagAll": ["rail", "unknown"]}, ""),
        ({"tagNone": ["rail"]}, "AD"),
        ({"tagNone": ["rail", "ports"]}, "A"),
        ({"tagNone": ["unknown"]}, "ABCD"),
        ({"tagAll": [], "tagNone": [], "categoryNone": None, "exclude": []}, "ABCD"),
        ({"category": ["europe", "asia"]}, "BCD"),
        ({"categoryAll": ["world", "europe"]}, "BC"),
        ({"categoryAll": ["asia", "europe"]}, ""),
        ({"categoryNone": ["europe"]}, "AD"),
        ({"categoryNone": ["world"]}, ""),
        ({"category": ["world"], "categoryNone": ["asia"], "tagNone": ["ports"]}, "AB"),
    ],
)
@pytest.mark.usefixtures("articles")
def test_any_all_or_none(api: GraphQLClient, conditions: dict[str, Any], expected: str) -> None:
    assert found(api, conditions) == expected


def test_articles_of_no_category_are_in_none_of_them(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, title="Filed", category=CategoryFactory(slug="world"))
    make_article(index, title="Not filed", category=None)

    answer = api.data('{ articles(filter: {categoryNone: ["world"]}) { nodes { title } } }')

    assert answer["articles"]["nodes"] == [{"title": "Not filed"}]


def test_articles_that_the_page_shows_already(articles: dict[str, ArticlePage], api: GraphQLClient) -> None:
    shown = [to_global_id("ArticlePage", articles[title].pk) for title in ("A story", "C story")]

    assert found(api, {"exclude": shown}) == "BD"
    assert found(api, {"exclude": [to_global_id("ArticlePage", 999_999)]}) == "ABCD"


@pytest.mark.usefixtures("articles")
def test_the_search_takes_them_too(api: GraphQLClient) -> None:
    index_all()
    answer = api.data(SEARCH, filter={"tagNone": ["rail"], "categoryNone": ["asia"]})["search"]

    assert answer == {"totalCount": 1, "nodes": [{"title": "A story"}]}


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ({"tagAll": ["a"] * 11}, "`tagAll` takes at most 10 values."),
        ({"categoryAll": ["a"] * 11}, "`categoryAll` takes at most 10 values."),
        ({"tagNone": ["a"] * 101}, "`tagNone` takes at most 100 values."),
        ({"categoryNone": ["a"] * 101}, "`categoryNone` takes at most 100 values."),
        ({"exclude": ["QXJ0aWNsZVBhZ2U6MQ=="] * 101}, "`exclude` takes at most 100 values."),
        ({"exclude": ["7"]}, "This id is malformed. Pass an id exactly as an earlier answer gave it."),
        ({"exclude": [to_global_id("Category", 1)]}, "`exclude` takes ids of articles alone."),
    ],
)
@pytest.mark.usefixtures("index")
def test_bad_input(api: GraphQLClient, conditions: dict[str, Any], message: str) -> None:
    query = "query($filter: ArticleFilter) { articles(filter: $filter) { totalCount } }"

    assert api.error(query, filter=conditions) == ("BAD_USER_INPUT", message)
