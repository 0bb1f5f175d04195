"""The calendar of the desk: what stands on which day, for whom, and at what cost."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.users.models import UserProfile

from cms.accounts.models import User
from news.models import ArticlePage, NewsIndexPage
from tests.factories import CategoryFactory, make_article
from tests.news.desk.newsroom import DAY, make_note, make_section, make_section_editor
from tests.user_accounts import log_in, make_user

CALENDAR = "/admin/desk/calendar/"
NOON = dt.datetime(2999, 12, 7, 12, 0, tzinfo=dt.UTC)
MONTH = "?month=2999-12"


@pytest.fixture
def ann(index: NewsIndexPage) -> User:
    return make_user("Moderators")


@pytest.fixture
def editor(ann: User) -> Client:
    return log_in(ann)


def make_draft(index: NewsIndexPage, title: str, **drafted: Any) -> ArticlePage:
    """Returns an article that was never published, and whose newest version has these values."""
    article = make_article(index, title=title, live=False, published_at=None)
    for name, value in drafted.items():
        setattr(article, name, value)
    article.save_revision()
    return article


def schedule(index: NewsIndexPage, title: str, moment: dt.datetime, **fields: Any) -> ArticlePage:
    """Returns an article that goes live by itself."""
    article = make_article(index, title=title, live=False, published_at=None, **fields)
    article.go_live_at = moment
    article.save_revision().publish()
    return article


def shown(browser: Client, query: str = MONTH) -> list[tuple[str, str, str]]:
    """Returns the day with the hour, the kind and the title of each entry that the calendar shows, in its order."""
    weeks = browser.get(f"{CALENDAR}{query}").context["weeks"]
    return [
        (f"{entry.day} {entry.time:%H:%M}" if entry.time else str(entry.day), entry.kind.label, entry.title)
        for week in weeks
        for day in week
        for entry in day.entries
    ]


def titles(browser: Client, query: str = MONTH) -> list[str]:
    """Returns the titles alone."""
    return [title for _moment, _kind, title in shown(browser, query)]


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
def test_a_time_of_an_article_has_its_zone_and_that_of_a_note_is_the_newsrooms(
    index: NewsIndexPage, editor: Client, settings: Settings, query: str
) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    make_article(index, title="Passing", expire_at=NOON)
    make_note("Interview", NOON.date(), time=dt.time(12, 30))

    times = re.findall(r"<time>(.*?)</time>\s*(CET|)", editor.get(f"{CALENDAR}{query}").content.decode())

    assert sorted(times) == [("12:30", ""), ("13:00", "CET")]


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


def test_another_section_s_articles_and_notes_are_not_shown(index: NewsIndexPage) -> None:
    sport, culture = make_section(index, "Sport"), make_section(index, "Culture")
    for section in (sport, culture):
        schedule(section, f"{section.title} scheduled", NOON)
        make_article(section, title=f"{section.title} expires", expire_at=NOON)
        make_note(f"{section.title} note", NOON.date(), article=make_draft(section, "Draft"))
    browser = log_in(make_section_editor(culture))

    assert sorted(titles(browser)) == ["Culture expires", "Culture note", "Culture scheduled"]
    page = browser.get(f"{CALENDAR}?day=2999-12-07").content.decode()
    assert "Sport" not in page, "nor is it among the choices of the filter"
    assert "This is not among the choices; the calendar shows all." in (
        browser.get(f"{CALENDAR}{MONTH}&section={sport.pk}").content.decode()
    )
    assert log_in(make_user()).get(CALENDAR)["Location"].startswith("/admin/login/")


def test_it_is_narrowed_by_section_category_and_kind(index: NewsIndexPage, editor: Client) -> None:
    sport = make_section(index, "Sport")
    world = CategoryFactory(name="World")
    europe = CategoryFactory(name="Europe", parent=world)
    article = schedule(sport, "Match", NOON)
    schedule(index, "Summit", NOON, category=europe)
    make_note("About the match", NOON.date(), article=article)
    make_note("Meeting", NOON.date())

    assert titles(editor, f"{MONTH}&section={sport.pk}") == ["About the match", "Match"]
    assert titles(editor, f"{MONTH}&category={world.pk}") == ["Summit"]
    assert titles(editor, f"{MONTH}&kind=note") == ["About the match", "Meeting"]
    assert titles(editor, f"{MONTH}&kind=note&section={sport.pk}") == ["About the match"]
    context = editor.get(f"{CALENDAR}{MONTH}&kind=note").context
    assert context["following_url"] == f"{CALENDAR}?month=3000-01&kind=note"
    assert len(titles(editor, f"{MONTH}&kind=party")) == 4


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


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?month=2026-13", "“2026-13” is no month. A month is written like 2026-12."),
        ("?week=50", "“50” is no week. A week is written like 2026-W50."),
        ("?day=<b>", "“&lt;b&gt;” is no day. A day is written like 2026-12-07."),
    ],
)
def test_what_is_no_period_gets_a_message_and_the_present_month(editor: Client, query: str, message: str) -> None:
    answer = editor.get(f"{CALENDAR}{query}")

    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert answer.context["period"].value == f"{timezone.localdate():%Y-%m}"


def test_days_lead_to_their_list_to_a_new_note_and_back(index: NewsIndexPage, editor: Client) -> None:
    article = make_article(index, title="Passing", expire_at=NOON)
    for number in range(5):
        make_note(f"Note {number}", NOON.date())

    page = " ".join(editor.get(f"{CALENDAR}{MONTH}").content.decode().split())

    assert '<a href="/admin/desk/calendar/?day=2999-12-07" aria-label="Saturday 7 December 2999">' in page
    assert 'aria-label="2 more on Saturday 7 December 2999"' in page
    assert 'aria-label="Add a planning note on Saturday 7 December 2999"' in page
    back = "next=%2Fadmin%2Fdesk%2Fcalendar%2F%3Fmonth%3D2999-12"
    assert f'href="/admin/desk/planning/new/?day=2999-12-07&amp;{back}"' in page
    day = editor.get(f"{CALENDAR}?day=2999-12-07")
    assert len(day.context["weeks"][0][0].entries) == 6
    assert f"/admin/pages/{article.pk}/edit/?next=/admin/desk/calendar/%3Fday%3D2999-12-07" in (
        day.content.decode().replace("%2F", "/")
    )


def test_an_empty_calendar_says_so(editor: Client) -> None:
    assert "Nothing is scheduled, expires, is released or is planned here." in editor.get(CALENDAR).content.decode()
    filtered = editor.get(f"{CALENDAR}?kind=expires").content.decode()
    assert "Nothing that you have filtered by stands in the calendar here." in filtered


def test_today_is_marked_in_words_and_for_screen_readers(editor: Client) -> None:
    page = editor.get(CALENDAR).content.decode()

    assert page.count('aria-current="date"') == 1
    assert page.count("Today</span>") == 1
    assert 'aria-current="date"' not in editor.get(f"{CALENDAR}{MONTH}").content.decode()


@pytest.mark.parametrize("rows", [3, 30])
@pytest.mark.parametrize("query", [MONTH, "?week=2999-W49", "?day=2999-12-07"])
def test_it_costs_the_same_for_any_number_of_entries(
    index: NewsIndexPage, editor: Client, query: str, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        category = CategoryFactory()
        schedule(index, f"Scheduled {number}", NOON, category=category)
        draft = make_draft(index, f"Wished {number}", go_live_at=NOON, category=category)
        make_article(index, title=f"Expires {number}", expire_at=NOON, category=category)
        make_note(f"Note {number}", NOON.date(), article=draft)
    editor.get(f"{CALENDAR}{query}")

    with django_assert_num_queries(17):
        assert titles(editor, query)


def test_more_than_it_can_read_is_said(index: NewsIndexPage, editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.desk.calendar.entries.MAX_ROWS", 2)
    message = "There is more than the calendar can show at once."
    for number in range(2):
        make_note(f"Note {number}", DAY)
    assert message not in editor.get(f"{CALENDAR}?day={DAY}").content.decode()

    make_note("One more", DAY)

    assert message in editor.get(f"{CALENDAR}?day={DAY}").content.decode()
    assert len(titles(editor, f"?day={DAY}")) == 2
