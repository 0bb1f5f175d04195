"""A newsroom whose feeds are read."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale, Page, Site

from cms.images.tasks import make_renditions
from news.models import ArticlePage, NewsIndexPage, SiteSettings
from tests.factories import AuthorFactory, CategoryFactory, ImageFactory, make_article, stored

HOSTILE = "]]></title> \x0b<script>alert(1)</script> & “quoted” \u202eevil\u202c 🚢"
"""A headline that would break a document that is put together from text; XML has no way to write its U+000B."""

PRINTED = "]]></title> <script>alert(1)</script> & “quoted” \u202eevil\u202c 🚢"


@pytest.fixture
def story(index: NewsIndexPage) -> ArticlePage:
    """An article with everything that a feed holds."""
    image = ImageFactory(description="A ferry & a <quay>", credit="© Ana Duarte 2026", file__filename="ferry.jpg")
    make_renditions(image)
    SiteSettings.objects.create(site=index.get_site(), organisation="Wire Ltd", strapline="News at sea")
    body = stored(
        ("heading", {"text": "At the quay", "level": "2"}),
        ("paragraph", {"html": "<p>The <b>ferry</b> left at “noon”.</p>"}),
        ("quote", {"quote": "Never again", "attribution": "Captain"}),
    )
    return make_article(
        index,
        title=HOSTILE,
        slug="ferry",
        summary="Tickets < 5 € & no queue",
        category=CategoryFactory(name="Sea & coast", slug="sea", description="All afloat"),
        tags=["Ferries", "Ports"],
        authors=[AuthorFactory(name="Ana Duarte", slug="ana"), AuthorFactory(name="Max Ernst", slug="max")],
        image=image,
        body=body,
    )


def get(path: str, **headers: str) -> Any:
    """Returns the response to an anonymous client."""
    return Client(headers=headers).get(f"/feeds/localhost/{path}")


@pytest.fixture
def french(site: Site) -> NewsIndexPage:
    """The French listing of the site."""
    locale, _made = Locale.objects.get_or_create(language_code="fr")
    listing = NewsIndexPage.objects.descendant_of(site.root_page).get()
    translated = listing.copy_for_translation(locale, copy_parents=True)
    Page.objects.filter(locale=locale).update(live=True)
    return NewsIndexPage.objects.get(pk=translated.pk)
