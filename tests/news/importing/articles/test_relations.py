"""Categories, authors and tags of imported articles."""

from pathlib import Path
from typing import Any

import pytest
from taggit.models import Tag
from wagtail.models import Locale, ModelLogEntry

from news.importing.problems import ImportRefused
from news.models import ArticlePage, Author, AuthorText, Category, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, CategoryFactory, make_translation
from tests.news.importing.samples import bring

FOG: dict[str, Any] = {"title": "Fog", "date": "2024-03-07"}


def test_names_are_found_in_any_case(index: NewsIndexPage, tmp_path: Path) -> None:
    category, author = CategoryFactory(name="Harbour"), AuthorFactory(name="Ana Duarte")
    tag = Tag.objects.create(name="Fog")

    report = bring(tmp_path, index, FOG | {"category": "HARBOUR", "authors": ["ana duarte"], "tags": ["fog"]})

    page = ArticlePage.objects.get()
    assert (report.categories, report.authors) == (0, 0)
    assert (page.category, page.kicker) == (category, "")
    assert [byline.author for byline in page.bylines.all()] == [author]
    assert list(page.tags.all()) == [tag]


def test_tags_with_capitals_of_other_alphabets_are_found_again(index: NewsIndexPage, tmp_path: Path) -> None:
    tags = ["Énergie", "Москва", "İzmir"]
    bring(tmp_path, index, FOG | {"tags": tags})

    bring(tmp_path, index, FOG | {"title": "Tide", "tags": tags})
    bring(tmp_path, index, FOG | {"title": "Quay", "tags": ["énergie", tags[1].upper()]})

    assert sorted(Tag.objects.values_list("name", flat=True)) == sorted(tags)
    assert sorted(tag.name for tag in ArticlePage.objects.get(title="Quay").tags.all()) == ["Énergie", "Москва"]


def test_what_is_new_is_made_once(index: NewsIndexPage, tmp_path: Path) -> None:
    CategoryFactory(name="Other", slug="q-a")
    AuthorFactory(name="Somebody else", slug="ana-duarte")
    rows = [
        FOG | {"category": "Q-A", "authors": ["Ana Duarte", "Ben Li"], "tags": ["fog", "sea"]},
        FOG | {"title": "Tide", "category": "q-a", "authors": ["ben li"], "tags": ["Sea"]},
        FOG | {"title": "Quay", "category": "港"},
    ]

    report = bring(tmp_path, index, *rows)

    assert (report.categories, report.authors) == (2, 2)
    assert list(Category.objects.order_by("pk").values_list("name", "slug", "locale__language_code")) == [
        ("Other", "q-a", "en"),
        ("Q-A", "q-a-2", "en"),
        ("港", "港", "en"),
    ]
    assert list(Author.objects.order_by("pk").values_list("name", "slug", "live")) == [
        ("Somebody else", "ana-duarte", True),
        ("Ana Duarte", "ana-duarte-2", True),
        ("Ben Li", "ben-li", True),
    ]
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["fog", "sea"]
    logged = ModelLogEntry.objects.filter(label__in=["Q-A", "Ana Duarte"]).order_by("pk")
    assert list(logged.values_list("label", "action")) == [
        ("Q-A", "wagtail.create"),
        ("Ana Duarte", "wagtail.create"),
        ("Ana Duarte", "wagtail.publish"),
    ]


def test_categories_are_those_of_the_listings_language(index: NewsIndexPage, tmp_path: Path) -> None:
    french = Locale.objects.create(language_code="fr")
    CategoryFactory(name="Harbour", slug="harbour", locale=french)
    listing = index.copy_for_translation(french, copy_parents=True)

    assert bring(tmp_path, listing, FOG | {"category": "Harbour"}).categories == 0
    assert bring(tmp_path, index, FOG | {"category": "Harbour"}).categories == 1
    found = ArticlePage.objects.order_by("pk").values_list("locale__language_code", "category__locale__language_code")
    assert list(found) == [("fr", "fr"), ("en", "en")]


