"""Stories in HTML or Markdown, as the body of an article."""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt

from news.importing.bodies.markup import blocks_of

BODY_FORMATS = ("html", "markdown")
_HTML = re.compile(r"<(p|div|h[1-6]|ul|ol|table|blockquote|figure|pre|section|article|br)\b[^<>]*>", re.IGNORECASE)


def convert(source: str, body_format: str = "") -> tuple[Sequence[dict[str, Any]], tuple[str, ...]]:
    """Return a story's blocks, without ids, and what had to be left out.

    Args:
        source: the story.
        body_format: one of FORMATS; when empty, a story with a tag of a paragraph or the like is HTML.

    Raises:
        TooDeep: as `news.importing.bodies.markup.blocks_of` does.
    """
    is_html = body_format == "html" or (not body_format and _HTML.search(source) is not None)
    blocks, notes = blocks_of(source if is_html else _from_markdown(source))
    return blocks, tuple(notes)


def _from_markdown(source: str) -> str:
    """Return Markdown as HTML that is no safer than its author: what HTML stood in it is still there."""
    html: str = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source)
    return html
