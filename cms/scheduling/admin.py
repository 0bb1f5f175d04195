"""Failed schedules in the admin: the report, the warning on the dashboard, and the notice over the form."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, get_page_models
from wagtail.permissions import policy_registry

from cms.editing.moments import moment_in_words
from cms.scheduling.models import ScheduledAction, ScheduleFailure
from cms.scheduling.schedule import scheduled_models


def visible_failures(user: Any) -> QuerySet[ScheduleFailure]:
    """Return the failures of what a user may edit, the longest overdue first."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    page_types = [found.pk for found in ContentType.objects.get_for_models(*get_page_models()).values()]
    keys = pages.annotate(key=Cast("pk", CharField())).values("key")
    condition = Q(content_type__in=page_types, object_id__in=keys)
    for model in scheduled_models():
        if model is not Page and policy_registry.get_by_type(model).user_has_permission(user, "change"):
            condition |= Q(content_type=ContentType.objects.get_for_model(model))
    return ScheduleFailure.objects.filter(condition).prefetch_related("content_object")


def failure_title(failure: ScheduleFailure) -> str:
    """Return the title that the admin knows the page or snippet by."""
    instance: Any = failure.content_object
    if instance is None:
        return _("Deleted meanwhile")
    return str(instance.get_admin_display_title() if isinstance(instance, Page) else instance)


class FailureTitleColumn(TitleColumn):
    """The title, with a link to the form."""

    def get_link_url(self, instance: ScheduleFailure, parent_context: Mapping[str, Any]) -> str | None:
        """Return the form's address."""
        return failure_edit_url(instance, parent_context["request"])


def failure_edit_url(failure: ScheduleFailure, request: HttpRequest) -> str | None:
    """Return the address of the form in which a failure can be mended."""
    found: str | None = AdminURLFinder(request.user).get_edit_url(failure.content_object)
    return found


class FailedScheduleView(ReportView):
    """Lists what was due and could not be published or taken down, with the reasons."""

    model = ScheduleFailure
    page_title = gettext_lazy("Failed schedules")
    header_icon = "warning"
    index_url_name = "failed_schedules"
    index_results_url_name = "failed_schedules_results"
    results_template_name = "scheduling/failed_schedules.html"
    columns: ClassVar[list[Column]] = [
        FailureTitleColumn("title", label=gettext_lazy("Title"), accessor=failure_title),
        Column("action", label=gettext_lazy("Planned"), accessor="get_action_display"),
        DateColumn("due_at", label=gettext_lazy("Was due")),
        Column("reason", label=gettext_lazy("Reason")),
        DateColumn("attempted_at", label=gettext_lazy("Last attempt")),
    ]
    export_filename = "failed-schedules"
    list_export: ClassVar[list[str]] = ["content_object", "get_action_display", "due_at", "reason", "attempted_at"]
    export_headings: ClassVar[dict[str, Any]] = {
        "content_object": gettext_lazy("Title"),
        "get_action_display": gettext_lazy("Planned"),
        "due_at": gettext_lazy("Was due"),
        "reason": gettext_lazy("Reason"),
        "attempted_at": gettext_lazy("Last attempt"),
    }

    def get_base_queryset(self) -> QuerySet[ScheduleFailure]:
        """Return what this user may mend."""
        return visible_failures(self.request.user)


class FailedSchedules(Component):
    """Warns an editor on the dashboard of what should be out and is not, or the other way round."""

    name = "failed-schedules"
    template_name = "scheduling/failed_schedules_panel.html"
    order = 20

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Collect the failures of what the user may edit."""
        request = parent_context["request"]
        rows = [
            {"failure": failure, "title": failure_title(failure), "edit_url": failure_edit_url(failure, request)}
            for failure in visible_failures(request.user)
        ]
        return {"rows": rows}


def warn_of_failure(request: HttpRequest, instance: Any) -> None:
    """Say over the form why its page or snippet was not published or taken down on time."""
    if request.method != "GET":
        return
    for failure in ScheduleFailure.objects.for_instance(instance):
        message = (
            _("Due to be published on %(moment)s, which failed. It is tried again every minute. %(reason)s")
            if failure.action == ScheduledAction.PUBLISH
            else _("Due to be taken down on %(moment)s, which failed. It is tried again every minute. %(reason)s")
        )
        messages.error(request, message % {"moment": moment_in_words(failure.due_at), "reason": failure.reason})


def schedule_urls() -> list[URLPattern]:
    """Return the report's addresses."""
    results = FailedScheduleView.as_view(results_only=True)
    return [
        path("reports/failed-schedules/", FailedScheduleView.as_view(), name="failed_schedules"),
        path("reports/failed-schedules/results/", results, name="failed_schedules_results"),
    ]


def schedule_menu_item() -> MenuItem:
    """Return the report's menu item."""
    return MenuItem(gettext_lazy("Failed schedules"), reverse("failed_schedules"), icon_name="warning", order=640)
