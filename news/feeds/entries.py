"""Feeds and their entries, independent of the format, made from responses of the API."""

import datetime as dt
import mimetypes
import re
from dataclasses import dataclass, field
from typing import Any

from news.feeds.addresses import FeedAddress, FeedContent
from news.feeds.bodies import entry_html

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""The characters that XML does not allow. Source: https://www.w3.org/TR/xml/#charsets"""


@dataclass(frozen=True)
class FeedPicture:
    """The picture of an entry or the logo of a feed."""

    url: str
    width: int
    height: int
    alt: str
    credit: str

    @property
    def media_type(self) -> str:
        """The media type by the extension of the URL."""
        return mimetypes.guess_type(self.url)[0] or "image/jpeg"


@dataclass(frozen=True)
class FeedAuthor:
    """A byline of an entry."""

    name: str
    url: str


@dataclass(frozen=True)
class FeedEntry:
    """An article in a feed.

    Attributes:
        id: a tag URI, which does not change when the article moves. Source: https://www.rfc-editor.org/rfc/rfc4151
        html: the body; empty in a feed of summaries.
    """

    id: str
    url: str
    title: str
    summary: str
    html: str
    locale: str
    published: dt.datetime
    updated: dt.datetime
    category: str
    tags: list[str]
    authors: list[FeedAuthor]
    picture: FeedPicture | None

    @property
    def categories(self) -> list[str]:
        """The category and the tags, without repetition."""
        return list(dict.fromkeys([*([self.category] if self.category else []), *self.tags]))


@dataclass(frozen=True)
class Feed:
    """A page of a feed: its metadata and its entries.

    Attributes:
        address: the address of the feed, without a cursor.
        self_url: the URL of this page.
        next_url: the URL of the page of older entries; empty for none.
        hub: the URL of the WebSub hub; empty for none.
    """

    address: FeedAddress
    self_url: str
    next_url: str
    hub: str
    title: str
    description: str
    home_url: str
    publisher: str
    logo: FeedPicture | None
    entries: list[FeedEntry] = field(default_factory=list)

    @property
    def updated(self) -> dt.datetime | None:
        """The time of the latest change of an entry; None without entries."""
        return max((entry.updated for entry in self.entries), default=None)


def without_control_characters(value: Any) -> Any:
    """Return nested data without the characters that XML does not allow."""
    if isinstance(value, str):
        return _NOT_XML.sub("", value)
    if isinstance(value, list):
        return [without_control_characters(one) for one in value]
    if isinstance(value, dict):
        return {name: without_control_characters(one) for name, one in value.items()}
    return value


def entry_of(node: dict[str, Any], address: FeedAddress) -> FeedEntry:
    """Return the entry of an article of a response."""
    first = node["firstPublishedAt"] or node["publishedAt"]
    return FeedEntry(
        id=f"tag:{address.hostname},{first[:10]}:{node['id']}",
        url=node["url"],
        title=node["title"],
        summary=node["summary"] or "",
        html=entry_html(node) if address.content is FeedContent.FULL else "",
        locale=node["locale"],
        published=dt.datetime.fromisoformat(node["publishedAt"]),
        updated=dt.datetime.fromisoformat(node["updatedAt"]),
        category=node["category"]["name"] if node["category"] else "",
        tags=node["tags"],
        authors=[FeedAuthor(author["name"], author["url"]) for author in node["authors"]],
        picture=feed_picture(node["image"]),
    )


def feed_picture(image: dict[str, Any] | None) -> FeedPicture | None:
    """Return the picture of a response; None for none, and while it has only an interim rendition."""
    if image is None or image["rendition"]["url"].startswith("data:"):
        return None
    made = image["rendition"]
    return FeedPicture(made["url"], made["width"], made["height"], image["alt"], image.get("credit") or "")
