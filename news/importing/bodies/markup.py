"""Conversion of HTML to blocks."""

import re

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from cms.graphql.content.richtext import LINK_SCHEMES
from news.importing.bodies.elements import with_brackets
from news.importing.bodies.figures import ADDRESS_ATTRIBUTES, classes_of
from news.importing.bodies.players import POST_ATTRIBUTES
from news.importing.bodies.reading import Findings, Newlines, RawBlock, ReadingRules
from news.importing.bodies.story import HEADINGS, StoryWalk
from news.importing.bodies.walking import LIST_TAGS, MARKS, PLAIN, UNSUPPORTED_TAGS

PARTS = {"p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "center", "address", "hr"}
PARTS |= {"figure", "figcaption", "details", "summary", "dl", "dd", "li"}
TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
IMPORTED_TAGS = {*HEADINGS, *MARKS, *PARTS, *PLAIN, *UNSUPPORTED_TAGS, *TABLE, *LIST_TAGS}
IMPORTED_TAGS |= {"dt", "pre", "a", "br", "blockquote", "q", "source"}
IMPORTED_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
IMPORTED_ATTRIBUTES |= {"ol": {"start", "reversed"}, "li": {"value"}, "object": {"data"}}
IMPORTED_ATTRIBUTES |= {name: {"src", "data-src"} for name in ("iframe", "video", "audio", "embed", "source")}
IMPORTED_ATTRIBUTES |= {"img": {"alt", "width", "height", *ADDRESS_ATTRIBUTES}}
IMPORTED_ATTRIBUTES |= {"*": {"class"}, "blockquote": set(POST_ATTRIBUTES), "div": set(POST_ATTRIBUTES)}
# Elements whose text is no content.
SILENT = {"script", "style", "title", "template", "noscript", "select", "textarea", "button", "svg", "math"}
# Classes of controls, of Ghost's cards and of WordPress's file block.
CONTROLS = {"kg-audio-player", "kg-audio-thumbnail", "kg-video-overlay", "kg-video-player-container"}
CONTROLS |= {"kg-file-card-metadata", "kg-file-card-icon", "wp-block-file__button"}
# Elements whose end tag may be omitted.
UNCLOSED = {"p", "li", "dt", "dd", "tr", "th", "td", "thead", "tbody", "tfoot", "colgroup", "option"}
UNCLOSED |= {"br", "hr", "wbr", "img", "embed", "source", "track", "input", "col", "meta", "link", "param", "area"}
MAX_ELEMENT_DEPTH = 250
# Elements in which line breaks only separate elements, or are kept as they are.
LINELESS = {"pre", "ul", "ol", "menu", "dl", "table", "thead", "tbody", "tfoot", "tr", "figure", "video", "audio"}


class TooDeep(Exception):
    """The elements of a story are nested too deeply."""


def blocks_of(html: str, reading: ReadingRules | None = None) -> tuple[list[RawBlock], list[str]]:
    """Return the blocks of a story without ids, and notes on what was left out.

    The HTML is parsed as browsers do, and sanitized before anything else.

    Args:
        html: the story.
        reading: the rules; None for rules without pictures and players.

    Raises:
        TooDeep: elements are nested too deeply to be processed.
    """
    if _depth(html) > MAX_ELEMENT_DEPTH:
        raise TooDeep
    safe = nh3.clean(
        with_brackets(html),
        tags=IMPORTED_TAGS,
        clean_content_tags=SILENT,
        attributes=IMPORTED_ATTRIBUTES,
        url_schemes=LINK_SCHEMES,
        link_rel=None,
    )
    found = Findings(reading or ReadingRules())
    story = StoryWalk(found)
    try:
        soup = BeautifulSoup(safe, "html.parser")
        _remove_controls(soup)
        _break_lines(soup, found.reading.newlines)
        story.flow(soup)
        story.close()
    except RecursionError:
        raise TooDeep from None
    return story.blocks, list(dict.fromkeys(found.notes))


def _remove_controls(soup: BeautifulSoup) -> None:
    """Remove the controls of players and cards, whose times, sizes and buttons are no words of the story."""
    for element in soup.find_all(lambda tag: not CONTROLS.isdisjoint(classes_of(tag))):
        element.extract()


def _depth(html: str) -> int:
    """Estimate the nesting of elements, of which the time of parsers is the square."""
    depth = deepest = 0
    for closing, name in re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", html):
        if name.lower() not in UNCLOSED:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _break_lines(soup: BeautifulSoup, newlines: Newlines) -> None:
    """Replace significant line breaks of the source by elements; two in a row separate paragraphs."""
    loose = list(soup.find_all(string=True, recursive=newlines is Newlines.BREAK))
    for text in loose:
        if type(text) is not NavigableString or "\n" not in text or _is_lineless(text):
            continue
        source = str(text)
        if newlines is Newlines.SPACE:
            parts = re.split(r"\n[ \t\r]*\n\s*", source)
            breaks = 2
        else:
            parts = source.split("\n")
            breaks = 1
            if _is_break(text.previous_sibling) and not parts[0].strip():
                parts = parts[1:]  # a newline after <br> is no second break
        for place, part in enumerate(parts):
            for _break in range(breaks if place else 0):
                text.insert_before(soup.new_tag("br"))
            if part:
                text.insert_before(NavigableString(part))
        text.extract()


def _is_lineless(text: NavigableString) -> bool:
    parent = text.parent
    if parent is not None and parent.name in LINELESS:
        return True
    return text.find_parent("pre") is not None


def _is_break(sibling: object) -> bool:
    return isinstance(sibling, Tag) and sibling.name == "br"
