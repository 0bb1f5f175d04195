"""Conversion of the elements of a story to blocks."""

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape, unescape
from typing import Any

from bs4 import Tag

from news.embeds import FrameFinder
from news.importing.bodies.figures import body_picture, gallery_of, is_caption, is_figure
from news.importing.bodies.players import ADDRESS, has_player, may_be_followed, post_of
from news.importing.bodies.prose import as_rich_text
from news.importing.bodies.quotes import quote_of
from news.importing.bodies.reading import Findings, RawBlock
from news.importing.bodies.tables import is_layout, table_of
from news.importing.bodies.text import lines_of
from news.importing.bodies.walking import UNSUPPORTED_TAGS, Walk

HEADINGS = {"h1": "2", "h2": "2", "h3": "3", "h4": "4", "h5": "4", "h6": "4"}
MAX_HEADING_CHARACTERS = 200
_BARE_LINK = re.compile(rf'(?:<a href="(?P<href>[^"]*)">)?(?P<text>{ADDRESS.pattern})(?:</a>)?', re.IGNORECASE)
_TAGS = re.compile(r"<(/?)(\w+)")


class StoryWalk(Walk):
    """Collects the blocks of a story: paragraph blocks for text, and other blocks between them."""

    def __init__(self, found: Findings) -> None:
        super().__init__(found)
        self.blocks: list[RawBlock] = []
        self._text: list[str] = []

    def paragraph(self, inline: str) -> None:
        for line in self._lines_apart(inline):
            self._text.append(f"<p>{line}</p>")
        self._add_later()

    def listing(self, html: str) -> None:
        self._text.append(html)
        self._add_later()

    def close(self) -> None:
        """End the current paragraph block."""
        self.prose.end()
        self._end_text()
        self._add_later()

    def media(self, element: Tag, captions: list[Tag] | None = None) -> None:
        self.prose.end_if_broken()
        super().media(element, captions)
        if not self.prose.is_visible:
            self._add_later()

    def beside(self, element: Tag) -> bool:
        reading = self.found.reading
        if reading.players and (address := post_of(element, reading.absolute)):
            self._post(element, address)
        elif element.name in HEADINGS:
            self._heading(element)
        elif element.name == "blockquote":
            self._block("quote", element, lambda: quote_of(element))
        elif element.name == "table":
            if is_layout(element):
                return False
            self._block("table", element, lambda: table_of(element))
        elif element.name == "figure" or (reading.pictures and is_figure(element)):
            return self._figure(element)
        else:
            return False
        return True

    def _end_text(self) -> None:
        if self._text:
            self.blocks.append({"type": "paragraph", "value": {"html": as_rich_text("".join(self._text))}})
            self._text = []

    def _add_later(self) -> None:
        if self.found.later:
            self._end_text()
            self.blocks += self.found.later
            self.found.later.clear()

    def _lines_apart(self, inline: str) -> list[str]:
        """Return a paragraph's lines. A URL alone on a line becomes an embed, or a link if it cannot be embedded."""
        if not self.found.reading.players or "://" not in inline:
            return [inline]
        apart: list[str] = []
        lines: list[str] = []
        for line in inline.split("<br/>"):
            match = _BARE_LINK.fullmatch(line.strip())
            address = unescape(match["text"]) if match and match["href"] in (None, match["text"]) else ""
            if address and _is_whole("".join(lines)) and has_player(address):
                if lines:
                    apart.append("<br/>".join(lines))
                    lines = []
                    self._flush(apart)
                self._end_text()
                self.blocks.append({"type": "embed", "value": {"url": address}})
            elif address and match and match["href"] is None and may_be_followed(address):
                lines.append(f'<a href="{escape(address)}">{escape(address)}</a>')
            else:
                lines.append(line)
        return [*apart, "<br/>".join(lines)] if lines else apart

    def _flush(self, paragraphs: list[str]) -> None:
        self._text += [f"<p>{paragraph}</p>" for paragraph in paragraphs]
        paragraphs.clear()

    def _post(self, element: Tag, address: str) -> None:
        """Add a post of another site as an embed block, or its quoted text if it cannot be embedded."""
        self.close()
        if element.name == "blockquote" and not FrameFinder().accept(address):
            quote = quote_of(element)
            if quote is not None:
                self.blocks.append({"type": "quote", "value": quote})
        self.blocks.append({"type": "embed", "value": {"url": address}})

    def _block(self, name: str, element: Tag, value_of: Callable[[], Mapping[str, Any] | None]) -> None:
        """Add a block of plain text, followed by its links, pictures and players, which it cannot hold."""
        links = self._links_in(element)
        lost = element.find_all(list(UNSUPPORTED_TAGS))
        value = value_of()
        if value is not None:
            self.close()
            self.blocks.append({"type": name, "value": dict(value)})
        for found in lost:
            super().media(found)
        if len(links) == 1:
            self._text.append(f"<p>{links[0]}</p>")
        elif links:
            self._text.append(f"<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>")
        if links:
            self.found.note(f"put {len(links)} link{'s' if len(links) > 1 else ''} of a {name} below it")
        self._add_later()

    def _links_in(self, element: Tag) -> list[str]:
        links = {}
        for link in element.find_all("a"):
            if (text := " ".join(lines_of(link))) and (href := self.link_of(link)):
                links[href, text] = f'<a href="{escape(href)}">{escape(text)}</a>'
        return list(links.values())

    def _heading(self, element: Tag) -> None:
        text = " ".join(lines_of(element))
        if len(text) > MAX_HEADING_CHARACTERS:
            self.found.note(f"made text of a heading of {len(text)} characters: {text[:40]}…")
            with self.prose.mark("b"):
                self.part(element)
            return
        self._block("heading", element, lambda: {"text": text, "level": HEADINGS[element.name]} if text else None)

    def _figure(self, element: Tag) -> bool:
        """Add the picture, gallery, player, quotation or table of a figure with its caption."""
        inside = element.find(["blockquote", "table"])
        if isinstance(inside, Tag) and inside.find("img") is None:
            captions = [found.extract() for found in element.find_all(is_caption)]
            caption = " ".join(line for found in captions for line in lines_of(found))
            if self.found.reading.players and post_of(inside, self.found.reading.absolute):
                return self._with_words(lambda: self._visit(inside), captions)
            name, value_of = ("quote", quote_of) if inside.name == "blockquote" else ("table", table_of)
            self._block(name, element, lambda: value_of(inside, caption))
            return True
        reading = self.found.reading
        images, lost = element.find_all("img"), element.find_all(list(UNSUPPORTED_TAGS))
        if lost and not (reading.pictures if images else reading.players):
            self._all(lost)
            return True
        if images:
            return self._pictures(element, images)
        captions = [found.extract() for found in element.find_all(is_caption)]
        if lost:
            return self._with_words(lambda: self._all(lost), captions)
        address = " ".join(lines_of(element))
        if reading.players and ADDRESS.fullmatch(address) and may_be_followed(address):
            self.found.wait("embed", {"url": address})
            return self._with_words(self.close, captions)
        for found in captions:
            element.append(found)
        return False

    def _with_words(self, take: Callable[[], object], captions: list[Tag]) -> bool:
        """Add the content of a figure, with its caption as a paragraph below."""
        self.prose.end()
        take()
        for caption in captions:
            self.part(caption)
        return True

    def _all(self, players: Iterable[Tag]) -> None:
        for player in players:
            self.media(player)

    def _pictures(self, element: Tag, images: list[Tag]) -> bool:
        """Add the picture of a figure, or several as a gallery, followed by its other text."""
        self.prose.end()
        if len(images) == 1:
            captions = list(element.find_all(is_caption))
            self.media(images[0], captions)
        else:
            captions = []
            pictures = []
            for image in images:
                own = _captions_of(image, element)
                captions += own
                picture = body_picture(image, own, self.found.reading)
                if not picture.source:
                    self.found.note(f"left out a picture: {picture.named()}")
                pictures.append(picture)
            self.found.wait("gallery", gallery_of(picture for picture in pictures if picture.source))
        self._add_later()
        for used in [*images, *captions]:
            link = used.find_parent("a")
            used.extract()
            if isinstance(link, Tag) and not link.get_text().strip():
                link.extract()
        self.flow(element)
        self.prose.end()
        return True


def _captions_of(image: Tag, gallery: Tag) -> list[Tag]:
    """Return the captions of one picture of a gallery: those of the innermost element with no other picture."""
    captions: list[Tag] = []
    for parent in image.parents:
        if parent is gallery or len(parent.find_all("img")) > 1:
            break
        captions = parent.find_all(is_caption)
    return captions


def _is_whole(html: str) -> bool:
    """Tell whether all elements that start in an HTML fragment end in it."""
    return sum(-1 if closing else 1 for closing, name in _TAGS.findall(html) if name != "br") == 0
