"""Previews in a real browser: the side panel beside the form, and what its token opens."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import FrameLocator, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.preview.models import Preview
from news.models import ArticlePage, NewsIndexPage
from tests.e2e.test_newsroom import log_in
from tests.factories import make_article
from tests.user_accounts import make_user

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Photograph = Callable[[str], None]


@pytest.fixture
def desk(live_server: LiveServer, page: Page, index: NewsIndexPage, settings: Settings) -> Page:
    """The tab of somebody with publishing rights, whose form saves by itself once an hour."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 3_600_000
    log_in(live_server, page, make_user("Moderators"))
    return page


def open_panel(page: Page) -> FrameLocator:
    """Opens the preview panel, and returns what it shows."""
    page.get_by_role("button", name="Toggle preview").click()
    return page.frame_locator("#w-preview-iframe")


def token_in(page: Page) -> str:
    """Returns the token of the preview that the panel shows."""
    (shown,) = [frame for frame in page.frames if "/preview/?token=" in frame.url]
    return parse_qs(urlsplit(shown.url).query)["token"][0]


def ask(page: Page, live_server: LiveServer, token: str) -> object:
    """Returns what an anonymous frontend reads with a token."""
    query = "query ($token: String!) { preview(token: $token) { title ... on ArticlePage { summary } } }"
    context = page.context.browser.new_context()  # type: ignore[union-attr]  # a browser started the context
    answer = context.request.post(f"{live_server.url}/graphql/", data={"query": query, "variables": {"token": token}})
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.json()


def test_the_panel_shows_what_is_not_saved_until_its_token_expires(
    live_server: LiveServer, desk: Page, index: NewsIndexPage, photograph: Photograph
) -> None:
    article = make_article(index, title="Ferries return", summary="On Monday.")
    desk.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/")
    panel = open_panel(desk)
    panel.get_by_role("heading", name="Ferries return").wait_for()

    desk.locator("#id_title").fill("")
    desk.locator("#id_title").press_sequentially("Ferries stay away", delay=200)
    panel.get_by_role("heading", name="Ferries stay away").wait_for()
    photograph("preview-panel")

    token = token_in(desk)
    assert ask(desk, live_server, token) == {
        "data": {"preview": {"title": "Ferries stay away", "summary": "On Monday."}}
    }
    assert ArticlePage.objects.get().title == "Ferries return"
    assert article.get_latest_revision() is None
    Preview.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert ask(desk, live_server, token) == {"data": {"preview": None}}


def test_the_panel_shows_an_article_that_was_never_saved(
    live_server: LiveServer, desk: Page, index: NewsIndexPage
) -> None:
    desk.goto(f"{live_server.url}/admin/pages/add/news/articlepage/{index.pk}/")
    desk.locator("#id_title").fill("A story of tomorrow")
    panel = open_panel(desk)

    panel.get_by_role("heading", name="A story of tomorrow").wait_for()
    assert ask(desk, live_server, token_in(desk)) == {
        "data": {"preview": {"title": "A story of tomorrow", "summary": None}}
    }
    assert ArticlePage.objects.count() == 0
