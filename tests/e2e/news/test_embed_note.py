"""The note below the address of an embed block, as an editor meets it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from news.models import NewsIndexPage
from tests.e2e.test_newsroom import add_block, log_in
from tests.factories import make_article, stored
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

UNREACHABLE = "https://www.youtube.com/watch?v=unreachable"
FRAMED = "https://datawrapper.dwcdn.net/aB3xY/2/"
UNSUPPORTED = "https://www.instagram.com/p/Cabc123/"


def test_the_editor_sees_at_once_that_readers_get_a_link_card(
    live_server: LiveServer,
    page: Page,
    index: NewsIndexPage,
    complaints: list[str],
    photograph: Callable[[str], None],
) -> None:
    log_in(live_server, page, make_user("Editors"))
    Embed.objects.create(url=UNREACHABLE, hash=get_embed_hash(UNREACHABLE), type="link", html="")
    article = make_article(
        index, title="The tunnel", body=stored(("embed", {"url": UNREACHABLE}), ("embed", {"url": FRAMED}))
    )
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")

    notes = page.locator("#body-root .embed-note")
    notes.first.get_by_text("www.youtube.com could not be reached or gave no player").wait_for()
    assert notes.count() == 2
    assert notes.nth(1).text_content() == ""
    assert notes.first.get_attribute("aria-live") == "polite"

    add_block(page, "Video or post")
    address = page.locator("#body-root input[type=url]").nth(2)
    address.focus()
    page.keyboard.type(UNSUPPORTED)
    assert notes.nth(2).text_content() == ""
    page.keyboard.press("Tab")
    notes.nth(2).get_by_text("embedding this address of www.instagram.com is not supported").wait_for()
    described_by = (address.get_attribute("aria-describedby") or "").split()
    assert notes.nth(2).get_attribute("id") in described_by
    photograph("embed-note")

    address.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(FRAMED)
    page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")
    assert notes.nth(2).text_content() == ""
    assert complaints == []