def test_a_file_in_two_languages_is_imported_into_a_listing_of_each(
    index: NewsIndexPage, site: object, api: GraphQLClient, tmp_path: Path
) -> None:
    key = "5d0c6a51-93ee-4b44-8f5e-0f4f6f3a6b01"
    rows = [
        FOG | {"locale": "en", "translation_key": key},
        FOG | {"title": "Le brouillard arrête le bac", "locale": "fr", "translation_key": key},
        FOG | {"title": "Un bac neuf", "locale": "fr"},
    ]
    french = make_translation(index, "fr")

    english_report, french_report = bring(tmp_path, index, *rows), bring(tmp_path, french, *rows)

    text = "is in {}, as are the other rows of that language: import the file into its listing, too"
    assert (english_report.created, english_report.foreign) == (1, {"fr": 2})
    assert list(english_report.notes) == [(2, text.format("fr"))]
    assert (french_report.created, french_report.foreign) == (2, {"en": 1})
    assert list(french_report.notes) == [(1, text.format("en"))]
    nodes = api.data('{ articles(locale: "fr") { nodes { title translations { title } } } }')["articles"]["nodes"]
    assert nodes == [
        {"title": "Le brouillard arrête le bac", "translations": [{"title": FOG["title"]}]},
        {"title": "Un bac neuf", "translations": []},
    ]


def test_an_update_may_clear(index: NewsIndexPage, tmp_path: Path) -> None:
    bring(tmp_path, index, FOG | {"category": "Harbour", "authors": ["Ana Duarte"], "tags": ["fog"]})

    bring(tmp_path, index, FOG | {"category": None, "authors": [], "tags": None}, update=True)

    page = ArticlePage.objects.get()
    assert (page.category, list(page.bylines.all()), list(page.tags.all())) == (None, [], [])
    assert Category.objects.count() == Author.objects.count() == 1


def test_a_path_makes_the_categories_on_it_and_finds_them_again(index: NewsIndexPage, tmp_path: Path) -> None:
    world = CategoryFactory(name="World", slug="world")
    rows = [
        FOG | {"category": "World > Europe > Balkans"},
        FOG | {"title": "Tide", "category": "WORLD › europe"},
        FOG | {"title": "Quay", "category": "Balkans"},
        FOG | {"title": "Pier", "category": "Europe > Balkans"},
    ]

    report = bring(tmp_path, index, *rows)

    assert report.categories == 4
    paths = {article.title: str(article.category) for article in ArticlePage.objects.all()}
    assert paths == {
        "Fog": "World › Europe › Balkans",
        "Tide": "World › Europe",
        "Quay": "World › Europe › Balkans",
        "Pier": "Europe › Balkans",
    }
    assert Category.objects.get(slug="europe").parent == world
    assert (bring(tmp_path, index, *rows, update=True).updated, Category.objects.count()) == (0, 5)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("A > B > C > D", "“A > B > C > D” has 4 levels; categories have 3 at most."),
        ("World > ", "“World >” lacks a name. Write a path as World > Europe."),
        (f"World > {'x' * 101}", "has 101 characters; 100 are allowed."),
    ],
)
def test_a_path_that_is_none_is_refused(index: NewsIndexPage, tmp_path: Path, path: str, reason: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        bring(tmp_path, index, FOG | {"category": path})

    assert [(problem.field, problem.reason) for problem in refused.value.problems] == [("category", reason)]
    assert not Category.objects.exists()


def test_new_authors_have_their_texts_in_other_languages(index: NewsIndexPage, tmp_path: Path) -> None:
    Locale.objects.create(language_code="fr")
    texts = [{"locale": "fr", "job_title": "Rédactrice", "bio": "Elle écrit."}, {"locale": "fr-CA"}]

    bring(tmp_path, index, FOG | {"authors": [{"name": "Ana Duarte", "bio": "She writes.", "texts": texts}]})

    found = AuthorText.objects.values_list("author__name", "locale__language_code", "job_title", "bio")
    assert list(found) == [("Ana Duarte", "fr", "Rédactrice", "Elle écrit.")]


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ("Elle écrit.", """`texts` must be objects such as {"locale": "fr", "bio": "Elle écrit."}."""),
        ([{"bio": "Elle écrit."}], """`texts` must be objects such as {"locale": "fr", "bio": "Elle écrit."}."""),
        ([{"locale": "fr", "bio": "A"}, {"locale": "fr", "bio": "B"}], "`texts` holds fr more than once."),
    ],
)
def test_texts_that_cannot_be_read_are_refused(index: NewsIndexPage, tmp_path: Path, texts: Any, reason: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        bring(tmp_path, index, FOG | {"authors": [{"name": "Ana Duarte", "texts": texts}]})

    assert [str(problem) for problem in refusal.value.problems] == [f"row 1, authors: Ana Duarte: {reason}"]
