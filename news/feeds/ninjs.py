"""Articles as ninjs 3.1, the news exchange format of IPTC in JSON.

Source: https://iptc.org/std/ninjs/
"""

from typing import Any

from news.feeds.entries import Feed, FeedEntry, FeedPicture

NINJS_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}


def ninjs_item(feed: Feed, entry: FeedEntry, node: dict[str, Any]) -> dict[str, Any]:
    """Return an article as a ninjs news item.

    Args:
        feed: the feed that it is in.
        entry: the article.
        node: the same article in the response of the API, with its embargo and corrections.
    """
    embargo = node["embargo"]
    item = {
        "standard": NINJS_STANDARD,
        "uri": entry.id,
        "type": "text",
        "representationType": "full",
        "firstCreated": node["firstPublishedAt"] or entry.published.isoformat(),
        "contentCreated": entry.published.isoformat(),
        "versionCreated": entry.updated.isoformat(),
        "embargoedUntil": embargo and embargo["until"],
        # An embargo without an end lifts at an unknown time.
        "pubStatus": "withheld" if embargo and not embargo["until"] else "usable",
        "copyrightHolder": feed.publisher,
        "language": entry.locale,
        "title": entry.title,
        "slugline": node["slug"],
        "by": ", ".join(author.name for author in entry.authors),
        "headlines": [{"role": "main", "contentType": "text/plain", "value": entry.title}],
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": entry.summary}]
        if entry.summary
        else [],
        "bodies": [{"role": "main", "contentType": "text/html", "value": entry.html}],
        "edNote": "\n".join(f"{note['kind']} {note['date']}: {note['text']}" for note in node["corrections"]),
        "people": [{"name": author.name, "rel": "author", "uri": author.url} for author in entry.authors],
        "subjects": [
            *([{"name": entry.category, "rel": "category"}] if entry.category else []),
            *({"name": tag, "rel": "tag"} for tag in entry.tags),
        ],
        "altIds": [{"role": "web", "value": entry.url}],
        "associations": [_picture(entry.picture)] if entry.picture else [],
    }
    return {name: value for name, value in item.items() if value}


def _picture(picture: FeedPicture) -> dict[str, Any]:
    """Return the picture of an article as a ninjs item, which the article's item embeds."""
    rendition = {
        "name": "hero",
        "href": picture.url,
        "contentType": picture.media_type,
        "width": picture.width,
        "height": picture.height,
    }
    item = {
        "name": "main",
        "rel": "picture",
        "uri": picture.url,
        "type": "picture",
        "by": picture.credit,
        "copyrightNotice": picture.credit,
        "descriptions": [{"role": "alt", "contentType": "text/plain", "value": picture.alt}] if picture.alt else [],
        "renditions": [rendition],
    }
    return {name: value for name, value in item.items() if value}
