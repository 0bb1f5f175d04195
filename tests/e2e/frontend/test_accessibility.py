"""The pages of the reference frontend against WCAG 2.2 AA, wide and narrow, light and dark."""

from typing import Literal

import pytest
from playwright.sync_api import Browser
from wagtail.models import Site

from cms.takedowns.actions import take_down
from tests.e2e.accessibility.axe import SOURCE, violations
from tests.e2e.frontend.newsroom import make_newsroom
from tests.factories import make_article
from tests.search.finding import index_all
from tests.user_accounts import make_user

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not SOURCE.exists(), reason="axe-core is not installed; `make accessibility` does it."),
]

PATHS = [
    "/",
    "/news/",
    "/news/?category=ports",
    "/news/harbour-reopens/",
    "/category/ports/",
    "/author/ana-duarte/",
    "/tag/harbour/",
    "/search/?q=stroy",
    "/search/?q=story",
    "/corrections/",
    "/about/",
    "/ar/news/الميناء/",
    "/news/names-a-minor/",
    "/nowhere/",
]

WIDTHS = [320, 768, 1440]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (320, "dark")])
def test_no_page_breaks_a_rule_or_is_wider_than_the_window(
    address: str, site: Site, browser: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    article = make_newsroom(site)
    withdrawn = make_article(article.get_parent().specific, title="Names a minor", slug="names-a-minor")
    take_down(withdrawn, make_user("Moderators"), "Names a minor.", "Withdrawn to protect a child.")
    index_all()
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    broken, too_wide = {}, {}

    for path in PATHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address + path)
        if found := violations(page):
            broken[path] = found
        for other in WIDTHS:
            page.set_viewport_size({"width": other, "height": 900})
            if (overflow := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
                too_wide[path, other] = overflow

    context.close()
    assert (broken, too_wide) == ({}, {})
