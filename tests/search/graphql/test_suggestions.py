"""What suggestions are, and where they lead."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import Site

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import (
    AuthorFactory,
    CategoryFactory,
    index_of,
    make_article,
    make_hidden_articles,
    make_page,
    make_site,
    make_translation,
)
from tests.search.finding import index_all

SUGGEST = """query($p: String!, $site: String, $locale: String) {
  suggest(prefix: $p, site: $site, locale: $locale) {
    text kind path url page { path } node { __typename ... on Page { title } ... on Tag { count } }
  }
}"""


@pytest.fixture
def harbour(site: Site, index: NewsIndexPage, settings: Settings) -> None:
    """Something of each kind whose name begins with “harbour”, on a site in English and French and on another site."""
    settings.FRONTEND_URL = "https://www.example.org"
    settings.FRONTEND_URLS = {"b.example": "https://b.example.org"}
    category = CategoryFactory(name="Harbour news", slug="harbour-news")
    ana = AuthorFactory(name="Ana Harbour", slug="ana-harbour")
    article = make_article(
        index, title="Harbour opens", slug="opens", category=category, authors=[ana], tags=["Harbour wall"]
    )
    make_translation(article, "fr", title="Le port", slug="le-port", category=None)
    make_page(site.root_page, title="About the harbour", slug="about")
    there = index_of(make_site("b.example", default=False))
    make_article(there, title="Elsewhere", authors=[AuthorFactory(name="Bo Harbour", slug="bo")], tags=["Harbour b"])
    index_all()


def suggested(api: GraphQLClient, prefix: str, **place: str) -> list[tuple[str, ...]]:
    found = api.data(SUGGEST, p=prefix, **place)["suggest"]
    for one in found:
        is_page = one["kind"] == "PAGE"
        assert one["page"] == ({"path": one["path"]} if is_page else None)
        assert one["node"].get("title", one["text"]) == one["text"]
        assert one["node"].get("count", 1) == 1
    return [(one["text"], one["kind"], one["node"]["__typename"], one["url"]) for one in found]


def test_suggestions_say_what_they_are_and_lead_there(harbour: None, api: GraphQLClient) -> None:
    address = "https://www.example.org"
    assert suggested(api, "harb") == [
        ("Harbour news", "CATEGORY", "Category", f"{address}/category/harbour-news/"),
        ("Ana Harbour", "AUTHOR", "Author", f"{address}/author/ana-harbour/"),
        ("Harbour wall", "TAG", "Tag", f"{address}/tag/harbour-wall/"),
        ("Harbour opens", "PAGE", "ArticlePage", f"{address}/news/opens/"),
        ("About the harbour", "PAGE", "StandardPage", f"{address}/about/"),
    ]
    assert suggested(api, "harbour w") == [("Harbour wall", "TAG", "Tag", f"{address}/tag/harbour-wall/")]
    assert suggested(api, "wall") == [("Harbour wall", "TAG", "Tag", f"{address}/tag/harbour-wall/")]


def test_suggestions_keep_to_their_site_and_language(harbour: None, api: GraphQLClient) -> None:
    there, french = "https://b.example.org", "https://www.example.org/fr"
    assert suggested(api, "harb", site="b.example") == [
        ("Bo Harbour", "AUTHOR", "Author", f"{there}/author/bo/"),
        ("Harbour b", "TAG", "Tag", f"{there}/tag/harbour-b/"),
    ]
    assert suggested(api, "harb", locale="fr") == [
        ("Ana Harbour", "AUTHOR", "Author", f"{french}/author/ana-harbour/"),
        ("Harbour wall", "TAG", "Tag", f"{french}/tag/harbour-wall/"),
    ]
    assert suggested(api, "le po", locale="fr") == [("Le port", "PAGE", "ArticlePage", f"{french}/news/le-port/")]
    assert suggested(api, "harb", locale="xx") == []


def test_names_of_hidden_articles_are_not_suggested(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_hidden_articles(
        index,
        category=CategoryFactory(name="Secret section"),
        authors=[AuthorFactory(name="Secret agent")],
        tags=["Secret tag"],
    )
    index_all()

    assert suggested(api, "secret") == []


@pytest.mark.parametrize("typed", ["%", "_", "\\", "wall%", "harbour_w", "😀", "ﬀ", "İ", "'", "\ud800", "()"])
def test_hostile_prefixes_suggest_nothing(harbour: None, api: GraphQLClient, typed: str) -> None:
    assert [one for one in suggested(api, typed) if one[1] != "PAGE"] == []


def test_facets_lead_to_categories_of_the_site_that_was_searched(index: NewsIndexPage, api: GraphQLClient) -> None:
    category = CategoryFactory(name="Ports", slug="ports")
    make_article(index, title="Harbour here", category=category)
    for number in range(2):
        make_article(index_of(make_site(f"{number}.example", default=False)), title="Harbour there", category=category)
    index_all()
    query = """query($site: String) { search(query: "harbour", site: $site) {
      facets { categories { count category { articleCount url } } }
    } }"""

    for site in ("0.example", "1.example"):
        assert api.data(query, site=site)["search"]["facets"]["categories"] == [
            {"count": 1, "category": {"articleCount": 1, "url": f"http://{site}/category/ports/"}}
        ]
    assert api.data(query)["search"]["facets"]["categories"][0]["category"]["url"].startswith("https://www.example.")


@pytest.mark.parametrize("size", [3, 30])
def test_queries_do_not_grow_with_rows(index: NewsIndexPage, api: GraphQLClient, size: int) -> None:
    for number in range(size):
        make_article(
            index,
            title=f"Harbour {number}",
            category=CategoryFactory(name=f"Harbour {number} news"),
            authors=[AuthorFactory(name=f"Harbour {number} author")],
            tags=[f"Harbour {number} tag"],
        )
    index_all()
    query = '{ suggest(prefix: "harb", first: 20) { text kind url node { id } } }'
    api.data(query)

    with CaptureQueriesContext(connection) as queries:
        found: list[dict[str, Any]] = api.data(query)["suggest"]
    assert {one["kind"] for one in found} == {"CATEGORY", "TAG", "PAGE"}
    assert len(queries) == 13
