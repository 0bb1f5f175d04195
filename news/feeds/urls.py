"""The URL patterns of feeds."""

from django.urls import URLPattern, re_path
from graphql import GraphQLSchema

from news.feeds.addresses import FEED_SUBJECTS, FeedContent, FeedFormat
from news.feeds.agency import AgencyFeedView
from news.feeds.views import (
    ArticleFeedView,
    NewsSitemapView,
    RobotsView,
    SitemapIndexView,
    SitemapView,
)

_HOST = r"^(?P<hostname>[^/]+)/"
_SUBJECT = rf"(?:(?P<subject>{'|'.join(FEED_SUBJECTS)})/(?P<slug>[^/]+)/)?"
_CONTENT = rf"(?P<content>{'|'.join(one.value for one in FeedContent)})"
_EXTENSION = rf"(?P<extension>{'|'.join(one.extension for one in FeedFormat)})"


def feed_urls(schema: GraphQLSchema) -> list[URLPattern]:
    """Return the URL patterns of the feeds that are queried from a schema."""
    return [
        re_path(
            rf"{_HOST}(?P<locale>[\w-]+)/{_SUBJECT}{_CONTENT}\.{_EXTENSION}$",
            ArticleFeedView.as_view(schema=schema),
            name="article_feed",
        ),
        re_path(rf"{_HOST}(?P<locale>[\w-]+)/ninjs\.json$", AgencyFeedView.as_view(schema=schema), name="agency_feed"),
        re_path(rf"{_HOST}sitemap\.xml$", SitemapIndexView.as_view(schema=schema), name="sitemap_index"),
        re_path(rf"{_HOST}sitemap-(?P<number>\d{{1,9}})\.xml$", SitemapView.as_view(schema=schema), name="sitemap"),
        re_path(
            rf"{_HOST}news-sitemap-(?P<number>[1-9]\d{{0,5}})\.xml$",
            NewsSitemapView.as_view(schema=schema),
            name="news_sitemap",
        ),
        re_path(rf"{_HOST}robots\.txt$", RobotsView.as_view(schema=schema), name="site_robots"),
    ]
