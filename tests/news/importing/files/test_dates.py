"""Dates as other systems write them."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from news.importing.files.dates import DateRefused, day_of, read_date
from news.importing.files.reading import ReadOptions

MOMENT = dt.datetime(2024, 3, 7, 13, 30, tzinfo=dt.UTC)
DAY = dt.date(2024, 3, 7)


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-07T13:30:00Z",
        "2024-03-07T14:30+01:00",
        "2024-03-07 14:30:00 +0100",
        "2024-03-07t14:30:00,000000000+01",
        "20240307T133000Z",
        "20240307T1430+01",
        "20240307133000",
        "Thu, 07 Mar 2024 14:30:00 +0100",
        "7 Mar 2024 13:30 GMT",
        "Thursday, 07-Mar-2024 08:30:00 EST",
        "Thu, 07 Mar 24 13:30 GMT",
        "Thursday, 07-Mar-24 13:30:00 GMT",
        "Thu, 7 Mar 2024 8:30:00 -0500",
        "Thu Mar  7 14:30:00 +0100 2024",
        "Thu Mar  7 13:30:00 2024",
        "7 March 2024, 13:30",
        "March 7, 2024 1:30 pm",
        "March 7, 2024 at 1:30 p.m.",
        "Mar 7 2024 13:30 GMT",
        "2024/03/07 13:30",
        "2024-3-7 1:30:00 PM",
        "/Date(1709818200000)/",
        "/Date(1709818200000+0100)/",
        "1709818200",
        "1709818200000",
        1709818200,
        1709818200.0,
        1709818200000,
    ],
)
def test_a_moment(written: Any) -> None:
    assert read_date(written, ReadOptions()) == MOMENT


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-07",
        "20240307",
        20240307,
        "7 March 2024",
        "7 March 2024,",
        "March 7, 2024",
        "Thu, Mar 7, 2024",
        "2024-3-7",
        "2024/3/7",
        "2024.03.07",
    ],
)
def test_a_day(written: Any) -> None:
    assert read_date(written, ReadOptions()) == DAY


@pytest.mark.parametrize("written", ["29.05.2020", "29/5/2020", "05/29/2020", "5.29.2020"])
def test_a_number_that_is_no_month_is_the_day(written: str) -> None:
    assert read_date(written, ReadOptions()) == dt.date(2020, 5, 29)


@pytest.mark.parametrize("written", ["29.05.2020 00:15", "5/29/2020 12:15:00 AM", "5/29/2020, 0:15"])
def test_a_number_that_is_no_month_is_the_day_of_a_time(written: str) -> None:
    assert read_date(written, ReadOptions()) == dt.datetime(2020, 5, 29, 0, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize("written", ["7 Mar 24", "07 Mar 24 10:00", "2024/07", "3/4/2024 10:00", "2024-03/07"])
def test_what_has_two_meanings_is_refused(written: str) -> None:
    with pytest.raises(DateRefused, match="more than one way, or in none"):
        read_date(written, ReadOptions())


def test_the_half_of_the_day_is_not_ignored() -> None:
    with pytest.raises(DateRefused, match="does not exist in the calendar"):
        read_date("2024-03-07 13:30 pm", ReadOptions())


def test_a_day_of_the_same_number_as_its_month_has_one_meaning() -> None:
    assert read_date("05/05/2020", ReadOptions()) == dt.date(2020, 5, 5)


def test_a_format_is_not_contradicted() -> None:
    with pytest.raises(DateRefused, match="more than one way, or in none"):
        read_date("05/29/2020", ReadOptions(date_format="%d/%m/%Y"))


@pytest.mark.parametrize(
    "written",
    [
        *(
            "05/06/2020",
            "12.11.2020",
            "29.05/2020",
            "10",
            "2024",
            "7.3.2024",
            "7 Mar 24",
            "yesterday",
            "2024-W10-4",
            "/Date(5/",
            "\u0661",
        ),
        *("7 Mar 2024 13:30 IST", "2024-03-07T13", "nan", "7 mars 2024", "", "2024-03-07\n2024-03-08"),
    ],
)
def test_what_has_no_one_meaning_is_refused(written: str) -> None:
    with pytest.raises(DateRefused, match="more than one way, or in none"):
        read_date(written, ReadOptions())


@pytest.mark.parametrize(
    "written", ["2023-02-29", "20241301", "2024-03-07T25:00Z", "31 Feb 2024", "31.02.2024", "30/30/2024", "0000-00-00"]
)
def test_what_is_in_no_calendar_is_refused(written: str) -> None:
    with pytest.raises(DateRefused, match="does not exist in the calendar"):
        read_date(written, ReadOptions())


@pytest.mark.parametrize("written", ["0999-12-31", "/Date(-99999999999999)/"])
def test_what_was_before_newspapers_is_refused(written: str) -> None:
    with pytest.raises(DateRefused, match=r"before the year 1000|does not exist"):
        read_date(written, ReadOptions())


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize(
    "written",
    ["9999-12-31", "9999-12-31T23:59:59Z", "9999-12-31 23:59:59", "9999-12-31T23:59:59-05:00", "31/12/9999 23:59"],
)
def test_what_means_never_is_refused(written: str, zone: str) -> None:
    options = ReadOptions(date_format="%d/%m/%Y %H:%M", time_zone=ZoneInfo(zone))
    with pytest.raises(DateRefused, match=r"is too far ahead; leave it empty where it means never\.$"):
        read_date(written, options)


@pytest.mark.parametrize(
    ("written", "form", "expected"),
    [
        ("05/06/2020", "%d/%m/%Y", dt.date(2020, 6, 5)),
        ("05/06/2020", "%m/%d/%Y", dt.date(2020, 5, 6)),
        ("03/07/2024 02:30:00 PM", "%m/%d/%Y %I:%M:%S %p", MOMENT),
        ("2024-03-07T13:30:00Z", "%d/%m/%Y", MOMENT),
    ],
)
def test_a_format_settles_the_rest(written: str, form: str, expected: dt.date) -> None:
    options = ReadOptions(date_format=form, time_zone=ZoneInfo("Europe/Madrid"))
    assert read_date(written, options) == expected


def test_times_without_a_zone_are_in_the_given_one() -> None:
    madrid = ReadOptions(time_zone=ZoneInfo("Europe/Madrid"))

    assert read_date("2024-03-07 14:30", madrid) == MOMENT
    assert read_date("2024-03-07 13:30", ReadOptions()) == MOMENT
    assert day_of(read_date("2024-03-07T23:30:00-05:00", madrid)) == dt.date(2024, 3, 8)
