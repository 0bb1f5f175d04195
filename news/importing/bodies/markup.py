"""HTML as the blocks of a story."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from cms.graphql.content.richtext import LINK_SCHEMES
from news.importing.bodies.prose import Prose, as_rich_text
from news.importing.bodies.quotes import quote_of
from news.importing.bodies.tables import table_of
from news.importing.bodies.text import lines_of
from news.links import without_redirect

HEADINGS = {"h1": "2", "h2": "2", "h3": "3", "h4": "4", "h5": "4", "h6": "4"}
MAX_HEADING_CHARACTERS = 200
MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "cite": "i", "dfn": "i", "s": "s", "strike": "s", "del": "s"}
MARKS |= {"sup": "sup", "sub": "sub"}
PARTS = {"p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "center", "address", "hr"}
PARTS |= {"figure", "figcaption", "details", "summary", "dl", "dd", "li"}
UNSUPPORTED_TAGS = {"img": "a picture", "iframe": "an iframe", "video": "a video", "audio": "a recording"}
UNSUPPORTED_TAGS |= {"object": "an object", "embed": "an object"}
TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
LISTS = {"ul": "ul", "ol": "ol", "menu": "ul"}
IMPORTED_TAGS = {*HEADINGS, *MARKS, *PARTS, *UNSUPPORTED_TAGS, *TABLE, *LISTS, "dt", "pre", "a", "br", "blockquote"}
IMPORTED_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
IMPORTED_ATTRIBUTES |= {name: {"src"} for name in ("img", "iframe", "video", "audio", "embed")}
# Elements of which not even the text is for readers.
SILENT = {"script", "style", "title", "template", "noscript", "select", "textarea", "button", "svg", "math"}
# Elements that may stand without an end.
UNCLOSED = {"p", "li", "dt", "dd", "tr", "th", "td", "thead", "tbody", "tfoot", "colgroup", "option"}
UNCLOSED |= {"br", "hr", "wbr", "img", "embed", "source", "track", "input", "col", "meta", "link", "param", "area"}
MAX_ELEMENT_DEPTH = 250


class TooDeep(Exception):
    """A story has more elements within each other than any real one has."""


def blocks_of(html: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the blocks of a story, without ids, and what had to be left out.

    The HTML is parsed as browsers do, and all but harmless elements is thrown away before anything else looks at it.

    Raises:
        TooDeep: when more elements stand within each other than can be followed.
    """
    if _depth(html) > MAX_ELEMENT_DEPTH:
        raise TooDeep
    safe = nh3.clean(
        html,
        tags=IMPORTED_TAGS,
        clean_content_tags=SILENT,
        attributes=IMPORTED_ATTRIBUTES,
        url_schemes=LINK_SCHEMES,
        link_rel=None,
    )
    story = _Story()
    try:
        story.flow(BeautifulSoup(f"<div>{safe}</div>", "html.parser"))
        story.close()
    except RecursionError:
        raise TooDeep from None
    return story.blocks, list(dict.fromkeys(story.notes))


def _depth(html: str) -> int:
    """Estimate how deep elements are nested: parsers take the square of it as their time."""
    depth = deepest = 0
    for closing, name in re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", html):
        if name.lower() not in UNCLOSED:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


