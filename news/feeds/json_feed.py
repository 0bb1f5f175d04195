"""JSON Feed 1.1.

Source: https://www.jsonfeed.org/version/1.1/
"""

from typing import Any

import orjson

from news.feeds.entries import Feed, FeedEntry

JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1."""
    head = {
        "version": JSON_FEED_VERSION,
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home_url,
        "feed_url": feed.self_url,
        "next_url": feed.next_url,
        "icon": feed.logo.url if feed.logo else "",
        "language": feed.address.locale,
        "authors": [{"name": feed.publisher}],
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
    }
    items = [_item(entry) for entry in feed.entries]
    return orjson.dumps({**{name: value for name, value in head.items() if value}, "items": items})


def _item(entry: FeedEntry) -> dict[str, Any]:
    picture = entry.picture
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "image": picture.url if picture else "",
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": author.name, "url": author.url} for author in entry.authors],
        "tags": entry.categories,
        "language": entry.locale,
        "attachments": [],
    }
    if picture:
        title = " ".join(filter(None, [picture.alt, picture.credit]))
        item["attachments"] = [{"url": picture.url, "mime_type": picture.media_type, "title": title}]
    if not entry.html:
        # Either the HTML or the text: an item must have one of them.
        item["content_text"] = entry.summary or entry.title
    return {name: value for name, value in item.items() if value}
