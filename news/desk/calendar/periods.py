"""The periods that the calendar shows (month, week or day), and their values in query strings."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Self

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

YEARS = range(1970, 3000)
DAYS_OF_WEEK = 7
DAY = dt.timedelta(days=1)


class NoPeriodError(ValueError):
    """The query string holds no valid month, week or day; the message explains the format to the user."""


def first_weekday() -> int:
    """Return the day with which weeks begin in the language of the user, 0 for Monday as Python counts."""
    first: Any = formats.get_format("FIRST_DAY_OF_WEEK")  # 0 is Sunday there
    return (int(first) - 1) % DAYS_OF_WEEK


def start_of_week(day: dt.date) -> dt.date:
    """Return the first day of the week that a day is in."""
    return day - DAY * ((day.weekday() - first_weekday()) % DAYS_OF_WEEK)


@dataclass(frozen=True)
class Period:
    """A range of days that the calendar shows together.

    Attributes:
        first, last: its first and last day; a month view also shows adjacent days that complete its weeks.
    """

    first: dt.date
    last: dt.date

    name = ""
    """Its parameter in the query string."""

    @classmethod
    def containing(cls, day: dt.date) -> Self:
        """Return the period that contains a day."""
        raise NotImplementedError

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period of a value in the query string.

        Raises:
            NoPeriodError: when the value is malformed or out of range.
        """
        raise NotImplementedError

    @property
    def value(self) -> str:
        """Its value in the query string."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """Its heading."""
        raise NotImplementedError

    @property
    def previous(self) -> Self:
        """The period before it."""
        return self.containing(self.first - DAY)

    @property
    def following(self) -> Self:
        """The period after it."""
        return self.containing(self.last + DAY)

    @property
    def weeks(self) -> list[list[dt.date]]:
        """The days of all weeks that it overlaps, week by week."""
        start = start_of_week(self.first)
        days = (self.last - start).days + 1
        return [
            [start + DAY * (week + number) for number in range(DAYS_OF_WEEK)] for week in range(0, days, DAYS_OF_WEEK)
        ]

    @property
    def days(self) -> list[dt.date]:
        """The days from the first to the last."""
        return [self.first + DAY * number for number in range((self.last - self.first).days + 1)]

    def focus(self, today: dt.date) -> dt.date:
        """Return the day to show when the view changes: today if it is within the period, else the first day."""
        return today if self.first <= today <= self.last else self.first


class Month(Period):
    """A month of the calendar."""

    name = "month"

    @classmethod
    def containing(cls, day: dt.date) -> Self:
        """Return the month of a day."""
        _weekday, days = calendar.monthrange(day.year, day.month)
        return cls(day.replace(day=1), day.replace(day=days))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month that is written like 2026-12."""
        message = _("“%(text)s” is no month. A month is written like 2026-12.") % {"text": text}
        return cls.containing(_first_day(r"(?P<year>\d{4})-(?P<month>\d\d)", text, message))

    @property
    def value(self) -> str:
        """For example 2026-12."""
        return f"{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        """For example December 2026."""
        return capfirst(formats.date_format(self.first, "YEAR_MONTH_FORMAT"))


class Week(Period):
    """A week, which begins on the day that is usual in the language of the user."""

    name = "week"

    @classmethod
    def containing(cls, day: dt.date) -> Self:
        """Return the week of a day."""
        start = start_of_week(day)
        return cls(start, start + DAY * (DAYS_OF_WEEK - 1))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the week that has the Monday of an ISO week, written like 2026-W50."""
        message = _("“%(text)s” is no week. A week is written like 2026-W50.") % {"text": text}
        return cls.containing(_first_day(r"(?P<year>\d{4})-W(?P<week>\d\d)", text, message))

    @property
    def _monday(self) -> dt.date:
        return next(day for day in self.days if day.weekday() == calendar.MONDAY)

    @property
    def value(self) -> str:
        """For example 2026-W50."""
        year, week, _weekday = self._monday.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def title(self) -> str:
        """For example Week 50: 7 December 2026 – 13 December 2026."""
        first, last = (formats.date_format(day, "DATE_FORMAT") for day in (self.first, self.last))
        words = {"number": self._monday.isocalendar().week, "first": first, "last": last}
        return _("Week %(number)s: %(first)s – %(last)s") % words


class Day(Period):
    """A single day, which is shown as a list."""

    name = "day"

    @classmethod
    def containing(cls, day: dt.date) -> Self:
        """Return the day."""
        return cls(day, day)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the day that is written like 2026-12-07."""
        message = _("“%(text)s” is no day. A day is written like 2026-12-07.") % {"text": text}
        return cls.containing(_first_day(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", text, message))

    @property
    def value(self) -> str:
        """For example 2026-12-07."""
        return self.first.isoformat()

    @property
    def title(self) -> str:
        """For example Monday 7 December 2026."""
        return day_in_words(self.first)


def day_in_words(day: dt.date) -> str:
    """Return for example “Monday 7 December 2026”."""
    return capfirst(formats.date_format(day, pgettext("format of a day", "l j F Y")))


def period_in(query: Any) -> Period:
    """Return the period in a query string; the current month if it has none.

    Raises:
        NoPeriodError: when the value is invalid.
    """
    for kind in (Day, Week, Month):
        if kind.name in query:
            return kind.parse(query[kind.name])
    return Month.containing(timezone.localdate())


def _first_day(pattern: str, text: str, message: str) -> dt.date:
    found = re.fullmatch(pattern, text, re.ASCII)
    parts = {name: int(number) for name, number in found.groupdict().items()} if found else {"year": 0}
    if parts["year"] not in YEARS:
        raise NoPeriodError(message)
    try:
        if "week" in parts:
            return dt.date.fromisocalendar(parts["year"], parts["week"], 1)
        return dt.date(parts["year"], parts["month"], parts.get("day", 1))
    except ValueError as error:
        raise NoPeriodError(message) from error
