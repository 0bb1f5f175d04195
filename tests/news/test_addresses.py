"""Where frontends show categories and authors, and in which languages."""

from typing import Any

import pytest
from pytest_django import Settings
from wagtail.models import Locale, Page

from news.models import Category, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, ImageFactory, make_article, make_site, make_translation

HEAD = "path url seo { title description canonicalUrl noindex image { title } }"


@pytest.fixture
def skills(index: NewsIndexPage, settings: Settings) -> Category:
    """A category with articles in English and French, by one author; on a second site in English alone."""
    settings.FRONTEND_URL = "https://www.example.org"
    settings.FRONTEND_URLS = {"second.example": "https://second.example.org"}
    locale, _created = Locale.objects.get_or_create(language_code="fr")
    english = CategoryFactory(name="Skills", slug="skills", description="What people learn.")
    french: Category = english.copy_for_translation(locale)
    french.name, french.slug = "Compétences", "competences"
    french.save()
    ana = AuthorFactory(name="Ana Duarte", slug="ana", bio="She writes.", portrait=ImageFactory(title="Ana"))
    article = make_article(index, title="One", category=english, authors=[ana])
    make_translation(article, "fr", title="Un", category=french)
    second = make_site("second.example", default=False)
    make_article(NewsIndexPage.objects.child_of(second.root_page).get(), category=english, authors=[ana])
    return english


def test_a_category_has_an_address(skills: Category, api: GraphQLClient) -> None:
    answer = api.data(
        f"""{{
          category(slug: "skills") {{ {HEAD} translations {{ name locale path url translations {{ name }} }} }}
          french: category(slug: "competences", locale: "fr") {{ path translations {{ path }} }}
          there: category(slug: "skills", site: "second.example") {{ path url translations {{ name }} articleCount }}
          articles(locale: "fr") {{ nodes {{ category {{ path translations {{ path }} }} }} }}
        }}"""
    )

    assert answer["category"] == {
        "path": "/category/skills/",
        "url": "https://www.example.org/category/skills/",
        "seo": {
            "title": "Skills",
            "description": "What people learn.",
            "canonicalUrl": "https://www.example.org/category/skills/",
            "noindex": False,
            "image": None,
        },
        "translations": [
            {
                "name": "Compétences",
                "locale": "fr",
                "path": "/fr/category/competences/",
                "url": "https://www.example.org/fr/category/competences/",
                "translations": [{"name": "Skills"}],
            }
        ],
    }
    french = {"path": "/fr/category/competences/", "translations": [{"path": "/category/skills/"}]}
    assert answer["french"] == french
    assert answer["articles"]["nodes"] == [{"category": french}]
    assert answer["there"] == {
        "path": "/category/skills/",
        "url": "https://second.example.org/category/skills/",
        "translations": [],
        "articleCount": 1,
    }


def test_an_author_has_an_address_in_each_language(skills: Category, api: GraphQLClient) -> None:
    answer = api.data(
        f"""{{
          author(slug: "ana") {{ {HEAD} french: path(locale: "fr") there: url(site: "second.example")
            translations {{ locale path url }} back: translations(locale: "fr") {{ path }}
            elsewhere: translations(site: "second.example") {{ path }} }}
          articles(locale: "fr") {{ nodes {{ authors {{ path seo {{ canonicalUrl }} translations {{ path }} }} }} }}
          there: author(slug: "ana", site: "second.example") {{
            url translations {{ path }} articles {{ totalCount }}
          }}
        }}"""
    )

    assert answer["author"] == {
        "path": "/author/ana/",
        "url": "https://www.example.org/author/ana/",
        "seo": {
            "title": "Ana Duarte",
            "description": "She writes.",
            "canonicalUrl": "https://www.example.org/author/ana/",
            "noindex": False,
            "image": {"title": "Ana"},
        },
        "french": "/fr/author/ana/",
        "there": "https://second.example.org/author/ana/",
        "translations": [{"locale": "fr", "path": "/fr/author/ana/", "url": "https://www.example.org/fr/author/ana/"}],
        "back": [{"path": "/author/ana/"}],
        "elsewhere": [],
    }
    assert answer["articles"]["nodes"] == [
        {
            "authors": [
                {
                    "path": "/fr/author/ana/",
                    "seo": {"canonicalUrl": "https://www.example.org/fr/author/ana/"},
                    "translations": [{"path": "/author/ana/"}],
                }
            ]
        }
    ]
    assert answer["there"] == {
        "url": "https://second.example.org/author/ana/",
        "translations": [],
        "articles": {"totalCount": 1},
    }


def test_the_operators_choose_the_paths(skills: Category, api: GraphQLClient, settings: Settings) -> None:
    settings.FRONTEND_PATHS = {**settings.FRONTEND_PATHS, "category": "/news/section-{slug}"}

    assert api.data('{ category(slug: "competences", locale: "fr") { path url } }')["category"] == {
        "path": "/fr/news/section-competences",
        "url": "https://www.example.org/fr/news/section-competences",
    }


def test_a_hidden_article_makes_no_translation(skills: Category, api: GraphQLClient) -> None:
    query = '{ category(slug: "skills") { translations { name } } author(slug: "ana") { translations { locale } } }'
    NewsIndexPage.objects.filter(locale__language_code="fr").get().view_restrictions.create(restriction_type="login")

    assert api.data(query) == {"category": {"translations": []}, "author": {"translations": []}}


