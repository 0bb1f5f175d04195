"""Registers the newsroom's part of Wagtail's admin."""

from django.http import HttpRequest
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet

from news.admin.articles import ArticleListingViewSet
from news.admin.deletion import refuse_to_delete_used
from news.admin.desk import DueDrafts, ScheduledArticles
from news.admin.embargoes import embargo_menu_item, embargo_urls
from news.admin.snippets import AuthorViewSet, CategoryViewSet

register_snippet(AuthorViewSet)
register_snippet(CategoryViewSet)
hooks.register("before_delete_snippet", refuse_to_delete_used)
hooks.register("register_admin_urls", embargo_urls)
hooks.register("register_reports_menu_item", embargo_menu_item)


@hooks.register("register_admin_viewset")
def register_article_listing() -> ArticleListingViewSet:
    """Add the listing of all articles."""
    return ArticleListingViewSet()


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
