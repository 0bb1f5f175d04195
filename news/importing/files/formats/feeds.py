"""Reader of RSS 0.9 to 2.0 and Atom, with common extension modules.

Sources: https://www.rssboard.org/rss-specification, https://www.rfc-editor.org/rfc/rfc4287,
https://www.rssboard.org/media-rss, https://www.rfc-editor.org/rfc/rfc5023#section-13.1.1
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import ClassVar
from xml.etree.ElementTree import Element

from news.importing.bodies.figures import PICTURE_FILE, BodyPicture, split_credit
from news.importing.files.formats.row_builder import (
    RowBuilder,
    first_words,
    inline_text,
    text_of_html,
    with_last_notes,
)
from news.importing.files.formats.xml_bodies import html_within, pixels
from news.importing.files.reading import FileHead, RawRow, Reader, ReadOptions
from news.importing.files.streams.xml_elements import elements, prefixed_name

_PREFIXES = {
    "/rss/1.0/modules/content/}": "content:",
    "purl.org/dc/elements/": "dc:",
    "purl.org/dc/terms/": "dcterms:",
    "search.yahoo.com/mrss": "media:",
    "www.w3.org/2005/Atom}": "atom:",
    "purl.org/atom/ns#}": "atom:",
    "www.w3.org/2007/app}": "app:",
    "purl.org/atom/app#}": "app:",
    "/dtds/podcast-1.0.dtd}": "itunes:",
    "purl.org/syndication/thread/": "thr:",
    "www.w3.org/1999/xhtml}": "xhtml:",
    "purl.org/rss/1.0/}": "",
    "my.netscape.com/rdf/simple/": "",
}
_ROOTS = re.compile(
    r"(?>\s+|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*+<(?:rss|feed|(?:\w+:)?RDF)[\s>]", re.DOTALL
)
_LEVELS = {"rss": 2, "feed": 1, "RDF": 1}
_BLOGGER_KIND = "http://schemas.google.com/g/2005#kind"
_MAX_AUTHOR_CHARACTERS = 300
_MAIL = re.compile(r"(?P<mail>\S+@\S+?)(?:\s+\((?P<name>.+)\))?\Z")
_SILENT = {
    "media:group",
    "comments",
    "slash:comments",
    "wfw:commentRss",
    "post-id",
    "thr:total",
    "source",
    "encoded",
    "commentRss",
}


class FeedReader(Reader):
    """Reads a feed, as published by a site."""

    name: ClassVar[str] = "feed"
    label: ClassVar[str] = "RSS or Atom feed"

    def recognises(self, head: FileHead) -> bool:
        """Recognise it by the root element."""
        return _ROOTS.match(head.text) is not None

    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the entries, without those of Blogger's export that are no posts, such as comments."""
        notes: list[str] = []
        yield from with_last_notes(self._posts(path, options, notes), notes)

    def _posts(self, path: Path, options: ReadOptions, notes: list[str]) -> Iterator[RawRow]:
        number = others = 0
        language = ""
        for element in elements(path, options, _LEVELS, self.label):
            entry = _Entry(element)
            if entry.name == "language" or entry.name == "dc:language":
                language = (element.text or "").strip()
            elif entry.name in ("item", "atom:entry"):
                if not entry.is_post():
                    others += 1
                    continue
                number += 1
                yield _row(RowBuilder(number, set()), entry, language)
        if others:
            notes.append(f"the file also holds {others:,} entries that are no posts, such as comments")


class _Entry:
    """An item or entry, with its child elements by name."""

    def __init__(self, element: Element) -> None:
        self.name = prefixed_name(element, _PREFIXES)
        self._by_name: dict[str, list[Element]] = {}
        self._taken: set[str] = set()
        for child in element:
            self._add(child)

    def _add(self, element: Element) -> None:
        name = prefixed_name(element, _PREFIXES)
        if name in ("media:group", "media:content"):
            # The elements of a group are the same picture in several sizes.
            sizes = [child for child in element if prefixed_name(child, _PREFIXES) == "media:content"]
            largest = max(sizes, key=pixels, default=None)
            for child in element:
                if child is largest or prefixed_name(child, _PREFIXES) != "media:content":
                    self._add(child)
        self._by_name.setdefault(name, []).append(element)

    def all(self, *names: str) -> list[Element]:
        """Return the elements of these names."""
        self._taken |= set(names)
        return [element for name in names for element in self._by_name.get(name, ())]

    def text(self, *names: str) -> str:
        """Return the text of the first non-empty element, in the order of the names."""
        found = (_text(element) for element in self.all(*names))
        return next((text for text in found if text), "")

    def html(self, *names: str) -> str:
        """Return the HTML of the first non-empty element; in Atom according to its type."""
        for element in self.all(*names):
            is_atom = prefixed_name(element, _PREFIXES).startswith("atom:")
            kind = element.get("type", "text" if is_atom else "html")
            if kind in ("xhtml", "application/xhtml+xml"):
                found = html_within(element)
            elif kind in ("text", "plain", "text/plain"):
                found = escape(_text(element)).replace("\n", "<br>")
            else:
                found = _text(element)
            if found.strip():
                return found.strip()
        return ""

    def links(self, role: str) -> list[Element]:
        """Return the Atom links with a `rel`."""
        return [link for link in self.all("atom:link") if link.get("rel", "alternate") == role]

    def is_post(self) -> bool:
        """Tell whether it is a post: in Blogger's exports, comments and settings are entries as well."""
        kinds = [one.get("term", "") for one in self.all("atom:category") if one.get("scheme") == _BLOGGER_KIND]
        return not kinds or kinds[0].endswith("#post")

    def left(self) -> list[str]:
        """Return the names of the unused elements."""
        return [name for name in self._by_name if name not in self._taken | _SILENT]


