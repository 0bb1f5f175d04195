"""Wagtail hooks of the search: menu, reports, permissions and dashboard."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet

from search.admin import SearchViewSetGroup, report_menu_item, report_urls
from search.admin_review import review_permissions
from search.admin_similar import similar_articles_urls
from search.analytics.dashboard import MostSearchedPanel

register_snippet(SearchViewSetGroup)
hooks.register("register_admin_urls", report_urls)
hooks.register("register_admin_urls", similar_articles_urls)
hooks.register("register_permissions", review_permissions)
hooks.register("register_reports_menu_item", report_menu_item)


@hooks.register("construct_homepage_panels")
def add_search_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel of the most frequent searches to the dashboard."""
    panels.append(MostSearchedPanel())
