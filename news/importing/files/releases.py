"""Validation of the columns about publication: status, privacy, schedule, embargo and former dates."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from news.importing.files.dates import day_of, moment_of
from news.importing.files.parsers import RowParser

MAX_EMBARGO_NOTE_CHARACTERS = 255


class ReleaseStatus(StrEnum):
    """The status of an imported article."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"


PRIVATE_STATUS = "private"
"""The status in files that means published for staff alone."""


@dataclass(frozen=True)
class Release:
    """How a new article is published. Imports do not change this in existing articles.

    Attributes:
        is_private: only staff who have logged in may see it, independent of its status.
        go_live_at: when it is to be published.
        is_expired: `expire_at` is past, so that it is not public any more.
        first_published_at, last_published_at, updated_at: None for the dateline.
        embargo: it is published, but hidden from readers until `embargo_until`.
    """

    status: ReleaseStatus = ReleaseStatus.PUBLISHED
    is_private: bool = False
    go_live_at: dt.datetime | None = None
    expire_at: dt.datetime | None = None
    is_expired: bool = False
    first_published_at: dt.datetime | None = None
    last_published_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    embargo: bool = False
    embargo_until: dt.datetime | None = None
    embargo_note: str = ""

    @property
    def is_live(self) -> bool:
        """Whether it is published by the import."""
        return self.status is ReleaseStatus.PUBLISHED and not self.is_expired


def take_release(
    parser: RowParser, date: dt.date | dt.datetime | None, now: dt.datetime
) -> tuple[Release, tuple[str, ...]]:
    """Return the release of a row, and notes on values that were left out.

    Args:
        parser: the parser of the row.
        date: the row's date, if it is valid.
        now: the present moment.
    """
    notes: list[str] = []
    written = _status(parser)
    go_live_at = parser.moment("go_live_at")
    status = ReleaseStatus.PUBLISHED if written == PRIVATE_STATUS else ReleaseStatus(written) if written else None
    if status is None:
        status = ReleaseStatus.SCHEDULED if go_live_at and go_live_at > now else ReleaseStatus.PUBLISHED
    if status is ReleaseStatus.SCHEDULED:
        go_live_at = go_live_at or (moment_of(date, parser.options) if date else None)
        if go_live_at is None:
            parser.refuse("go_live_at", "is required of a scheduled article, unless its date is to come.")
        elif go_live_at <= now:
            status = ReleaseStatus.DRAFT
            notes.append(f"was to be published at {go_live_at:%Y-%m-%d %H:%M} UTC, which is past; it is a draft")
    elif status is ReleaseStatus.PUBLISHED:
        if go_live_at and go_live_at > now:
            parser.refuse("go_live_at", f"is to come, so the status must be scheduled or draft, not {written}.")
        if date is not None and (day_of(date) > timezone.localdate(now) or _is_later(date, now)):
            text = parser.line("date", 60) or parser.raw.values["date"]
            parser.refuse("date", f"“{text}” is in the future. Articles whose status is scheduled or draft may be.")
    expire_at = parser.moment("expire_at")
    if expire_at and go_live_at and status is ReleaseStatus.SCHEDULED and expire_at <= go_live_at:
        parser.refuse("expire_at", "is not after the moment at which the article is to be published.")
    is_expired = expire_at is not None and expire_at <= now
    if is_expired and status is ReleaseStatus.PUBLISHED:
        notes.append(f"was to be withdrawn at {expire_at:%Y-%m-%d %H:%M} UTC, which is past; readers do not see it")
    embargo, embargo_until = parser.yes_or_no("embargo"), parser.moment("embargo_until")
    embargo_note = parser.line("embargo_note", MAX_EMBARGO_NOTE_CHARACTERS) or ""
    if not embargo:
        for name, value in (("embargo_until", embargo_until), ("embargo_note", embargo_note)):
            if value:
                parser.refuse(name, "is for articles under embargo: give `embargo` as yes, or leave this empty.")
    first, last, updated = _publications(parser, date, max(now, embargo_until or now), notes)
    release = Release(
        status=status,
        is_private=parser.yes_or_no("private") or written == PRIVATE_STATUS,
        go_live_at=go_live_at,
        expire_at=expire_at,
        is_expired=is_expired,
        first_published_at=first,
        last_published_at=last,
        updated_at=updated,
        embargo=embargo,
        embargo_until=embargo_until,
        embargo_note=embargo_note,
    )
    return release, tuple(notes)


def _status(parser: RowParser) -> str:
    written = (parser.line("status", 20) or "").lower()
    if written in ("", PRIVATE_STATUS, *ReleaseStatus):
        return written
    parser.refuse("status", f"“{written}” is none of {', '.join(ReleaseStatus)} and {PRIVATE_STATUS}.")
    return ""


def _publications(
    parser: RowParser, date: dt.date | dt.datetime | None, latest: dt.datetime, notes: list[str]
) -> tuple[dt.datetime | None, dt.datetime | None, dt.datetime | None]:
    """Return the times of the first publication, the last one and the last update, none before the first."""
    first = _past_moment(parser, "first_published_at", latest)
    floor = first or (date if isinstance(date, dt.datetime) else None)
    later = []
    for name in ("last_published_at", "updated_at"):
        moment = _past_moment(parser, name, latest)
        if moment and floor and moment < floor:
            notes.append(f"its `{name}` is before its first publication, and was left out")
            moment = None
        later.append(moment)
    last, updated = later
    return first, last or updated, updated


def _past_moment(parser: RowParser, name: str, latest: dt.datetime) -> dt.datetime | None:
    moment = parser.moment(name)
    if moment and moment > latest:
        parser.refuse(name, f"{moment:%Y-%m-%d %H:%M} UTC is in the future.")
        return None
    return moment


def _is_later(date: dt.date | dt.datetime, now: dt.datetime) -> bool:
    return isinstance(date, dt.datetime) and date > now
