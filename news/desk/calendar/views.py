"""The calendar in the admin, as a month, a week or a list."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permissions import policy_registry

from cms.editing.moments import time_zone_name
from news.desk.calendar.entries import ICONS, CalendarEntry, EntryKind, entries_between
from news.desk.calendar.filters import CalendarFilterForm
from news.desk.calendar.periods import Day, Month, NoPeriodError, Period, Week, day_in_words, period_in
from news.models import ArticlePage, PlanningNote

MAX_ENTRIES_SHOWN = {Month: 4, Week: 12, Day: 500}
"""Entries that are shown of a day, by the view's period."""

AGENDA = "agenda"


@dataclass(frozen=True)
class ShownDay:
    """A day of the calendar with its entries, for the template.

    Attributes:
        entries: the entries that are shown.
        more: number of further entries.
        url: URL of the list of all entries of the day.
        add_url: URL of the form of a new planning note for the day; empty without the permission to add one.
        is_today: whether it is today.
        is_outside: whether it is outside the period, and only completes a week.
    """

    day: dt.date
    entries: Sequence[CalendarEntry]
    more: int
    url: str
    add_url: str
    is_today: bool
    is_outside: bool

    @property
    def words(self) -> str:
        """The day in words, for example “Monday 7 December 2026”."""
        return day_in_words(self.day)


class CalendarView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The calendar of articles and planning notes, for users who may edit articles."""

    model = ArticlePage
    any_permission_required: ClassVar[list[str]] = ["change"]
    page_title = gettext_lazy("Calendar")
    header_icon = "calendar-alt"
    template_name = "news/admin/calendar.html"
    request: HttpRequest

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the breadcrumbs, the last of which is the page title."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def today(self) -> dt.date:
        """Today in the user's time zone."""
        return timezone.localdate()

    @cached_property
    def period(self) -> Period:
        """The requested month, week or day; if it is invalid, the current month, with an error message."""
        try:
            return period_in(self.request.GET)
        except NoPeriodError as error:
            messages.error(self.request, str(error))
            return Month.containing(self.today)

    @cached_property
    def is_agenda(self) -> bool:
        """Whether the days are shown as a list instead of a grid."""
        return isinstance(self.period, Day) or self.request.GET.get("view") == AGENDA

    @cached_property
    def form(self) -> CalendarFilterForm:
        """The filters."""
        form = CalendarFilterForm(self.request.GET, user=self.request.user)
        form.is_valid()
        return form

    def address(self, period: Period, *, agenda: bool = False) -> str:
        """Return the URL of a period with the present filters."""
        query = {period.name: period.value, **({"view": AGENDA} if agenda else {}), **self._filters}
        return f"{reverse('desk_calendar')}?{urlencode(query)}"

    @property
    def _filters(self) -> dict[str, str]:
        return {name: self.request.GET[name] for name in self.form.chosen}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the days with their entries, and the URLs of other periods and views."""
        period, focus = self.period, self.period.focus(self.today)
        weeks = [period.days] if self.is_agenda else period.weeks
        entries = entries_between(
            self.form.articles(), self.form.notes(), (weeks[0][0], weeks[-1][-1]), self.form.kinds
        )
        shown = [[self._shown_day(day, entries.by_day.get(day, [])) for day in week] for week in weeks]
        view = {"agenda": self.is_agenda and not isinstance(period, Day)}
        return {
            **super().get_context_data(**kwargs),
            "period": period,
            "weeks": shown,
            "is_agenda": self.is_agenda,
            "has_entries": any(day.entries for week in shown for day in week),
            "is_cut": entries.is_cut,
            "form": self.form,
            "time_zone": time_zone_name(),
            "own_url": self.request.get_full_path(),
            "kinds": [(kind.label, ICONS[kind]) for kind in EntryKind],
            "previous_url": self.address(period.previous, **view),
            "following_url": self.address(period.following, **view),
            "today_url": self.address(type(period).containing(self.today), **view),
            "views": [
                (_("Month"), self.address(Month.containing(focus)), isinstance(period, Month) and not self.is_agenda),
                (_("Week"), self.address(Week.containing(focus)), isinstance(period, Week) and not self.is_agenda),
                (_("List"), self.address(period, agenda=True), self.is_agenda),
            ],
        }

    def _shown_day(self, day: dt.date, entries: Sequence[CalendarEntry]) -> ShownDay:
        max_shown = MAX_ENTRIES_SHOWN[Day if self.is_agenda else type(self.period)]
        note = {"day": day.isoformat(), "next": self.request.get_full_path()}
        return ShownDay(
            day=day,
            entries=entries[:max_shown],
            more=max(len(entries) - max_shown, 0),
            url=self.address(Day.containing(day)),
            add_url=f"{reverse('planning:add')}?{urlencode(note)}" if self._may_plan else "",
            is_today=day == self.today,
            is_outside=not self.period.first <= day <= self.period.last,
        )

    @cached_property
    def _may_plan(self) -> bool:
        return bool(policy_registry.get_by_type(PlanningNote).user_has_permission(self.request.user, "add"))


class CalendarMenuItem(MenuItem):
    """The calendar in the submenu of the desk, for those who may edit articles."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the user may open it."""
        policy = policy_registry.get_by_type(ArticlePage)
        return bool(policy.user_has_any_permission(request.user, CalendarView.any_permission_required))


def calendar_urls() -> list[URLPattern]:
    """Return the calendar's address."""
    return [path("desk/calendar/", CalendarView.as_view(), name="desk_calendar")]


def calendar_menu_item() -> MenuItem:
    """Return the calendar's menu item."""
    return CalendarMenuItem(
        gettext_lazy("Calendar"), reverse("desk_calendar"), name="desk-calendar", icon_name="calendar-alt", order=100
    )
