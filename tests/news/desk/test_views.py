"""The desk view: its tabs, addresses, filters, and what it costs."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import WorkflowState

from cms.accounts.models import User
from cms.takedowns.models import TakeDown
from news.desk.lists import DESK_LISTS
from news.models import NewsIndexPage
from tests.factories import make_article, make_index
from tests.news.desk.test_lists import desk, make_draft, plant_everything, titles
from tests.user_accounts import log_in, make_user

COSTS = {
    "mine": 31,
    "waiting": 35,
    "submitted": 35,
    "scheduled": 31,
    "embargoed": 32,
    "corrected": 33,
    "incomplete": 32,
    "locked": 32,
    "taken-down": 32,
}
"""Queries of each list with the counts of all nine, the account and the frame of the page."""
NAMES = [desk_list.name for desk_list in DESK_LISTS]


@pytest.fixture
def user(index: NewsIndexPage) -> User:
    return make_user("Moderators")


@pytest.fixture
def browser(user: User) -> Client:
    return log_in(user)


def test_it_is_the_first_item_of_the_desk_menu(browser: Client) -> None:
    shown = browser.get("/admin/").content.decode()

    assert re.findall(r'"label": "([^"]+)"', shown)[:2] == ["Desk", "My desk"]


def test_the_address_names_the_list_and_its_tab_says_that_it_is_shown(index: NewsIndexPage, browser: Client) -> None:
    shown = desk(browser, "waiting").content.decode()

    assert re.findall(r'href="([^"]+)"\s+aria-current="page">\s*([\w ]+?)\s*<', shown) == [
        ("/admin/desk/?list=waiting", "Waiting for me")
    ]
    assert "<h2>Waiting for me</h2>" in shown
    assert "My desk: Waiting for me" in shown
    assert browser.get("/admin/desk/").context["desk_list"].name == "mine"


@pytest.mark.parametrize("name", ["", "waiting%00", "drafts", "9"])
def test_there_is_no_list_of_another_name(browser: Client, name: str) -> None:
    assert browser.get(f"/admin/desk/?list={name}").status_code == 404


@pytest.mark.parametrize("desk_list", DESK_LISTS, ids=NAMES)
def test_an_empty_list_says_so(browser: Client, desk_list: object) -> None:
    shown = html.unescape(desk(browser, desk_list.name).content.decode())  # type: ignore[attr-defined]

    assert f"<p>{desk_list.empty}</p>" in shown  # type: ignore[attr-defined]
    assert f"<p>{desk_list.explanation}</p>" in shown  # type: ignore[attr-defined]


def test_all_lists_and_their_counts_are_narrowed(index: NewsIndexPage, user: User, browser: Client) -> None:
    press = make_index(index.get_site(), title="Press releases")
    make_draft(index, "News", user)
    make_draft(press, "Release", user)

    assert titles(browser, "mine") == ["Release", "News"]
    assert titles(browser, "mine", f"section={press.pk}") == ["Release"]
    answer = desk(browser, "scheduled", f"section={press.pk}")
    assert [tab["count"] for tab in answer.context["tabs"]][:2] == [1, 0]
    assert f'href="/admin/desk/?list=mine&amp;section={press.pk}"' in answer.content.decode()
    assert "Nothing in this list matches the filters." in answer.content.decode()


def test_a_filter_with_a_fault_is_named(index: NewsIndexPage, user: User, browser: Client) -> None:
    make_draft(index, "News", user)

    answer = desk(browser, "mine", "section=nowhere")

    assert "Section: Select a valid choice." in answer.content.decode()
    assert [article.title for article in answer.context["object_list"]] == ["News"]


def test_the_filter_keeps_the_list(browser: Client) -> None:
    assert '<input type="hidden" name="list" value="locked">' in desk(browser, "locked").content.decode()


def test_the_same_filter_of_the_articles_is_a_click_away(index: NewsIndexPage, browser: Client) -> None:
    make_article(index, title="Held", embargo=True)

    shown = html.unescape(desk(browser, "embargoed", f"section={index.pk}").content.decode())

    assert f'<a href="/admin/articles/?status=embargoed&section={index.pk}">' in shown


def test_a_page_holds_thirty_rows(index: NewsIndexPage, user: User, browser: Client) -> None:
    for number in range(31):
        make_draft(index, f"Draft {number}", user)

    first, second = desk(browser, "mine"), desk(browser, "mine", "p=2")

    assert [len(answer.context["object_list"]) for answer in (first, second)] == [30, 1]
    assert first.context["tabs"][0]["count"] == 31
    assert 'href="/admin/desk/?list=mine&amp;p=2"' in first.content.decode()


def test_the_dashboard_says_how_many_articles_wait(index: NewsIndexPage, browser: Client) -> None:
    assert "/admin/desk/?list=waiting" not in browser.get("/admin/").content.decode()

    for sentence in ("1 article waits for you", "2 articles wait for you"):
        plant_everything(index, make_user("Editors"))
        shown = " ".join(browser.get("/admin/").content.decode().split())
        assert f'<a href="/admin/desk/?list=waiting"> {sentence} </a>' in shown


@pytest.mark.parametrize("rows", [3, 29])
def test_each_list_costs_the_same_for_any_number_of_articles(index: NewsIndexPage, browser: Client, rows: int) -> None:
    user = make_user("Editors")
    plant_everything(index, user, rows)
    for state, take_down in zip(WorkflowState.objects.all(), TakeDown.objects.all(), strict=True):
        WorkflowState.objects.filter(pk=state.pk).update(requested_by=make_user())
        TakeDown.objects.filter(pk=take_down.pk).update(taken_down_by=make_user())
    editor = log_in(user)
    found, costs = {}, {}
    for name in NAMES:
        if name == "submitted":
            WorkflowState.objects.update(requested_by=user)
        asking = browser if name == "waiting" else editor
        desk(asking, name)
        with CaptureQueriesContext(connection) as queries:
            found[name] = len(desk(asking, name).context["object_list"])
        costs[name] = len(queries)

    assert found == dict.fromkeys(NAMES, rows) | {"incomplete": min(4 * rows, 30)}
    assert costs == COSTS
