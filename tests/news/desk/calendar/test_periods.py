"""Months, weeks and days of the calendar, in addresses and on the grid."""

import datetime as dt

import pytest
from django.utils import translation

from news.desk.calendar.periods import Day, Month, NoPeriodError, Period, Week


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("en", dt.date(2026, 11, 29), dt.date(2027, 1, 2)),
        ("fr", dt.date(2026, 11, 30), dt.date(2027, 1, 3)),
        ("fa", dt.date(2026, 11, 28), dt.date(2027, 1, 1)),
    ],
)
def test_weeks_begin_on_the_day_that_is_usual_in_the_language(language: str, first: dt.date, last: dt.date) -> None:
    with translation.override(language):
        weeks = Month.parse("2026-12").weeks

    assert (weeks[0][0], weeks[-1][-1]) == (first, last)
    assert [len(week) for week in weeks] == [7] * 5


def test_a_month_of_four_full_weeks_is_shown_without_others() -> None:
    with translation.override("fr"):
        weeks = Month.parse("2027-02").weeks

    assert (weeks[0][0], weeks[-1][-1], len(weeks)) == (dt.date(2027, 2, 1), dt.date(2027, 2, 28), 4)


@pytest.mark.parametrize(
    ("period", "previous", "following"),
    [
        (Month.parse("2026-12"), "2026-11", "2027-01"),
        (Month.parse("2026-01"), "2025-12", "2026-02"),
        (Week.parse("2026-W53"), "2026-W52", "2027-W01"),
        (Day.parse("2028-02-29"), "2028-02-28", "2028-03-01"),
    ],
)
def test_one_period_leads_to_the_next(period: Period, previous: str, following: str) -> None:
    assert (period.previous.value, period.following.value) == (previous, following)


@pytest.mark.parametrize(("language", "first"), [("en", 6), ("fr", 7), ("fa", 5)])
def test_a_week_has_the_monday_of_the_iso_week_that_names_it(language: str, first: int) -> None:
    with translation.override(language):
        week = Week.parse("2026-W50")

        assert week.first == dt.date(2026, 12, first)
        assert {Week.containing(day).value for day in week.days} == {"2026-W50"}
        assert week.previous.value == "2026-W49"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Month, "2026-13"),
        (Month, "2026-00"),
        (Month, "2026-1"),
        (Month, "december"),
        (Month, ""),
        (Month, "0001-01"),
        (Month, "9999-12"),
        (Month, "٢٠٢٦-١٢"),
        (Week, "2026-W54"),
        (Week, "2027-W53"),
        (Week, "2026-W00"),
        (Week, "2026-50"),
        (Day, "2026-02-30"),
        (Day, "2026-12-7"),
        (Day, "2026-12-07T00:00"),
    ],
)
def test_what_is_no_period_is_refused_with_how_one_is_written(kind: type[Period], text: str) -> None:
    example = {Month: "2026-12", Week: "2026-W50", Day: "2026-12-07"}[kind]

    with pytest.raises(NoPeriodError, match=f"“{text}” is no {kind.name}. A {kind.name} is written like {example}."):
        kind.parse(text)


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (Month.parse("2026-12"), "December 2026"),
        (Day.parse("2026-12-07"), "Monday 7 December 2026"),
    ],
)
def test_a_period_is_headed_in_words(period: Period, title: str) -> None:
    assert period.title == title


def test_a_shorter_view_opens_at_today_or_at_the_first_day() -> None:
    december = Month.parse("2026-12")

    assert december.focus(dt.date(2026, 12, 24)) == dt.date(2026, 12, 24)
    assert december.focus(dt.date(2026, 11, 29)) == dt.date(2026, 12, 1)
