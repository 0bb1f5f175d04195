"""Rows and what is wrong with them."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from news.importing.files.reading import RawRow
from news.importing.files.relations import Byline
from news.importing.files.rows import ArticleRow, parse_rows

GOOD: dict[str, Any] = {"title": "Fog halts the ferry", "date": "2024-03-07"}


def parsed(*rows: dict[str, Any]) -> tuple[list[ArticleRow], list[str]]:
    found, problems = parse_rows([RawRow(number, None, row) for number, row in enumerate(rows, start=1)])
    return found, [str(problem) for problem in problems]


def test_a_column_that_is_missing_is_none_and_an_empty_one_is_empty() -> None:
    empty: dict[str, Any] = {"summary": None, "category": "", "tags": None, "authors": [], "image_credit": " "}
    rows, problems = parsed(GOOD, GOOD | empty)

    bare = ArticleRow(1, None, "Fog halts the ferry", dt.date(2024, 3, 7))
    assert problems == []
    assert rows[0] == bare
    assert rows[1] == replace(bare, number=2, summary="", category=(), tags=(), authors=(), image_credit="")


def test_text_is_tidied_and_otherwise_kept() -> None:
    rows, problems = parsed(
        GOOD
        | {
            "title": " Fog\n halts  the\u00a0ferry ",
            "summary": " First.\r\n\r\nSecond <b>. ",
            "authors": "Ana Duarte; Ben Li, pilot;ana duarte;",
            "tags": "Ports, fog;Ports",
        }
    )

    assert problems == []
    assert rows[0].title == "Fog halts the\u00a0ferry"
    assert rows[0].summary == "First.\n\nSecond <b>."
    assert rows[0].authors == (Byline("Ana Duarte"), Byline("Ben Li, pilot"))
    assert rows[0].tags == ("Ports", "fog")


def test_names_in_a_list_are_not_split() -> None:
    rows, _ = parsed(GOOD | {"tags": ["Lisbon, harbour", "fog"]})

    assert rows[0].tags == ("Lisbon, harbour", "fog")


@override_settings(TIME_ZONE="Asia/Tokyo")
def test_a_date_time_belongs_to_the_newsrooms_day() -> None:
    with timezone.override("Asia/Tokyo"):
        rows, problems = parsed(
            GOOD | {"date": "2024-03-07T23:30:00Z"}, GOOD | {"date": "2024-03-07 23:30"}, GOOD | {"date": "2024-03-07"}
        )

    assert problems == []
    assert [row.day for row in rows] == [dt.date(2024, 3, 8), dt.date(2024, 3, 7), dt.date(2024, 3, 7)]
    assert [row.moment for row in rows] == [
        dt.datetime(2024, 3, 7, 23, 30, tzinfo=dt.UTC),
        dt.datetime(2024, 3, 7, 14, 30, tzinfo=dt.UTC),
        None,
    ]


def test_positions_order_the_rows() -> None:
    rows, problems = parsed(GOOD | {"position": 3}, GOOD | {"position": "1"}, GOOD | {"position": 2})

    assert problems == []
    assert [row.number for row in rows] == [2, 3, 1]


def test_all_that_is_wrong_is_named() -> None:
    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    later = (timezone.now() + dt.timedelta(minutes=5)).isoformat(timespec="seconds")
    _, problems = parsed(
        {"summary": "x" * 1001},
        {"title": None, "date": ""},
        {"title": 7, "date": "07/03/2024"},
        {"title": "A" * 256, "date": "2024-02-30"},
        {"title": "A", "date": ["2024-03-07"]},
        {"title": "A", "date": "2024-03-07T25:00"},
        {"title": "A", "date": "0024-03-07"},
        {"title": "A", "date": tomorrow},
        {"title": "A", "date": later},
        GOOD | {"category": "x\x00y", "kicker": "\ud83d", "summary": "\x0b"},
        GOOD | {"category": "x" * 101, "kicker": ["a"], "tags": [1], "authors": True, "image_credit": {}},
        GOOD | {"slug": "a/b", "body": "x", "body_format": "rtf"},
        GOOD | {"image": "a.jpg"},
        GOOD | {"body": "<div>" * 300},
    )

    assert problems == [
        "row 1, title: is required.",
        "row 1, date: is required.",
        "row 1, summary: has 1,001 characters; 1,000 are allowed.",
        "row 2, title: is required.",
        "row 2, date: is required.",
        "row 3, title: must be text, not a number.",
        "row 3, date: “07/03/2024” can be read in more than one way, or in none. Write YYYY-MM-DD or "
        "YYYY-MM-DDThh:mm+hh:mm, or say by --date-format how it is written.",
        "row 4, title: has 256 characters; 255 are allowed.",
        "row 4, date: “2024-02-30” does not exist in the calendar.",
        "row 5, date: must be text, not a list.",
        "row 6, date: “2024-03-07T25:00” does not exist in the calendar.",
        "row 7, date: “0024-03-07” is before the year 1000.",
        f"row 8, date: “{tomorrow}” is in the future. Articles whose status is scheduled or draft may be.",
        f"row 9, date: “{later}” is in the future. Articles whose status is scheduled or draft may be.",
        "row 10, category: holds a control character, U+0000, which no text may hold.",
        "row 10, kicker: holds half a character, U+D83D, which no text may hold.",
        "row 10, summary: holds a control character, U+000B, which no text may hold.",
        "row 11, category: has 101 characters; 100 are allowed.",
        "row 11, tags: must be text, not a number.",
        "row 11, kicker: must be text, not a list.",
        "row 11, authors: must be text, not true or false.",
        "row 11, image_credit: must be text, not an object.",
        "row 12, body_format: “rtf” is none of text, html, markdown, wordpress.",
        "row 14, body: has elements within elements too many levels deep.",
    ]


def test_positions_are_given_to_all_rows_or_to_none() -> None:
    rows: list[dict[str, Any]] = [
        {"position": 1},
        {},
        {"position": 1},
        {"position": "first"},
        {"position": -1},
        {"position": True},
    ]
    _, problems = parsed(*(GOOD | row for row in rows))

    assert sorted(problems) == [
        "row 2, position: is missing, but other rows have one.",
        "row 3, position: 1 is that of row 1, too.",
        "row 4, position: must be a whole number, 0 or more.",
        "row 5, position: must be a whole number, 0 or more.",
        "row 6, position: must be a whole number, 0 or more.",
    ]


def test_a_problem_in_csv_names_the_line() -> None:
    _, problems = parse_rows([RawRow(2, 5, {"title": "", "date": "2024-03-07"})])

    assert [str(problem) for problem in problems] == ["row 2 (line 5), title: is required."]


@pytest.mark.parametrize("value", [None, "", " "])
def test_a_description_without_a_picture_is_noted(value: str | None) -> None:
    rows, problems = parsed(GOOD | {"image": value, "image_description": "A ferry in fog."})

    assert problems == []
    assert rows[0].notes == ("its `image_description` was left out, because it has no `image`",)


def test_a_row_that_cannot_be_read_has_one_problem() -> None:
    _rows, problems = parse_rows([RawRow(1, None, {}, faults=("is no object.",))])

    assert [str(problem) for problem in problems] == ["row 1, row: is no object."]
