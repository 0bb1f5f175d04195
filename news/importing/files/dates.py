"""Parsing of the date formats of other systems. Ambiguous ones need `--date-format`.

Sources: ISO 8601-1:2019 (extended and basic form), RFC 822 section 5 as RFC 5322 section 3.3 amends it, and
https://learn.microsoft.com/en-us/previous-versions/dotnet/articles/bb299886(v=msdn.10) for `/Date(…)/`.
"""

import datetime as dt
import re
from typing import Any

from django.utils import timezone

from news.importing.files.reading import ReadOptions

LAST_MONTH = 12
EARLIEST_YEAR = 1000
LATEST_YEAR = 9998
"""The last of which every moment exists in all time zones."""
REMEDY = "Write YYYY-MM-DD or YYYY-MM-DDThh:mm+hh:mm, or say by --date-format how it is written."
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# The zone names of RFC 822. All others are ambiguous.
_ZONES = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6}
_ZONES |= {"pst": -8, "pdt": -7}
_ZONE = r"(?P<zone>[Zz]|[+-]\d{2}(?::?\d{2})?)"
_NAMED_ZONE = r"(?: (?P<zone>[+-]\d{4}|(?!am|pm)[a-z]{1,3}))?"
_FRACTION = r"(?:[.,](?P<fraction>\d{1,9}))?"
_CLOCK = rf"(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d){_FRACTION})?(?: ?(?P<half>[ap])\.?m\.?)?"
_TIME = _CLOCK + _NAMED_ZONE
_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? "
_FORMS = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})(?P<sign>[-/.])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}})"
        rf"(?:[T ]{_CLOCK}(?: ?{_ZONE})?)?",
        rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)"
        rf"(?:T(?P<hour>\d\d)(?P<minute>\d\d)(?:(?P<second>\d\d){_FRACTION})?{_ZONE}?)?",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)",
        rf"(?:{_WEEKDAY})?(?P<day>\d{{1,2}})(?: |-)(?P<name>[a-z]{{3,9}})(?: |-)(?P<year>\d{{4}})(?:,? {_TIME})?",
        # RFC 822 itself has years of two digits.
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?: |-)(?P<name>[a-z]{{3}})(?: |-)(?P<year>\d\d) {_TIME}",
        rf"(?:{_WEEKDAY})?(?P<name>[a-z]{{3,9}}) (?P<day>\d{{1,2}}),? (?P<year>\d{{4}})(?:,? (?:at )?{_TIME})?",
        rf"{_WEEKDAY}(?P<name>[a-z]{{3}}) {{1,2}}(?P<day>\d{{1,2}}) {_TIME} (?P<year>\d{{4}})",
    )
)
_DAY_AND_MONTH = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<sign>[./])(?P<other>\d{{1,2}})(?P=sign)(?P<year>\d{{4}})(?:,? {_CLOCK})?",
    re.ASCII | re.IGNORECASE,
)
_EPOCH = re.compile(r"(?:/Date\()?(?P<number>-?\d{1,14}(?:\.\d{1,9})?)(?:[+-]\d{4})?(?:\)/)?", re.ASCII)
_EPOCH_MILLISECONDS_FROM = 100_000_000_000
"""Smaller numbers are seconds. In seconds this is in the year 5138, in milliseconds in 1973."""
_HOURS_OF_HALF = 12
_EPOCH_SECONDS_FROM = 100_000_000


class DateRefused(ValueError):
    """An invalid or ambiguous date; the text is a sentence that begins with it."""


def read_date(value: Any, options: ReadOptions) -> dt.date | dt.datetime:
    """Return the date of a value, or the datetime in UTC if it has a time.

    Args:
        value: a text, or a number of seconds or milliseconds since 1970.
        options: the format of ambiguous dates, and the zone of times without one.

    Raises:
        DateRefused: it is malformed, ambiguous, or not in the calendar.
    """
    text = str(value).strip().removesuffix(",")
    shown = f"“{text[:60]}”"
    try:
        found = _by_format(text, options) or _by_forms(text, options) or _by_epoch(text) or _by_number(text, options)
    except (ValueError, OverflowError, OSError):
        raise DateRefused(f"{shown} does not exist in the calendar.") from None
    if found is None:
        raise DateRefused(f"{shown} can be read in more than one way, or in none. {REMEDY}")
    if found.year < EARLIEST_YEAR:
        raise DateRefused(f"{shown} is before the year {EARLIEST_YEAR}.")
    if found.year > LATEST_YEAR:
        raise DateRefused(f"{shown} is too far ahead; leave it empty where it means never.")
    return found


