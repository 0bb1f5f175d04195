"""Readers of JSON (a list of articles, or an object with a list `articles`) and JSON Lines (an article per line)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from news.importing.files.columns import RowColumns, column_of
from news.importing.files.encodings import bounded_lines, open_text
from news.importing.files.reading import FileHead, RawRow, Reader, ReadOptions
from news.importing.files.streams.json_objects import first_keys, objects_at
from news.importing.files.unsupported import describe_file
from news.importing.problems import ImportRefused

NO_OBJECT = "is no object with columns such as title and date."


class ListingReader(Reader):
    """Reads the project's own listings in JSON."""

    name = "json"
    label = "JSON"
    takes_columns = True

    def recognises(self, head: FileHead) -> bool:
        """Recognise it by the extension or the first character."""
        if head.suffix == ".json":
            return not describe_file(head)
        return head.suffix not in (".csv", ".tsv") and head.text.lstrip()[:1] in ("{", "[")

    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the rows while the file is read."""
        columns = RowColumns(path, options)
        for number, values in enumerate(objects_at(path, options, _place_of_rows(path, options)), start=1):
            yield columns.row(number, None, values) if isinstance(values, dict) else _no_object(number, None)
        columns.close()


class LinesReader(Reader):
    """Reads JSON Lines, as written by mongoexport, `jq -c` or BigQuery."""

    name = "jsonl"
    label = "JSON Lines"
    takes_columns = True

    def recognises(self, head: FileHead) -> bool:
        """Recognise it by the extension, or by two lines that each are an object."""
        if head.suffix in (".jsonl", ".ndjson"):
            return True
        lines = [line for line in head.text.split("\n") if line.strip()][:2]
        return len(lines) == 2 and all(_is_object(line) for line in lines)

    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the rows; a line that is no JSON is an error of the whole file."""
        columns = RowColumns(path, options)
        with open_text(path, options) as stream:
            number = 0
            for line, text in enumerate(bounded_lines(path, stream), start=1):
                if not text.strip():
                    continue
                number += 1
                values = _parsed(path, text, line)
                yield columns.row(number, line, values) if isinstance(values, dict) else _no_object(number, line)
        columns.close()


def _parsed(path: Path, text: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if not text.endswith("\n"):
            raise ImportRefused(f"{path.name} ends in the middle of line {line:,}: {error.msg}.") from None
        raise ImportRefused(f"{path.name} is no JSON at line {line:,}, column {error.colno:,}: {error.msg}.") from None
    except (ValueError, RecursionError):
        raise ImportRefused(f"{path.name}: line {line:,} is too deep, or has too long a number.") from None


def _is_object(line: str) -> bool:
    """Tell whether a line, which may be truncated, is an object by itself."""
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _no_object(number: int, line: int | None) -> RawRow:
    return RawRow(number, line, {}, faults=(NO_OBJECT,))


def _place_of_rows(path: Path, options: ReadOptions) -> str:
    """Return the path of the rows in the document: the list itself, or that in `articles`.

    Raises:
        ImportRefused: there is no such list, with the columns of the one article that the file is, if it is one.
    """
    found = first_keys(path, options)
    if found is None:
        return "item"
    if found.get("articles") == "start_array":
        return "articles.item"
    hint = " For one article, put it into a list." if any(column_of(key, options) == "title" for key in found) else ""
    raise ImportRefused(
        f"{path.name} must hold a list of articles, or an object with such a list as `articles`.{hint}"
    )
