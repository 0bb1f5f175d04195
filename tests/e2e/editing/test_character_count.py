"""How many characters of a headline are shown, while it is typed."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from news.models import NewsIndexPage
from tests.e2e.test_newsroom import log_in
from tests.factories import make_article
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_a_headline_is_counted_while_it_is_typed(live_server: LiveServer, page: Page, index: NewsIndexPage) -> None:
    log_in(live_server, page, make_user("Editors"))
    article = make_article(index, title="Ferries return")
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")
    headline = page.locator("[data-character-count]", has=page.locator("#id_title"))
    count, spoken = headline.locator(".character-count"), headline.get_by_role("status")

    assert count.text_content() == "14 of about 70 characters"
    assert spoken.text_content() == ""
    page.locator("#id_title").fill("⛴️" + "x" * 70)
    assert count.text_content() == "72 characters: after about 70 it may be cut off"
    assert "character-count--over" in (count.get_attribute("class") or "")
    spoken.get_by_text("72 characters").wait_for()
