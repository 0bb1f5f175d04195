"""The bar that tells a reader of a newer page, from the publish to the click."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from wagtail.models import Site

from cms.live import events, views
from tests.e2e.frontend.newsroom import make_newsroom

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

GONE_SECONDS = 1.0
"""The newsroom needs less than that to notice that a tab was closed."""


@pytest.fixture
def following(settings: Settings, monkeypatch: pytest.MonkeyPatch, page: Page) -> Iterator[Page]:
    """A tab whose newsroom has live updates, and notices within a moment that the tab has gone."""
    settings.LIVE_IN_PROCESS = True
    monkeypatch.setattr(views, "DEVELOPMENT_POLL_SECONDS", 0.1)
    monkeypatch.setattr(events, "KEEP_ALIVE_SECONDS", 0.2)
    yield page
    page.close()
    time.sleep(GONE_SECONDS)


def test_a_reader_is_told_of_a_publish_and_shows_it_by_a_click(address: str, site: Site, following: Page) -> None:
    article = make_newsroom(site)
    page = following
    bar = page.locator("body [role=status]").last
    with page.expect_response("**/live/?tags=*"):
        page.goto(f"{address}/news/harbour-reopens/")
    expect(bar).to_be_attached()
    expect(bar).to_be_empty()

    article.title = "Harbour reopens on Tuesday"
    article.save_revision().publish()

    # What appears within a region of this role is announced; the text under the reader's eyes stays.
    expect(bar).to_contain_text("There is a newer version of this page.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour reopens")
    page.emulate_media(media="print")
    expect(bar).to_be_hidden()
    page.emulate_media(media="screen")
    bar.get_by_role("button", name="Show it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour reopens on Tuesday")
    expect(bar).to_be_empty()
