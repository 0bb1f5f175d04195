"""What a client gets in a language in which something is not there."""

from typing import Any

import pytest
from wagtail.models import Locale

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, make_article, make_translation
from tests.search.finding import index_all


@pytest.fixture
def harbour(index: NewsIndexPage) -> None:
    """An article in English alone, with category and author, in a site that has Arabic pages."""
    make_translation(index, "ar", title="الأخبار", slug="الأخبار")
    make_article(
        index,
        title="Harbour",
        slug="harbour",
        category=CategoryFactory(name="Ports", slug="ports"),
        authors=[AuthorFactory(slug="ana")],
        tags=["sea"],
    )
    index_all()


def test_a_page_without_a_translation(harbour: None, api: GraphQLClient) -> None:
    answer = api.data(
        """{ here: page(path: "/news/harbour/") { translations { locale } }
          there: page(path: "/ar/news/harbour/") { title }
          index: page(path: "/news/") { translations { title locale direction } } }"""
    )

    assert answer == {
        "here": {"translations": []},
        "there": None,
        "index": {"translations": [{"title": "الأخبار", "locale": "ar", "direction": "RTL"}]},
    }


EMPTY: dict[str, Any] = {
    'articles(locale: "%s") { totalCount }': {"totalCount": 0},
    'categories(locale: "%s") { slug }': [],
    'category(slug: "ports", locale: "%s") { slug }': None,
    'authors(locale: "%s") { totalCount }': {"totalCount": 0},
    'author(slug: "ana", locale: "%s") { slug }': None,
    'tags(locale: "%s") { totalCount }': {"totalCount": 0},
    'tag(slug: "sea", locale: "%s") { slug }': None,
    'search(query: "harbour", locale: "%s") { totalCount nodes { title } }': {"totalCount": 0, "nodes": []},
    'suggest(prefix: "harb", locale: "%s") { text }': [],
}


@pytest.mark.parametrize("code", ["ar", "xx", "not a language"])
@pytest.mark.parametrize("field", EMPTY)
def test_a_list_in_a_language_that_has_nothing_is_empty(
    harbour: None, api: GraphQLClient, field: str, code: str
) -> None:
    assert api.data(f"{{ answer: {field % code} }}") == {"answer": EMPTY[field]}


def test_a_category_without_a_translation(index: NewsIndexPage, api: GraphQLClient) -> None:
    ports = CategoryFactory(name="Ports", slug="ports")
    make_translation(make_article(index, category=ports), "ar", category=ports)
    arabic = Locale.objects.get(language_code="ar")

    query = """{ articles(locale: "ar") { nodes { locale direction category { name locale direction path } } }
      category(slug: "ports") { translations { name direction } } }"""
    answer = api.data(query)

    assert answer["articles"]["nodes"] == [
        {
            "locale": "ar",
            "direction": "RTL",
            "category": {"name": "Ports", "locale": "en", "direction": "LTR", "path": "/category/ports/"},
        }
    ]
    assert answer["category"] == {"translations": []}

    translated = ports.copy_for_translation(arabic)
    translated.name, translated.slug = "الموانئ", "الموانئ"
    translated.save()
    assert api.data(query)["category"] == {"translations": []}, "no article is filed under it"


def test_an_author_in_arabic_and_french(index: NewsIndexPage, api: GraphQLClient) -> None:
    ana = AuthorFactory(slug="ana", name="Ana Duarte")
    article = make_article(index, title="Harbour", authors=[ana])
    make_translation(article, "ar", title="الميناء", authors=[ana])
    make_translation(article, "fr", title="Le port", authors=[ana])

    answer = api.data(
        """{ author(slug: "ana", locale: "ar") { name path articles { nodes { title direction } }
          translations { locale path } } }"""
    )

    assert answer["author"] == {
        "name": "Ana Duarte",
        "path": "/ar/author/ana/",
        "articles": {"nodes": [{"title": "الميناء", "direction": "RTL"}]},
        "translations": [{"locale": "en", "path": "/author/ana/"}, {"locale": "fr", "path": "/fr/author/ana/"}],
    }


def test_an_unknown_language_of_a_field_below_is_an_error(harbour: None, api: GraphQLClient) -> None:
    _code, message = api.error('{ author(slug: "ana") { path(locale: "xx") } }')

    assert message == "This site has no pages in this language. It has en, ar."
