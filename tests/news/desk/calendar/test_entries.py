"""The entries of the calendar: what stands on which day, and at which time."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.users.models import UserProfile

from cms.accounts.models import User
from news.models import NewsIndexPage
from tests.factories import make_article
from tests.news.desk.calendar.planned import CALENDAR, MONTH, NOON, make_draft, schedule, shown, titles
from tests.news.desk.newsroom import make_note


def test_it_shows_what_goes_live_is_wished_lifts_expires_is_due_and_planned(
    index: NewsIndexPage, editor: Client
) -> None:
    hour = dt.timedelta(hours=1)
    schedule(index, "Scheduled", NOON)
    make_draft(index, "Wished", go_live_at=NOON + hour)
    make_article(index, title="Held", embargo=True, embargo_until=NOON + 2 * hour)
    make_draft(index, "Held draft", embargo=True, embargo_until=NOON + 3 * hour)
    make_article(index, title="Passing", expire_at=NOON + 4 * hour)
    make_draft(index, "Due", published_at=NOON + 5 * hour)
    make_note("Meeting", NOON.date())
    make_note("Interview", NOON.date(), time=dt.time(12, 30), is_done=True)
    make_article(index, title="Without a date")
    make_draft(index, "Draft without a date")

    assert shown(editor) == [
        ("2999-12-07", "Planning note", "Meeting"),
        ("2999-12-07 12:00", "Goes live", "Scheduled"),
        ("2999-12-07 12:30", "Planning note", "Interview"),
        ("2999-12-07 13:00", "Wished, not scheduled", "Wished"),
    ], "a month shows four entries of a day"
    assert shown(editor, "?day=2999-12-07")[4:] == [
        ("2999-12-07 14:00", "Embargo lifts", "Held"),
        ("2999-12-07 15:00", "Embargo lifts", "Held draft"),
        ("2999-12-07 16:00", "Expires", "Passing"),
        ("2999-12-07 17:00", "Draft due", "Due"),
    ]
    day = editor.get(f"{CALENDAR}?day=2999-12-07").context["weeks"][0][0]
    assert [entry.status for entry in day.entries] == [
        *("To be done", "scheduled", "Done", "draft", "live", "draft", "live", "draft"),
    ]


@pytest.mark.parametrize("query", [MONTH, "?day=2999-12-07"])
def test_times_name_their_zone_of_the_user_for_articles_and_of_the_newsroom_for_notes(
    index: NewsIndexPage, ann: User, editor: Client, settings: Settings, query: str
) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    profile = UserProfile.get_for_user(ann)
    profile.current_time_zone = "Asia/Tokyo"
    profile.save()
    make_article(index, title="Passing", expire_at=NOON)
    make_note("Interview", NOON.date(), time=dt.time(12, 30))

    times = re.findall(r"<time>(.*?)</time>\s*(\w+)", editor.get(f"{CALENDAR}{query}").content.decode())

    assert sorted(times) == [("12:30", "CET"), ("21:00", "JST")]


def test_a_wish_in_a_published_article_stands_beside_what_is_published(index: NewsIndexPage, editor: Client) -> None:
    article = make_article(index, title="Published", expire_at=NOON)
    article.go_live_at, article.expire_at = NOON, NOON + dt.timedelta(days=1)
    article.save_revision()

    assert shown(editor) == [
        ("2999-12-07 12:00", "Wished, not scheduled", "Published"),
        ("2999-12-07 12:00", "Expires", "Published"),
    ]


def test_what_waits_for_a_moderator_says_so(index: NewsIndexPage, ann: User, editor: Client) -> None:
    draft = make_draft(index, "Wished", go_live_at=NOON)
    draft.get_workflow().start(draft, ann)

    [entry] = editor.get(f"{CALENDAR}?day=2999-12-07").context["weeks"][0][0].entries
    assert entry.status == "in moderation"


def test_a_version_that_drops_its_wish_leaves_the_calendar(index: NewsIndexPage, editor: Client) -> None:
    article = make_draft(index, "Wished", go_live_at=NOON)
    assert titles(editor) == ["Wished"]

    article.go_live_at = None
    article.save_revision()

    assert titles(editor) == []


def test_a_wish_that_was_granted_leaves_the_calendar(index: NewsIndexPage, editor: Client) -> None:
    """Wagtail keeps the time in later versions."""
    article = make_article(index, title="Was scheduled", last_published_at=NOON + dt.timedelta(hours=1))
    article.go_live_at = NOON
    article.save_revision()

    assert titles(editor) == []


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", ["2027-03-27 23:30", "2027-03-28 00:30", "2027-03-28 01:30"]),
        # The clocks go forward at 01:00 UTC, from 02:00 to 03:00 here.
        ("Europe/Berlin", ["2027-03-28 00:30", "2027-03-28 01:30", "2027-03-28 03:30"]),
        ("America/New_York", ["2027-03-27 19:30", "2027-03-27 20:30", "2027-03-27 21:30"]),
    ],
)
def test_times_are_those_of_the_user_s_clock_also_when_it_is_changed(
    index: NewsIndexPage, ann: User, editor: Client, zone: str, expected: list[str]
) -> None:
    first = dt.datetime(2027, 3, 27, 23, 30, tzinfo=dt.UTC)
    for number in range(3):
        make_article(index, title=f"Story {number}", expire_at=first + dt.timedelta(hours=number))
    make_note("Note", dt.date(2027, 3, 28), time=dt.time(2, 30))
    profile = UserProfile.get_for_user(ann)
    profile.current_time_zone = zone
    profile.save()

    entries = shown(editor, "?month=2027-03")

    assert [moment for moment, kind, _title in entries if kind == "Expires"] == expected
    assert [moment for moment, kind, _title in entries if kind == "Planning note"] == ["2027-03-28 02:30"]
    assert zone in editor.get(f"{CALENDAR}?month=2027-03").content.decode()


def test_a_day_of_25_hours_has_all_of_them(index: NewsIndexPage, ann: User, editor: Client) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    profile = UserProfile.get_for_user(ann)
    profile.current_time_zone = "Europe/Berlin"
    profile.save()
    begins = dt.datetime(2027, 10, 31, tzinfo=berlin).astimezone(dt.UTC)
    for hours in (-1, 0, 24, 25):
        make_article(index, title=f"After {hours}", expire_at=begins + dt.timedelta(hours=hours))

    assert shown(editor, "?day=2027-10-31") == [
        ("2027-10-31 00:00", "Expires", "After 0"),
        ("2027-10-31 23:00", "Expires", "After 24"),
    ]
