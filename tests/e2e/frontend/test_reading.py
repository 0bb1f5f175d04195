"""The front page and an article: what they show, and that the keyboard reaches it."""

import json
import re

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from tests.e2e.frontend.newsroom import make_newsroom
from tests.e2e.frontend.reading import stops

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_the_front_page_has_its_sections_menus_and_feeds_by_keys_too(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)

    page.goto(address)

    assert page.locator("main h2").all_inner_texts()[0] == "Top stories"
    assert page.locator("main h3").all_inner_texts()[:2] == ["Harbour reopens", "Older story 00"]
    assert page.get_by_role("navigation", name="Main menu").get_by_role("link").all_inner_texts() == [
        "News and articles",
        "About us",
    ]
    feeds = page.locator("head link[rel=alternate][type]").evaluate_all("links => links.map(({ type }) => type)")
    assert feeds == ["application/rss+xml", "application/atom+xml", "application/feed+json"]

    page.emulate_media(reduced_motion="reduce")
    walk = stops(page)
    assert [stop for stop in walk if not (stop.is_outlined and stop.is_in_view)] == []
    assert [stop.name for stop in walk[:10]] == [
        *("Skip to the content", "The Wire", "Français", "العربية", "Search the archive"),
        *("News and articles", "About us", "Top stories", "Harbour reopens", "Older story 00"),
    ]


def test_an_article_shows_every_block_by_keys_too(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)

    page.goto(f"{address}/news/harbour-reopens/")

    article = page.locator("main article").first
    expect(article.get_by_role("heading", level=1)).to_have_text("Harbour reopens")
    expect(article.get_by_role("link", name="Ana Duarte")).to_have_attribute("href", "/author/ana-duarte/")
    expect(article.get_by_role("img", name="A ferry at the quay")).to_have_attribute("srcset", re.compile("64w"))
    assert article.get_by_text("© Quay 2026", exact=True).count() == 1
    expect(article.get_by_role("heading", name="What happened", level=2)).to_be_visible()
    expect(article.get_by_role("link", name="we said")).to_have_attribute("href", re.compile("^/news/"))
    assert article.locator("blockquote").all_inner_texts() == ["I have waited for this.", "A film"]
    for words in (
        "A captain",
        "When?",
        "At eight.",
        "In short",
        "It opens.",
        "A crane at work",
        "View 2",
        "More of it",
    ):
        assert article.get_by_text(words, exact=True).count() == 1, words
    expect(article.get_by_role("img", name="A crane")).to_be_visible()
    expect(article.get_by_role("link", name="The timetable")).to_be_visible()
    assert page.get_by_role("table", name="Berths in use").inner_text().split() == [
        *("Berths", "in", "use", "Port", "Berths", "North", "6"),
    ]
    expect(article.get_by_text("The ferry leaves on Tuesday.")).to_be_visible()
    data = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert (data["@type"], data["headline"]) == ("NewsArticle", "Harbour reopens")
    assert page.locator('meta[property="og:type"]').get_attribute("content") == "article"

    page.emulate_media(reduced_motion="reduce")
    walk = stops(page)
    assert [stop for stop in walk if not (stop.is_outlined and stop.is_in_view)] == []
    assert [stop.name for stop in walk] == [
        *("Skip to the content", "The Wire", "Français", "العربية", "Search the archive"),
        *("News and articles", "About us", "Ports", "Ana Duarte", "we said", "Pictures", "Open the original"),
        *("The timetable", "Berths in use", "Older story 00", "harbour", "Ports", "Safety"),
        *("News and articles", "About us", "Corrections", "RSS", "Atom", "JSON Feed"),
    ]
