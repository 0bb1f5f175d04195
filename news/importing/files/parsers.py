"""The values of one row, checked as they are taken."""

import re
from collections.abc import Callable
from typing import Any

from news.importing.bodies.text import one_line
from news.importing.files.readers import RawRow
from news.importing.problems import Problem

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_KINDS = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


class RowParser:
    """Takes values out of a row, and notes what is wrong with them.

    A value is None when the row has no such column: then an article keeps what it has. It is empty when the row
    has the column and nothing in it.
    """

    def __init__(self, raw: RawRow, problems: list[Problem]) -> None:
        self.raw = raw
        self._problems = problems

    def refuse(self, field: str, reason: str) -> None:
        """Note a problem."""
        self._problems.append(Problem(self.raw.number, field, reason, self.raw.line))

    def text(self, field: str, max_characters: int) -> str | None:
        """Take a text of several lines."""
        if field not in self.raw.values:
            return None
        return self._checked(field, self.raw.values[field], max_characters, _trimmed)

    def line(self, field: str, max_characters: int) -> str | None:
        """Take a text of one line; a line break in it becomes a space."""
        if field not in self.raw.values:
            return None
        return self._checked(field, self.raw.values[field], max_characters, one_line)

    def names(self, field: str, max_characters: int, separators: str) -> tuple[str, ...] | None:
        """Take a list of names, or a text of names with separators between them; none of them twice."""
        if field not in self.raw.values:
            return None
        value = self.raw.values[field]
        if _is_text(value):
            value = re.split(f"[{separators}]", value)
        parts = value if isinstance(value, list) else [value]
        names: dict[str, str] = {}
        for part in parts:
            if name := self._checked(field, part, max_characters, one_line):
                names.setdefault(name.casefold(), name)
        return tuple(names.values())

    def whole_number(self, field: str) -> int | None:
        """Take a whole number, 0 or more, as a number or in digits; None when there is none."""
        value = self.raw.values.get(field)
        if value is None or value == "":
            return None
        digits = value.strip() if _is_text(value) else str(value) if type(value) is int else ""
        if digits.isdecimal() and digits.isascii() and len(digits) <= 18:
            return int(digits)
        self.refuse(field, "must be a whole number, 0 or more.")
        return None

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
