"""Elements as plain text."""

import re

from bs4 import Tag
from bs4.element import NavigableString

INLINE = {"a", "b", "strong", "i", "em", "cite", "dfn", "s", "strike", "del", "sup", "sub"}
INLINE |= {"span", "u", "ins", "mark", "code", "kbd", "samp", "small", "time", "abbr", "q"}
INLINE_TAG = re.compile(rf"</?(?:{'|'.join(sorted(INLINE))})(?:\s[^<>]*)?>", re.IGNORECASE)


def lines_of(element: Tag) -> list[str]:
    """Return the lines of an element's text: one for each paragraph, list item and line break."""
    parts: list[str] = []
    _collect(element, parts)
    return [line for part in "".join(parts).split("\0") if (line := one_line(part))]


def _collect(element: Tag, parts: list[str]) -> None:
    for child in element.children:
        if type(child) is NavigableString:
            parts.append(str(child).replace("\0", ""))
        elif isinstance(child, Tag):
            before, after = ("“", "”") if child.name == "q" else ("", "") if child.name in INLINE else ("\0", "\0")
            parts.append(before)
            _collect(child, parts)
            parts.append(after)


def one_line(text: str) -> str:
    """Return a text with white space collapsed, except for no-break spaces."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()
