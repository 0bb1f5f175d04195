"""Registers the page forms in Wagtail's admin."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.models import Page

from cms.editing.bulk import CheckedPublishBulkAction, ChosenMoveBulkAction, ListedDeleteBulkAction
from cms.editing.choosers.admin_api import narrow_api
from cms.editing.choosers.pages import narrow_page_chooser
from cms.editing.comparison.fields import register_comparisons
from cms.editing.conflicts.administration import site_and_locale_urls
from cms.editing.conflicts.documents import DocumentEditView
from cms.editing.publication.alias_conversion import CheckedConvertAliasAction
from cms.editing.publication.outcomes import publication_in_words
from cms.editing.publication.public_state import PublicState
from cms.editing.redirects.forms import RedirectCreateView, RedirectEditView
from cms.editing.redirects.importing import process_import
from cms.editing.redirects.listing import RedirectListView
from cms.editing.snippets import SettingEditView
from cms.editing.translating import AllowedTranslationView
from cms.editing.views import NewsroomPageViewSet

for _action in (CheckedPublishBulkAction, ChosenMoveBulkAction, ListedDeleteBulkAction):
    hooks.register("register_bulk_action", _action, order=1)  # after Wagtail's own, which it replaces
register_comparisons()
hooks.register("register_admin_urls", site_and_locale_urls)
hooks.register("construct_page_chooser_queryset", narrow_page_chooser)
hooks.register("construct_admin_api", narrow_api, order=1)  # after Wagtail's own, which it replaces


@hooks.register("register_admin_viewset")
def register_page_views() -> NewsroomPageViewSet:
    """Replace Wagtail's own views of pages."""
    return NewsroomPageViewSet()


@hooks.register("register_admin_urls")
def register_setting_form() -> list[URLPattern]:
    """Answer for Wagtail's own form of settings; hooks of this app run before Wagtail's."""
    return [path("settings/<slug:app_name>/<slug:model_name>/<int:pk>/", SettingEditView.as_view())]


@hooks.register("register_admin_urls")
def register_document_form() -> list[URLPattern]:
    """Answer for Wagtail's own form of documents."""
    return [path("documents/edit/<int:document_id>/", DocumentEditView.as_view())]


@hooks.register("register_admin_urls")
def register_redirect_forms() -> list[URLPattern]:
    """Answer for Wagtail's own forms and list of redirects, and for its import."""
    return [
        path("redirects/", RedirectListView.as_view()),
        path("redirects/results/", RedirectListView.as_view(results_only=True)),
        path("redirects/add/", RedirectCreateView.as_view()),
        path("redirects/<int:redirect_id>/", RedirectEditView.as_view()),
        path("redirects/import/process/", process_import),
    ]


@hooks.register("register_admin_urls")
def register_translation() -> list[URLPattern]:
    """Answer for Wagtail's own page that translates a page."""
    return [path("translation/submit/page/<int:page_id>/", AllowedTranslationView.as_view())]


@hooks.register("register_actions")
def register_checked_actions(registry: ActionRegistry) -> None:
    """Have the actions that Wagtail's APIs perform pass the checks of the forms."""
    registry.register(Page, CheckedConvertAliasAction)


@hooks.register("after_publish_page")
def name_the_moment(request: HttpRequest, page: Any) -> None:
    """Say from when readers see a page that was published for later: Wagtail's own message names no moment."""
    is_later = page.scheduled_revision is not None or not PublicState(page.specific, page.specific).visible
    if is_later and (words := publication_in_words(page)):
        messages.info(request, words)


@hooks.register("insert_global_admin_js")
def own_scripts() -> str:
    """Add the scripts that start fields, count what is typed, keep and notice unsaved words, and note versions."""
    names = [
        *("widget_init", "date_picker", "draft_backup", "character_count", "word_count", "loaded_revision"),
        "noticed_edits",
    ]
    addresses = ((versioned_static(f"editing/{name}.js"),) for name in names)
    return format_html_join("\n", '<script src="{}"></script>', addresses)


@hooks.register("insert_global_admin_css")
def own_styles() -> str:
    """Add the styles of additions and deletions, and of the banner with unsaved words."""
    addresses = ((versioned_static(f"editing/{name}.css"),) for name in ("comparison", "draft_backup"))
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', addresses)


@hooks.register("construct_help_menu")
def link_own_guide(request: HttpRequest, items: list[MenuItem]) -> None:
    """Lead to this project's guide for editors, where Wagtail leads to its own on the internet."""
    items[:] = [item for item in items if not item.name.startswith(("editor-guide", "whats-new-in-wagtail"))]
    if settings.DOCS_URL:
        address = f"{settings.DOCS_URL}/editors.html"
        items.append(MenuItem(_("Guide for editors"), address, icon_name="help", order=1000))
