"""Rows that have been checked, each as an article would need it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from news.importing.bodies.formats import BODY_FORMATS, convert
from news.importing.bodies.markup import TooDeep
from news.importing.files.parsers import RowParser
from news.importing.files.readers import RawRow
from news.importing.problems import Problem
from news.models import ArticlePage
from news.models.category_tree import MAX_LEVELS

MAX_BODY_CHARACTERS = 500_000
MAX_SUMMARY_CHARACTERS = 1_000
MAX_CATEGORY_CHARACTERS = 100
EARLIEST_YEAR = 1000
_BELOW = re.compile("[>›]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


@dataclass(frozen=True)
class ArticleRow:
    """One article of a listing.

    All but the first four are None where the file has no such column, and empty where it has one with nothing in it.

    Attributes:
        number: the row's number in the file.
        line: where it begins in a file of lines.
        day: the date, in the newsroom's time zone.
        moment: the date with a time, where the row gave one.
        category: the names on the category's path, the top one first; the name alone wherever it stands.
        body: blocks without ids.
        notes: what was left out of the body.
    """

    number: int
    line: int | None
    title: str
    day: dt.date
    moment: dt.datetime | None = None
    slug: str | None = None
    category: tuple[str, ...] | None = None
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


def parse_rows(raw_rows: Sequence[RawRow]) -> tuple[list[ArticleRow], list[Problem]]:
    """Return the rows in the listing's order, and all that is wrong with any of them."""
    problems: list[Problem] = []
    found = [(_position(parser), _row(parser)) for parser in (RowParser(raw, problems) for raw in raw_rows)]
    if any(position is not None for position, _row in found):
        _check_positions(found, problems)
        found.sort(key=lambda pair: -1 if pair[0] is None else pair[0])
    return [row for _position, row in found], problems


def _row(parser: RowParser) -> ArticleRow:
    title = parser.line("title", 255) or ""
    if not title and not parser.raw.values.get("title"):
        parser.refuse("title", "is required.")
    day, moment = _date(parser)
    slug = parser.line("slug", 255)
    if slug:
        try:
            ArticlePage._meta.get_field("slug").clean(slug, None)
        except ValidationError as error:
            parser.refuse("slug", " ".join(error.messages))
    body, notes = _body(parser)
    image, description = parser.line("image", 500), parser.line("image_description", 255)
    if image and not description:
        parser.refuse("image_description", "is required with a picture: what does it show?")
    if description and not image:
        notes = (*notes, "its `image_description` was left out, because it has no `image`")
    return ArticleRow(
        number=parser.raw.number,
        line=parser.raw.line,
        title=title,
        day=day,
        moment=moment,
        slug=slug or None,
        category=_category(parser),
        kicker=parser.line("kicker", 100),
        summary=parser.text("summary", MAX_SUMMARY_CHARACTERS),
        authors=parser.names("authors", 100, ";"),
        tags=parser.names("tags", 100, ",;"),
        image=image,
        image_description=description,
        image_credit=parser.line("image_credit", 255),
        body=body,
        notes=notes,
    )


def _category(parser: RowParser) -> tuple[str, ...] | None:
    text = parser.line("category", MAX_LEVELS * (MAX_CATEGORY_CHARACTERS + len(" > ")))
    if not text:
        return None if text is None else ()
    names = tuple(name.strip() for name in _BELOW.split(text))
    longest = max(map(len, names))
    if not all(names):
        parser.refuse("category", f"“{text}” lacks a name. Write a path as World > Europe.")
    elif len(names) > MAX_LEVELS:
        parser.refuse("category", f"“{text}” has {len(names)} levels; categories have {MAX_LEVELS} at most.")
    elif longest > MAX_CATEGORY_CHARACTERS:
        parser.refuse("category", f"has {longest:,} characters; {MAX_CATEGORY_CHARACTERS:,} are allowed.")
    else:
        return names
    return None


def _date(parser: RowParser) -> tuple[dt.date, dt.datetime | None]:
    """Take the date; today where it is wrong, which is noted."""
    now = timezone.now()
    today = timezone.localdate(now)
    text = parser.line("date", 40) or ""
    if not text:
        if not parser.raw.values.get("date"):
            parser.refuse("date", "is required.")
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
            parser.refuse("date", f"“{text}” is not written as YYYY-MM-DD, or as an ISO 8601 date-time.")
            return today, None
    except (ValueError, OverflowError):
        parser.refuse("date", f"“{text}” does not exist in the calendar.")
        return today, None
    if day.year < EARLIEST_YEAR:
        parser.refuse("date", f"“{text}” is before the year {EARLIEST_YEAR}.")
    elif (moment or now) > now or day > today:
        parser.refuse("date", f"“{text}” is in the future, but articles are published at once when they are imported.")
    else:
        return day, moment
    return today, None


def _body(parser: RowParser) -> tuple[Sequence[dict[str, Any]] | None, tuple[str, ...]]:
    source = parser.text("body", MAX_BODY_CHARACTERS)
    body_format = (parser.line("body_format", 20) or "").lower()
    if body_format and body_format not in BODY_FORMATS:
        parser.refuse("body_format", f"“{body_format}” is neither html nor markdown.")
    elif source is not None:
        try:
            return convert(source, body_format)
        except TooDeep:
            parser.refuse("body", "has elements within elements too many levels deep.")
    return None, ()


def _position(parser: RowParser) -> int | None:
    return parser.whole_number("position")


def _check_positions(found: Sequence[tuple[int | None, ArticleRow]], problems: list[Problem]) -> None:
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
