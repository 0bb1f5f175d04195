"""Nothing moves under a reader's eyes while a page loads, however late its fonts are."""

import pytest
from playwright.sync_api import Browser, Page, Route
from wagtail.models import Site

from tests.e2e.frontend.newsroom import make_newsroom

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PATHS = ["/", "/news/", "/news/harbour-reopens/", "/category/safety/", "/ar/news/الميناء/"]

WATCH = """
    window.moved = [];
    new PerformanceObserver(list => {
        for (const { value, sources } of list.getEntries()) {
            window.moved.push([value, ...sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 80))]);
        }
    }).observe({ type: "layout-shift", buffered: true });
"""

LATE_MILLISECONDS = 700


def moved(page: Page, address: str) -> list[object]:
    """Return what has moved on a page whose fonts come once it is there."""
    held: list[Route] = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    page.wait_for_timeout(LATE_MILLISECONDS)
    for route in held:
        route.continue_()
    page.wait_for_timeout(LATE_MILLISECONDS)
    assert held, f"{address} asked for no font"
    found: list[object] = page.evaluate("window.moved")
    return found


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_fonts_are_late(address: str, site: Site, browser: Browser, width: int) -> None:
    make_newsroom(site)
    found = {}

    for path in PATHS:
        # A context of its own has nothing in its cache.
        context = browser.new_context(viewport={"width": width, "height": 780})
        page = context.new_page()
        page.add_init_script(WATCH)
        if shifts := moved(page, address + path):
            found[path] = shifts
        context.close()

    assert found == {}
