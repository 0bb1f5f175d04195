"""Wagtail hooks of webhooks: the viewset, the reports and the warning on the dashboard."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.webhooks.admin.deliveries import webhook_menu_item, webhook_urls
from cms.webhooks.admin.endpoints import WebhookViewSet
from cms.webhooks.admin.failing_endpoints import FailingEndpoints
from cms.webhooks.admin.secrets import register_rotation

hooks.register("register_admin_urls", webhook_urls)
hooks.register("register_reports_menu_item", webhook_menu_item)
hooks.register("register_log_actions", register_rotation)


@hooks.register("register_admin_viewset")
def register_webhooks() -> WebhookViewSet:
    """Put the endpoints into the settings menu."""
    return WebhookViewSet()


@hooks.register("construct_homepage_panels")
def add_failing_endpoints(request: HttpRequest, panels: list[Component]) -> None:
    """Put the warning on the dashboard."""
    panels.append(FailingEndpoints())
