"""What stands in each list of the desk view, and in which order."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, TaskState, Workflow

from cms.accounts.models import User
from cms.takedowns.actions import take_down
from demo.newsroom import add_review
from news.desk.lists import DESK_LISTS
from news.models import ArticlePage, Correction, NewsIndexPage
from tests.factories import ImageFactory, make_article, make_index
from tests.user_accounts import log_in, make_user

DAY = dt.timedelta(days=1)


@pytest.fixture
def user(index: NewsIndexPage) -> User:
    return make_user("Editors")


@pytest.fixture
def editor(user: User) -> Client:
    return log_in(user)


def make_draft(index: NewsIndexPage, title: str, editor: User | None = None, **fields: Any) -> ArticlePage:
    """Returns an article that was never published, saved by somebody."""
    article = make_article(index, title=title, live=False, **fields)
    article.save_revision(user=editor)
    return article


def desk(browser: Client, name: str, query: str = "") -> Any:
    """Returns the answer of the desk view with one list."""
    answer = browser.get(f"/admin/desk/?list={name}&{query}")
    assert answer.status_code == 200
    return answer


def titles(browser: Client, name: str, query: str = "") -> list[str]:
    """Returns the headlines of one list, from top to bottom, once it is clear that its tab counts them."""
    context = desk(browser, name, query).context
    [tab] = [tab for tab in context["tabs"] if tab["is_current"]]
    assert tab["count"] == len(context["object_list"])
    return [article.title for article in context["object_list"]]


def test_mine_are_the_unpublished_ones_that_i_own_or_edited_last(
    index: NewsIndexPage, user: User, editor: Client
) -> None:
    colleague = make_user("Editors")
    make_draft(index, "My own", colleague, owner=user)
    make_draft(index, "Edited by me", user, owner=colleague)
    make_draft(index, "Edited by another since", user, owner=colleague).save_revision(user=colleague)
    make_article(index, title="Published", owner=user)
    changed = make_article(index, title="Changed", owner=user)
    changed.save_revision(user=user)
    take_down(make_draft(index, "Withdrawn", user), None, "A court order")

    assert titles(editor, "mine") == ["Changed", "Edited by me", "My own"]


def test_a_moderator_decides_first_and_the_lawyer_second(index: NewsIndexPage, user: User, editor: Client) -> None:
    add_review([index])
    moderator = make_user("Moderators")
    lawyer = make_user("Legal")
    desks = {"editor": editor, "moderator": log_in(moderator), "lawyer": log_in(lawyer)}
    article = make_draft(index, "Harbour reopens", user)
    make_draft(index, "Never submitted", user)
    state = article.get_workflow().start(article, user)

    def waiting() -> dict[str, list[str]]:
        return {name: titles(browser, "waiting") for name, browser in desks.items()}

    assert waiting() == {"editor": [], "moderator": ["Harbour reopens"], "lawyer": []}
    assert titles(editor, "submitted") == ["Harbour reopens"]

    state.current_task_state.approve(user=moderator)
    TaskState.objects.filter(pk=state.current_task_state.pk).update(started_at=timezone.now() - 2 * DAY)

    assert waiting() == {"editor": [], "moderator": [], "lawyer": ["Harbour reopens"]}
    shown = desk(desks["lawyer"], "waiting").content.decode()
    assert f'href="/admin/pages/{article.pk}/edit/?next=%2Fadmin%2Fdesk%2F%3Flist%3Dwaiting"' in shown
    for words in ("Legal", "2\xa0days ago", user.username):
        assert words in shown
    assert desks["lawyer"].get(f"/admin/pages/{article.pk}/edit/").status_code == 200, "though he edits nothing else"

    state.refresh_from_db()
    state.current_task_state.approve(user=lawyer)

    assert waiting() == {"editor": [], "moderator": [], "lawyer": []}
    assert titles(editor, "submitted") == []


def test_what_has_waited_longest_comes_first(index: NewsIndexPage, user: User) -> None:
    for title, days in (("Yesterday", 1), ("Last week", 7), ("Two days ago", 2)):
        article = make_draft(index, title, user)
        state = Workflow.objects.get(name="Moderators approval").start(article, user)
        TaskState.objects.filter(pk=state.current_task_state.pk).update(started_at=timezone.now() - days * DAY)

    assert titles(log_in(make_user("Moderators")), "waiting") == ["Last week", "Two days ago", "Yesterday"]


def test_what_i_may_decide_upon_does_not_wait_for_others(index: NewsIndexPage) -> None:
    moderator = make_user("Moderators")
    article = make_draft(index, "Harbour reopens", moderator)
    Workflow.objects.get(name="Moderators approval").start(article, moderator)

    assert titles(log_in(moderator), "waiting") == ["Harbour reopens"]
    assert titles(log_in(moderator), "submitted") == []


def test_what_was_sent_back_waits_for_nobody_else(index: NewsIndexPage, user: User, editor: Client) -> None:
    article = make_draft(index, "Harbour reopens", user)
    state = Workflow.objects.get(name="Moderators approval").start(article, user)
    state.current_task_state.reject(user=make_user("Moderators"))

    assert titles(editor, "submitted") == []
    assert titles(editor, "mine") == ["Harbour reopens"]


def test_what_goes_live_next_comes_first(index: NewsIndexPage, editor: Client) -> None:
    for title, days in (("Second", 2), ("First", 1)):
        article = make_article(index, title=title, live=False)
        article.go_live_at = timezone.now() + days * DAY
        article.save_revision().publish()
    make_draft(index, "Wished for", go_live_at=timezone.now() + DAY)

    assert titles(editor, "scheduled") == ["First", "Second"]


def test_what_is_free_next_comes_first(index: NewsIndexPage, editor: Client) -> None:
    make_article(index, title="Open-ended", embargo=True)
    make_article(index, title="Later", embargo=True, embargo_until=timezone.now() + 2 * DAY)
    make_article(index, title="Soon", embargo=True, embargo_until=timezone.now() + DAY)
    make_article(index, title="Lifted", embargo=True, embargo_until=timezone.now() - DAY)

    assert titles(editor, "embargoed") == ["Soon", "Later", "Open-ended"]


def test_corrections_of_the_last_seven_days(index: NewsIndexPage, editor: Client) -> None:
    today = timezone.localdate()
    for title, ages in (("Week old", [7]), ("Six days", [6]), ("Today, and long ago", [0, 40]), ("Long ago", [40])):
        article = make_article(index, title=title)
        article.corrections = [Correction(date=today - age * DAY, text="It was Monday.") for age in ages]
        article.save()

    assert titles(editor, "corrected") == ["Today, and long ago", "Six days"]


def test_what_lacks_picture_or_summary_is_live_due_or_scheduled(index: NewsIndexPage, editor: Client) -> None:
    picture, summary, now = ImageFactory(), "Ships are back.", timezone.now()
    make_article(index, title="Complete", image=picture, summary=summary)
    make_article(index, title="Live, no picture", summary=summary, published_at=now)
    make_draft(index, "Due, neither", published_at=now - DAY)
    make_draft(index, "Some day", published_at=None)
    finished = make_draft(index, "Finished in the newest draft", published_at=now)
    finished.image, finished.summary = picture, summary
    finished.save_revision()
    scheduled = make_article(index, title="Scheduled, no summary", live=False, image=picture, published_at=now + DAY)
    scheduled.go_live_at = now + DAY
    scheduled.save_revision().publish()
    take_down(make_article(index, title="Withdrawn"), None, "A court order")

    assert titles(editor, "incomplete") == ["Scheduled, no summary", "Live, no picture", "Due, neither"]
    shown = desk(editor, "incomplete").content.decode()
    assert [shown.count(f"<td>{words}</td>") for words in ("Summary", "Picture", "Picture, Summary")] == [1, 1, 1]


def test_locked_by_me(index: NewsIndexPage, user: User, editor: Client) -> None:
    for title, owner in (("Mine", user), ("Another’s", make_user("Editors"))):
        make_article(index, title=title, locked=True, locked_by=owner, locked_at=timezone.now())

    assert titles(editor, "locked") == ["Mine"]


def test_taken_down_with_by_whom_and_why(index: NewsIndexPage, editor: Client) -> None:
    chief = make_user("Moderators", first_name="Ana", last_name="Duarte")
    for title in ("First", "Second"):
        take_down(make_article(index, title=title), chief, f"{title} court order")

    assert titles(editor, "taken-down") == ["Second", "First"]
    shown = desk(editor, "taken-down").content.decode()
    assert all(words in shown for words in ("Ana Duarte", "First court order", "Second court order"))


def plant_everything(index: NewsIndexPage, user: User, rows: int = 1) -> None:
    """Makes articles so that each list has as many rows at least, of what this user owns, submitted and locked."""
    approval = Workflow.objects.get(name="Moderators approval")
    tomorrow = timezone.now() + DAY
    for _number in range(rows):
        approval.start(make_draft(index, "Secret, submitted", user, owner=user), user)
        scheduled = make_article(index, title="Secret, scheduled", live=False)
        scheduled.go_live_at = tomorrow
        scheduled.save_revision().publish()
        held = make_article(index, title="Secret, held and corrected", embargo=True, embargo_until=tomorrow)
        held.corrections = [Correction(text="It was Monday.")]
        held.save()
        make_article(index, title="Secret, locked", locked=True, locked_by=user, locked_at=timezone.now())
        take_down(make_article(index, title="Secret, withdrawn"), user, "Secret reason")


def test_other_sections_are_not_told_of(index: NewsIndexPage) -> None:
    press = make_index(index.get_site(), title="Press releases")
    group = Group.objects.create(name="Press office")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=press, permission=change)
    officer = make_user("Press office")
    plant_everything(index, officer)
    make_draft(press, "Release", officer, published_at=None)
    browser = log_in(officer)

    answers = [desk(browser, desk_list.name) for desk_list in DESK_LISTS]

    assert [len(answer.context["object_list"]) for answer in answers] == [1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert [tab["count"] for tab in answers[0].context["tabs"]] == [1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert not any("Secret" in answer.content.decode() for answer in answers)


def test_pages_of_other_types_are_left_out(index: NewsIndexPage) -> None:
    moderator = make_user("Moderators")
    listing = Page.objects.get(pk=index.pk).specific
    listing.save_revision(user=moderator)
    Workflow.objects.get(name="Moderators approval").start(listing, moderator)

    assert titles(log_in(moderator), "waiting") == []