class _Walk:
    """Goes through elements and collects text, with links, marks and line breaks."""

    def __init__(self, notes: list[str]) -> None:
        self.notes = notes
        self.prose = Prose(self.paragraph)

    def paragraph(self, inline: str) -> None:
        """Take a paragraph that has ended."""
        raise NotImplementedError

    def listing(self, html: str) -> None:
        """Take a list that has ended."""
        raise NotImplementedError

    def beside(self, element: Tag) -> bool:
        """Take an element that is more than text; tell whether it was one."""
        return False

    def flow(self, element: Tag) -> None:
        """Collect what is inside of an element."""
        for child in element.children:
            if isinstance(child, Tag):
                self._visit(child)
            elif type(child) is NavigableString:
                self.prose.text(str(child))

    def lose(self, element: Tag) -> None:
        """Note a picture or the like that cannot be imported."""
        address = str(element.get("src", ""))
        name = UNSUPPORTED_TAGS[element.name]
        self.notes.append(f"left out {name}: {address[:80]}" if address else f"left out {name}")

    def _visit(self, element: Tag) -> None:
        name = element.name
        if name in MARKS:
            with self.prose.mark(MARKS[name]):
                self.flow(element)
        elif name == "a":
            self._link(element)
        elif name == "br":
            self.prose.line_break()
        elif name in UNSUPPORTED_TAGS:
            self.lose(element)
        elif name in LISTS:
            self.prose.end()
            if html := self._list(element):
                self.listing(html)
        elif not self.beside(element):
            self._part(element)

    def _part(self, element: Tag) -> None:
        """Collect an element whose text stands on lines of its own."""
        self.prose.end()
        if element.name == "pre":
            for line in element.get_text().split("\n"):
                self.prose.text(line)
                self.prose.line_break()
        elif element.name == "dt":
            with self.prose.mark("b"):
                self.flow(element)
                self.prose.end()
        else:
            self.flow(element)
        self.prose.end()

    def _link(self, element: Tag) -> None:
        href = str(element.get("href", "")).strip()
        if href.startswith("//"):
            href = f"https:{href}"
        href = without_redirect(href)
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", href):
            with self.prose.mark("a", f' href="{escape(href)}"'):
                self.flow(element)
            return
        if href:
            self.notes.append(f"left the text of a link without its address, which names no site: {href[:80]}")
        self.flow(element)

    def _list(self, element: Tag) -> str:
        """Return a list's HTML. A list that stands beside items, not in one, belongs to the item before it."""
        items: list[_Item] = []
        for child in element.children:
            if isinstance(child, Tag):
                if child.name == "li" or not items:
                    items.append(_Item(self.notes))
                if child.name == "li":
                    items[-1].flow(child)
                else:
                    items[-1]._visit(child)
        inside = "".join(item.close() for item in items)
        name = LISTS[element.name]
        return f"<{name}>{inside}</{name}>" if inside else ""


class _Item(_Walk):
    """A list item, which holds lines of text and then lists; a block inside of one is taken as text."""

    def __init__(self, notes: list[str]) -> None:
        super().__init__(notes)
        self._lines: list[str] = []
        self._lists: list[str] = []

    def paragraph(self, inline: str) -> None:
        self._lines.append(inline)

    def listing(self, html: str) -> None:
        self._lists.append(html)

    def close(self) -> str:
        """Return the item's HTML, which is empty when there is nothing in it."""
        self.prose.end()
        inside = "<br/>".join(self._lines) + "".join(self._lists)
        return f"<li>{inside}</li>" if inside else ""


class _Story(_Walk):
    """A whole story: text goes into paragraph blocks, and what is more than text beside them."""

    def __init__(self) -> None:
        super().__init__([])
        self.blocks: list[dict[str, Any]] = []
        self._text: list[str] = []

    def paragraph(self, inline: str) -> None:
        self._text.append(f"<p>{inline}</p>")

    def listing(self, html: str) -> None:
        self._text.append(html)

    def close(self) -> None:
        """End the block of text before something else."""
        self.prose.end()
        if self._text:
            self.blocks.append({"type": "paragraph", "value": {"html": as_rich_text("".join(self._text))}})
            self._text = []

    def beside(self, element: Tag) -> bool:
        if element.name in HEADINGS:
            self._heading(element)
        elif element.name == "blockquote":
            self._block("quote", element, quote_of(element))
        elif element.name == "table":
            self._block("table", element, table_of(element))
        elif element.name == "figure":
            return self._figure(element)
        else:
            return False
        return True

    def _block(self, name: str, element: Tag, value: Mapping[str, Any] | None) -> None:
        for lost in element.find_all(list(UNSUPPORTED_TAGS)):
            self.lose(lost)
        if value is not None:
            self.close()
            self.blocks.append({"type": name, "value": dict(value)})

    def _heading(self, element: Tag) -> None:
        text = " ".join(lines_of(element))
        if len(text) > MAX_HEADING_CHARACTERS:
            self.notes.append(f"made text of a heading of {len(text)} characters: {text[:40]}…")
            with self.prose.mark("b"):
                self._part(element)
            return
        self._block("heading", element, {"text": text, "level": HEADINGS[element.name]} if text else None)

    def _figure(self, element: Tag) -> bool:
        """Take a quotation or a table with its caption; of a picture, nothing is left."""
        captions = [found.extract() for found in element.find_all("figcaption")]
        caption = " ".join(line for found in captions for line in lines_of(found))
        inside = element.find(["blockquote", "table"])
        if isinstance(inside, Tag):
            value_of = quote_of if inside.name == "blockquote" else table_of
            self._block("quote" if inside.name == "blockquote" else "table", element, value_of(inside, caption))
            return True
        if lost := element.find_all(list(UNSUPPORTED_TAGS)):
            for found in lost:
                self.lose(found)
            return True
        for found in captions:
            element.append(found)
        return False
