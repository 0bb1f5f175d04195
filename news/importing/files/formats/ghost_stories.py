"""Stories in the forms of Ghost's editors, lexical and mobiledoc, as HTML; of posts that lack it.

Sources: https://github.com/TryGhost/Koenig/tree/main/packages/kg-default-nodes,
https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md
"""

import json
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any, NamedTuple

from markdown_it import MarkdownIt

EditorNode = dict[str, Any]

_LEXICAL_MARKS = {1: "b", 2: "i", 4: "s", 8: "u", 16: "code", 32: "sub", 64: "sup", 128: "mark"}
_MARKS = {"a", "b", "code", "em", "i", "mark", "s", "strong", "sub", "sup", "u"}
_SECTIONS = {"h1", "h2", "h3", "h4", "h5", "h6", "p"}
_QUOTES = {"aside", "blockquote", "extended-quote", "quote"}


class GhostStory(NamedTuple):
    """A story as HTML.

    Attributes:
        html: empty for one that cannot be read or says nothing.
        lost: the kinds of what is left out, sorted.
    """

    html: str
    lost: tuple[str, ...] = ()


def ghost_story(lexical: str, mobiledoc: str) -> GhostStory:
    """Return a story that is in one of the forms, or in none."""
    try:
        if lexical:
            lost = set[str]()
            return GhostStory(
                "".join(_lexical(_object(_object(json.loads(lexical)).get("root")), lost)), _sorted(lost)
            )
        return _Mobiledoc(_object(json.loads(mobiledoc))).story() if mobiledoc else GhostStory("")
    except (ValueError, RecursionError):
        return GhostStory("")


def _sorted(lost: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(lost))


def _lexical(parent: EditorNode, lost: set[str]) -> Iterator[str]:
    """Yield what the nodes below one are in HTML."""
    for node in map(_object, _list(parent, "children")):
        kind = _text(node, "type")
        if kind in ("text", "extended-text", "tab"):
            yield _marked(escape(_text(node, "text")), node.get("format"))
        elif kind == "linebreak":
            yield "<br>"
        elif kind in ("link", "autolink", "at-link"):
            yield f'<a href="{escape(_text(node, "url"))}">{"".join(_lexical(node, lost))}</a>'
        elif kind in ("list", "listitem"):
            yield _list_part(kind, node, "".join(_lexical(node, lost)))
        elif kind in ("paragraph", "heading", "extended-heading", *_QUOTES):
            tag = "blockquote" if kind in _QUOTES else _text(node, "tag")
            yield _element(tag if tag in (*_SECTIONS, "blockquote") else "p", "".join(_lexical(node, lost)))
        elif kind in _CARDS:
            yield _CARDS[kind](node)
        else:
            lost.add(kind or "a node without a type")


def _list_part(kind: str, node: EditorNode, inner: str) -> str:
    if kind == "listitem":
        return _element("li", inner)
    is_numbered = _text(node, "tag") == "ol" or _text(node, "listType") == "number"
    start = node.get("start")
    counted = f' start="{start}"' if is_numbered and isinstance(start, int) and start != 1 else ""
    return f"<ol{counted}>{inner}</ol>" if is_numbered else _element("ul", inner)


def _marked(html: str, bits: object) -> str:
    for bit, tag in _LEXICAL_MARKS.items() if isinstance(bits, int) else ():
        html = _element(tag, html) if bits & bit else html  # type: ignore[operator]  # an int, or the loop is empty
    return html


