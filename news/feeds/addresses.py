"""The URLs of feeds: one for each site, language, subject, length and format, so that HTTP caches can store them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import quote

from cms.sites import server_url


class FeedFormat(Enum):
    """The formats of feeds, with their file extension and media type."""

    RSS = "rss", "application/rss+xml"
    ATOM = "atom", "application/atom+xml"
    JSON = "json", "application/feed+json"

    @property
    def extension(self) -> str:
        """The extension in URLs."""
        return self.value[0]

    @property
    def media_type(self) -> str:
        """The media type, without parameters."""
        return self.value[1]


class FeedContent(Enum):
    """How much of each article a feed holds; the value is the last part of the path."""

    SUMMARY = "summary"
    FULL = "full"


FEED_SUBJECTS = ("category", "tag", "author")
"""Subjects of feeds other than a whole site, as URLs name them."""


@dataclass(frozen=True)
class FeedAddress:
    """The address of one feed.

    Attributes:
        hostname: the hostname of its site.
        locale: the code of its language.
        subject: one of FEED_SUBJECTS; empty for the whole site.
        slug: the slug of the category, tag or author.
        content: how much of each article it holds.
        feed_format: its format.
    """

    hostname: str
    locale: str
    subject: str = ""
    slug: str = ""
    content: FeedContent = FeedContent.SUMMARY
    feed_format: FeedFormat = FeedFormat.RSS

    @property
    def path(self) -> str:
        """The path on this server."""
        about = f"{self.subject}/{quote(self.slug)}/" if self.subject else ""
        name = f"{self.content.value}.{self.feed_format.extension}"
        return f"/feeds/{self.hostname}/{self.locale}/{about}{name}"

    @property
    def url(self) -> str:
        """The absolute URL."""
        return server_url(self.path)

    def variants(self) -> Iterator["FeedAddress"]:
        """Yield the feeds of the same articles in every format and length, the shortest first."""
        for content in FeedContent:
            for feed_format in FeedFormat:
                yield replace(self, content=content, feed_format=feed_format)


def site_file_url(hostname: str, name: str) -> str:
    """Return the absolute URL of a file of a site, such as its sitemap."""
    return server_url(f"/feeds/{hostname}/{name}")
