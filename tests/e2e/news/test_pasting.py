"""Text from a word processor, pasted into the body of an article."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from news.importing.bodies.prose import without_keys
from news.models import ArticlePage, NewsIndexPage
from tests.e2e.test_newsroom import log_in
from tests.factories import make_article, stored
from tests.news.pasting.samples import GOOGLE_DOCS
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PASTE = """(element, html) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", "When it opens");
  element.focus();
  element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize(
    ("text", "kept"), [("", []), ("<p>Before it.</p>", [("paragraph", {"html": "<p>Before it.</p>"})])]
)
def test_headings_and_tables_become_blocks(
    live_server: LiveServer, page: Page, index: NewsIndexPage, text: str, kept: list[object]
) -> None:
    log_in(live_server, page, make_user("Editors"))
    article = make_article(index, title="The tunnel", body=stored(("paragraph", {"html": text})))
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")

    page.locator("#body-root .public-DraftEditor-content").first.evaluate(PASTE, GOOGLE_DOCS)
    page.get_by_text("Pasted as 3 blocks.").wait_for()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Page 'The tunnel' has been updated.").wait_for()

    saved = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().body.raw_data
    blocks = [
        (
            block["type"],
            {name: without_keys(value) if name == "html" else value for name, value in block["value"].items()},
        )
        for block in saved
    ]
    assert blocks[:-3] == kept
    assert [kind for kind, _value in blocks[-3:]] == ["heading", "paragraph", "table"]
    assert blocks[-3][1] == {"text": "When it opens", "level": "2"}
    assert blocks[-1][1]["rows"] == [{"values": ["2026", "4,100"]}]


def test_a_few_words_stay_in_their_block(live_server: LiveServer, page: Page, index: NewsIndexPage) -> None:
    log_in(live_server, page, make_user("Editors"))
    article = make_article(index, title="The tunnel", body=stored(("paragraph", {"html": ""})))
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")

    editor = page.locator("#body-root .public-DraftEditor-content").first
    editor.evaluate(PASTE, "<p>It opens <b>in May</b>.</p>")

    page.get_by_text("It opens in May.").first.wait_for()
    assert page.get_by_text("Pasted as").count() == 0
