"""The calendar of the desk: for whom it is, where it leads, and at what cost."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from news.models import NewsIndexPage
from tests.factories import CategoryFactory, make_article
from tests.news.desk.calendar.planned import CALENDAR, MONTH, NOON, make_draft, schedule, titles
from tests.news.desk.newsroom import DAY, make_note, make_section, make_section_editor
from tests.user_accounts import log_in, make_user


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
