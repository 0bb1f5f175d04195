"""Registers the page forms in Wagtail's admin."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static

from cms.editing.bulk import CheckedPublishBulkAction, ChosenMoveBulkAction
from cms.editing.choosers.admin_api import narrow_files
from cms.editing.choosers.pages import narrow_page_chooser
from cms.editing.publication.outcomes import publication_in_words
from cms.editing.publication.public_state import PublicState
from cms.editing.redirects import RedirectCreateView, RedirectEditView
from cms.editing.snippets import SettingEditView
from cms.editing.views import NewsroomPageViewSet

for _action in (CheckedPublishBulkAction, ChosenMoveBulkAction):
    hooks.register("register_bulk_action", _action, order=1)  # after Wagtail's own, which it replaces
hooks.register("construct_page_chooser_queryset", narrow_page_chooser)
hooks.register("construct_admin_api", narrow_files, order=1)  # after Wagtail's own, which it replaces


@hooks.register("register_admin_viewset")
def register_page_views() -> NewsroomPageViewSet:
    """Replace Wagtail's own views of pages."""
    return NewsroomPageViewSet()


@hooks.register("register_admin_urls")
def register_setting_form() -> list[URLPattern]:
    """Answer for Wagtail's own form of settings; hooks of this app run before Wagtail's."""
    return [path("settings/<slug:app_name>/<slug:model_name>/<int:pk>/", SettingEditView.as_view())]


@hooks.register("register_admin_urls")
def register_redirect_forms() -> list[URLPattern]:
    """Answer for Wagtail's own forms of redirects."""
    return [
        path("redirects/add/", RedirectCreateView.as_view()),
        path("redirects/<int:redirect_id>/", RedirectEditView.as_view()),
    ]


@hooks.register("after_publish_page")
def name_the_moment(request: HttpRequest, page: Any) -> None:
    """Say from when readers see a page that was published for later: Wagtail's own message names no moment."""
    is_later = page.scheduled_revision is not None or not PublicState(page.specific, page.specific).visible
    if is_later and (words := publication_in_words(page)):
        messages.info(request, words)


@hooks.register("insert_global_admin_js")
def own_scripts() -> str:
    """Add the scripts that start and help with fields, keep unsaved words, and note which version a form holds."""
    names = ["widget_init", "date_picker", "draft_backup", "character_count", "loaded_revision"]
    addresses = ((versioned_static(f"editing/{name}.js"),) for name in names)
    return format_html_join("\n", '<script src="{}"></script>', addresses)


@hooks.register("construct_help_menu")
def link_own_guide(request: HttpRequest, items: list[MenuItem]) -> None:
    """Lead to this project's guide for editors, where Wagtail leads to its own on the internet."""
    items[:] = [item for item in items if not item.name.startswith(("editor-guide", "whats-new-in-wagtail"))]
    if settings.DOCS_URL:
        address = f"{settings.DOCS_URL}/editors.html"
        items.append(MenuItem(_("Guide for editors"), address, icon_name="help", order=1000))
