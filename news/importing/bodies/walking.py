"""Traversal of the elements of a story: text with links, marks, line breaks and lists."""

import re
from html import escape

from bs4 import Tag
from bs4.element import NavigableString

from news.importing.bodies.figures import body_picture, is_emoji, is_pixel
from news.importing.bodies.players import may_be_followed, original_of
from news.importing.bodies.prose import Prose
from news.importing.bodies.reading import Findings
from news.links import without_redirect

MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "dfn": "i", "s": "s", "strike": "s", "del": "s"}
MARKS |= {"sup": "sup", "sub": "sub"}
UNSUPPORTED_TAGS = {"img": "a picture", "iframe": "an iframe", "video": "a video", "audio": "a recording"}
UNSUPPORTED_TAGS |= {"object": "an object", "embed": "an object"}
LIST_TAGS = {"ul": "ul", "ol": "ol", "menu": "ul"}
PLAIN = {"span", "u", "ins", "mark", "code", "kbd", "samp", "small", "time", "abbr"}
"""Inline elements of which only the text is kept."""

NOTED = {"u": "underlining", "mark": "highlighting", "code": "the look of code", "kbd": "the look of code"}
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
MAX_NOTED_CHARACTERS = 80


class Walk:
    """Traverses elements and collects text with links, marks and line breaks."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.prose = Prose(self.paragraph)

    def paragraph(self, inline: str) -> None:
        """Handle a finished paragraph."""
        raise NotImplementedError

    def listing(self, html: str) -> None:
        """Handle a finished list."""
        raise NotImplementedError

    def beside(self, element: Tag) -> bool:
        """Handle an element that becomes a block of its own; return False for any other."""
        return False

    def flow(self, element: Tag) -> None:
        """Collect the content of an element."""
        for child in element.children:
            if isinstance(child, Tag):
                self._visit(child)
            elif type(child) is NavigableString:
                self.prose.text(str(child))

    def media(self, element: Tag, captions: list[Tag] | None = None) -> None:
        """Add a picture or player to the pending blocks, or note that it is left out."""
        reading = self.found.reading
        if element.name == "img" and is_emoji(element):
            self.prose.text(str(element.get("alt", "")))
        elif not (reading.pictures if element.name == "img" else reading.players):
            self.lose(element)
        elif element.name == "img":
            for link in (link for caption in captions or [] for link in caption.find_all("a", href=True)):
                self.found.note(f"left out the link of a caption: {str(link['href'])[:200]}")
            picture = body_picture(element, captions or [], reading)
            if not picture.source:
                self.found.note(f"left out a picture: {picture.named()}")
            elif is_pixel(element):
                self.found.note(f"left out a picture that counts readers: {picture.source[:MAX_NOTED_CHARACTERS]}")
            else:
                self.found.wait("image", vars(picture))
                self._note_link_around(element, picture.source)
        else:
            self._player(element)

    def lose(self, element: Tag) -> None:
        """Note a picture or the like that cannot be imported."""
        address = str(element.get("src", ""))
        name = UNSUPPORTED_TAGS[element.name]
        self.found.note(f"left out {name}: {address[:MAX_NOTED_CHARACTERS]}" if address else f"left out {name}")

    def link_of(self, element: Tag) -> str:
        """Return the URL of a link; empty, with a note, if it is not allowed."""
        href = without_redirect(self.found.reading.absolute(str(element.get("href", "")).strip()))
        if SCHEME.match(href):
            return href
        if href.startswith("/") and self.found.reading.keeps_paths:
            return href
        if href.startswith("#"):
            self.found.note(f"left the text of a link to another place of the story: {href[:MAX_NOTED_CHARACTERS]}")
        elif href:
            self.found.note(
                f"left the text of a link without its address, which names no site: {href[:MAX_NOTED_CHARACTERS]}"
            )
        return ""

    def _visit(self, element: Tag) -> None:
        name = element.name
        if name in MARKS:
            with self.prose.mark(MARKS[name]):
                self.flow(element)
        elif name in PLAIN:
            if name in NOTED:
                self.found.note(f"left out {NOTED[name]}, and kept the text")
            self.flow(element)
        elif name == "q":
            self.prose.text("“")
            self.flow(element)
            self.prose.text("”")
        elif name == "a":
            self._link(element)
        elif name == "br":
            self.prose.line_break()
        elif name in UNSUPPORTED_TAGS:
            self.media(element)
        elif name in LIST_TAGS:
            self.prose.end()
            if html := self._list(element):
                self.listing(html)
        elif not self.beside(element):
            self.part(element)

    def part(self, element: Tag) -> None:
        """Collect a block-level element."""
        self.prose.end()
        if element.name == "pre":
            self._lines(element)
        elif element.name == "dt":
            with self.prose.mark("b"):
                self.flow(element)
                self.prose.end()
        else:
            self.flow(element)
        self.prose.end()

    def _lines(self, element: Tag) -> None:
        """Collect the lines of code, with their indentation as no-break spaces, which are not collapsed."""
        for line in element.get_text().expandtabs(4).split("\n"):
            text = line.lstrip(" ")
            self.prose.text("\u00a0" * (len(line) - len(text)) + text if text.strip() else "")
            self.prose.line_break()
        self.found.note("made ordinary text of code or verse, with its lines and its spaces")

    def _link(self, element: Tag) -> None:
        if href := self.link_of(element):
            with self.prose.mark("a", f' href="{escape(href)}"'):
                self.flow(element)
        else:
            self.flow(element)

    def _note_link_around(self, image: Tag, source: str) -> None:
        link = image.find_parent("a")
        href = self.found.reading.absolute(str(link.get("href", "")).strip()) if isinstance(link, Tag) else ""
        if href and href != source and not (isinstance(link, Tag) and link.get_text().strip()):
            self.found.note(f"left out the link of a picture: {href[:200]}")

    def _player(self, element: Tag) -> None:
        nested = element.find(["source", "embed"]) if element.name in ("video", "audio", "object") else None
        written = str(element.get("src") or element.get("data-src") or element.get("data") or "").strip()
        if not written and isinstance(nested, Tag):
            written = str(nested.get("src", "")).strip()
        address = original_of(self.found.reading.absolute(written)) if written else ""
        if not address or not may_be_followed(address):
            name = UNSUPPORTED_TAGS[element.name]
            self.found.note(f"left out {name}: {address[:MAX_NOTED_CHARACTERS]}" if address else f"left out {name}")
            return
        self.found.wait("embed", {"url": address})

    def _list(self, element: Tag) -> str:
        """Return a list's HTML. A list between items, instead of in one, is appended to the item before it."""
        items: list[_Item] = []
        for child in element.children:
            if isinstance(child, Tag):
                if child.name == "li" or not items:
                    items.append(_Item(self.found))
                if child.name == "li":
                    items[-1].number = str(child.get("value", ""))
                    items[-1].flow(child)
                else:
                    items[-1]._visit(child)
        name = LIST_TAGS[element.name]
        if name == "ol" and (numbers := _numbers(element, items)):
            self.found.note(f"wrote the numbers of a list as text, because it does not count from 1: {numbers[0]}.")
            return "".join(item.close(f"{number}. ", "p") for number, item in zip(numbers, items, strict=True))
        inside = "".join(item.close() for item in items)
        return f"<{name}>{inside}</{name}>" if inside else ""


