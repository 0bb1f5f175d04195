"""The entries of the calendar: moments of articles that a user may edit, and planning notes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateTimeField, F, IntegerField, Q, QuerySet, TextChoices, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.models import Revision

from cms.takedowns.models import annotate_taken_down
from news.desk.drafts import drafted
from news.models import ArticlePage, PlanningNote

MAX_ROWS = 1_000
"""Articles, and planning notes, that one screen of the calendar reads at most."""

Range = tuple[dt.datetime, dt.datetime]
"""A first moment, included, and a last one, excluded."""


class EntryKind(TextChoices):
    """What happens at the moment of an entry."""

    GOES_LIVE = "live", gettext_lazy("Goes live")
    WISHED = "wished", gettext_lazy("Wished, not scheduled")
    EMBARGO_LIFTS = "embargo", gettext_lazy("Embargo lifts")
    EXPIRES = "expires", gettext_lazy("Expires")
    DRAFT_DUE = "due", gettext_lazy("Draft due")
    PLANNED = "note", gettext_lazy("Planning note")


ICONS: Mapping[EntryKind, str] = {
    EntryKind.GOES_LIVE: "time",
    EntryKind.WISHED: "help",
    EntryKind.EMBARGO_LIFTS: "lock-open",
    EntryKind.EXPIRES: "circle-xmark",
    EntryKind.DRAFT_DUE: "draft",
    EntryKind.PLANNED: "thumbtack",
}


@dataclass(frozen=True)
class CalendarEntry:
    """A line of the calendar.

    Attributes:
        day, time: in the user's time zone, for a note in that of the newsroom; `time` is None for a whole-day note.
        row: the article or the planning note.
        status: its state in words.
        zone: the name of the time zone; empty where there is no time.
    """

    kind: EntryKind
    day: dt.date
    time: dt.time | None
    row: Any
    title: str
    status: str
    zone: str = ""

    @property
    def icon(self) -> str:
        """The icon that stands beside the name of the kind."""
        return ICONS[self.kind]

    @property
    def edit_url(self) -> str:
        """The address of the form of the article or note."""
        view = "planning:edit" if self.kind == EntryKind.PLANNED else "wagtailadmin_pages:edit"
        return reverse(view, args=[self.row.pk])

    @property
    def order(self) -> tuple[Any, ...]:
        """Sort key of the entries of a day: whole-day ones come first."""
        return self.time or dt.time.min, self.time is not None, self.title, self.row.pk


@dataclass
class Entries:
    """The entries of some days.

    Attributes:
        by_day: the entries of each day in order; days without entries are left out.
        is_cut: whether some are missing, as there are more articles or notes than MAX_ROWS.
    """

    by_day: Mapping[dt.date, list[CalendarEntry]]
    is_cut: bool


def entries_between(
    articles: QuerySet[ArticlePage],
    notes: QuerySet[PlanningNote],
    days: tuple[dt.date, dt.date],
    kinds: Collection[str],
) -> Entries:
    """Return the entries from one day to another in the active time zone, in a fixed number of queries.

    Args:
        articles: the articles that the user may edit, filtered.
        notes: the planning notes that the user may see, filtered.
        days: the first and the last day, both included.
        kinds: values of the kinds of entries to return.
    """
    first, last = days
    moments = (_midnight(first), _midnight(last + dt.timedelta(days=1)))
    found_articles = _articles_with_moments(articles, moments)
    found_notes = list(notes.filter(day__range=days).select_related(None)[: MAX_ROWS + 1])
    entries = [
        *(entry for article in found_articles[:MAX_ROWS] for entry in _entries_of(article, moments)),
        *(_entry_of_note(note) for note in found_notes[:MAX_ROWS]),
    ]
    by_day: defaultdict[dt.date, list[CalendarEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.order):
        if entry.kind in kinds:
            by_day[entry.day].append(entry)
    return Entries(by_day, max(len(found_articles), len(found_notes)) > MAX_ROWS)


def _articles_with_moments(articles: QuerySet[ArticlePage], moments: Range) -> list[ArticlePage]:
    """Return the articles with a moment in a range; attributes hold the moments.

    These are `goes_live`, `wished`, `lifts`, `expires` and `due`. The end of an embargo and the expiry of a live
    article are as published; all else is taken from the latest revision.
    """
    approved = dict(
        Revision.page_revisions.filter(approved_go_live_at__range=moments)
        .annotate(page_pk=Cast("object_id", IntegerField()))
        .filter(page_pk__in=articles.order_by().values("pk"))
        .order_by("approved_go_live_at", "pk")
        .values_list("page_pk", "approved_go_live_at")[: MAX_ROWS + 1]
    )
    pages: Any = articles
    unscheduled = (Q(live=False) | Q(has_unpublished_changes=True)) & Q(_approved_schedule=False, expired=False)
    unused = Q(last_published_at=None) | Q(last_published_at__lt=F("go_live"))
    never_published = Q(live=False, first_published_at=None, wished=None)
    found = (
        pages.annotate_approved_schedule()
        .annotate(go_live=_newest("go_live_at"), expires=_standing("expire_at"), lifts=_standing("embargo_until"))
        .annotate(wished=Case(When(unscheduled & unused, then=F("go_live"))))
        .annotate(due=Case(When(unscheduled & never_published, then=_newest("published_at"))))
    )
    condition = Q(pk__in=approved)
    for name in ("wished", "lifts", "expires", "due"):
        condition |= Q(**{f"{name}__gte": moments[0], f"{name}__lt": moments[1]})
    found = annotate_taken_down(found.filter(condition).defer_streamfields().specific().prefetch_workflow_states())
    found = found.select_related("category", for_specific_subqueries=True).order_by("pk")
    rows: list[ArticlePage] = list(found[: MAX_ROWS + 1])
    for article in rows:
        article.goes_live = approved.get(article.pk)
    return rows


def _entries_of(article: Any, moments: Range) -> Iterator[CalendarEntry]:
    for kind, moment in (
        (EntryKind.GOES_LIVE, article.goes_live),
        (EntryKind.WISHED, article.wished),
        (EntryKind.EMBARGO_LIFTS, article.lifts),
        (EntryKind.EXPIRES, article.expires),
        (EntryKind.DRAFT_DUE, article.due),
    ):
        if moment is not None and moments[0] <= moment < moments[1]:
            local = timezone.localtime(moment)
            title = article.get_admin_display_title()
            status = str(article.status_string)
            yield CalendarEntry(kind, local.date(), local.time(), article, title, status, local.tzname() or "")


def _entry_of_note(note: PlanningNote) -> CalendarEntry:
    return CalendarEntry(EntryKind.PLANNED, note.day, note.time, note, note.title, note.status, note.zone)


def _newest(field_name: str) -> Case:
    """Return the expression for a moment in the latest revision; in the row, if there is none."""
    return Case(When(latest_revision=None, then=F(field_name)), default=drafted(field_name, DateTimeField()))


def _standing(field_name: str) -> Case:
    """Return the expression for a moment: of a live article as published, of a draft in its latest revision."""
    return Case(When(live=True, then=F(field_name)), default=_newest(field_name))


def _midnight(day: dt.date) -> dt.datetime:
    """Return the moment at which a day begins in the active time zone."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
