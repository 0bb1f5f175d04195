"""Streaming of JSON by ijson, object by object, independent of the size of the file."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, TextIO

import ijson
from ijson.common import ObjectBuilder

from news.importing.files.encodings import open_text
from news.importing.files.reading import MAX_LINE_CHARACTERS, ReadOptions
from news.importing.problems import ImportRefused

MAX_LEVELS_OF_JSON = 100
"""Maximum nesting of a file; stories need ten levels."""
MAX_OBJECT_CHARACTERS = 50_000_000
"""Maximum size of one object: a hundred times the longest story."""
MAX_LEVELS_OF_PLACES = 6
"""Levels up to which paths are tracked; readers look for rows above."""
_MAX_BYTES_TO_EXPLAIN = 50_000_000
_Event = tuple[str, str, Any]


class _Utf8:
    """A text stream as a stream of UTF-8, as ijson needs it.

    Attributes:
        unparsed: how many characters have been read since the last event, which is at least how long a text is.
        place: of the last event.
    """

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream, self._name = stream, name
        self.unparsed, self.place = 0, ""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, about as many as asked for.

        Raises:
            ImportRefused: ijson has collected a text that is longer than any story.
        """
        if self.unparsed > MAX_LINE_CHARACTERS + size:
            raise ImportRefused(_too_long(self._name, self.place))
        text = self._stream.read(size)
        self.unparsed += len(text)
        return text.encode()


def objects_at(path: Path, options: ReadOptions, place: str) -> Iterator[Any]:
    """Yield the values at a path one by one, as `placed_objects` does."""
    return (value for _place, value in placed_objects(path, options, (place,)))


def placed_objects(path: Path, options: ReadOptions, places: Collection[str]) -> Iterator[tuple[str, Any]]:
    """Yield the values at several paths one by one, each with its path.

    Args:
        path: a JSON file.
        options: its encoding.
        places: the paths in ijson's syntax, such as `articles.item`.

    Raises:
        ImportRefused: the file is no JSON or truncated, has too long a text, is nested too deeply, or has something
            other than a list where one is required.
    """
    builder: ObjectBuilder | None = None
    depth = 0
    lists = {place.removesuffix(".item") for place in places if place.endswith(".item")}
    for prefix, event, value in _events(path, options):
        if builder is None:
            if prefix in lists and event not in ("start_array", "end_array", "map_key", "null"):
                raise ImportRefused(f"{path.name}: `{prefix}` must be a list of objects.")
            if prefix not in places or event in ("end_map", "end_array", "map_key"):
                continue
            builder, depth, size, found = ObjectBuilder(), 0, 0, prefix
        builder.event(event, value)
        size += len(value) if isinstance(value, str) else 1
        if size > MAX_OBJECT_CHARACTERS:
            limit = f"{MAX_OBJECT_CHARACTERS:,} characters"
            raise ImportRefused(f"{path.name} has an object of more than {limit} at `{found}`.")
        depth += {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}.get(event, 0)
        if depth == 0:
            yield found, builder.value
            builder = None


def first_keys(path: Path, options: ReadOptions, rows: Collection[str] = ("articles",)) -> dict[str, str] | None:
    """Return the keys of the object in a file, with ijson's first event of each value; None for a list.

    Args:
        path: a JSON file.
        options: its encoding.
        rows: keys of lists at which reading ends, so that a long file is not read twice.
    """
    keys: dict[str, str] = {}
    for prefix, event, _value in _events(path, options):
        if prefix == "" and event != "map_key":
            if event == "start_array":
                return None
            if event not in ("start_map", "end_map"):
                return {}
        elif "." not in prefix and event not in ("end_map", "end_array", "map_key"):
            keys.setdefault(prefix, event)
            if prefix in rows and event == "start_array":
                return keys
    return keys


def _events(path: Path, options: ReadOptions) -> Iterator[_Event]:
    """Yield the events of a file with their paths; ijson's own take quadratic time in the depth."""
    keys: list[str] = []
    try:
        with open_text(path, options) as stream:
            source = _Utf8(stream, path.name)
            for event, value in ijson.basic_parse(source, use_float=True):
                if event in ("end_map", "end_array"):
                    keys.pop()
                place = ".".join(keys[:MAX_LEVELS_OF_PLACES])
                if event in ("start_map", "start_array"):
                    keys.append("" if event == "start_map" else "item")
                    if len(keys) > MAX_LEVELS_OF_JSON:
                        raise ImportRefused(f"{path.name} has more than {MAX_LEVELS_OF_JSON} levels at `{place}`.")
                elif event == "map_key":
                    keys[-1] = value
                    place = ".".join(keys[: len(keys) - 1][:MAX_LEVELS_OF_PLACES])
                elif event == "string" and len(value) > MAX_LINE_CHARACTERS:
                    raise ImportRefused(_too_long(path.name, place))
                source.unparsed, source.place = 0, place
                yield place, event, value
    except (ijson.JSONError, ValueError, OverflowError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise
        raise ImportRefused(f"{path.name} is no JSON: {_explained(path, options, error)}.") from None


def _too_long(name: str, place: str) -> str:
    return f"{name} has a text of more than {MAX_LINE_CHARACTERS:,} characters at `{place}`. No story is so long."


def _explained(path: Path, options: ReadOptions, error: Exception) -> str:
    """Return the error in JSON with its position, found by Python's parser, which loads the whole file."""
    if path.stat().st_size <= _MAX_BYTES_TO_EXPLAIN:
        try:
            with open_text(path, options) as stream:
                json.load(stream)
        except json.JSONDecodeError as found:
            if not found.doc[found.pos :].strip() or found.msg.startswith("Unterminated string"):
                return f"it ends in the middle, at line {found.lineno:,}, column {found.colno:,}; it is cut off"
            return f"{found.msg}, at line {found.lineno:,}, column {found.colno:,}"
        except (ValueError, RecursionError):
            return "too long a number, or too deep"
    return str(error).split("\n", 1)[0]
