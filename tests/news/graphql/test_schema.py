"""Filters, orders and archives of articles."""

import datetime as dt
from typing import Any

import pytest
from wagtail.models import Site

from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import (
    AuthorFactory,
    CategoryFactory,
    ImageFactory,
    make_article,
    make_collection,
    make_index,
    make_page,
    make_translation,
)

TITLES = """query($filter: ArticleFilter, $orderBy: ArticleOrder! = NEWEST) {
  articles(filter: $filter, orderBy: $orderBy) { totalCount nodes { title } }
}"""


def titles(api: GraphQLClient, **variables: Any) -> list[str]:
    found = api.data(TITLES, **variables)["articles"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["title"] for node in found["nodes"]]


@pytest.fixture
def four(index: NewsIndexPage) -> None:
    """Articles A to D, newest first, which differ in all that can be filtered by."""
    safety, ports = CategoryFactory(slug="safety"), CategoryFactory(slug="ports")
    ana, bo = AuthorFactory(slug="ana"), AuthorFactory(slug="bo")
    common: dict[str, Any] = {"published_at": dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)}
    day = dt.timedelta(days=1)
    make_article(index, title="A", category=safety, authors=[ana, bo], tags=["Lisbon", "rail"], **common)
    common["published_at"] -= day
    make_article(index, title="B", category=ports, authors=[bo], tags=["rail", "C"], image=ImageFactory(), **common)
    common["published_at"] -= day
    make_article(index, title="C", category=safety, tags=["Sea", "C++"], image=ImageFactory(), **common)
    common["published_at"] -= day
    make_article(index, title="D", authors=[ana], tags=["Clean Air", "Énergie"], **common)


FILTERS: list[tuple[dict[str, Any], str]] = [
    ({}, "ABCD"),
    ({"category": None, "tag": None, "author": None, "hasImage": None, "publishedFrom": None}, "ABCD"),
    ({"category": ["safety"]}, "AC"),
    ({"category": ["safety", "ports", "nothing"]}, "ABC"),
    ({"category": ["Safety"]}, ""),
    ({"category": []}, "ABCD"),
    ({"tag": ["rail"]}, "AB"),
    ({"tag": ["rail", "Sea"]}, "ABC"),
    ({"tag": ["Lisbon", "rail"]}, "AB"),
    ({"tag": ["lisbon"]}, "A"),
    ({"tag": ["LISBON", "sea"]}, "AC"),
    ({"tag": ["clean-air"]}, "D"),
    ({"tag": ["Clean-AIR"]}, "D"),
    ({"tag": ["clean air"]}, "D"),
    ({"tag": ["Énergie"]}, "D"),
    ({"tag": ["énergie"]}, "D"),
    ({"tag": ["c"]}, "B"),
    ({"tag": ["C++"]}, "C"),
    ({"tag": ["air"]}, ""),
    ({"tag": ["lisbo_"]}, ""),
    ({"tag": ["%"]}, ""),
    ({"tag": []}, "ABCD"),
    ({"author": ["ana"]}, "AD"),
    ({"author": ["ana", "bo"]}, "ABD"),
    ({"author": []}, "ABCD"),
    ({"hasImage": True}, "BC"),
    ({"hasImage": False}, "AD"),
    ({"publishedFrom": "2026-05-03"}, "AB"),
    ({"publishedTo": "2026-05-02"}, "CD"),
    ({"publishedFrom": "2026-05-02", "publishedTo": "2026-05-03"}, "BC"),
    ({"publishedFrom": "2026-05-03", "publishedTo": "2026-05-03"}, "B"),
    ({"publishedFrom": "2026-05-05"}, ""),
    ({"publishedTo": "2026-04-30"}, ""),
    ({"publishedFrom": "0001-01-01", "publishedTo": "9999-12-31"}, "ABCD"),
    ({"category": ["safety"], "author": ["ana"]}, "A"),
    ({"category": ["ports"], "tag": ["Sea"]}, ""),
    ({"tag": ["rail", "Sea"], "hasImage": True, "category": ["safety"]}, "C"),
    (
        {
            "category": ["safety"],
            "tag": ["rail"],
            "author": ["bo"],
            "publishedFrom": "2026-05-04",
            "publishedTo": "2026-05-04",
            "hasImage": False,
        },
        "A",
    ),
]


