"""What a page in Arabic has on the other side, and how its letters stand."""

import pytest
from playwright.sync_api import Page
from wagtail.models import Site

from news.models import ArticlePage
from tests.e2e.frontend.newsroom import make_newsroom
from tests.factories import ImageFactory, stored

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

NEAREST_EDGE = """credit => {
    const text = document.createRange();
    text.selectNodeContents(credit);
    const [own, around] = [text.getBoundingClientRect(), credit.parentElement.getBoundingClientRect()];
    return Math.abs(own.right - around.right) < Math.abs(own.left - around.left) ? "right" : "left";
}"""


def test_latin_credits_and_arabic_quotes_follow_the_page(address: str, site: Site, page: Page) -> None:
    article = make_newsroom(site)
    translation = ArticlePage.objects.get(translation_key=article.translation_key, locale__language_code="ar")
    translation.image = ImageFactory(credit="© Quay 2026")
    translation.body = stored(("quote", {"quote": "انتظرت هذا طويلا.", "attribution": ""}))
    translation.save_revision().publish()
    page.set_viewport_size({"width": 360, "height": 760})

    page.goto(f"{address}/ar/news/الميناء/")

    assert page.get_by_text("© Quay 2026", exact=True).first.evaluate(NEAREST_EDGE) == "right"
    quote = page.locator("blockquote").first
    assert quote.evaluate("quote => getComputedStyle(quote).fontSynthesisStyle") == "none"
