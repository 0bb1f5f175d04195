"""Where the task queue appears in Wagtail's admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.tasks.admin import StuckQueue, task_menu_item, task_urls
from cms.tasks.queue import is_queued

hooks.register("register_admin_urls", task_urls)
hooks.register("register_reports_menu_item", task_menu_item)


@hooks.register("register_permissions")
def register_task_permissions() -> QuerySet[Permission]:
    """Let groups be given the sight of the queue, and the button that runs tasks again."""
    return Permission.objects.filter(
        content_type__app_label="django_tasks_database", codename__in=["view_dbtaskresult", "change_dbtaskresult"]
    )


@hooks.register("construct_homepage_panels")
def add_stuck_queue(request: HttpRequest, panels: list[Component]) -> None:
    """Put the warning on the dashboard, where tasks wait for a worker."""
    if is_queued():
        panels.append(StuckQueue())
