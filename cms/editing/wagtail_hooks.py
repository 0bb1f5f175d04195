"""Registers the page forms in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static

from cms.editing.bulk import CheckedPublishBulkAction
from cms.editing.outcomes import publication_in_words
from cms.editing.page_chooser import narrow_page_chooser
from cms.editing.public_state import PublicState
from cms.editing.views import NewsroomPageViewSet

hooks.register("register_bulk_action", CheckedPublishBulkAction, order=1)  # after Wagtail's own, which it replaces
hooks.register("construct_page_chooser_queryset", narrow_page_chooser)


@hooks.register("register_admin_viewset")
def register_page_views() -> NewsroomPageViewSet:
    """Replace Wagtail's own views of pages."""
    return NewsroomPageViewSet()


@hooks.register("after_publish_page")
def name_the_moment(request: HttpRequest, page: Any) -> None:
    """Say from when readers see a page that was published for later: Wagtail's own message names no moment."""
    is_later = page.scheduled_revision is not None or not PublicState(page.specific, page.specific).visible
    if is_later and (words := publication_in_words(page)):
        messages.info(request, words)


@hooks.register("insert_global_admin_js")
def draft_backup_script() -> str:
    """Add the script that keeps unsaved words in the browser."""
    return format_html('<script src="{}"></script>', versioned_static("editing/draft_backup.js"))


@hooks.register("construct_help_menu")
def link_own_guide(request: HttpRequest, items: list[MenuItem]) -> None:
    """Lead to this project's guide for editors, where Wagtail leads to its own on the internet."""
    items[:] = [item for item in items if not item.name.startswith(("editor-guide", "whats-new-in-wagtail"))]
    items.append(MenuItem(_("Guide for editors"), reverse("docs", args=["editors.md"]), icon_name="help", order=1000))