def day_of(found: dt.date | dt.datetime) -> dt.date:
    """Return the day in the newsroom's time zone."""
    return timezone.localdate(found) if isinstance(found, dt.datetime) else found


def moment_of(found: dt.date | dt.datetime, options: ReadOptions) -> dt.datetime:
    """Return the moment; of a day, its beginning."""
    if isinstance(found, dt.datetime):
        return found
    return _aware(dt.datetime.combine(found, dt.time()), options)


def _by_format(text: str, options: ReadOptions) -> dt.date | dt.datetime | None:
    if not options.date_format:
        return None
    try:
        found = dt.datetime.strptime(text, options.date_format)  # the zone is added below
    except ValueError:
        return None
    has_time = any(f"%{code}" in options.date_format for code in "HIcXs")
    return _aware(found, options) if has_time else found.date()


def _by_forms(text: str, options: ReadOptions) -> dt.date | dt.datetime | None:
    for form in _FORMS:
        if (match := form.fullmatch(text)) is None:
            continue
        parts = match.groupdict()
        month = _month(parts["name"]) if parts.get("name") else int(parts["month"])
        zone = _zone(parts.get("zone"))
        if month is None or (parts.get("zone") and zone is None):
            continue
        return _with_clock(dt.date(_year(parts["year"]), month, int(parts["day"])), parts, zone, options)
    return None


def _year(digits: str) -> int:
    """Return a year, of two digits as RFC 5322 section 4.3 reads it."""
    return int(digits) + (0 if len(digits) > 2 else 2000 if int(digits) < 50 else 1900)


def _with_clock(
    day: dt.date, parts: dict[str, Any], zone: dt.tzinfo | None, options: ReadOptions
) -> dt.date | dt.datetime:
    """Return a day with the time of the match of a form; the day if there is none."""
    if parts.get("hour") is None:
        return day
    hour = int(parts["hour"])
    if half := parts.get("half"):
        if not 1 <= hour <= _HOURS_OF_HALF:
            raise ValueError(hour)
        hour = hour % _HOURS_OF_HALF + (_HOURS_OF_HALF if half.lower() == "p" else 0)
    fraction = (parts.get("fraction") or "").ljust(6, "0")[:6]
    clock = dt.time(hour, int(parts["minute"]), int(parts["second"] or 0), int(fraction))
    return _aware(dt.datetime.combine(day, clock, zone), options)


def _by_number(text: str, options: ReadOptions) -> dt.date | dt.datetime | None:
    """Return the date of two numbers and a year where one of the numbers can be no month, or both are the same."""
    match = None if options.date_format else _DAY_AND_MONTH.fullmatch(text)
    if match is None:
        return None
    month, day = sorted((int(match["first"]), int(match["other"])))
    if day <= LAST_MONTH and day != month:
        return None
    return _with_clock(dt.date(int(match["year"]), month, day), match.groupdict(), None, options)


def _by_epoch(text: str) -> dt.datetime | None:
    match = _EPOCH.fullmatch(text)
    if match is None or text.startswith("/") != text.endswith("/"):
        return None
    number = float(match["number"])
    if text.startswith("/") or abs(number) >= _EPOCH_MILLISECONDS_FROM:
        return dt.datetime.fromtimestamp(number / 1000, dt.UTC)
    return dt.datetime.fromtimestamp(number, dt.UTC) if abs(number) >= _EPOCH_SECONDS_FROM else None


def _month(name: str) -> int | None:
    """Return the number of a month by its English name or three-letter abbreviation."""
    names = (name.lower(), "september" if name.lower() == "sept" else "")
    return next((place for place, month in enumerate(_MONTHS, 1) if month in names or month[:3] in names), None)


def _zone(written: str | None) -> dt.tzinfo | None:
    if not written:
        return None
    if written[0] in "+-":
        digits = written[1:].replace(":", "").ljust(4, "0")
        offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return dt.timezone(-offset if written[0] == "-" else offset)
    hours = _ZONES.get(written.lower())
    return None if hours is None else dt.timezone(dt.timedelta(hours=hours))


def _aware(moment: dt.datetime, options: ReadOptions) -> dt.datetime:
    if moment.year > LATEST_YEAR:
        return moment.replace(tzinfo=dt.UTC)  # which is refused whatever its zone, and may not exist in another
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment, options.time_zone)
    return moment.astimezone(dt.UTC)
