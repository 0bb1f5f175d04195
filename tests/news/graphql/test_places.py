"""Lists below categories and authors: on which site and in which language."""

from typing import Any

import pytest
from pytest_django import Settings

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, make_article, make_site, make_translation

AUTHOR = "authors { articles(first: 3) { totalCount nodes { title } } }"


def titles(connection: Any) -> list[str]:
    return [node["title"] for node in connection["nodes"]]


def test_the_author_of_a_french_article_lists_french_articles(index: NewsIndexPage, api: GraphQLClient) -> None:
    author = AuthorFactory(slug="ana")
    first = make_article(index, title="English one", authors=[author])
    make_article(index, title="English two", authors=[author])
    make_translation(first, "fr", title="Un")

    answer = api.data(
        f"""{{
          articles(first: 3, locale: "fr") {{ nodes {{ {AUTHOR} }} }}
          english: articles(first: 3) {{ nodes {{ {AUTHOR} }} }}
        }}"""
    )

    [french] = answer["articles"]["nodes"]
    assert titles(french["authors"][0]["articles"]) == ["Un"]
    assert french["authors"][0]["articles"]["totalCount"] == 1
    for article in answer["english"]["nodes"]:
        assert titles(article["authors"][0]["articles"]) == ["English two", "English one"]


def test_one_answer_keeps_the_languages_of_an_author_apart(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, title="One", authors=[AuthorFactory()])
    make_translation(article, "fr", title="Un")

    page = api.data(
        f"""{{ articles(first: 1) {{ nodes {{ {AUTHOR} translations {{ ... on ArticlePage {{ {AUTHOR} }} }} }} }} }}"""
    )["articles"]["nodes"][0]

    assert titles(page["authors"][0]["articles"]) == ["One"]
    assert titles(page["translations"][0]["authors"][0]["articles"]) == ["Un"]


def test_an_author_without_articles_in_the_default_language(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, title="One", authors=[AuthorFactory(slug="ana")])
    make_translation(article, "fr", title="Un")
    article.unpublish()

    answer = api.data(
        """{ author(slug: "ana") {
          articles { totalCount } french: articles(locale: "fr") { nodes { title } }
          none: articles(locale: "xx") { totalCount }
        } }"""
    )

    assert answer["author"] == {
        "articles": {"totalCount": 0},
        "french": {"nodes": [{"title": "Un"}]},
        "none": {"totalCount": 0},
    }


def test_the_category_of_an_article_keeps_to_its_site(index: NewsIndexPage, api: GraphQLClient) -> None:
    category, author = CategoryFactory(slug="safety"), AuthorFactory()
    for number in range(2):
        make_article(index, title=f"Default {number}", category=category, authors=[author])
    second = make_site("second.example", default=False)
    there = NewsIndexPage.objects.child_of(second.root_page).get()
    make_article(there, title="Second", category=category, authors=[author])

    answer = api.data(
        f"""{{
          articles(first: 3, site: "second.example") {{ nodes {{
            category {{ articleCount articles(first: 3) {{ nodes {{ title }} }} }} {AUTHOR}
          }} }}
          category(slug: "safety") {{
            articleCount there: articleCount(site: "second.example") french: articleCount(locale: "fr")
            articles(site: "second.example") {{ nodes {{ title }} }}
          }}
        }}"""
    )

    [article] = answer["articles"]["nodes"]
    assert article["category"] == {"articleCount": 1, "articles": {"nodes": [{"title": "Second"}]}}
    assert titles(article["authors"][0]["articles"]) == ["Second"]
    assert answer["category"] == {
        "articleCount": 2,
        "there": 1,
        "french": 0,
        "articles": {"nodes": [{"title": "Second"}]},
    }


def test_a_site_that_is_not_known_is_an_error(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, category=CategoryFactory(slug="safety"))

    _code, message = api.error('{ category(slug: "safety") { articleCount(site: "closed.example") } }')

    assert "There is no site with this hostname. Leave it out for the default site." in (_code, message)


@pytest.mark.parametrize("size", [3, 30])
def test_lists_of_two_languages_take_statements_by_language_not_by_article(
    index: NewsIndexPage, api: GraphQLClient, django_assert_num_queries: Any, settings: Settings, size: int
) -> None:
    settings.GRAPHQL_LIMITS = {"cost": 50_000}
    category = CategoryFactory()
    for _ in range(size):
        make_translation(make_article(index, category=category, authors=[AuthorFactory()]), "fr")
    query = """{ articles(first: 30) { nodes {
      category { articleCount } authors { articles(first: 1) { nodes { title } } }
      translations { ... on ArticlePage {
        category { articleCount } authors { articles(first: 1) { nodes { title } } }
      } }
    } } }"""
    api.data(query)

    with django_assert_num_queries(11):
        api.data(query)
