"""Streaming parser of WordPress's export (WXR), which refuses hostile XML.

Source: https://developer.wordpress.org/reference/functions/export_wp/ and RSS 2.0, whose extension WXR is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from news.importing.bodies.figures import BodyPicture, split_credit
from news.importing.bodies.text import one_line
from news.importing.files.reading import ReadOptions
from news.importing.files.streams import xml_elements

_PREFIXES = {
    "/excerpt/}": "excerpt:",
    "/modules/content/}": "content:",
    "/dc/elements/1.1/}": "dc:",
    "wordpress.org/export/": "wp:",
}
_PICTURE = re.compile(r"\.(?:avif|bmp|gif|jpe?g|png|tiff?|webp)$", re.IGNORECASE)
MAX_CATEGORY_STEPS = 20
STATUSES = {
    "publish": "published",
    "future": "scheduled",
    "draft": "draft",
    "pending": "draft",
    "private": "private",
}
"""By WordPress's status of a post, that of a row."""


@dataclass
class WordPressSite:
    """The data of a file beside its posts, collected by the first reading.

    Attributes:
        address: the URL of the site.
        authors: display names by login. E-mail addresses are not read.
        categories: names and parents by slug.
        category_numbers: the slugs of categories by number.
        pictures: attachments by id.
        uploads: ids of the attachments that were uploaded to a post, by the id of the post.
        kinds: the number of items by type.
        held: the number of posts that are left out, by status.
    """

    address: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    categories: dict[str, tuple[str, str]] = field(default_factory=dict)
    category_numbers: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, BodyPicture] = field(default_factory=dict)
    uploads: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)

    def category_path(self, slug: str, name: str) -> list[str]:
        """Return the names on a category's path, from the root."""
        names: list[str] = []
        for _step in range(MAX_CATEGORY_STEPS):  # a file may have a cycle
            found, parent = self.categories.get(slug, (name, ""))
            names.insert(0, found)
            if not parent:
                break
            slug, name = parent, parent
        return names


def channel_elements(path: Path, options: ReadOptions) -> Iterator[Element]:
    """Yield the complete elements of the channel, as `news.importing.files.streams.xml_elements.elements` does."""
    return xml_elements.elements(path, options, {"rss": 2}, "WordPress export")


def tag_name(element: Element) -> str:
    """Return the name of an element with the conventional prefix of its namespace."""
    return xml_elements.prefixed_name(element, _PREFIXES)


def texts_of(element: Element) -> dict[str, str]:
    """Return the texts of child elements by name; the first one of each name."""
    found: dict[str, str] = {}
    for child in element:
        found.setdefault(tag_name(child), (child.text or "").strip())
    return found


def meta_of(item: Element) -> dict[str, str]:
    """Return the custom fields of an item; the last one of each name."""
    return dict(fields_of(item))


def fields_of(item: Element) -> list[tuple[str, str]]:
    """Return the names and values of the custom fields of an item, of which several may have one name."""
    found = (texts_of(child) for child in item if tag_name(child) == "wp:postmeta")
    return [(texts.get("wp:meta_key", ""), texts.get("wp:meta_value", "")) for texts in found]


def site_of(path: Path, options: ReadOptions) -> WordPressSite:
    """Return the data of a file beside its posts.

    Raises:
        ImportRefused: as `elements` does.
    """
    site = WordPressSite()
    for element in channel_elements(path, options):
        name, texts = tag_name(element), texts_of(element)
        if name == "wp:base_blog_url" or (name == "link" and not site.address):
            site.address = (element.text or "").strip()
        elif name == "wp:author":
            login = texts.get("wp:author_login", "")
            site.authors[login] = one_line(texts.get("wp:author_display_name", "")) or login
        elif name == "wp:category":
            names = (one_line(texts.get("wp:cat_name", "")), texts.get("wp:category_parent", ""))
            site.categories[texts.get("wp:category_nicename", "")] = names
            site.category_numbers[texts.get("wp:term_id", "")] = texts.get("wp:category_nicename", "")
        elif name == "item":
            _count(site, element, texts)
    return site


def _count(site: WordPressSite, item: Element, texts: dict[str, str]) -> None:
    kind, number = texts.get("wp:post_type", ""), texts.get("wp:post_id", "")
    site.kinds[kind] = site.kinds.get(kind, 0) + 1
    address = texts.get("wp:attachment_url", "")
    if kind == "attachment" and _PICTURE.search(address.partition("?")[0]):
        caption, credit = split_credit(one_line(texts.get("excerpt:encoded", "")))
        alt = one_line(meta_of(item).get("_wp_attachment_image_alt", ""))
        site.pictures[number] = BodyPicture(address, alt, caption, credit)
        site.uploads.setdefault(texts.get("wp:post_parent", ""), []).append(number)
    elif kind == "post" and not status_of(texts):
        status = texts.get("wp:status", "")
        site.held[status] = site.held.get(status, 0) + 1


def status_of(texts: dict[str, str]) -> str:
    """Return the status of a post as rows have it; empty of one that was thrown away or never begun."""
    status = STATUSES.get(texts.get("wp:status", "publish"), "")
    return "private" if status == "published" and texts.get("wp:post_password") else status
