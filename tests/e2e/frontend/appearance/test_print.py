"""What of a page is printed: the text and whom to credit, and nothing that paper cannot do."""

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from tests.e2e.frontend.newsroom import FILM, make_newsroom

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

CONTROLS = "nav, search, form, button, iframe, [role=status]"

ADDRESSES = """links => links.map(link => {
    const after = getComputedStyle(link, "::after").content;
    return [link.innerText, after === "none" ? "" : after.replace("attr(href)", link.getAttribute("href"))];
})"""


def printed(page: Page, selector: str) -> int:
    """Return how many elements of these take room on paper."""
    found: int = page.locator(selector).evaluate_all("found => found.filter(one => one.checkVisibility()).length")
    return found


def test_an_article_is_printed_with_its_credits_and_without_controls(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)
    page.emulate_media(media="print", color_scheme="dark")

    page.goto(f"{address}/news/harbour-reopens/")

    article = page.locator("main article").first
    assert printed(page, CONTROLS) == 0
    expect(article.get_by_role("heading", level=1)).to_be_visible()
    for text in (
        "The first ferry leaves on Monday.",
        "Ana Duarte",
        "© Quay 2026",
        "boats",
        "A crane at work",
        "© Crane 2026",
        "The ferry leaves on Tuesday.",
    ):
        expect(article.get_by_text(text, exact=True)).to_be_visible()
    for name in ("A ferry at the quay", "A crane"):
        expect(article.get_by_role("img", name=name)).to_be_visible()
    colours = "({ color, backgroundColor }) => [color, backgroundColor]"
    body = page.locator("body").evaluate(f"body => ({colours})(getComputedStyle(body))")
    assert body == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_a_printed_link_to_another_site_has_its_address_beside_it(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)
    page.emulate_media(media="print")

    page.goto(f"{address}/news/harbour-reopens/")

    addresses = dict(page.locator("main article").first.locator("a").evaluate_all(ADDRESSES))
    assert FILM in addresses["Open the original"]
    assert addresses["we said"] == addresses["Ana Duarte"] == ""


def test_a_printed_table_is_whole(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)
    page.emulate_media(media="print")

    page.goto(f"{address}/news/harbour-reopens/")

    assert page.get_by_role("group", name="Berths in use").evaluate("group => getComputedStyle(group).overflowX") == (
        "visible"
    )


def test_a_printed_listing_has_its_rows_and_not_its_filters(address: str, site: Site, page: Page) -> None:
    make_newsroom(site)
    page.emulate_media(media="print")

    page.goto(f"{address}/news/")

    assert printed(page, CONTROLS) == 0
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert printed(page, "main ol > li h2") == 10
