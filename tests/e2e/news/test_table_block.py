"""The table block, as an editor fills it: by pasting and by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page
from pytest_django.live_server_helper import LiveServer

from news.models import ArticlePage, NewsIndexPage
from tests.e2e.test_newsroom import add_block, log_in
from tests.factories import make_article, stored
from tests.user_accounts import make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PASTE = """(element, data) => {
  const clipboardData = new DataTransfer();
  for (const [type, text] of Object.entries(data)) clipboardData.setData(type, text);
  element.focus();
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  return element.dispatchEvent(event);
}"""
"""Pastes; tells whether the browser was left to do it."""

SHEET = """<meta charset='utf-8'><google-sheets-html-origin><style>td {color: black}</style>
<table xmlns="http://www.w3.org/1999/xhtml"><colgroup><col width="100"/></colgroup><tbody>
<tr><td>2025</td><td>355,000</td><td>1.4 m</td></tr>
<tr><td>2026</td><td><p>402,000<br>(estimated)</p></td><td>1.9 m</td></tr>
</tbody></table>"""

TABLE = {
    "caption": "Passengers",
    "columns": [{"type": "text", "heading": "Year"}, {"type": "text", "heading": "By ferry"}],
    "rows": [{"values": ["2024", "310,000"]}],
}


@pytest.fixture
def article(live_server: LiveServer, page: Page, index: NewsIndexPage) -> ArticlePage:
    """An article with a table, open in the browser."""
    log_in(live_server, page, make_user("Editors"))
    article = make_article(index, title="The ferry", body=stored(("table", TABLE)))
    page.goto(f"{live_server.url}/admin/pages/{article.pk}/edit/", wait_until="networkidle")
    return article


def cell(page: Page, name: str) -> Locator:
    return page.locator("#body-root").get_by_role("textbox", name=name, exact=True)


def save(page: Page, article: ArticlePage) -> dict[str, Any]:
    """Return the table as saved."""
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Page 'The ferry' has been updated.").wait_for()
    saved = ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().body.raw_data
    value: dict[str, Any] = saved[0]["value"]
    return value


def test_cells_of_a_spreadsheet_fill_those_from_there_on(
    page: Page, article: ArticlePage, complaints: list[str], photograph: Callable[[str], None]
) -> None:
    assert cell(page, "Row 1, Year").evaluate(PASTE, {"text/html": SHEET}) is False

    page.get_by_text(
        "Cells filled by pasting: 4. Ctrl+Z takes it back. Columns that did not fit and were left out: 1."
        " Add columns and paste again."
    ).wait_for()
    page.locator(".table-note").scroll_into_view_if_needed()
    photograph("table-pasted")
    table = save(page, article)
    assert table["columns"] == TABLE["columns"]
    assert table["rows"] == [{"values": ["2025", "355,000"]}, {"values": ["2026", "402,000 (estimated)"]}]
    assert complaints == []


def test_headings_are_filled_too_and_rows_follow_them(page: Page, article: ArticlePage) -> None:
    text = 'Train\tNote\r\n1.2 m\t"a ""fast""\r\nline"\r\n\r\n1.4 m\t\r\n'
    assert cell(page, "Heading of column 1").evaluate(PASTE, {"text/plain": text}) is False

    table = save(page, article)
    assert [column["heading"] for column in table["columns"]] == ["Train", "Note"]
    assert table["rows"] == [{"values": ["1.2 m", 'a "fast" line']}, {"values": ["", ""]}, {"values": ["1.4 m", ""]}]


def test_what_was_pasted_can_be_taken_back(page: Page, article: ArticlePage) -> None:
    cell(page, "Row 1, By ferry").evaluate(PASTE, {"text/plain": "1\r\n2\t3\r\n"})
    assert cell(page, "Row 2, By ferry").input_value() == "2"

    page.keyboard.press("Control+z")

    page.get_by_text("The pasted cells were taken back.").wait_for()
    assert save(page, article)["rows"] == TABLE["rows"]


def test_a_single_text_is_left_to_the_browser(page: Page, article: ArticlePage) -> None:
    table = "<table><tr><td>one</td></tr></table>"
    for data in ({"text/plain": "two words"}, {"text/plain": "two\nlines"}, {"text/plain": "one", "text/html": table}):
        assert cell(page, "Row 1, Year").evaluate(PASTE, data) is True
    assert save(page, article)["rows"] == TABLE["rows"]


def test_what_does_not_fit_is_said(page: Page, article: ArticlePage) -> None:
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(302))
    html = f"<p>Before it</p><table>{rows}</table>"
    cell(page, "Row 1, Year").evaluate(PASTE, {"text/html": html})

    page.get_by_text(
        "Cells filled by pasting: 300. Ctrl+Z takes it back. Rows that did not fit and were left out: 2. A table"
        " takes 300 rows. What stood around the first table was left out."
    ).wait_for()
    assert save(page, article)["rows"][-1] == {"values": ["299", ""]}


def test_cells_that_span_others_keep_the_rest_in_place(page: Page, article: ArticlePage) -> None:
    html = "<table><tr><td rowspan=2>2025</td><td>a</td></tr><tr><td>b</td></tr><tr><td colspan=2>c</td></tr></table>"
    cell(page, "Row 1, Year").evaluate(PASTE, {"text/html": html})

    assert save(page, article)["rows"] == [{"values": ["2025", "a"]}, {"values": ["", "b"]}, {"values": ["c", ""]}]


def test_a_table_is_filled_by_keyboard_alone(
    page: Page, article: ArticlePage, photograph: Callable[[str], None]
) -> None:
    def focused() -> str:
        name: str = page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''")
        return name

    cell(page, "Row 1, Year").focus()
    page.keyboard.press("Tab")
    assert focused() == "Row 1, By ferry"
    page.keyboard.press("Shift+Tab")
    assert focused() == "Row 1, Year"
    names = ["Row 1, By ferry", "Delete row 1", "Add row"]
    for name in names:
        page.keyboard.press("Tab")
        assert focused() == name
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert focused() == "Delete row 2"
    page.keyboard.press("Shift+Tab")
    assert focused() == "Row 2, By ferry"
    page.keyboard.type("355,000")

    cell(page, "Heading of column 2").fill("By boat")
    assert cell(page, "Row 2, By boat").input_value() == "355,000"
    page.get_by_role("button", name="Insert row before row 2", exact=True).press("Enter")
    assert cell(page, "Row 3, By boat").input_value() == "355,000"
    photograph("table-keyboard")
    page.get_by_role("button", name="Delete row 2", exact=True).press("Enter")
    page.get_by_role("button", name="Delete column 1", exact=True).press("Enter")
    table = save(page, article)
    assert table["columns"] == [{"type": "text", "heading": "By boat"}]
    assert table["rows"] == [{"values": ["310,000"]}, {"values": ["355,000"]}]


def test_a_cell_is_commented_on_by_keyboard(page: Page, article: ArticlePage) -> None:
    cell(page, "Row 1, Year").press("Control+Alt+m")

    page.get_by_placeholder("Enter your comments").wait_for()
    save(page, article)


def test_all_buttons_and_fields_of_a_new_table_have_names(page: Page, article: ArticlePage) -> None:
    add_block(page, "Table")
    table = page.locator(".typed-table-block").nth(1)
    table.get_by_role("button", name="Add column").press("Enter")
    table.get_by_role("button", name="Text", exact=True).press("Enter")

    names = table.locator("button:visible, thead input:visible, tbody input:visible").evaluate_all(
        "elements => elements.filter(element => element.tabIndex === 0)"
        ".map(({ ariaLabel, textContent }) => ariaLabel ?? textContent.trim())"
    )
    assert names == [
        "Insert column before column 1",
        "Heading of column 1",
        "Delete column 1",
        "Add column",
        "Insert row before row 1",
        "Row 1, column 1",
        "Delete row 1",
        "Add row",
    ]
    caption = table.get_by_label("Caption")
    help_id = caption.get_attribute("aria-describedby")
    help_text = page.locator(f"[id='{help_id}']").text_content() or ""
    assert help_text.strip() == (
        "What the table shows, in a few words, such as “Passengers in a year”. Readers see it, and screen readers"
        " say it before the table."
    )
    assert table.get_by_text("Give every column a heading.").is_visible()
    save(page, article)
