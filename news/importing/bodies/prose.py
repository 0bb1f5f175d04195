"""Running text as Wagtail's rich text, exactly as its editor would store it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from itertools import count

from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from news.blocks.text import TEXT_FEATURES

_BLOCK_KEY = re.compile(r'data-block-key="[^"]*"')


class Prose:
    """Collects text, marks and line breaks, and hands them over as the HTML inside of paragraphs.

    A mark is written when text comes, so that none is empty; when a paragraph ends inside of one, as HTML allows, it
    goes on in the next.
    """

    def __init__(self, take: Callable[[str], None]) -> None:
        self._take = take
        self._paragraph: list[str] = []
        self._breaks = 0
        self._is_visible = False
        self._marks: list[_Mark] = []
        self._written: list[_Mark] = []

    @contextmanager
    def mark(self, name: str, attributes: str = "") -> Iterator[None]:
        """Mark what is collected inside of the context; a mark within one of its own kind changes nothing."""
        if any(mark.name == name for mark in self._marks):
            yield
            return
        mark = _Mark(name, attributes)
        self._marks.append(mark)
        yield
        self._marks.remove(mark)

    def text(self, text: str) -> None:
        """Add text; white space is that of HTML, where it only parts words."""
        if not text.strip(" \t\r\n\f"):
            if self._paragraph and not self._breaks:
                self._paragraph.append(" ")
            return
        if self._breaks > 1:
            self.end()
        self._close(sum(1 for _ in _common(self._written, self._marks)))
        if self._breaks and self._paragraph:
            # Wagtail's editor loses line breaks inside of links.
            self._paragraph.append(" " if any(mark.name == "a" for mark in self._written) else "<br/>")
        self._breaks = 0
        for mark in self._marks[len(self._written) :]:
            self._paragraph.append(f"<{mark.name}{mark.attributes}>")
            self._written.append(mark)
        self._paragraph.append(escape(text))
        self._is_visible = self._is_visible or not text.isspace()

    def line_break(self) -> None:
        """Add a line break; two in a row end the paragraph, as they did before there was `<p>`."""
        self._breaks += 1

    def end(self) -> None:
        """End the paragraph, and hand it over if there is anything in it."""
        self._close(0)
        if self._is_visible:
            self._take("".join(self._paragraph).strip(" \t\r\n\f"))
        self._paragraph, self._breaks, self._is_visible = [], 0, False

    def _close(self, depth: int) -> None:
        while len(self._written) > depth:
            self._paragraph.append(f"</{self._written.pop().name}>")


class _Mark:
    """An inline element; each is one of its own, so that two links beside each other stay two."""

    def __init__(self, name: str, attributes: str) -> None:
        self.name = name
        self.attributes = attributes


def _common(written: list[_Mark], wanted: list[_Mark]) -> Iterator[_Mark]:
    for one, other in zip(written, wanted, strict=False):
        if one is not other:
            return
        yield one


def as_rich_text(html: str) -> str:
    """Return paragraphs and lists as Wagtail's editor stores them, with nothing in them that it does not offer.

    So the imported text is the same after an editor has opened it and saved it unchanged. The converter of Wagtail's
    older editor would not do: it knows neither superscript nor strikethrough.
    """
    editor = _editor()
    stored: str = editor.to_database_format(editor.from_database_format(html))
    keys = count(1)
    return _BLOCK_KEY.sub(lambda _match: f'data-block-key="{next(keys):05x}"', stored)


def without_keys(rich_text: str) -> str:
    """Return rich text without the editor's keys, which say nothing about its content."""
    return re.sub(rf" ?{_BLOCK_KEY.pattern}", "", rich_text)


@cache
def _editor() -> ContentstateConverter:
    return ContentstateConverter(features=TEXT_FEATURES)
