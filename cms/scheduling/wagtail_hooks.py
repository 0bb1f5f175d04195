"""Where failed schedules appear in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from cms.scheduling.admin import FailedSchedules, schedule_menu_item, schedule_urls, warn_of_failure
from cms.scheduling.live_revision import ensure_live_revision

hooks.register("register_admin_urls", schedule_urls)
hooks.register("register_reports_menu_item", schedule_menu_item)
hooks.register("before_edit_page", warn_of_failure)
hooks.register("before_edit_snippet", warn_of_failure)


@hooks.register("construct_homepage_panels")
def add_failed_schedules(request: HttpRequest, panels: list[Any]) -> None:
    """Put the warning on the dashboard; it is empty as long as there is none."""
    warning: Component = FailedSchedules()
    panels.append(warning)


@hooks.register("before_publish_page")
def keep_live(request: HttpRequest, page: Page) -> None:
    """Keep a live page live when its form schedules an update, which it does without `BasePage.publish`."""
    ensure_live_revision(page, page.latest_revision)
