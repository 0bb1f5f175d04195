"""Wagtail hooks of the newsroom."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from news.admin.article_chooser import ArticleChooserViewSet, article_chooser
from news.admin.articles import ArticleListingViewSet
from news.admin.deletion import refuse_to_delete_used
from news.admin.embargoes import embargo_menu_item, embargo_urls
from news.admin.embed_note import embed_note_view
from news.admin.recent_leads import warn_after_bulk_action, warn_after_publication
from news.admin.snippets import AuthorViewSet, CategoryViewSet
from news.desk.bulk.actions import AuthorsBulkAction, CategoryBulkAction, TagsBulkAction
from news.desk.bulk.history import register_bulk_log_actions
from news.desk.bulk.undo import undo_urls
from news.desk.bulk.unpublish import UndoableUnpublishBulkAction
from news.desk.calendar.views import calendar_menu_item, calendar_urls
from news.desk.dashboard import DueDrafts, ScheduledArticles
from news.desk.editions.header import edition_button
from news.desk.editions.views import edition_urls
from news.desk.hint import WaitingHint
from news.desk.menu import desk_menu_item
from news.desk.planning import PlanningNoteViewSet, keep_no_log
from news.desk.views import desk_urls, my_desk_menu_item
from news.links import link_without_redirect
from news.models import PlanningNote
from news.pasting.views import paste_blocks
from news.permissions import PlanningNotePolicy
from news.readership.dashboard import MostReadPanel
from news.readership.report import most_read_menu_item, most_read_urls

register_permission_policy(PlanningNote, PlanningNotePolicy(PlanningNote))
register_snippet(AuthorViewSet)
register_snippet(CategoryViewSet)
hooks.register("before_delete_snippet", refuse_to_delete_used)
hooks.register("after_publish_page", warn_after_publication)
hooks.register("after_bulk_action", warn_after_bulk_action)
for _action in (CategoryBulkAction, TagsBulkAction, AuthorsBulkAction):
    hooks.register("register_bulk_action", _action)
hooks.register("register_bulk_action", UndoableUnpublishBulkAction, order=1)  # after Wagtail's own, which it replaces
hooks.register("register_admin_urls", undo_urls)
hooks.register("register_log_actions", register_bulk_log_actions)
hooks.register("register_admin_menu_item", desk_menu_item)
hooks.register("register_desk_menu_item", my_desk_menu_item)
hooks.register("register_admin_urls", desk_urls)
hooks.register("register_admin_urls", edition_urls)
hooks.register("register_admin_urls", embargo_urls)
hooks.register("register_page_header_buttons", edition_button)
hooks.register("register_reports_menu_item", embargo_menu_item)
hooks.register("register_admin_urls", calendar_urls)
hooks.register("register_admin_urls", most_read_urls)
hooks.register("register_reports_menu_item", most_read_menu_item)
hooks.register("register_desk_menu_item", calendar_menu_item)
hooks.register("register_log_actions", keep_no_log)


@hooks.register("register_admin_viewset")
def register_article_listing() -> ArticleListingViewSet:
    """Add the listing of all articles."""
    return ArticleListingViewSet()


@hooks.register("register_admin_viewset")
def register_article_chooser() -> ArticleChooserViewSet:
    """Add the chooser of articles."""
    return article_chooser


@hooks.register("register_admin_viewset")
def register_planning_notes() -> PlanningNoteViewSet:
    """Add the planning notes."""
    return PlanningNoteViewSet()


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    """Add the newspaper icon of articles."""
    return [*icons, "news/icons/newspaper.svg"]


@hooks.register("construct_homepage_panels")
def add_desk_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add the desk's panels and that of the most read articles to the dashboard."""
    panels += [WaitingHint(), DueDrafts(), ScheduledArticles(), MostReadPanel()]


@hooks.register("insert_global_admin_css")
def global_admin_css() -> str:
    """Add the newsroom's styles, which its listing and its panels on the dashboard share."""
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("news/admin.css"))


@hooks.register("register_admin_urls")
def paste_urls() -> list[URLPattern]:
    """Return the URL pattern of the endpoint that converts pasted text into blocks."""
    return [path("paste/", paste_blocks, name="paste_blocks")]


@hooks.register("register_admin_urls")
def embed_note_urls() -> list[URLPattern]:
    """Return the URL pattern of the endpoint for notes on embed addresses."""
    return [path("embed-note/", embed_note_view, name="embed_note")]


@hooks.register("insert_editor_js")
def paste_script() -> str:
    """Add the script that pastes text with headings, lists or tables as blocks."""
    return format_html(
        '<script src="{}" data-address="{}" data-failed="{}"></script>',
        versioned_static("news/paste_blocks.js"),
        reverse("paste_blocks"),
        _("This could not be pasted as blocks. Paste it without formatting: Ctrl+Shift+V."),
    )


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own rule, which it replaces
def store_links_without_redirects(features: FeatureRegistry) -> None:
    """Remove the redirects of Google Docs and Outlook from links when rich text is stored."""
    rules = features.converter_rules_by_converter["contentstate"]["link"]["to_database_format"]["entity_decorators"]
    rules["LINK"] = link_without_redirect
