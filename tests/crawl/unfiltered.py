"""Functions outside the visibility policy, and what they would be without it."""

from collections.abc import Callable
from typing import Any

from django.db.models import F
from wagtail.models import Page

from cms.cdn.surrogate_keys import surrogate_key
from cms.changes.models import PageChange
from cms.graphql.context import Context
from cms.sites import SiteIndex
from cms.visibility import Viewer, Visibility
from news.feeds.hub import _subjects
from news.models import ArticlePage, Category, Tag

TRUSTED = Viewer(embargoed=True, logged_in=True)


class Everything:
    """A visibility policy that hides nothing."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        """Made as the other is."""

    def pages(self, queryset: Any) -> Any:
        """Return all of them."""
        return queryset

    def used_by(self, queryset: Any, *_pages: Any) -> Any:
        """Return all of them, used or not."""
        return queryset


class InEveryTree(Visibility):
    """The visibility policy, but that all sites and languages are open."""

    @property
    def trees(self) -> Any:
        """All trees."""
        return self.sites.trees


EVERYTHING: Any = Everything()


def _pages_in_sites(sites: SiteIndex) -> Any:
    return Page.objects.filter(path__at_or_below=[tree.root for tree in sites.trees]).order_by()


ELSEWHERE: dict[str, tuple[str, str, Any]] = {
    "tags of hidden articles alone": (
        "tags__Query",
        "news.graphql.schema.public_tags",
        lambda context, trees: Tag.objects.all(),
    ),
    "hidden articles that tags count": (
        "tags__Query",
        "news.graphql.archive_fields.articles_in",
        lambda context, trees=None: ArticlePage.objects.all(),
    ),
    "hidden articles that categories list": (
        "articles__Category",
        "news.graphql.category_fields.articles_in",
        lambda context, trees=None: ArticlePage.objects.all(),
    ),
    "categories of hidden articles alone, below public ones": (
        "__Category",
        "news.graphql.category_fields.public_categories",
        lambda context, trees: Category.objects.all(),
    ),
    "languages in which hidden articles have a tag": (
        "translations__Tag",
        "news.graphql.address_fields.public_articles",
        lambda context: ArticlePage.objects.all(),
    ),
    "hidden pages that sitemaps list": (
        "/sitemap",
        "news.feeds.sitemaps._listed",
        lambda context, trees: Page.objects.filter(path__startswith=trees[0].root).annotate(
            changed=F("last_published_at")
        ),
    ),
    "hidden articles that news sitemaps list": (
        "/news-sitemap",
        "news.feeds.sitemaps._recent",
        lambda context, trees: ArticlePage.objects.filter(path__startswith=trees[0].root),
    ),
    "hidden pages that `pages` lists": (
        "pages__Query",
        "cms.changes.graphql.page_list.fetch_specific",
        lambda context, build, key, parameters, tags, paginate: list(paginate(build()).specific()),
    ),
    "hidden pages that `changes` shows": (
        "changes__Query",
        "cms.changes.graphql.change_log.pages",
        lambda context, keys: {page.pk: page for page in Page.objects.filter(pk__in=keys).specific()},
    ),
    "pictures of hidden pages alone, by their ids": (
        "nodes__Query",
        "cms.graphql.schema.node_query._used_images",
        lambda context, pks: set(pks),
    ),
    "hidden articles that were read most": (
        "orderBy: MOST_READ",
        "news.graphql.schema.narrow",
        lambda articles, conditions, visibility: ArticlePage.objects.filter(pk__in=_pages_in_sites(visibility.sites)),
    ),
    "tags of hidden rows beside an answer": (
        "articles__Query",
        "cms.graphql.http.view.extensions_of",
        lambda parameters, cost, max_cost, collector: {
            "tags": sorted(map(surrogate_key, collector.tags | collector.hidden_tags))
        },
    ),
    "articles under embargo in feeds": ("/full.rss", "news.feeds.responses.Context", lambda: Context(viewer=TRUSTED)),
    "articles under embargo in feeds for agencies": (
        "/ninjs.json",
        "cms.access.models.AccessToken.viewer",
        lambda token: TRUSTED,
    ),
    "sites in preparation, by their robots.txt": (
        "/robots.txt",
        "news.feeds.views.open_trees",
        lambda context, hostname: [tree for tree in context.sites.trees if tree.site.hostname == hostname],
    ),
    "planning notes of public articles": (
        "description__Seo",
        "news.models.ArticlePage.seo_description",
        property(lambda article: "".join(note.text for note in article.planning_notes.all())),
    ),
}
"""What would be seen if a function elsewhere did not apply the visibility policy: a field that shows it, whose queries
are asked first, the function, and what it would be."""

TELLING: dict[str, tuple[str, Callable[..., Any]]] = {
    "edits of hidden pages, in the change log": (
        "cms.changes.comparison.visible_pages",
        lambda visibility: _pages_in_sites(visibility.sites),
    ),
    "tags of hidden pages": ("cms.changes.keys.shown_tags", set),
    "hidden pages that refer to what changed": ("cms.changes.keys.seen_by_readers", lambda tags: tags),
    "tags that a live connection does not follow": (
        "cms.live.change_feed.LiveChange.of",
        lambda change, tags: set(change.keys),
    ),
}
"""What would be told of acts if a function did not leave it out: the function, and what it would be."""

OF_OTHER_SITES: dict[str, tuple[str, Any]] = {
    "changes of other sites": (
        "cms.changes.graphql.change_log._entries",
        lambda context, types: PageChange.objects.annotate(at=F("change_set__committed_at")),
    ),
}
"""What a client whose token opens one site would be told if a function did not keep to it: the function, and what it
would be."""

LISTING: dict[str, tuple[str, Any]] = {
    "feeds of hidden sites": ("news.feeds.hub.Visibility", InEveryTree),
    "subjects of hidden articles alone": ("news.feeds.hub._subjects", lambda _, keys: _subjects(EVERYTHING, keys)),
    "hidden articles in the report of reads, and their sections": ("news.readership.report.Visibility", Everything),
}
"""What lists for the hub and the desk would show if a function did not leave it out: the function, and what it would
be."""
