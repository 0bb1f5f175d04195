"""Languages that are written from right to left, or in other letters than Latin."""

import pytest
from pytest_django import Settings
from wagtail.models import Locale

from cms.graphql.schema.text_direction import TextDirection, text_direction
from news.models import ArticlePage, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, make_translation

HEADLINE = "الميناء يفتح أبوابه من جديد"


@pytest.mark.parametrize(
    ("code", "direction"),
    [
        ("en", TextDirection.LTR),
        ("zh-hans", TextDirection.LTR),
        ("ar", TextDirection.RTL),
        ("ar-dz", TextDirection.RTL),
        ("fa-af", TextDirection.RTL),
        ("he", TextDirection.RTL),
    ],
)
def test_the_direction_of_a_language(code: str, direction: TextDirection) -> None:
    assert text_direction(code) is direction


def test_the_languages_out_of_the_box(settings: Settings) -> None:
    assert [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES] == ["en", "fr", "es", "ar"]


def test_pages_and_languages_say_their_direction(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_translation(make_article(index, slug="story"), "ar", title=HEADLINE, slug="story")

    answer = api.data(
        '{ page(path: "/ar/news/story/") { title locale direction translations { locale direction } }'
        " site { locales { code name direction } defaultLocale { direction } } }"
    )

    assert answer == {
        "page": {
            "title": HEADLINE,
            "locale": "ar",
            "direction": "RTL",
            "translations": [{"locale": "en", "direction": "LTR"}],
        },
        "site": {
            "locales": [
                {"code": "en", "name": "English", "direction": "LTR"},
                {"code": "ar", "name": "العربية", "direction": "RTL"},
            ],
            "defaultLocale": {"direction": "LTR"},
        },
    }


def test_an_arabic_headline_gives_a_slug_that_can_be_read(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_translation(index, "ar")
    listing = NewsIndexPage.objects.get(locale__language_code="ar")
    article = ArticlePage(title=HEADLINE, locale=Locale.objects.get(language_code="ar"))
    listing.add_child(instance=article)

    assert article.slug == "الميناء-يفتح-أبوابه-من-جديد"
    assert api.data("query($path: String!) { page(path: $path) { title url } }", path=f"/ar/news/{article.slug}/") == {
        "page": {"title": HEADLINE, "url": f"https://www.example.org/ar/news/{article.slug}/"}
    }
