"""JSON objects whose values are validated by type."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_KINDS = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
_MAX_SHOWN_CHARACTERS = 60


class JsonItem:
    """A JSON object with case-insensitive keys. A value of another type than expected is a fault of the row.

    Args:
        values: the object.
        faults: receives the faults as sentences.
        place: the path of the object in its row, with a trailing full stop.
    """

    def __init__(self, values: Mapping[str, Any], faults: list[str], place: str = "") -> None:
        self._values = {name.lower(): value for name, value in values.items()}
        self._faults, self._place = faults, place
        self._taken: set[str] = set()

    def text(self, *names: str) -> str:
        """Return the first non-empty value of several keys as text; numbers are converted."""
        for name in names:
            value = self._take(name)
            if isinstance(value, int | float) and not isinstance(value, bool):
                value = str(value)
            if isinstance(value, str) and value.strip():
                return value.strip()
            if value is not None and not isinstance(value, str):
                self._refuse(name, "text", value)
        return ""

    def number(self, name: str) -> float:
        """Return a number, which may be digits in a text; 0 if it is missing."""
        value = self._take(name)
        if isinstance(value, str) and re.fullmatch(r"\s*\d{0,9}\s*", value, re.ASCII):
            return int(value.strip() or 0)
        if isinstance(value, int | float):
            return value
        if value is not None:
            self._refuse(name, "a number", value)
        return 0

    def flag(self, name: str) -> bool:
        """Tell whether a value is true, or 1."""
        value = self._take(name)
        if value not in (None, True, False, 0, 1):
            self._refuse(name, "true or false", value)
        return value in (True, 1)

    def items(self, *names: str) -> list["JsonItem"]:
        """Return the first non-empty list of objects.

        An object of objects counts as well: each gets its key as `name`, and a text becomes an object with `role` and
        `value`.
        """
        for name in names:
            value = self._take(name)
            if isinstance(value, dict):
                value = [_named(key, one) for key, one in value.items() if one is not None]
            if not isinstance(value, list):
                if value is not None:
                    self._refuse(name, "a list", value)
                continue
            found = [JsonItem(one, self._faults, f"{self._place}{name}.") for one in value if isinstance(one, dict)]
            if len(found) < len(value):
                self._refuse(name, "a list of objects", next(one for one in value if not isinstance(one, dict)))
            if found:
                return found
        return []

    def texts(self, name: str) -> list[str]:
        """Return a list of texts; a single text becomes a list."""
        value = self._take(name)
        if isinstance(value, str):
            return [value]
        if value is None or (isinstance(value, list) and all(isinstance(one, str) for one in value)):
            return value or []
        self._refuse(name, "a list of texts", value)
        return []

    def value(self, name: str) -> Any:
        """Return a value of any type."""
        return self._take(name)

    def names(self, begin: str) -> list[str]:
        """Return the keys that are a word, or begin with it and an underscore."""
        return [name for name in self._values if name == begin or name.startswith(f"{begin}_")]

    def skip(self, *names: str) -> None:
        """Mark values as used, without validation."""
        self._taken |= {name.lower() for name in names}

    def untaken(self) -> Iterator[str]:
        """Yield the keys of unused non-empty values, with short values."""
        for name, value in self._values.items():
            if name not in self._taken and value not in (None, "", False, 0, [], {}):
                is_short = not isinstance(value, list | dict) and len(str(value)) <= _MAX_SHOWN_CHARACTERS
                yield f"{name} ({value})" if is_short else name

    def _take(self, name: str) -> Any:
        self._taken.add(name.lower())
        return self._values.get(name.lower())

    def _refuse(self, name: str, wanted: str, value: Any) -> None:
        found = _KINDS.get(type(value), "nothing")
        fault = f"`{self._place}{name}` must be {wanted}, not {found}."
        if fault not in self._faults:
            self._faults.append(fault)


def _named(key: str, value: Any) -> Any:
    if isinstance(value, str):
        return {"role": key, "value": value}
    return {**value, "name": key} if isinstance(value, dict) else value