def _text(element: Element) -> str:
    return (element.text or "").strip()


def _row(row: RowBuilder, entry: _Entry, language: str) -> RawRow:
    link = entry.text("link") or next((one.get("href", "") for one in entry.links("alternate")), "")
    identity = entry.text("guid", "atom:id") or link
    created = entry.text("pubDate", "atom:published", "dc:date", "dcterms:created", "atom:issued")
    updated = entry.text("atom:updated", "dcterms:modified", "atom:modified")
    row.values |= {
        "import_id": identity,
        "title": _title(entry),
        "date": created or updated,
        "authors": _authors(row, entry),
    }
    row.put(updated_at=updated if created else "", locale=entry.text("dc:language") or language)
    row.old_address(link)
    if any(guid.get("isPermaLink", "true") == "true" and "://" in _text(guid) for guid in entry.all("guid")):
        row.old_address(identity)
    if _text_within(entry, "app:control", "draft") == "yes":
        row.put(status="draft")
    _add_categories(row, entry)
    _add_story(row, entry)
    if not row.values["title"] and (words := text_of_html(row.values["body"])):
        row.values["title"] = first_words(words)
        row.note("has no headline; the first words of its story stand for it")
    row.note_left_out(entry.left())
    return row.row()


def _title(entry: _Entry) -> str:
    """Return the headline. In RSS it may be text or HTML, so that words in angle brackets are kept."""
    text = entry.text("title", "dc:title", "media:title")
    return inline_text(text) if text else text_of_html(entry.html("atom:title"))


def _text_within(entry: _Entry, outer: str, inner: str) -> str:
    found = (child for element in entry.all(outer) for child in element if child.tag.endswith(f"}}{inner}"))
    return next((_text(child) for child in found), "")


def _authors(row: RowBuilder, entry: _Entry) -> list[str]:
    """Return the names of the authors, without the e-mail addresses that RSS requires."""
    written = [_text(one) for one in entry.all("dc:creator", "author", "dc:author", "itunes:author")]
    for one in entry.all("atom:author"):
        written += [_text(child) for child in one if child.tag.endswith("}name")]
    names = []
    for text in filter(None, written):
        match = _MAIL.fullmatch(text[:_MAX_AUTHOR_CHARACTERS])
        if match and not match["name"]:
            row.note("left out an author who is named by an address of mail alone")
        else:
            names.append(match["name"] if match else text)
    return list(dict.fromkeys(names))


def _add_categories(row: RowBuilder, entry: _Entry) -> None:
    """Set the first category, usually the section, as the category, and the others as tags."""
    names = [inline_text(_text(one)) for one in entry.all("category", "dc:subject")]
    names += [
        one.get("label") or one.get("term") or ""
        for one in entry.all("atom:category")
        if one.get("scheme") != _BLOGGER_KIND
    ]
    names += re.split(r"\s*,\s*", entry.text("media:keywords", "itunes:keywords"))
    row.terms([[name] for name in names[:1]], names[1:])


def _add_story(row: RowBuilder, entry: _Entry) -> None:
    story = entry.html("content:encoded", "atom:content", "xhtml:body", "body", "fullitem")
    teaser = entry.html("description", "atom:summary", "dc:description", "itunes:summary")
    if any(one.get("src") for one in entry.all("atom:content")):
        row.note("lost its story, which stands elsewhere: the feed has its address alone")
    if not story and teaser:
        row.note("has no more of a story than the feed's description")
        story = teaser
    elif teaser != story:
        row.values["summary"] = text_of_html(teaser)
    pictures, players = _media(row, entry)
    if pictures:
        row.picture(pictures[0])
    row.values |= {"body": "\n".join([story, *players]).strip(), "body_format": "html"}
    if lost := pictures[1:]:
        row.note_left_out(picture.named() for picture in lost)


def _media(row: RowBuilder, entry: _Entry) -> tuple[list[BodyPicture], list[str]]:
    """Return the pictures outside of the story without repetition, and players of audio and video as HTML."""
    alt = text_of_html(entry.html("media:description"))
    caption, credit = split_credit(text_of_html(entry.text("media:title")))
    credit = text_of_html(entry.text("media:credit", "media:copyright")) or credit
    pictures: dict[str, BodyPicture] = {}
    players = []
    found = [*entry.all("media:content"), *entry.all("enclosure"), *entry.links("enclosure")]
    for one in sorted(found, key=lambda one: -pixels(one)):
        address = one.get("url") or one.get("href") or ""
        kind = (
            one.get("medium")
            or one.get("type", "").partition("/")[0]
            or ("image" if PICTURE_FILE.search(address) else "")
        )
        if not address:
            continue
        if kind == "image":
            pictures.setdefault(address, BodyPicture(address, alt, caption, credit))
        elif kind in ("audio", "video"):
            players.append(f'<p></p><{kind} src="{escape(address)}"></{kind}>')
        else:
            row.note_left_out([f"enclosure {address}"])
    thumbnails = [one.get("url", "") for one in entry.all("media:thumbnail")]
    images = [*(one.get("href", "") for one in entry.all("itunes:image")), *thumbnails]
    if not pictures:
        pictures = {address: BodyPicture(address, alt, caption, credit) for address in images[:1] if address}
    return list(pictures.values()), list(dict.fromkeys(players))
