"""Registers the newsroom's part of Wagtail's admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.components import Component
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from news.admin.article_chooser import ArticleChooserViewSet, article_chooser
from news.admin.articles import ArticleListingViewSet
from news.admin.deletion import refuse_to_delete_used
from news.admin.desk import DueDrafts, ScheduledArticles
from news.admin.embargoes import embargo_menu_item, embargo_urls
from news.admin.embed_note import embed_note_view
from news.admin.recent_leads import warn_after_bulk_action, warn_after_publication
from news.admin.snippets import AuthorViewSet, CategoryViewSet
from news.links import link_without_redirect
from news.pasting.views import paste_blocks

register_snippet(AuthorViewSet)
register_snippet(CategoryViewSet)
hooks.register("before_delete_snippet", refuse_to_delete_used)
hooks.register("after_publish_page", warn_after_publication)
hooks.register("after_bulk_action", warn_after_bulk_action)
hooks.register("register_admin_urls", embargo_urls)
hooks.register("register_reports_menu_item", embargo_menu_item)


@hooks.register("register_admin_viewset")
def register_article_listing() -> ArticleListingViewSet:
    """Add the listing of all articles."""
    return ArticleListingViewSet()


@hooks.register("register_admin_viewset")
def register_article_chooser() -> ArticleChooserViewSet:
    """Add the chooser of articles."""
    return article_chooser


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    """Add the newspaper that stands for articles."""
    return [*icons, "news/icons/newspaper.svg"]


@hooks.register("construct_homepage_panels")
def add_desk_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Show what is due and what is scheduled."""
    panels += [DueDrafts(), ScheduledArticles()]


@hooks.register("insert_global_admin_css")
def global_admin_css() -> str:
    """Add the newsroom's styles, which its listing and its panels on the dashboard share."""
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("news/admin.css"))


@hooks.register("register_admin_urls")
def paste_urls() -> list[URLPattern]:
    """Turn pasted text into blocks."""
    return [path("paste/", paste_blocks, name="paste_blocks")]


@hooks.register("register_admin_urls")
def embed_note_urls() -> list[URLPattern]:
    """Say what readers get for an address that is being entered."""
    return [path("embed-note/", embed_note_view, name="embed_note")]


@hooks.register("insert_editor_js")
def paste_script() -> str:
    """Add the script that has text with headings, lists and tables pasted as blocks."""
    return format_html(
        '<script src="{}" data-address="{}" data-failed="{}"></script>',
        versioned_static("news/paste_blocks.js"),
        reverse("paste_blocks"),
        _("This could not be pasted as blocks. Paste it without formatting: Ctrl+Shift+V."),
    )


@hooks.register("register_rich_text_features", order=10)  # after Wagtail's own rule, which it replaces
def store_links_without_redirects(features: FeatureRegistry) -> None:
    """Store the address to which a link pasted from Google Docs or Outlook leads in the end."""
    rules = features.converter_rules_by_converter["contentstate"]["link"]["to_database_format"]["entity_decorators"]
    rules["LINK"] = link_without_redirect
