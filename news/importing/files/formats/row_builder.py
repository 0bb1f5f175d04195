"""Construction of rows from items of other formats, with notes on what has no column."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from news.importing.bodies.elements import with_brackets
from news.importing.bodies.figures import BodyPicture
from news.importing.bodies.text import INLINE_TAG, one_line
from news.importing.files.reading import RawRow

_TAG = re.compile(r"<[^<>]*>")
_MAX_NOTED_CHARACTERS = 120
_MAX_NOTED_THINGS = 30
_FIRST_WORDS = 60


def text_of_html(html: str) -> str:
    """Return the text of an HTML fragment, on one line."""
    return one_line(unescape(_TAG.sub(" ", INLINE_TAG.sub("", with_brackets(html)))))


def inline_text(html: str) -> str:
    """Return the text of a line that may be HTML: inline elements are removed, other angle brackets kept."""
    return one_line(unescape(INLINE_TAG.sub("", html)))


def first_words(text: str) -> str:
    """Return the beginning of a text, as a headline for a story without one."""
    return text if len(text) <= _FIRST_WORDS else f"{text[:_FIRST_WORDS].rpartition(' ')[0]} …"


class LatestVersions:
    """The latest version of each item of a file or folder.

    Attributes:
        older: the number of items that are older versions or repetitions.
    """

    def __init__(self) -> None:
        self._latest: dict[str, tuple[Any, ...]] = {}
        self.older = 0

    def add(self, identifier: str, version: tuple[Any, ...]) -> None:
        """Register an item. Items without an identifier have no versions."""
        if identifier:
            self.older += identifier in self._latest
            self._latest[identifier] = max(version, self._latest.get(identifier, version))

    def take(self, identifier: str, version: tuple[Any, ...]) -> bool:
        """Tell whether an item is the latest version, once for each; a repetition is not."""
        if identifier and self._latest.get(identifier) == version:
            del self._latest[identifier]
            return True
        return not identifier


def with_last_notes(rows: Iterable[RawRow], notes: Iterable[str]) -> Iterator[RawRow]:
    """Yield rows, and add notes on the whole file to the last one."""
    last = None
    for row in rows:
        if last is not None:
            yield last
        last = row
    if last is not None:
        yield replace(last, notes=(*last.notes, *notes))


class RowBuilder:
    """Collects one row.

    Args:
        number: the number of the row, from 1.
        slugs: the slugs of earlier rows, to which this one is added: items may share one.
        file: the name of the item's file within a folder.

    Attributes:
        values: the values by column.
        notes: clauses on what was left out or changed.
        faults: sentences on why the row cannot be imported.
    """

    def __init__(self, number: int, slugs: set[str], file: str = "") -> None:
        self._number, self._slugs, self._file = number, slugs, file
        self.values: dict[str, Any] = {}
        self.notes: list[str] = []
        self.faults: list[str] = []

    def row(self) -> RawRow:
        """Return the row."""
        return RawRow(self._number, None, self.values, tuple(self.notes), tuple(self.faults), self._file)

    def put(self, **columns: Any) -> None:
        """Set columns, except for empty values."""
        self.values |= {column: value for column, value in columns.items() if value}

    def note(self, text: str) -> None:
        """Add a note."""
        self.notes.append(text)

    def note_left_out(self, things: Iterable[str]) -> None:
        """Note the properties of an item without a column."""
        names = [thing[:_MAX_NOTED_CHARACTERS] for thing in things]
        if rest := len(names[_MAX_NOTED_THINGS:]):
            names[_MAX_NOTED_THINGS:] = [f"and {rest:,} more"]
        if names:
            self.note(f"left out what articles have no place for: {', '.join(names)}")

    def slug(self, written: str) -> None:
        """Set the slug from the last part of an address."""
        if written in self._slugs:
            self.note(f"its address “{written[:_MAX_NOTED_CHARACTERS]}” is another's too; one is made of its title")
        else:
            self._slugs.add(written)
            self.values["slug"] = written

    def old_address(self, address: str) -> None:
        """Add an old URL or path; anything else is ignored."""
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return
        if parts.scheme in ("http", "https", "") and (parts.path.strip("/") or parts.query):
            written = address.strip() if parts.netloc else f"/{address.strip().lstrip('/')}"
            paths = self.values.setdefault("old_paths", [])
            if written not in paths:
                paths.append(written)

    def terms(self, categories: Iterable[Sequence[str]], tags: Iterable[str]) -> None:
        """Set the categories, each given by the names on its path, and the tags."""
        paths = [[re.sub(r"\s*[>›]\s*", " / ", name) for name in map(one_line, path) if name] for path in categories]
        self.values["categories"] = [path for path in paths if path]
        self.values["tags"] = list(dict.fromkeys(filter(None, map(one_line, tags))))

    def picture(self, picture: BodyPicture) -> None:
        """Set the main picture."""
        self.put(image=picture.source, image_description=picture.alt, image_credit=picture.credit)
        if picture.caption:
            self.note(f"left out the caption of the picture at its top: {picture.caption}")
