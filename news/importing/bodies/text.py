"""Elements as plain text."""

import re

from bs4 import Tag
from bs4.element import NavigableString

INLINE = {"a", "b", "strong", "i", "em", "cite", "dfn", "s", "strike", "del", "sup", "sub"}


def lines_of(element: Tag) -> list[str]:
    """Return the text of an element, a line for each paragraph, list item or line that it has."""
    parts: list[str] = []
    _collect(element, parts)
    return [line for part in "".join(parts).split("\0") if (line := one_line(part))]


def _collect(element: Tag, parts: list[str]) -> None:
    for child in element.children:
        if type(child) is NavigableString:
            parts.append(str(child).replace("\0", ""))
        elif isinstance(child, Tag):
            edge = "" if child.name in INLINE else "\0"
            parts.append(edge)
            _collect(child, parts)
            parts.append(edge)


def one_line(text: str) -> str:
    """Return a text without line breaks and needless spaces; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()