def test_filters(four: None, api: GraphQLClient) -> None:
    found = [(conditions, "".join(titles(api, filter=conditions))) for conditions, _expected in FILTERS]

    assert found == FILTERS


def test_filters_of_a_listing(site: Site, four: None, api: GraphQLClient) -> None:
    make_article(make_index(site, slug="sport"), title="Elsewhere", tags=["rail"])

    answer = api.data(
        """{ page(path: "/news/") { ... on NewsIndexPage {
          articles(filter: {tag: ["rail"], hasImage: true}) { totalCount nodes { title } }
        } } }"""
    )

    assert answer["page"]["articles"] == {"totalCount": 1, "nodes": [{"title": "B"}]}


def test_a_picture_of_a_private_collection_is_none(index: NewsIndexPage, api: GraphQLClient) -> None:
    private = make_collection("Private", private=True)
    make_article(index, title="Hidden", image=ImageFactory(collection=private))
    make_article(index, title="None")

    assert titles(api, filter={"hasImage": True}) == []
    assert titles(api, filter={"hasImage": False}) == ["None", "Hidden"]


def test_orders(index: NewsIndexPage, api: GraphQLClient) -> None:
    days = [dt.datetime(2026, 5, day, tzinfo=dt.UTC) for day in range(1, 6)]
    for title, published, updated in (
        ("b", days[0], days[4]),
        ("c", days[1], None),
        ("a", days[2], days[2]),
        ("d", days[2], days[3]),
    ):
        make_article(index, title=title, published_at=published, last_published_at=updated)

    expected = {"NEWEST": "dacb", "OLDEST": "bcad", "TITLE": "abcd", "RECENTLY_UPDATED": "bdac"}
    assert {order: "".join(titles(api, orderBy=order)) for order in expected} == expected
    assert "".join(titles(api)) == "dacb"


def test_the_archive_counts_the_articles_of_each_month(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    for year, month, day in ((2025, 12, 31), (2026, 1, 1), (2026, 1, 31), (2026, 5, 1)):
        make_article(index, published_at=dt.datetime(year, month, day, 12, tzinfo=dt.UTC))
    make_article(make_index(site, slug="sport"), published_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    query = "query($path: String!) { page(path: $path) { ... on NewsIndexPage { archive { year month count } } } }"

    assert api.data(query, path="/news/")["page"]["archive"] == [
        {"year": 2026, "month": 5, "count": 1},
        {"year": 2026, "month": 1, "count": 2},
        {"year": 2025, "month": 12, "count": 1},
    ]
    assert api.data(query, path="/sport/")["page"]["archive"] == [{"year": 2024, "month": 1, "count": 1}]


def test_articles_of_a_language(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, title="Harbour")
    make_translation(article, "fr", title="Port")
    make_article(index, title="Alone")

    answer = api.data(
        """{
          articles { totalCount nodes { title locale translations { title locale path } } }
          french: articles(locale: "fr") { totalCount nodes { title locale translations { title } } }
        }"""
    )

    port = {"title": "Port", "locale": "fr", "path": f"/fr/news/{article.slug}/"}
    assert answer == {
        "articles": {
            "totalCount": 2,
            "nodes": [
                {"title": "Alone", "locale": "en", "translations": []},
                {"title": "Harbour", "locale": "en", "translations": [port]},
            ],
        },
        "french": {
            "totalCount": 1,
            "nodes": [{"title": "Port", "locale": "fr", "translations": [{"title": "Harbour"}]}],
        },
    }


def test_standard_pages(site: Site, api: GraphQLClient) -> None:
    about = make_page(site.root_page, title="About", slug="about", intro="<p>Who we are.</p>")
    make_page(about, title="Team", slug="team", body=[("quote", {"quote": "Hello.", "attribution": ""})])

    answer = api.data(
        """{ page(path: "/about/") {
          title ... on StandardPage { intro body { id } }
          children {
            nodes { path parent { path } ... on StandardPage { intro body { ... on QuoteBlock { quote } } } }
          }
        } }"""
    )

    assert answer["page"] == {
        "title": "About",
        "intro": "<p>Who we are.</p>",
        "body": [],
        "children": {
            "nodes": [
                {"path": "/about/team/", "parent": {"path": "/about/"}, "intro": "", "body": [{"quote": "Hello."}]}
            ]
        },
    }
    assert ArticlePage.objects.count() == 0
