"""The words of a story and the minutes to read them, while it is written; what a word is, the server says alike."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.body.text import plain_text
from cms.body.word_count import count_words
from news.models import NewsIndexPage
from tests.body.test_word_count import CASES
from tests.e2e.test_newsroom import log_in
from tests.factories import make_article, stored
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TABLE = {
    "columns": [{"type": "text", "heading": "One two"}],
    "rows": [{"values": ["three four"]}, {"values": ["five"]}],
    "caption": "six",
}
CALLOUT = {"title": "In short", "html": "<p>One &amp; <b>t</b>wo</p><ul><li>three<ul><li>four</li></ul></li></ul>"}
PICTURE = {"image": None, "caption": "none of these", "alt": "nor these", "credit": "nor this"}


def test_the_story_is_counted_while_it_is_written(
    live_server: LiveServer, page: Page, index: NewsIndexPage, photograph: Callable[[str], None]
) -> None:
    log_in(live_server, page, make_user("Editors"))
    quote_block = {"quote": "", "attribution": ""}
    body = stored(("callout", CALLOUT), ("table", TABLE), ("image", PICTURE), ("quote", quote_block))
    article = make_article(index, body=body)
    assert count_words(plain_text(article.body)) == 12
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")
    shown, spoken = page.locator(".word-count"), page.locator(".word-count + [role=status]")

    expect(shown).to_have_text("Words: 12 · Reading time: 1 min")
    assert spoken.text_content() == ""
    quote = page.locator("textarea[name$='-value-quote']")
    for text, words in CASES:
        quote.fill(text)
        expect(shown).to_have_text(f"Words: {12 + words} · Reading time: 1 min")

    quote.fill("word " * 345)
    expect(spoken).to_have_text("Words: 357 · Reading time: 2 min")
    photograph("word-count")
    quote.fill("")
    page.locator(".public-DraftEditor-content").press_sequentially("Zero ")
    expect(shown).to_have_text("Words: 13 · Reading time: 1 min")

    page.get_by_role("button", name="Delete").first.click()
    expect(shown).to_have_text("Words: 6 · Reading time: 1 min")
