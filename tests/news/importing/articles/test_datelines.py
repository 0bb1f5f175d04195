"""Times of day for rows that give a day alone."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from news.importing.articles.datelines import Dated, set_datelines
from news.importing.outlines import RowOutline

DAY = dt.date(2024, 3, 7)
NOW = dt.datetime(2024, 6, 1, 9, 30, 40, tzinfo=dt.UTC)


def rows_of(count: int, day: dt.date = DAY) -> list[RowOutline]:
    return [RowOutline(number, None, f"Row {number}", day) for number in range(1, count + 1)]


def at(hour: int, minute: int = 0, second: int = 0) -> dt.datetime:
    return dt.datetime(2024, 3, 7, hour, minute, second, tzinfo=dt.UTC)


def times(datelines: dict[int, dt.datetime]) -> list[str]:
    """Returns the times of day in the order of the rows' numbers."""
    return [f"{datelines[number]:%H:%M:%S}" for number in sorted(datelines)]


def test_rows_of_a_day_go_down_from_noon_in_minutes() -> None:
    assert set_datelines(rows_of(3), {}, NOW) == {1: at(12), 2: at(11, 59), 3: at(11, 58)}


def test_each_day_begins_anew() -> None:
    rows = [
        *rows_of(1),
        RowOutline(2, None, "Row 2", dt.date(2024, 3, 6)),
        RowOutline(3, None, "Row 3", dt.date(2024, 3, 6)),
    ]

    assert times(set_datelines(rows, {}, NOW)) == ["12:00:00", "12:00:00", "11:59:00"]


def test_more_rows_than_minutes_stand_closer() -> None:
    datelines = set_datelines(rows_of(2_000), {}, NOW)

    assert datelines[1] == at(12)
    assert datelines[2] == at(11, 59, 39)
    assert datelines[2_000] == at(0, 20, 21)


def test_more_rows_than_seconds_stand_closer_still() -> None:
    datelines = set_datelines(rows_of(50_000), {}, NOW)

    assert len(set(datelines.values())) == 50_000
    assert all(datelines[number] > datelines[number + 1] for number in range(1, 50_000))
    assert {timezone.localdate(moment) for moment in datelines.values()} == {DAY}


def test_today_begins_now_while_it_is_morning() -> None:
    assert times(set_datelines(rows_of(2, NOW.date()), {}, NOW)) == ["09:30:00", "09:29:00"]


def test_noon_is_the_newsrooms() -> None:
    with timezone.override("Pacific/Auckland"):
        datelines = set_datelines(rows_of(1), {}, NOW)

    assert datelines[1].astimezone(ZoneInfo("Pacific/Auckland")).isoformat() == "2024-03-07T12:00:00+13:00"


def test_articles_that_are_there_keep_their_times() -> None:
    existing = {1: Dated(at(12), 7), 2: Dated(at(11, 59), 6)}

    assert times(set_datelines(rows_of(2), existing, NOW)) == ["12:00:00", "11:59:00"]


def test_new_rows_are_fitted_around_articles_that_are_there() -> None:
    existing = {3: Dated(at(12), 7), 5: Dated(at(11, 59), 6)}

    assert times(set_datelines(rows_of(6), existing, NOW)) == [
        "12:02:00",
        "12:01:00",
        "12:00:00",
        "11:59:30",
        "11:59:00",
        "11:58:00",
    ]


def test_as_few_articles_as_possible_move() -> None:
    existing = {1: Dated(at(8), 1), 2: Dated(at(12), 2), 3: Dated(at(11), 3), 4: Dated(at(10), 4)}

    assert times(set_datelines(rows_of(4), existing, NOW)) == ["12:01:00", "12:00:00", "11:00:00", "10:00:00"]


def test_articles_of_the_same_moment_stay_when_their_order_is_right() -> None:
    assert times(set_datelines(rows_of(2), {1: Dated(at(9), 5), 2: Dated(at(9), 4)}, NOW)) == ["09:00:00", "09:00:00"]
    assert times(set_datelines(rows_of(2), {1: Dated(at(9), 4), 2: Dated(at(9), 5)}, NOW)) == ["09:00:00", "08:59:00"]


def test_an_article_of_another_day_moves_to_the_rows_day() -> None:
    assert times(set_datelines(rows_of(1), {1: Dated(at(9) - dt.timedelta(days=1), 4)}, NOW)) == ["12:00:00"]


def test_a_time_that_is_given_is_kept_and_others_stand_around_it() -> None:
    rows = rows_of(4)
    rows[1] = RowOutline(2, None, "Row 2", DAY, moment=at(18, 30))
    rows[3] = RowOutline(4, None, "Row 4", DAY, moment=at(18, 29, 58))

    assert times(set_datelines(rows, {}, NOW)) == ["18:31:00", "18:30:00", "18:29:59", "18:29:58"]


def test_times_against_the_listings_order_bind_no_other_row() -> None:
    rows = rows_of(3)
    rows[0] = RowOutline(1, None, "Row 1", DAY, moment=at(8))
    rows[2] = RowOutline(3, None, "Row 3", DAY, moment=at(18))

    assert times(set_datelines(rows, {}, NOW)) == ["08:00:00", "12:00:00", "18:00:00"]


@example([0, None])
@example([None, 86_399])
@example([5, None, 5])
@given(st.lists(st.one_of(st.none(), st.integers(0, 86_399)), min_size=1, max_size=30))
def test_whatever_is_there_the_order_is_the_listings(seconds: list[int | None]) -> None:
    existing = {
        number: Dated(at(0) + dt.timedelta(seconds=second), number)
        for number, second in enumerate(seconds, start=1)
        if second is not None
    }
    datelines = set_datelines(rows_of(len(seconds)), existing, NOW)

    keys = [(datelines[number], -number) for number in sorted(datelines)]
    settled = set_datelines(rows_of(len(seconds)), {n: Dated(m, -n) for n, m in datelines.items()}, NOW)
    assert sorted(datelines) == list(range(1, len(seconds) + 1))
    assert keys == sorted(keys, reverse=True)
    assert {timezone.localdate(moment) for moment in datelines.values()} == {DAY}
    assert settled == datelines
