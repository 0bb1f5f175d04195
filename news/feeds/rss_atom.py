"""RSS 2.0 and Atom, by subclasses of Django's feed generators.

Sources: https://www.rssboard.org/rss-specification, https://www.rfc-editor.org/rfc/rfc4287,
https://www.rssboard.org/media-rss, https://www.rfc-editor.org/rfc/rfc5005
"""

import datetime as dt
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed

from news.feeds.entries import Feed, FeedEntry, FeedPicture

MEDIA = "http://search.yahoo.com/mrss/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
UNKNOWN_LENGTH = "0"
"""The value that the RSS Advisory Board recommends for an enclosure of unknown size: asking the storage takes long.

Source: https://www.rssboard.org/rss-profile#element-channel-item-enclosure
"""

EMPTY_FEED_UPDATED = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""The `updated` of a feed without entries: a constant, so that its ETag does not change."""


class RssWriter(Rss201rev2Feed):
    """RSS 2.0 with Atom links, Dublin Core, Media RSS and `content:encoded`."""

    def latest_post_date(self) -> dt.datetime:
        """Return the time of the latest change of an entry."""
        return _updated(self.feed["source"])

    def rss_attributes(self) -> dict[str, str]:
        """Return the attributes of the root element, including namespaces."""
        names = {"xmlns:media": MEDIA, "xmlns:dc": DUBLIN_CORE, "xmlns:content": CONTENT}
        return {**super().rss_attributes(), **names}

    def add_root_elements(self, handler: Any) -> None:
        """Write the elements of the channel."""
        super().add_root_elements(handler)
        feed: Feed = self.feed["source"]
        _add_links(handler, "atom:link", feed)
        if feed.logo:
            handler.startElement("image", {})
            handler.addQuickElement("url", feed.logo.url)
            handler.addQuickElement("title", feed.title)
            handler.addQuickElement("link", feed.home_url)
            handler.endElement("image")

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an item."""
        super().add_item_elements(handler, item)
        entry: FeedEntry = item["source"]
        for author in entry.authors:
            handler.addQuickElement("dc:creator", author.name)
        handler.addQuickElement("dc:language", entry.locale)
        handler.addQuickElement("atom:updated", entry.updated.isoformat())
        if entry.html:
            handler.addQuickElement("content:encoded", entry.html)
        if entry.picture:
            _add_media(handler, entry.picture)


class AtomWriter(Atom1Feed):
    """Atom with Media RSS."""

    def latest_post_date(self) -> dt.datetime:
        """Return the time of the latest change of an entry."""
        return _updated(self.feed["source"])

    def root_attributes(self) -> dict[str, str]:
        """Return the attributes of the root element, including namespaces."""
        return {**super().root_attributes(), "xmlns:media": MEDIA}

    def add_root_elements(self, handler: Any) -> None:
        """Write the elements of the feed."""
        super().add_root_elements(handler)
        feed: Feed = self.feed["source"]
        _add_links(handler, "link", feed)
        if feed.logo:
            handler.addQuickElement("logo", feed.logo.url)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry."""
        super().add_item_elements(handler, item)
        entry: FeedEntry = item["source"]
        for author in entry.authors:
            handler.startElement("author", {})
            handler.addQuickElement("name", author.name)
            handler.addQuickElement("uri", author.url)
            handler.endElement("author")
        if entry.html:
            handler.addQuickElement("content", entry.html, {"type": "html"})
        if entry.picture:
            _add_media(handler, entry.picture)


def write_rss(feed: Feed) -> bytes:
    """Return a feed as RSS 2.0."""
    return _write(RssWriter, feed)


def write_atom(feed: Feed) -> bytes:
    """Return a feed as Atom."""
    return _write(AtomWriter, feed)


def _write(writer_class: Any, feed: Feed) -> bytes:
    writer = writer_class(
        title=feed.title,
        link=feed.home_url,
        description=feed.description,
        subtitle=feed.description,
        language=feed.address.locale,
        author_name=feed.publisher,
        feed_url=feed.self_url,
        feed_guid=feed.address.url,
        source=feed,
    )
    for entry in feed.entries:
        picture = entry.picture
        writer.add_item(
            title=entry.title,
            link=entry.url,
            # Both formats read descriptions as HTML; a summary is plain text.
            description=_escaped(entry.summary),
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            categories=entry.categories,
            enclosures=[Enclosure(picture.url, UNKNOWN_LENGTH, picture.media_type)] if picture else [],
            source=entry,
        )
    text: str = writer.writeString("utf-8")
    return text.encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _updated(feed: Feed) -> dt.datetime:
    return feed.updated or EMPTY_FEED_UPDATED


def _add_links(handler: Any, element: str, feed: Feed) -> None:
    """Write the links to the WebSub hub and to the page of older entries."""
    if feed.hub:
        handler.addQuickElement(element, None, {"rel": "hub", "href": feed.hub})
    if feed.next_url:
        handler.addQuickElement(element, None, {"rel": "next", "href": feed.next_url})


def _add_media(handler: Any, picture: FeedPicture) -> None:
    """Write a picture as Media RSS, since enclosures have no credit."""
    size = {"width": str(picture.width), "height": str(picture.height)}
    handler.startElement("media:content", {"url": picture.url, "medium": "image", "type": picture.media_type, **size})
    if picture.alt:
        handler.addQuickElement("media:description", picture.alt, {"type": "plain"})
    if picture.credit:
        handler.addQuickElement("media:credit", picture.credit)
    handler.endElement("media:content")