class _Item(Walk):
    """A list item: lines of text, followed by lists. Blocks within it are reduced to text."""

    def __init__(self, found: Findings) -> None:
        super().__init__(found)
        self.number = ""
        self._lines_of_text: list[str] = []
        self._lists: list[str] = []

    def paragraph(self, inline: str) -> None:
        self._lines_of_text.append(inline)

    def listing(self, html: str) -> None:
        # A list with numbers as text consists of paragraphs, which become lines here.
        if html.startswith("<p>"):
            self._lines_of_text += re.findall(r"<p>(.*?)</p>", html)
        else:
            self._lists.append(html)

    def close(self, number: str = "", name: str = "li") -> str:
        """Return the item's HTML; empty for an empty item."""
        self.prose.end()
        lines, lists = "<br/>".join(self._lines_of_text), "".join(self._lists)
        if not lines and not lists:
            return ""
        return f"<p>{number}{lines}</p>{lists}" if name == "p" else f"<li>{lines}{lists}</li>"


def _numbers(element: Tag, items: list[_Item]) -> list[int]:
    """Return the numbers of a list's items, if they differ from 1, 2, 3 and so on."""
    step = -1 if element.has_attr("reversed") else 1
    number = _whole(element.get("start"), len(items) if step < 0 else 1)
    numbers = []
    for item in items:
        number = _whole(item.number, number)
        numbers.append(number)
        number += step
    return [] if numbers == list(range(1, len(items) + 1)) else numbers


def _whole(value: object, otherwise: int) -> int:
    text = str(value or "").strip()
    return int(text) if re.fullmatch(r"-?\d{1,9}", text, re.ASCII) else otherwise
