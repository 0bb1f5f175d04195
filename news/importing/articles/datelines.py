"""The datelines of rows: a row with a day alone gets a time of that day that keeps the order of the listing."""

import bisect
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from django.utils import timezone

from news.importing.outlines import RowOutline

STEP = dt.timedelta(minutes=1)
TICK = dt.timedelta(microseconds=1)
SECOND = dt.timedelta(seconds=1)


class Dated(NamedTuple):
    """The present dateline of an article, with the tie-breaker for articles of the same moment."""

    moment: dt.datetime
    pk: int


def set_datelines(
    rows: Sequence[RowOutline], existing: Mapping[int, Dated], now: dt.datetime | None = None
) -> dict[int, dt.datetime]:
    """Return the dateline of each row by its number; a draft without a date has none.

    A row with a time keeps it. Rows with a day alone get 12:00, 11:59, 11:58 and so on, in the listing's order.
    Existing articles keep their time where that order allows it, and new ones are placed between them, so that a
    longer listing of the same day does not move the articles of an earlier one.

    Args:
        rows: in the listing's order, newest first.
        existing: by row number, the datelines of rows whose articles exist.
        now: the upper limit of all datelines.

    """
    days: dict[dt.date, list[RowOutline]] = {}
    for row in rows:
        if row.day is not None:
            days.setdefault(row.day, []).append(row)
    datelines: dict[int, dt.datetime] = {}
    for date, listed in days.items():
        day = _Day.of(date, now or timezone.now())
        fixed = [row.moment for row in listed if row.moment is not None]
        in_order = all(above >= below for above, below in pairwise(fixed))
        above, between = None, list[int]()
        for row in listed:
            if row.moment is None:
                between.append(row.number)
                continue
            datelines[row.number] = row.moment
            if in_order:
                datelines.update(_fit(between, above, row.moment, existing, day))
                above, between = row.moment, []
        datelines.update(_fit(between, above, None, existing, day))
    return datelines


@dataclass(frozen=True)
class _Day:
    """A day in the newsroom's time zone: its first and last moment, the latest one not in the future, and noon."""

    begin: dt.datetime
    end: dt.datetime
    latest: dt.datetime
    noon: dt.datetime

    @classmethod
    def of(cls, date: dt.date, now: dt.datetime) -> "_Day":
        begin, noon = (_utc(date, time) for time in (dt.time.min, dt.time(12)))
        end = _utc(date + dt.timedelta(days=1), dt.time.min) - TICK
        latest = max(begin, min(end, now.astimezone(dt.UTC).replace(second=0, microsecond=0)))
        return cls(begin, end, latest, min(noon, latest))


def _utc(date: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(date, time)).astimezone(dt.UTC)


def _fit(
    numbers: Sequence[int],
    upper: dt.datetime | None,
    lower: dt.datetime | None,
    existing: Mapping[int, Dated],
    day: _Day,
) -> dict[int, dt.datetime]:
    """Return the datelines of the rows between two fixed ones; None stands for the end or beginning of the day."""
    floor = day.begin if lower is None else lower + TICK
    ceiling = day.end if upper is None else upper - TICK
    movable = {
        number: dated
        for number in numbers
        if (dated := existing.get(number)) is not None and floor <= dated.moment <= ceiling
    }
    placed = _place(numbers, _longest_chain(movable), upper, lower, day)
    moments = [ceiling, *placed.values(), floor]
    if any(above < below for above, below in pairwise(moments)):
        # No room between two articles, before the first or after the last: all of them move.
        placed = _place(numbers, {}, upper, lower, day)
    return placed


def _longest_chain(movable: dict[int, Dated]) -> dict[int, dt.datetime]:
    """Return the longest subsequence of articles whose present datelines are in the listing's order."""
    ends: list[Dated] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for number in reversed(movable):
        length = bisect.bisect_left(ends, movable[number])
        before[number] = last[length - 1] if length else None
        ends[length : length + 1] = [movable[number]]
        last[length : length + 1] = [number]
    chain = {}
    link = last[-1] if last else None
    while link is not None:
        chain[link] = movable[link].moment
        link = before[link]
    return chain


def _place(
    numbers: Sequence[int],
    kept: Mapping[int, dt.datetime],
    upper: dt.datetime | None,
    lower: dt.datetime | None,
    day: _Day,
) -> dict[int, dt.datetime]:
    """Return the datelines of rows in their order: the kept ones, and the others spread between them."""
    placed: dict[int, dt.datetime] = {}
    waiting: list[int] = []
    for number in numbers:
        if number not in kept:
            waiting.append(number)
            continue
        placed.update(zip(waiting, _spread(upper, kept[number], len(waiting), day), strict=True))
        placed[number] = upper = kept[number]
        waiting = []
    placed.update(zip(waiting, _spread(upper, lower, len(waiting), day), strict=True))
    return placed


def _spread(upper: dt.datetime | None, lower: dt.datetime | None, count: int, day: _Day) -> list[dt.datetime]:
    """Return `count` moments between two others, the latest first."""
    if upper is None and lower is not None:
        step = _step(day.latest - lower, count)
        return [lower + step * place for place in range(count, 0, -1)]
    if lower is None:
        first = 0 if upper is None else 1
        upper = upper or day.noon
        step = _step(upper - day.begin, count)
        return [upper - step * place for place in range(first, count + first)]
    assert upper is not None, "the case of a lower one alone is above"
    step = _step(upper - lower, count + 1)
    return [upper - step * place for place in range(1, count + 1)]


def _step(room: dt.timedelta, parts: int) -> dt.timedelta:
    """Return the distance of moments: a minute, or less if there is no room, in whole seconds if possible."""
    step = min(STEP, room // max(parts, 1))
    return step - step % SECOND if step >= SECOND else max(step, TICK)