class _Mobiledoc:
    """A document in mobiledoc 0.3.

    Args:
        document: the parsed JSON.
    """

    def __init__(self, document: EditorNode) -> None:
        self._document = document
        self._lost: set[str] = set()

    def story(self) -> GhostStory:
        """Return it as HTML."""
        sections = [self._section(section) for section in _list(self._document, "sections")]
        return GhostStory("".join(sections), _sorted(self._lost))

    def _section(self, section: Any) -> str:
        match section:
            case [1, str(tag), [*markers], *_]:
                tag = "blockquote" if tag in _QUOTES else tag
                return _element(tag if tag in (*_SECTIONS, "blockquote") else "p", self._text(markers))
            case [2, str(source), *_]:
                return _figure([{"src": source}], "")
            case [3, str(tag), [*items], *_]:
                inner = "".join(_element("li", self._text(item)) for item in items if isinstance(item, list))
                return _element("ol" if tag == "ol" else "ul", inner)
            case [10, int(place), *_]:
                return self._card(self._part("cards", place))
        return ""

    def _card(self, card: Any) -> str:
        match card:
            case [str(kind), dict(payload), *_] if kind in _CARDS:
                return _CARDS[kind](payload)
            case [str(kind), *_]:
                self._lost.add(kind)
        return ""

    def _text(self, markers: list[Any]) -> str:
        html, opened = "", list[str]()
        for marker in markers:
            match marker:
                case [int(kind), [*marks], int(closed), value]:
                    for mark in marks:
                        start, tag = self._mark(mark)
                        html += start
                        opened.append(tag)
                    html += escape(value) if kind == 0 and isinstance(value, str) else self._atom(kind, value)
                    for _mark in range(min(closed, len(opened))):
                        tag = opened.pop()
                        html += f"</{tag}>" if tag else ""
        return html

    def _atom(self, kind: int, place: Any) -> str:
        atom = self._part("atoms", place) if kind == 1 else None
        match atom:
            case ["soft-return", *_]:
                return "<br>"
            case [str(), str(text), *_]:
                return escape(text)
        return ""

    def _mark(self, place: Any) -> tuple[str, str]:
        """Return how a mark begins, and its tag; empty ones for a mark that text cannot have."""
        match self._part("markups", place):
            case ["a", ["href", str(href), *_], *_]:
                return f'<a href="{escape(href)}">', "a"
            case [str(tag), *_] if tag in _MARKS - {"a"}:
                return f"<{tag}>", tag
        return "", ""

    def _part(self, name: str, place: Any) -> Any:
        parts = _list(self._document, name)
        return parts[place] if isinstance(place, int) and 0 <= place < len(parts) else None


def _figure(images: Iterable[Any], caption: str) -> str:
    """Return one picture, or those of a gallery; the caption is HTML."""
    shown = "".join(
        f'<img src="{escape(_text(image, "src"))}" alt="{escape(_text(image, "alt"))}">'
        for image in map(_object, images)
        if _text(image, "src")
    )
    return f"<figure>{shown}{_element('figcaption', caption)}</figure>" if shown else _element("p", caption)


def _embed(card: EditorNode) -> str:
    # The frame of a player as the address of what it shows: the import makes the same of both.
    address = _element("p", escape(_text(card, "url"))) or _text(card, "html")
    return address + _element("p", _text(card, "caption"))


def _bookmark(card: EditorNode) -> str:
    url, title = _text(card, "url"), _text(_object(card.get("metadata")), "title")
    link = f'<p><a href="{escape(url)}">{escape(title or url)}</a></p>' if url else ""
    return link + _element("p", _text(card, "caption"))


def _code(card: EditorNode) -> str:
    code = _element("pre", _element("code", escape(_text(card, "code"))))
    return code + _element("p", _text(card, "caption"))


def _markdown(card: EditorNode) -> str:
    html: str = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(_text(card, "markdown"))
    return html


def _image(card: EditorNode) -> str:
    return _figure([card], _text(card, "caption"))


def _gallery(card: EditorNode) -> str:
    return _figure(_list(card, "images"), _text(card, "caption"))


_CARDS: dict[str, Callable[[EditorNode], str]] = {
    "bookmark": _bookmark,
    "callout": lambda card: _element("p", _text(card, "calloutText")),
    "card-markdown": _markdown,
    "code": _code,
    "codeblock": _code,
    "embed": _embed,
    "gallery": _gallery,
    "horizontalrule": lambda card: "<hr>",
    "hr": lambda card: "<hr>",
    "html": lambda card: _text(card, "html"),
    "image": _image,
    "markdown": _markdown,
    "toggle": lambda card: _element("h4", _text(card, "heading")) + _text(card, "content"),
}
"""What cards are in HTML, by their names in both forms."""


def _element(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>" if inner else ""


def _object(value: Any) -> EditorNode:
    return value if isinstance(value, dict) else {}


def _list(node: EditorNode, name: str) -> list[Any]:
    value = node.get(name)
    return value if isinstance(value, list) else []


def _text(node: EditorNode, name: str) -> str:
    value = node.get(name)
    return value if isinstance(value, str) else ""
