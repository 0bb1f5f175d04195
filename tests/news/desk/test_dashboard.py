"""The newsroom's panels on the dashboard."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import GroupPagePermission, Revision

from cms.takedowns.actions import take_down
from news.models import ArticlePage, NewsIndexPage
from tests.factories import CategoryFactory, make_article
from tests.user_accounts import log_in, make_user


@pytest.fixture
def editor(index: NewsIndexPage) -> Client:
    return log_in(make_user("Editors"))


@pytest.fixture
def morning() -> dt.datetime:
    """The beginning of today; tests that need a later moment of today take it from here."""
    return timezone.make_aware(dt.datetime.combine(timezone.localdate(), dt.time.min))


def make_draft(index: NewsIndexPage, title: str, **fields: Any) -> ArticlePage:
    """Returns an article that was never published."""
    article = make_article(index, title=title, live=False, **fields)
    article.save_revision()
    return article


def panel(browser: Client, name: str) -> str:
    """Returns the HTML of one panel of the dashboard."""
    html = browser.get("/admin/").content.decode()
    return html.split(f'id="{name}-section"')[1].split("</section>")[0]


def titles(browser: Client, name: str) -> list[str]:
    """Returns the headlines in one panel, from top to bottom."""
    return re.findall(r'<a href="/admin/pages/\d+/edit/">([^<]+)</a>', panel(browser, name))


def test_drafts_of_today_and_before_are_due(index: NewsIndexPage, editor: Client, morning: dt.datetime) -> None:
    make_draft(index, "Yesterday", published_at=morning - dt.timedelta(hours=1))
    make_draft(index, "Last minute of today", published_at=morning + dt.timedelta(hours=23, minutes=59))
    make_draft(index, "Tomorrow", published_at=morning + dt.timedelta(hours=24))
    make_draft(index, "Some day", published_at=None)
    make_article(index, title="Published", published_at=morning)

    assert titles(editor, "desk-due") == ["Last minute of today", "Yesterday"]


def test_what_the_newest_draft_says_counts(index: NewsIndexPage, editor: Client, morning: dt.datetime) -> None:
    postponed = make_draft(index, "Postponed", published_at=morning)
    postponed.published_at = morning + dt.timedelta(days=3)
    postponed.save_revision()
    brought_forward = make_draft(index, "Brought forward", published_at=morning + dt.timedelta(days=3))
    brought_forward.published_at = morning
    brought_forward.save_revision()

    assert titles(editor, "desk-due") == ["Brought forward"]


def test_the_wished_moment_to_go_live_goes_before_the_dateline(
    index: NewsIndexPage, editor: Client, morning: dt.datetime
) -> None:
    make_draft(index, "Later", published_at=morning, go_live_at=morning + dt.timedelta(days=2))
    make_draft(index, "Now", published_at=morning + dt.timedelta(days=2), go_live_at=morning)

    assert titles(editor, "desk-due") == ["Now"]


def test_unpublished_changes_are_due(index: NewsIndexPage, editor: Client, morning: dt.datetime) -> None:
    article = make_article(index, title="Live", published_at=morning)
    article.title = "Live, corrected"
    article.save_revision()

    assert titles(editor, "desk-due") == ["Live, corrected"]
    assert "Changed 0\xa0minutes ago, not published" in panel(editor, "desk-due")


def test_how_late_a_draft_is_can_be_read(index: NewsIndexPage, editor: Client) -> None:
    make_draft(index, "Late", published_at=timezone.now() - dt.timedelta(days=2, hours=1))

    assert "2\xa0days, 1\xa0hour late" in panel(editor, "desk-due")


def test_what_was_taken_down_is_not_late(index: NewsIndexPage, editor: Client, morning: dt.datetime) -> None:
    draft = make_draft(index, "Withdrawn", published_at=morning)
    assert titles(editor, "desk-due") == ["Withdrawn"]

    take_down(draft, None, "A court order")

    assert titles(editor, "desk-due") == []


def test_what_was_unpublished_is_not_late(index: NewsIndexPage, editor: Client, morning: dt.datetime) -> None:
    article = make_draft(index, "Unpublished", published_at=morning - dt.timedelta(days=3))
    article.get_latest_revision().publish()
    ArticlePage.objects.get(pk=article.pk).unpublish()

    assert titles(editor, "desk-due") == []


def test_scheduled_articles_are_listed_the_next_one_first(
    index: NewsIndexPage, editor: Client, morning: dt.datetime
) -> None:
    for title, hours in (("Second", 50), ("First", 30)):
        article = make_article(index, title=title, live=False, published_at=morning)
        article.go_live_at = morning + dt.timedelta(hours=hours)
        article.save_revision().publish()

    assert titles(editor, "desk-scheduled") == ["First", "Second"]
    assert titles(editor, "desk-due") == [], "what goes out by itself is nobody's task"


def test_a_schedule_that_has_passed_is_late(index: NewsIndexPage, editor: Client) -> None:
    article = make_article(index, title="Stuck", live=False)
    article.go_live_at = timezone.now() + dt.timedelta(hours=1)
    article.save_revision().publish()
    Revision.objects.update(approved_go_live_at=timezone.now() - dt.timedelta(hours=2))

    assert titles(editor, "desk-scheduled") == ["Stuck"]
    assert "2\xa0hours late" in panel(editor, "desk-scheduled")


def test_empty_panels_say_so(editor: Client) -> None:
    assert "No draft is due" in panel(editor, "desk-due")
    assert "Nothing is scheduled." in panel(editor, "desk-scheduled")


def test_eight_rows_are_shown_and_the_rest_is_a_click_away(
    index: NewsIndexPage, editor: Client, morning: dt.datetime
) -> None:
    for number in range(8):
        make_draft(index, f"Draft {number}", published_at=morning - dt.timedelta(hours=number))
    more = '<a href="/admin/articles/?status=draft">Show all</a>'

    assert (len(titles(editor, "desk-due")), more in panel(editor, "desk-due")) == (8, False)

    make_draft(index, "Draft 8", published_at=morning - dt.timedelta(hours=8))

    assert titles(editor, "desk-due") == [f"Draft {number}" for number in range(8)]
    assert more in panel(editor, "desk-due")


def test_only_what_somebody_may_edit_is_shown(index: NewsIndexPage, morning: dt.datetime) -> None:
    press = NewsIndexPage(title="Press releases", slug="press")
    index.get_parent().add_child(instance=press)
    for place, title in ((index, "News"), (press, "Release")):
        make_draft(place, f"{title}, due", published_at=morning)
        scheduled = make_article(place, title=f"{title}, scheduled", live=False)
        scheduled.go_live_at = timezone.now() + dt.timedelta(hours=1)
        scheduled.save_revision().publish()
    group = Group.objects.create(name="Press office")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group, page=press, permission=Permission.objects.get(codename="change_page")
    )
    browser = log_in(make_user("Press office"))

    assert titles(browser, "desk-due") == ["Release, due"]
    assert titles(browser, "desk-scheduled") == ["Release, scheduled"]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_dashboard_costs_the_same_for_any_number_of_drafts(
    index: NewsIndexPage,
    editor: Client,
    morning: dt.datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for number in range(rows):
        make_draft(index, f"Draft {number}", published_at=morning, category=CategoryFactory())
        live = make_article(index, published_at=morning, category=CategoryFactory())
        live.save_revision()
        scheduled = make_article(index, live=False, category=CategoryFactory())
        scheduled.go_live_at = timezone.now() + dt.timedelta(hours=number + 1)
        scheduled.save_revision().publish()
    editor.get("/admin/")

    with django_assert_num_queries(38):
        editor.get("/admin/")
