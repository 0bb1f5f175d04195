"""The views of feeds, sitemaps and robots.txt."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from graphql import GraphQLSchema

from cms.graphql.context import Context
from cms.sites import SiteLocale
from news.feeds.addresses import FeedAddress, FeedContent, FeedFormat
from news.feeds.documents import feed_document
from news.feeds.entries import Feed, entry_of, feed_picture, without_control_characters
from news.feeds.execution import FeedError, feed_data
from news.feeds.json_feed import write_json_feed
from news.feeds.responses import FeedFile, FeedView
from news.feeds.robots import robots_txt, server_robots_txt
from news.feeds.rss_atom import write_atom, write_rss
from news.feeds.sitemaps import news_sitemap, news_window, sitemap, sitemap_index

ENTRIES_PER_PAGE = 50
FEED_WRITERS = {FeedFormat.RSS: write_rss, FeedFormat.ATOM: write_atom, FeedFormat.JSON: write_json_feed}
MAX_CURSOR_CHARACTERS = 500


class ArticleFeedView(FeedView):
    """Serves the newest articles of a site, category, tag or author as RSS, Atom or JSON Feed."""

    def content_type(self, place: Mapping[str, str]) -> str:
        """Return the media type by the extension of the URL."""
        return format_by_extension(place["extension"]).media_type

    def options_of(self, request: HttpRequest) -> dict[str, str]:
        """Return the cursor `after` of the link to the next page."""
        return {"after": cursor_of(request)}

    def make(self, context: Context, wanted: Mapping[str, str]) -> FeedFile:
        """Return the feed."""
        tree = open_tree(context, wanted["hostname"], wanted["locale"])
        address = FeedAddress(
            wanted["hostname"],
            wanted["locale"],
            wanted.get("subject", ""),
            wanted.get("slug", ""),
            FeedContent(wanted["content"]),
            format_by_extension(wanted["extension"]),
        )
        feed = feed_of(self.schema, context, tree, address, wanted["after"])
        return FeedFile(FEED_WRITERS[address.feed_format](feed), feed.updated)


class SitemapIndexView(FeedView):
    """Serves the index of a site's sitemaps."""

    def options_of(self, request: HttpRequest) -> dict[str, str]:
        """Return the end of the news window: news become too old without a commit that invalidates the file."""
        return {"window": news_window().isoformat()}

    def make(self, context: Context, wanted: Mapping[str, str]) -> FeedFile:
        """Return the index."""
        return FeedFile(sitemap_index(context, open_trees(context, wanted["hostname"])))


class SitemapView(FeedView):
    """Serves one sitemap of a site's pages."""

    def make(self, context: Context, wanted: Mapping[str, str]) -> FeedFile:
        """Return the sitemap."""
        return FeedFile(sitemap(context, open_trees(context, wanted["hostname"]), int(wanted["number"])))


class NewsSitemapView(FeedView):
    """Serves one sitemap of a site's news of two days."""

    def options_of(self, request: HttpRequest) -> dict[str, str]:
        """Return the end of the news window: news become too old without a commit that invalidates the file."""
        return {"window": news_window().isoformat()}

    def make(self, context: Context, wanted: Mapping[str, str]) -> FeedFile:
        """Return the sitemap."""
        return FeedFile(news_sitemap(context, open_trees(context, wanted["hostname"]), int(wanted["number"])))


class RobotsView(FeedView):
    """Serves the /robots.txt for a site's frontend."""

    media_type = "text/plain"

    def make(self, context: Context, wanted: Mapping[str, str]) -> FeedFile:
        """Return the file of a public site."""
        open_trees(context, wanted["hostname"])
        return FeedFile(robots_txt(wanted["hostname"]))


def show_server_robots(request: HttpRequest) -> HttpResponse:
    """Serve the /robots.txt of this server."""
    return HttpResponse(server_robots_txt(), content_type="text/plain; charset=utf-8")


def feed_of(schema: GraphQLSchema, context: Context, tree: SiteLocale, address: FeedAddress, after: str = "") -> Feed:
    """Return one page of a feed.

    Args:
        schema: the schema that is queried.
        context: the request.
        tree: the pages of the feed's site in its language.
        address: the feed.
        after: the cursor of the entry to continue after; empty for the newest.

    Raises:
        FeedError: there is no such category, tag or author, or the cursor is wrong.
    """
    variables: dict[str, Any] = {"site": address.hostname, "locale": address.locale, "first": ENTRIES_PER_PAGE}
    variables |= {"after": after or None, **({"slug": address.slug} if address.subject else {})}
    data = feed_data(schema, feed_document(address.subject, address.content), variables, context)
    data = without_control_characters(data)
    subject: dict[str, Any] = data["subject"] if address.subject else {}
    if subject is None:
        raise FeedError(404, f"No public article of this site has the {address.subject} with this slug.")
    articles, site = subject.get("articles") or data["articles"], data["site"]
    site_settings = site["settings"]
    page_info = articles["pageInfo"]
    return Feed(
        address=address,
        self_url=address.url + (f"?{urlencode({'after': after})}" if after else ""),
        next_url=f"{address.url}?{urlencode({'after': page_info['endCursor']})}" if page_info["hasNextPage"] else "",
        hub=settings.WEBSUB_HUB,
        title=f"{subject['name']} – {site['name']}" if subject else site["name"],
        description=subject.get("description") or site_settings["strapline"] or site["name"],
        home_url=subject.get("url") or f"{tree.frontend}{tree.prefix}/",
        publisher=site_settings["organisation"] or site["name"],
        logo=feed_picture(site_settings["logo"]),
        entries=[entry_of(node, address) for node in articles["nodes"]],
    )


def open_tree(context: Context, hostname: str, locale: str) -> SiteLocale:
    """Return the public pages of a site in one language.

    Raises:
        FeedError: 404, when there is no such public site or language.
    """
    trees = open_trees(context, hostname)
    found = next((tree for tree in trees if tree.locale == locale), None)
    if found is None:
        known = ", ".join(tree.locale for tree in trees)
        raise FeedError(404, f"This site has no pages in this language. It has {known}.")
    return found


def open_trees(context: Context, hostname: str) -> list[SiteLocale]:
    """Return the public pages of a site in each of its languages, the default one first.

    Raises:
        FeedError: 404, when there is no such site.
    """
    trees = [tree for tree in context.visibility.trees if tree.site.hostname == hostname]
    if not trees:
        raise FeedError(404, "There is no site with this hostname.")
    return trees


def cursor_of(request: HttpRequest) -> str:
    """Return the cursor parameter of a request; empty for none.

    Raises:
        FeedError: 400, when it is longer than any cursor.
    """
    after = request.GET.get("after", "")
    if len(after) > MAX_CURSOR_CHARACTERS:
        raise FeedError(400, "`after` is no cursor of this feed. Follow the link to the next page.")
    return after


def format_by_extension(extension: str) -> FeedFormat:
    """Return the format with this extension."""
    return next(one for one in FeedFormat if one.extension == extension)
