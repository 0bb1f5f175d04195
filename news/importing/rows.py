"""Rows that have been checked, each as an article would need it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from news.importing.bodies import FORMATS, convert
from news.importing.cells import Cells
from news.importing.markup import TooDeep
from news.importing.problems import Problem
from news.importing.readers import RawRow
from news.models import ArticlePage

LONGEST_BODY = 500_000
LONGEST_SUMMARY = 1_000
EARLIEST_YEAR = 1000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One article of a listing.

    All but the first four are None where the file has no such column, and empty where it has one with nothing in it.

    Attributes:
        number: the row's number in the file.
        line: where it begins in a file of lines.
        day: the date, in the newsroom's time zone.
        moment: the date with a time, where the row gave one.
        body: blocks without ids.
        notes: what was left out of the body.
    """

    number: int
    line: int | None
    title: str
    day: dt.date
    moment: dt.datetime | None = None
    slug: str | None = None
    category: str | None = None
    kicker: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    image: str | None = None
    image_description: str | None = None
    image_credit: str | None = None
    body: Sequence[dict[str, Any]] | None = None
    notes: tuple[str, ...] = ()

    def problem(self, field: str, reason: str) -> Problem:
        """Return a problem of this row."""
        return Problem(self.number, field, reason, self.line)


def parse_rows(raw_rows: Sequence[RawRow]) -> tuple[list[Row], list[Problem]]:
    """Return the rows in the listing's order, and all that is wrong with any of them."""
    problems: list[Problem] = []
    found = [(_position(cells), _row(cells)) for cells in (Cells(raw, problems) for raw in raw_rows)]
    if any(position is not None for position, _row in found):
        _check_positions(found, problems)
        found.sort(key=lambda pair: -1 if pair[0] is None else pair[0])
    return [row for _position, row in found], problems


def _row(cells: Cells) -> Row:
    title = cells.line("title", 255) or ""
    if not title and not cells.raw.values.get("title"):
        cells.refuse("title", "is required.")
    day, moment = _date(cells)
    slug = cells.line("slug", 255)
    if slug:
        try:
            ArticlePage._meta.get_field("slug").clean(slug, None)
        except ValidationError as error:
            cells.refuse("slug", " ".join(error.messages))
    body, notes = _body(cells)
    image, description = cells.line("image", 500), cells.line("image_description", 255)
    if image and not description:
        cells.refuse("image_description", "is required with a picture: what does it show?")
    if description and not image:
        notes = (*notes, "its `image_description` was left out, because it has no `image`")
    return Row(
        number=cells.raw.number,
        line=cells.raw.line,
        title=title,
        day=day,
        moment=moment,
        slug=slug or None,
        category=cells.line("category", 100),
        kicker=cells.line("kicker", 100),
        summary=cells.text("summary", LONGEST_SUMMARY),
        authors=cells.names("authors", 100, ";"),
        tags=cells.names("tags", 100, ",;"),
        image=image,
        image_description=description,
        image_credit=cells.line("image_credit", 255),
        body=body,
        notes=notes,
    )


def _date(cells: Cells) -> tuple[dt.date, dt.datetime | None]:
    """Take the date; today where it is wrong, which is noted."""
    now = timezone.now()
    today = timezone.localdate(now)
    text = cells.line("date", 40) or ""
    if not text:
        if not cells.raw.values.get("date"):
            cells.refuse("date", "is required.")
        return today, None
    moment = None
    try:
        if _DAY.fullmatch(text):
            day = dt.date.fromisoformat(text)
        elif _MOMENT.fullmatch(text):
            moment = dt.datetime.fromisoformat(text)
            moment = timezone.make_aware(moment) if timezone.is_naive(moment) else moment.astimezone(dt.UTC)
            day = timezone.localdate(moment)
        else:
            cells.refuse("date", f"“{text}” is not written as YYYY-MM-DD, or as an ISO 8601 date-time.")
            return today, None
    except (ValueError, OverflowError):
        cells.refuse("date", f"“{text}” does not exist in the calendar.")
        return today, None
    if day.year < EARLIEST_YEAR:
        cells.refuse("date", f"“{text}” is before the year {EARLIEST_YEAR}.")
    elif (moment or now) > now or day > today:
        cells.refuse("date", f"“{text}” is in the future, but articles are published at once when they are imported.")
    else:
        return day, moment
    return today, None


def _body(cells: Cells) -> tuple[Sequence[dict[str, Any]] | None, tuple[str, ...]]:
    source = cells.text("body", LONGEST_BODY)
    body_format = (cells.line("body_format", 20) or "").lower()
    if body_format and body_format not in FORMATS:
        cells.refuse("body_format", f"“{body_format}” is neither html nor markdown.")
    elif source is not None:
        try:
            return convert(source, body_format)
        except TooDeep:
            cells.refuse("body", "has elements within elements too many levels deep.")
    return None, ()


def _position(cells: Cells) -> int | None:
    return cells.whole_number("position")


def _check_positions(found: Sequence[tuple[int | None, Row]], problems: list[Problem]) -> None:
    refused = {problem.number for problem in problems if problem.field == "position"}
    seen: dict[int, int] = {}
    for position, row in found:
        if position is None:
            if row.number not in refused:
                problems.append(row.problem("position", "is missing, but other rows have one."))
        elif position in seen:
            problems.append(row.problem("position", f"{position} is that of row {seen[position]}, too."))
        else:
            seen[position] = row.number
