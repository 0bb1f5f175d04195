"""The task queue in the admin: what waits, runs and has failed, and a way to run it again."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from cms.editing.menu_items import PermissionMenuItem
from cms.tasks.queue import LATE_SECONDS, is_queued, oldest_waiting_seconds, queue_state
from cms.tasks.recovery import run_again

TaskRow = DBTaskResult[Any, Any]

TASK_PERMISSION_POLICY = ModelPermissionPolicy(DBTaskResult)
STATUS_LABELS = {
    TaskResultStatus.READY: _("Waiting"),
    TaskResultStatus.RUNNING: _("Running"),
    TaskResultStatus.FAILED: _("Failed"),
    TaskResultStatus.SUCCESSFUL: _("Finished"),
}


def task_label(task: TaskRow) -> str:
    """Return a task's name in words: `cms.images.tasks.prepare_image` is “Prepare image”."""
    return task.task_path.rpartition(".")[2].removesuffix("_task").replace("_", " ").capitalize()


def task_error(task: TaskRow) -> str:
    """Return the kind of error that ended the last attempt, without its module."""
    return task.exception_class_path.rpartition(".")[2]


class NextAttemptColumn(DateColumn):
    """When a waiting task is tried again; nothing for one that is due since it was queued."""

    def get_value(self, instance: TaskRow) -> Any:
        """Return the moment."""
        is_set = instance.status == TaskResultStatus.READY and instance.run_after != get_date_max()
        return instance.run_after if is_set else None


class RunAgainColumn(Column):
    """A button for a task that has failed."""

    cell_template_name = "tasks/run_again_cell.html"

    def get_cell_context_data(self, instance: TaskRow, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add whether there is a button, and what its form needs."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        request = context["request"]
        may = TASK_PERMISSION_POLICY.user_has_permission(request.user, "change")
        is_shown = may and instance.status == TaskResultStatus.FAILED
        return context | {"is_shown": is_shown, "csrf_token": get_token(request) if is_shown else ""}


class TaskFilterSet(WagtailFilterSet):
    """Which tasks the list shows: without a choice, all that are not finished."""

    status = django_filters.ChoiceFilter(choices=list(STATUS_LABELS.items()), label=_("Status"))

    class Meta:
        model = DBTaskResult
        fields: ClassVar[list[str]] = ["status"]


class TaskListView(ReportView):
    """Lists the tasks that wait, run or have failed, the last queued first."""

    model = DBTaskResult
    page_title = _("Tasks")
    verbose_name = _("task")
    verbose_name_plural = _("tasks")
    header_icon = "tasks"
    index_url_name = "tasks"
    index_results_url_name = "tasks_results"
    results_template_name = "tasks/task_list_results.html"
    filterset_class = TaskFilterSet
    default_ordering = "-enqueued_at"
    permission_policy = TASK_PERMISSION_POLICY
    permission_required = "view"
    columns: ClassVar[list[Column]] = [
        TitleColumn(
            "task",
            label=_("Task"),
            accessor=task_label,
            get_url=lambda task: reverse("task", args=[task.pk]),
        ),
        StatusTagColumn(
            "status",
            label=_("Status"),
            accessor=lambda task: STATUS_LABELS[task.status],
            primary=lambda task: task.status == TaskResultStatus.FAILED,
        ),
        DateColumn("enqueued_at", label=_("Queued"), sort_key="enqueued_at"),
        Column("attempts", label=_("Attempts"), accessor=lambda task: len(task.worker_ids)),
        NextAttemptColumn("run_after", label=_("Next attempt")),
        Column("error", label=_("Last error"), accessor=task_error),
        RunAgainColumn("run_again", label=""),
    ]
    export_filename = "tasks"
    list_export: ClassVar[list[str]] = ["task_path", "status", "enqueued_at", "finished_at", "exception_class_path"]
    export_headings: ClassVar[dict[str, Any]] = {
        "task_path": _("Task"),
        "status": _("Status"),
        "enqueued_at": _("Queued"),
        "finished_at": _("Ended"),
        "exception_class_path": _("Last error"),
    }

    def get_base_queryset(self) -> QuerySet[TaskRow]:
        """Leave out what has finished, unless that is asked for."""
        tasks: QuerySet[TaskRow] = super().get_base_queryset().order_by("-enqueued_at")
        return tasks if self.request.GET.get("status") else tasks.exclude(status=TaskResultStatus.SUCCESSFUL)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the state of the queue."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        may = TASK_PERMISSION_POLICY.user_has_permission(self.request.user, "change")
        return context | {"is_queued": is_queued(), "queue": queue_state(), "may_run_again": may}


class TaskView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Shows one task, with what its last attempt ended in."""

    template_name = "tasks/task.html"
    header_icon = "tasks"
    permission_policy = TASK_PERMISSION_POLICY
    permission_required = "view"
    _show_breadcrumbs = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        self.task: TaskRow = get_object_or_404(DBTaskResult, pk=kwargs["pk"])
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        """Return the task's name."""
        return task_label(self.task)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, {"url": reverse("tasks"), "label": _("Tasks")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the task."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        may = TASK_PERMISSION_POLICY.user_has_permission(self.request.user, "change")
        return context | {
            "task": self.task,
            "status": STATUS_LABELS[TaskResultStatus(self.task.status)],
            "attempts": len(self.task.worker_ids),
            "may_run_again": may and self.task.status == TaskResultStatus.FAILED,
        }


class StuckQueue(Component):
    """Warns administrators on the dashboard while no worker does what is due."""

    name = "stuck-queue"
    template_name = "tasks/stuck_queue.html"
    order = 15

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Return for how many minutes the oldest task has waited, once that is too long."""
        may = TASK_PERMISSION_POLICY.user_has_permission(parent_context["request"].user, "view")
        seconds = oldest_waiting_seconds() if may else 0
        return {"minutes": int(seconds // 60) if seconds > LATE_SECONDS else 0}


@require_POST
def run_tasks_again(request: HttpRequest, pk: str | None = None) -> HttpResponse:
    """Queue one failed task again, or all of them."""
    if not TASK_PERMISSION_POLICY.user_has_permission(request.user, "change"):
        raise PermissionDenied
    failed = DBTaskResult.objects.failed()
    count = run_again(list((failed.filter(pk=pk) if pk else failed).values_list("pk", flat=True)))
    if count:
        message = ngettext("%(count)d task is queued again.", "%(count)d tasks are queued again.", count)
        messages.success(request, message % {"count": count})
    else:
        messages.info(request, _("There was no failed task to run again."))
    return redirect("tasks")


def task_urls() -> list[URLPattern]:
    """Return the addresses of the list, of one task, and of what runs tasks again."""
    return [
        path("reports/tasks/", TaskListView.as_view(), name="tasks"),
        path("reports/tasks/results/", TaskListView.as_view(results_only=True), name="tasks_results"),
        path("reports/tasks/run-again/", run_tasks_again, name="run_failed_tasks_again"),
        path("reports/tasks/<uuid:pk>/", TaskView.as_view(), name="task"),
        path("reports/tasks/<uuid:pk>/run-again/", run_tasks_again, name="run_task_again"),
    ]


def task_menu_item() -> MenuItem:
    """Return the list's menu item."""
    return PermissionMenuItem(
        _("Tasks"), reverse("tasks"), policy=TASK_PERMISSION_POLICY, action="view", icon_name="tasks", order=1200
    )