def test_a_language_that_the_site_has_not_is_explained(skills: Category, api: GraphQLClient) -> None:
    for field in ("path", "url", "seo { title }", "translations { path }"):
        name, _space, selection = field.partition(" ")
        assert api.error(f'{{ author(slug: "ana") {{ {name}(locale: "es") {selection} }} }}') == (
            "BAD_USER_INPUT",
            "This site has no pages in this language. It has en, fr.",
        )


def test_authors_and_categories_keep_to_the_site_that_is_asked_for(skills: Category, api: GraphQLClient) -> None:
    local = AuthorFactory(name="Bo", slug="bo")
    sport = CategoryFactory(name="Sport", slug="sport")
    there = NewsIndexPage.objects.get(path__startswith=make_site("third.example", default=False).root_page.path)
    make_article(there, title="Third", category=sport, authors=[local])
    query = """query($site: String) {
      categories(site: $site) { name articleCount articles { nodes { title } } }
      category(slug: "sport", site: $site) { name }
      authors(site: $site) { totalCount nodes { name articles { totalCount } } }
      author(slug: "bo", site: $site) { name articles { nodes { title } } }
    }"""

    default = {
        "categories": [{"name": "Skills", "articleCount": 1, "articles": {"nodes": [{"title": "One"}]}}],
        "category": None,
        "authors": {"totalCount": 1, "nodes": [{"name": "Ana Duarte", "articles": {"totalCount": 1}}]},
        "author": None,
    }
    for site in (None, "", "localhost"):
        assert api.data(query, site=site) == default
    assert api.data(query, site="third.example") == {
        "categories": [{"name": "Sport", "articleCount": 1, "articles": {"nodes": [{"title": "Third"}]}}],
        "category": {"name": "Sport"},
        "authors": {"totalCount": 1, "nodes": [{"name": "Bo", "articles": {"totalCount": 1}}]},
        "author": {"name": "Bo", "articles": {"nodes": [{"title": "Third"}]}},
    }
    french = "query($locale: String) { authors(locale: $locale) { nodes { name path } } }"
    assert api.data(french, locale="fr")["authors"]["nodes"] == [{"name": "Ana Duarte", "path": "/fr/author/ana/"}]


@pytest.mark.parametrize(
    "field",
    [
        "articles(site: $s) { totalCount }",
        "categories(site: $s) { name }",
        'category(slug: "skills", site: $s) { name }',
        "authors(site: $s) { totalCount }",
        'author(slug: "ana", site: $s) { name }',
        "tags(site: $s) { totalCount }",
        'tag(slug: "sea", site: $s) { name }',
        'page(path: "/", site: $s) { title }',
        "site(hostname: $s) { name }",
        'search(query: "one", site: $s) { totalCount }',
        'suggest(prefix: "one", site: $s) { text }',
        'author(slug: "ana") { path(site: $s) articles(site: $s) { totalCount } }',
        'category(slug: "skills") { path(site: $s) articleCount(site: $s) }',
    ],
)
def test_an_empty_site_is_none(skills: Category, api: GraphQLClient, field: str) -> None:
    """Clients send an empty text for a variable without a value."""
    query = f"query($s: String) {{ {field} }}"
    assert api.data(query, s="") == api.data(query, s=None) == api.data(query)
    assert api.error(query, s="nowhere.example")[0] == "BAD_USER_INPUT"


@pytest.mark.parametrize("size", [3, 30])
def test_queries_do_not_grow_with_rows(
    index: NewsIndexPage, api: GraphQLClient, django_assert_num_queries: Any, settings: Settings, size: int
) -> None:
    settings.GRAPHQL_LIMITS = {"cost": 50_000}
    locale, _created = Locale.objects.get_or_create(language_code="fr")
    for number in range(size):
        category = CategoryFactory(slug=f"c-{number}")
        french = category.copy_for_translation(locale)
        french.save()
        article = make_article(index, category=category, authors=[AuthorFactory(portrait=ImageFactory())])
        make_translation(article, "fr", category=french)
    fields = f"{HEAD} translations {{ path }}"
    for query, expected in (
        (f"{{ categories {{ {fields} }} }}", 5),
        (f"{{ authors(first: 100) {{ nodes {{ {fields} }} }} }}", 5),
        (f"{{ articles(first: 30) {{ nodes {{ category {{ {fields} }} authors {{ {fields} }} }} }} }}", 8),
    ):
        api.data(query)
        with django_assert_num_queries(expected):
            api.data(query)


def test_a_language_whose_home_page_is_hidden_is_as_one_that_the_site_lacks(
    index: NewsIndexPage, api: GraphQLClient
) -> None:
    """The error names the languages of the site, and a path in a hidden one would tell that it is prepared."""
    make_article(index, authors=[AuthorFactory(slug="ana")])
    query = '{ author(slug: "ana") { path(locale: "fr") } }'
    missing = api.error(query)
    make_translation(index.get_parent().specific, "fr")
    Page.objects.filter(locale__language_code="fr", depth=2).update(live=False)

    assert api.error(query) == missing
