"""Tags as objects: what public articles have, where, and how many."""

from typing import Any

import pytest
from pytest_django import Settings
from taggit.models import Tag

from cms.graphql.schema import global_ids
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, make_hidden_articles, make_site, make_translation

NAMES = "query($site: String, $locale: String) { tags(site: $site, locale: $locale) { totalCount nodes { name } } }"


def names(api: GraphQLClient, **place: str) -> list[str]:
    found = api.data(NAMES, **place)["tags"]
    assert found["totalCount"] == len(found["nodes"])
    return [tag["name"] for tag in found["nodes"]]


def test_tags_are_listed_and_found_by_their_slug(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, title="One", tags=["Clean Air", "Velmark"])
    make_article(index, title="Two", tags=["Clean Air"])

    answer = api.data(
        """{
          tags { nodes { name slug count } }
          tag(slug: "clean-air") {
            id name slug count path url seo { title description canonicalUrl noindex image { id } }
            articles(first: 1) { totalCount nodes { title tags tagList { name count path } } }
          }
          none: tag(slug: "Clean Air") { name }
        }"""
    )

    assert answer["tags"]["nodes"] == [
        {"name": "Clean Air", "slug": "clean-air", "count": 2},
        {"name": "Velmark", "slug": "velmark", "count": 1},
    ]
    assert answer["none"] is None
    assert answer["tag"] == {
        "id": global_ids.to_global_id("Tag", Tag.objects.get(slug="clean-air").pk),
        "name": "Clean Air",
        "slug": "clean-air",
        "count": 2,
        "path": "/tag/clean-air/",
        "url": "https://www.example.org/tag/clean-air/",
        "seo": {
            "title": "Clean Air",
            "description": "",
            "canonicalUrl": "https://www.example.org/tag/clean-air/",
            "noindex": False,
            "image": None,
        },
        "articles": {
            "totalCount": 2,
            "nodes": [
                {
                    "title": "Two",
                    "tags": ["Clean Air"],
                    "tagList": [{"name": "Clean Air", "count": 2, "path": "/tag/clean-air/"}],
                }
            ],
        },
    }
    again = api.data("query($id: ID!) { node(id: $id) { ... on Tag { name count } } }", id=answer["tag"]["id"])
    assert again["node"] == {"name": "Clean Air", "count": 2}


def test_a_tag_of_hidden_articles_alone_does_not_exist(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, tags=["open"])
    make_hidden_articles(index, tags=["secret", "open"])
    Tag.objects.create(name="unused", slug="unused")

    answer = api.data(
        """query($ids: [ID!]!) {
          tags { totalCount nodes { name count articles { totalCount } } }
          secret: tag(slug: "secret") { name } unused: tag(slug: "unused") { name }
          nodes(ids: $ids) { id }
          articles(filter: {tag: ["secret"]}) { totalCount }
        }""",
        ids=[global_ids.to_global_id("Tag", tag.pk) for tag in Tag.objects.filter(slug__in=["secret", "unused"])],
    )

    assert answer == {
        "tags": {"totalCount": 1, "nodes": [{"name": "open", "count": 1, "articles": {"totalCount": 1}}]},
        "secret": None,
        "unused": None,
        "nodes": [None, None],
        "articles": {"totalCount": 0},
    }


def test_tags_keep_to_their_site_and_language(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_translation(make_article(index, title="One", tags=["sea", "rail"]), "fr", title="Un")
    second = make_site("second.example", default=False)
    make_article(NewsIndexPage.objects.child_of(second.root_page).get(), title="Elsewhere", tags=["sea", "port"])
    french = ArticlePage.objects.get(title="Un")
    french.tags.set(["sea", "mer"])
    french.save()

    assert names(api) == names(api, site="", locale="") == names(api, site="localhost") == ["rail", "sea"]
    assert names(api, locale="fr") == ["mer", "sea"]
    assert names(api, site="second.example") == ["port", "sea"]
    assert names(api, site="second.example", locale="fr") == names(api, locale="xx") == []
    answer = api.data(
        """{
          tag(slug: "sea", locale: "fr") {
            count path articles { nodes { title } } here: count(locale: "en") path2: path(locale: "en")
            there: url(site: "second.example")
            translations { locale path url }
          }
          english: tag(slug: "mer") { name }
          articles(first: 1, locale: "fr") {
            nodes { tagList { name count path articles(first: 2) { nodes { title } } } }
          }
        }"""
    )
    assert answer["tag"] == {
        "count": 1,
        "path": "/fr/tag/sea/",
        "articles": {"nodes": [{"title": "Un"}]},
        "here": 1,
        "path2": "/tag/sea/",
        "there": "http://second.example/tag/sea/",
        "translations": [{"locale": "en", "path": "/tag/sea/", "url": "https://www.example.org/tag/sea/"}],
    }
    assert answer["english"] is None
    assert answer["articles"]["nodes"][0]["tagList"] == [
        {"name": name, "count": 1, "path": f"/fr/tag/{name}/", "articles": {"nodes": [{"title": "Un"}]}}
        for name in ("mer", "sea")
    ]


def test_tags_are_read_in_pages(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, tags=["a", "b", "c"])
    query = """query($after: String, $page: Int) {
      tags(first: 2, after: $after, page: $page) { nodes { name } pageInfo { hasNextPage endCursor } }
    }"""

    first = api.data(query)["tags"]
    assert [tag["name"] for tag in first["nodes"]] == ["a", "b"]
    for second in ({"after": first["pageInfo"]["endCursor"]}, {"page": 2}):
        assert api.data(query, **second)["tags"]["nodes"] == [{"name": "c"}]


@pytest.mark.parametrize("size", [3, 30])
def test_queries_do_not_grow_with_rows(
    index: NewsIndexPage, api: GraphQLClient, django_assert_num_queries: Any, settings: Settings, size: int
) -> None:
    settings.GRAPHQL_LIMITS = {"cost": 50_000}
    for number in range(size):
        article = make_article(index, tags=["all", f"tag {number}", f"other {number}"])
        make_translation(article, "fr")
    for query, expected in (
        ("{ articles(first: 30) { nodes { tags tagList { slug path } } } }", 4),
        ("{ articles(first: 30) { nodes { tagList { count translations { path } seo { title } } } } }", 6),
        ("{ tags(first: 100) { totalCount nodes { name count articles(first: 2) { nodes { title } } } } }", 6),
    ):
        api.data(query)
        with django_assert_num_queries(expected):
            api.data(query)
