"""Where failed schedules appear in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.scheduling.admin import FailedSchedules, schedule_menu_item, schedule_urls, warn_of_failure

hooks.register("register_admin_urls", schedule_urls)
hooks.register("register_reports_menu_item", schedule_menu_item)
hooks.register("before_edit_page", warn_of_failure)
hooks.register("before_edit_snippet", warn_of_failure)


@hooks.register("construct_homepage_panels")
def add_failed_schedules(request: HttpRequest, panels: list[Any]) -> None:
    """Put the warning on the dashboard; it is empty as long as there is none."""
    warning: Component = FailedSchedules()
    panels.append(warning)
