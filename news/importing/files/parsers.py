"""Validation of the values of a row."""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

from news.importing.bodies.text import one_line
from news.importing.files.dates import DateRefused, moment_of, read_date
from news.importing.files.reading import MAX_LINE_CHARACTERS, RawRow, ReadOptions
from news.importing.problems import Problem

MAX_DATE_CHARACTERS = 60

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_KINDS = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


class RowParser:
    """Returns the validated values of a row, and collects the problems.

    A value is None if the row lacks the column, so that an article keeps its own, and empty if the column is empty.

    Args:
        raw: the row.
        problems: receives the problems.
        options: the options for dates.
    """

    def __init__(self, raw: RawRow, problems: list[Problem], options: ReadOptions) -> None:
        self.raw, self.options = raw, options
        self._problems = problems

    def refuse(self, field: str, reason: str) -> None:
        """Add a problem."""
        self._problems.append(Problem(self.raw.number, field, reason, self.raw.line))

    def is_refused(self, field: str) -> bool:
        """Tell whether a column has a problem."""
        return any(problem.field == field and problem.number == self.raw.number for problem in self._problems)

    def text(self, field: str, max_characters: int) -> str | None:
        """Return a multi-line text."""
        if field not in self.raw.values:
            return None
        return self._checked(field, self.raw.values[field], max_characters, _trimmed)

    def line(self, field: str, max_characters: int) -> str | None:
        """Return a single-line text, with line breaks replaced by spaces."""
        if field not in self.raw.values:
            return None
        return self._checked(field, self.raw.values[field], max_characters, one_line)

    def names(self, field: str, max_characters: int, separators: str) -> tuple[str, ...] | None:
        """Return a list of names without repetition, given as a list, as JSON, or as a text with separators."""
        if field not in self.raw.values:
            return None
        value = self.raw.values[field]
        if _is_text(value):
            value = self.from_json(value)
        if _is_text(value):
            value = re.split(f"[{separators}]", value)
        parts = value if isinstance(value, list) else [value]
        names: dict[str, str] = {}
        for part in parts:
            if name := self._checked(field, part, max_characters, one_line):
                names.setdefault(name.casefold(), name)
        return tuple(names.values())

    def listed(self, field: str, separators: str) -> list[Any] | None:
        """Return a list of any values, given as a list, as JSON, or as a text with separators.

        Args:
            field: the column.
            separators: the content of a regular character class; empty if texts must be JSON.
        """
        if field not in self.raw.values:
            return None
        value = self.raw.values[field]
        if _is_text(value):
            text = self._checked(field, value, MAX_LINE_CHARACTERS, _trimmed)
            value = self.from_json(text)
            if _is_text(value):
                value = re.split(f"[{separators}]+", text) if separators else [text]
        parts = value if isinstance(value, list) else [value]
        return [part for part in parts if part is not None and not (_is_text(part) and not part.strip())]

    def from_json(self, text: str) -> Any:
        """Return the list or object of a JSON text; any other text unchanged."""
        if text.lstrip()[:1] in ("[", "{"):
            try:
                return json.loads(text)
            except (ValueError, RecursionError):
                return text
        return text

    def checked(self, field: str, value: Any, max_characters: int, *, lines: bool = False) -> str:
        """Return a text of a nested value, single-line unless `lines` is set; empty if it is refused."""
        return self._checked(field, value, max_characters, _trimmed if lines else one_line)

    def date(self, field: str) -> dt.date | dt.datetime | None:
        """Return a date or a datetime; None if it is empty."""
        value = self.raw.values.get(field)
        if type(value) not in (int, float):
            value = self.line(field, MAX_DATE_CHARACTERS)
        if value is None or value == "":
            return None
        try:
            return read_date(value, self.options)
        except DateRefused as refusal:
            self.refuse(field, str(refusal))
            return None

    def moment(self, field: str) -> dt.datetime | None:
        """Return a datetime; a day alone stands for its beginning."""
        found = self.date(field)
        return None if found is None else moment_of(found, self.options)

    def whole_number(self, field: str) -> int | None:
        """Return a non-negative integer, given as a number or in digits; None if it is empty."""
        value = self.raw.values.get(field)
        if value is None or value == "":
            return None
        digits = value.strip() if _is_text(value) else str(value) if type(value) is int else ""
        if digits.isdecimal() and digits.isascii() and len(digits) <= 18:
            return int(digits)
        self.refuse(field, "must be a whole number, 0 or more.")
        return None

    def yes_or_no(self, field: str) -> bool:
        """Return a boolean, given as a word or in JSON; False if it is empty."""
        value: Any = self.raw.values.get(field)
        word = value.strip().lower() if _is_text(value) else value
        if word in ("yes", "true", True):
            return True
        if word not in ("no", "false", "", None, False):
            self.refuse(field, "must be yes or no.")
        return False

    def _checked(self, field: str, value: Any, max_characters: int, tidy: Callable[[str], str]) -> str:
        if value is None:
            return ""
        if not _is_text(value):
            self.refuse(field, f"must be text, not {_KINDS[type(value)]}.")
            return ""
        if found := _FORBIDDEN.search(value):
            kind = "half a character" if found[0] >= "\ud800" else "a control character"
            self.refuse(field, f"holds {kind}, U+{ord(found[0]):04X}, which no text may hold.")
            return ""
        text = tidy(value)
        if len(text) > max_characters:
            self.refuse(field, f"has {len(text):,} characters; {max_characters:,} are allowed.")
            return ""
        return text


def _trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
