"""Registers the page forms in Wagtail's admin."""

from wagtail import hooks

from cms.editing.views import NewsroomPageViewSet


@hooks.register("register_admin_viewset")
def register_page_views() -> NewsroomPageViewSet:
    """Replace Wagtail's own views of pages."""
    return NewsroomPageViewSet()
