"""Running text as rich text, in the form in which Wagtail's editor stores it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from html import escape, unescape
from itertools import count

from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from news.blocks.text import TEXT_FEATURES

_BLOCK_KEY = re.compile(r'data-block-key="[^"]*"')
_PLAIN_PARAGRAPH = re.compile(r"<p>([^<>]*)</p>")
_PLAIN = re.compile(rf"(?:{_PLAIN_PARAGRAPH.pattern})+")
_EDITED_SPACE = re.compile(r"[^\S \xa0]| {2}")
"""Space that the editor changes: any but single spaces and those that do not break."""


class Prose:
    """Collects text, marks and line breaks, and emits the inner HTML of paragraphs.

    A mark is opened at its first text, so that none is empty. One that spans paragraphs, as HTML allows, continues in
    the next.
    """

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take
        self._paragraph: list[str] = []
        self._breaks = 0
        self._is_visible = False
        self._marks: list[_Mark] = []
        self._written: list[_Mark] = []

    @property
    def is_visible(self) -> bool:
        """Whether the current paragraph has any content."""
        return self._is_visible

    @contextmanager
    def mark(self, name: str, attributes: str = "") -> Iterator[None]:
        """Mark what is collected within the context. A mark nested in one of its kind has no effect."""
        if any(mark.name == name for mark in self._marks):
            yield
            return
        mark = _Mark(name, attributes)
        self._marks.append(mark)
        yield
        self._marks.remove(mark)

    def text(self, text: str) -> None:
        """Add text, whose white space is collapsed as in HTML."""
        if not text.strip(" \t\r\n\f"):
            if self._paragraph and not self._breaks:
                self._paragraph.append(" ")
            return
        self.end_if_broken()
        self._close(sum(1 for _ in _common(self._written, self._marks)))
        if self._breaks and self._paragraph:
            # Wagtail's editor drops line breaks within links.
            self._paragraph.append(" " if any(mark.name == "a" for mark in self._written) else "<br/>")
        self._breaks = 0
        for mark in self._marks[len(self._written) :]:
            self._paragraph.append(f"<{mark.name}{mark.attributes}>")
            self._written.append(mark)
        self._paragraph.append(escape(text))
        self._is_visible = self._is_visible or not text.isspace()

    def line_break(self) -> None:
        """Add a line break; two in a row end the paragraph."""
        self._breaks += 1

    def end_if_broken(self) -> None:
        """End the paragraph if its last text was followed by two line breaks."""
        if self._breaks > 1:
            self.end()

    def end(self) -> None:
        """End the paragraph, and emit it unless it is empty."""
        self._close(0)
        if self._is_visible:
            self._take("".join(self._paragraph).strip(" \t\r\n\f"))
        self._paragraph, self._breaks, self._is_visible = [], 0, False

    def _close(self, depth: int) -> None:
        while len(self._written) > depth:
            self._paragraph.append(f"</{self._written.pop().name}>")


class _Mark:
    """An inline element, compared by identity, so that adjacent links stay separate."""

    def __init__(self, name: str, attributes: str) -> None:
        self.name = name
        self.attributes = attributes


def _common(written: list[_Mark], wanted: list[_Mark]) -> Iterator[_Mark]:
    for one, other in zip(written, wanted, strict=False):
        if one is not other:
            return
        yield one


def as_rich_text(html: str) -> str:
    """Return paragraphs and lists in the form in which Wagtail's editor stores them, with its features alone.

    So opening and saving an imported text leaves it unchanged. The converter of Wagtail's former editor lacks
    superscript and strikethrough.
    """
    if plain := _plain_paragraphs(html):
        return plain
    editor = _editor()
    stored: str = editor.to_database_format(editor.from_database_format(html))
    keys = count(1)
    return _BLOCK_KEY.sub(lambda _match: f'data-block-key="{next(keys):05x}"', stored)


def _plain_paragraphs(html: str) -> str:
    """Return paragraphs of plain text as the editor stores them, without asking it; empty for any other HTML.

    Most paragraphs of an archive are such, and the editor's two conversions are a third of the time of reading one.
    """
    if not _PLAIN.fullmatch(html):
        return ""
    texts = [unescape(text) for text in _PLAIN_PARAGRAPH.findall(html)]
    if any(text != text.strip() or not text or _EDITED_SPACE.search(text) for text in texts):
        return ""
    numbered = enumerate(texts, start=1)
    return "".join(f'<p data-block-key="{key:05x}">{escape(text, quote=False)}</p>' for key, text in numbered)


def without_keys(rich_text: str) -> str:
    """Return rich text without the editor's block keys, which are no content."""
    return re.sub(rf" ?{_BLOCK_KEY.pattern}", "", rich_text)


@cache
def _editor() -> ContentstateConverter:
    return ContentstateConverter(features=TEXT_FEATURES)
