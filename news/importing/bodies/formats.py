"""The formats of a body, and the conversion of each to blocks."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from markdown_it import MarkdownIt

from news.importing.bodies.markup import blocks_of
from news.importing.bodies.reading import Newlines, RawBlock, ReadingRules
from news.importing.bodies.shortcodes import IS_WORDPRESS, without_shortcodes
from news.importing.bodies.templates import without_templates
from news.importing.bodies.word_processors import WRITTEN_BY_WORD_PROCESSOR, tidy

BODY_FORMATS = ("text", "html", "markdown", "wordpress")
_HTML = re.compile(
    r"<(p|div|h[1-6]|ul|ol|table|blockquote|figure|pre|section|article|br|script|style)\b[^<>]*>", re.IGNORECASE
)
_INLINE = re.compile(
    r"</(a|b|strong|i|em|u|s|del|sup|sub|span|iframe|code|cite)>|<(img|iframe)\b[^<>]*>", re.IGNORECASE
)
_MARKDOWN = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S"  # a heading
    r"|!?\[[^\]\n]*\]\([^()\s]+(?:[ \t]+[\"'(][^\n]*)?\)"  # a link or picture
    r"|^ {0,3}\[[^\]\n]+\]:[ \t]*\S"  # the address of a link
    r"|(?<![\w*])\*\*?(?![\s*])[^*\n]+(?<!\s)\*\*?(?![\w*])"  # *emphasis*
    r"|(?<!\w)__?(?![\s_])[^_\n]+(?<!\s)__?(?!\w)"
    r"|~~[^~\n]+~~"
    r"|^ {0,3}(?:`{3,}|~{3,})"  # code
    r"|^ {0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|"  # a table
    r"|^ {0,3}[-*+][ \t]+\S[^\n]*\n {0,3}[-*+][ \t]+\S"  # a list of two items or more
    r"|^ {0,3}1\.[ \t]+\S[^\n]*\n {0,3}2\.[ \t]+\S"
    r"|^ {0,3}>[ \t]\S"  # a quotation
    r"|\{\{[<%]",  # a shortcode of Hugo
    re.MULTILINE,
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")


def detect_body_format(source: str) -> str:
    """Detect the format of a story by syntax that only one format has.

    In this order: block comments or shortcodes of WordPress; tags of paragraphs or the like for HTML; syntax of
    Markdown; other tags for WordPress's classic editor; otherwise plain text, whose characters are all kept. A number
    with a full stop is no syntax of Markdown, since it may be a year.
    """
    if IS_WORDPRESS.search(source):
        return "wordpress"
    if _HTML.search(source):
        return "html"
    if _MARKDOWN.search(source):
        return "markdown"
    return "wordpress" if _INLINE.search(source) else "text"


def convert(
    source: str, body_format: str = "", reading: ReadingRules | None = None
) -> tuple[Sequence[RawBlock], tuple[str, ...]]:
    """Return a story's blocks without ids, and notes on what was left out.

    Args:
        source: the story.
        body_format: one of BODY_FORMATS; empty to detect it.
        reading: the rules, apart from those for line breaks; None for rules without pictures and players.

    Raises:
        TooDeep: as `news.importing.bodies.markup.blocks_of` does.
    """
    reading = reading or ReadingRules()
    notes: list[str] = []
    body_format = body_format or detect_body_format(source)
    html = source
    if body_format == "text":
        html, reading = escape(source), replace(reading, newlines=Newlines.BREAK)
    elif body_format == "markdown":
        html, notes = _from_markdown(source)
    elif body_format == "wordpress":
        is_of_blocks = "<!-- wp:" in source
        html, notes = without_shortcodes(source)
        reading = replace(reading, newlines=Newlines.LOOSE if is_of_blocks else Newlines.BREAK)
    if body_format != "text" and WRITTEN_BY_WORD_PROCESSOR.search(html):
        html = tidy(html)
    blocks, found = blocks_of(html, reading)
    notes += found
    if source.strip() and not blocks:
        notes.append("has no story: nothing in its body is for readers")
    return blocks, tuple(dict.fromkeys(notes))


def _from_markdown(source: str) -> tuple[str, list[str]]:
    """Return Markdown as HTML, unsanitized: HTML within it is kept."""
    plain, notes = without_templates(source)
    html: str = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(plain)
    if _FOOTNOTE.search(source):
        notes.append("left the marks of footnotes as they are written, such as [^1]")
    return html, notes
