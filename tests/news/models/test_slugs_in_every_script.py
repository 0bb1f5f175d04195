"""Categories and authors whose slugs have accented and Arabic letters: forms, answers, feeds, suggestions, imports."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.models import Locale

from news.models import ArticlePage, Author, Category, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, make_article, make_translation
from tests.news.author_form import author_form
from tests.news.exporting.test_round_trip import empty, export, rows_of, run
from tests.news.importing.samples import bring
from tests.search.finding import index_all
from tests.user_accounts import log_in, make_user

CATEGORIES = "/admin/snippets/news/category/"
AUTHORS = "/admin/snippets/news/author/"
PORTS, TOMAS = "الموانئ", "tomás-arrieta"
AUTHOR_FORM = author_form() | {"action-publish": "1"}


@pytest.fixture
def moderator(db: None) -> Client:
    return log_in(make_user("Moderators"))


@pytest.fixture
def ports(index: NewsIndexPage, settings: Settings) -> ArticlePage:
    """An Arabic article in a category and by an author with such slugs."""
    settings.FRONTEND_URL = "https://www.example.org"
    make_translation(index, "ar")
    arabic = Locale.objects.get(language_code="ar")
    category = CategoryFactory(name="الموانئ والملاحة", slug=PORTS, locale=arabic)
    article = make_article(index, slug="fog", authors=[AuthorFactory(name="Tomás Arrieta", slug=TOMAS)])
    translated: ArticlePage = make_translation(article, "ar", title="ضباب", category=category)
    return translated


@pytest.mark.parametrize(
    ("code", "name", "slug"),
    [("fr", "Économie", "économie"), ("ar", "الموانئ والملاحة", PORTS), ("en", "News", "news")],
)
def test_a_category_is_made_and_saved_again(moderator: Client, code: str, name: str, slug: str) -> None:
    Locale.objects.get_or_create(language_code=code)
    form = {"name": name, "slug": slug, "description": "", "parent": ""}

    added = moderator.post(f"{CATEGORIES}add/?locale={code}", form)
    assert added.status_code == 302, added.context["form"].errors
    made = Category.objects.get(slug=slug, locale__language_code=code)
    edited = moderator.post(f"{CATEGORIES}edit/{made.pk}/", {**form, "description": "All afloat."})

    assert edited.status_code == 302
    made.refresh_from_db()
    assert (made.name, made.slug, made.description) == (name, slug, "All afloat.")


@pytest.mark.parametrize(("name", "slug"), [("Tomás Arrieta", TOMAS), ("ليلى حداد", "ليلى-حداد")])
def test_an_author_is_made_and_saved_again(moderator: Client, name: str, slug: str) -> None:
    form = {"name": name, "slug": slug, **AUTHOR_FORM}

    added = moderator.post(f"{AUTHORS}add/", form)
    assert added.status_code == 302, added.context["form"].errors
    made = Author.objects.get(slug=slug)
    edited = moderator.post(f"{AUTHORS}edit/{made.pk}/", {**form, "bio": "Writes."})

    assert edited.status_code == 302
    made.refresh_from_db()
    assert (made.name, made.slug, made.bio, made.live) == (name, slug, "Writes.", True)


def test_no_slug_has_spaces_or_slashes(moderator: Client) -> None:
    answer = moderator.post(f"{AUTHORS}add/", {"name": "A", "slug": "a/ب ج", **AUTHOR_FORM})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["slug"]


def test_answers(ports: ArticlePage, api: GraphQLClient) -> None:
    query = """query($category: String!, $author: String!) {
      category(slug: $category, locale: "ar") { slug path url articleCount seo { canonicalUrl } }
      author(slug: $author, locale: "ar") { slug path url }
    }"""
    filtered = """query($category: [String!], $author: [String!]) {
      articles(locale: "ar", filter: {category: $category, author: $author}) { nodes { title } }
    }"""
    address = "https://www.example.org"
    expected = {
        "category": {
            "slug": PORTS,
            "path": f"/ar/category/{PORTS}/",
            "url": f"{address}/ar/category/{PORTS}/",
            "articleCount": 1,
            "seo": {"canonicalUrl": f"{address}/ar/category/{PORTS}/"},
        },
        "author": {"slug": TOMAS, "path": f"/ar/author/{TOMAS}/", "url": f"{address}/ar/author/{TOMAS}/"},
    }

    assert api.data(query, category=PORTS, author=TOMAS) == expected
    assert api.data(query, category=quote(PORTS), author=quote(TOMAS)) == expected
    assert api.data(query, category="%FF%00", author="%") == {"category": None, "author": None}
    assert api.data(filtered, category=[PORTS], author=[TOMAS])["articles"]["nodes"] == [{"title": "ضباب"}]
    assert api.data(filtered, category=["موانئ"], author=[TOMAS])["articles"]["nodes"] == []


@pytest.mark.parametrize("subject", [f"category/{PORTS}", f"author/{TOMAS}"])
def test_feeds(ports: ArticlePage, api: GraphQLClient, subject: str) -> None:
    kind, slug = subject.split("/")
    query = f'query($slug: String!) {{ {kind}(slug: $slug, locale: "ar") {{ feeds {{ url }} }} }}'
    address = f"http://testserver/feeds/localhost/ar/{quote(subject)}/summary.json"

    assert address in [feed["url"] for feed in api.data(query, slug=slug)[kind]["feeds"]]
    feed = json.loads(Client().get(address).content)

    assert (feed["feed_url"], feed["home_page_url"]) == (address, f"https://www.example.org/ar/{subject}/")
    assert [item["title"] for item in feed["items"]] == ["ضباب"]


def test_suggestions(ports: ArticlePage, api: GraphQLClient) -> None:
    index_all()
    query = 'query($p: String!) { suggest(prefix: $p, locale: "ar") { kind path } }'

    assert {"kind": "CATEGORY", "path": f"/ar/category/{PORTS}/"} in api.data(query, p="المو")["suggest"]
    assert api.data(query, p="tomás")["suggest"] == [{"kind": "AUTHOR", "path": f"/ar/author/{TOMAS}/"}]


def test_an_export_is_imported_with_the_same_slugs(index: NewsIndexPage, tmp_path: Path) -> None:
    category = CategoryFactory(
        name="Économie bleue", slug=PORTS, parent=CategoryFactory(name="Monde", slug="à-l-étranger")
    )
    make_article(index, slug="fog", category=category, authors=[AuthorFactory(name="T. Arrieta", slug=TOMAS)])
    export(tmp_path / "first")
    empty(NewsIndexPage.objects.get(pk=index.pk))

    run("import_articles", tmp_path / "first", index="/news/")
    export(tmp_path / "second")

    assert sorted(Category.objects.values_list("slug", flat=True)) == ["à-l-étranger", PORTS]
    assert [author.slug for author in Author.objects.all()] == [TOMAS]
    first, second = (rows_of(tmp_path / name)[0] for name in ("first", "second"))
    assert (first["category"], first["authors"]) == (second["category"], second["authors"])


def test_an_import_makes_slugs_of_names_as_the_forms_do(index: NewsIndexPage, tmp_path: Path) -> None:
    row: dict[str, Any] = {"title": "Fog", "date": "2024-03-07", "category": "الموانئ والملاحة"}

    bring(tmp_path, index, row | {"authors": ["Tomás Arrieta", {"name": "Zoë", "slug": "not/a slug"}, "…"]})

    assert [category.slug for category in Category.objects.all()] == ["الموانئ-والملاحة"]
    assert sorted(Author.objects.values_list("slug", flat=True)) == ["author", TOMAS, "zoë"]
