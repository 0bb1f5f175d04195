"""Files as rows of raw values: JSON and CSV."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from news.importing.files.columns import COLUMNS, REQUIRED_COLUMNS, known_columns
from news.importing.problems import ImportRefused

DELIMITERS = ",;\t"
MAX_CELL_CHARACTERS = 10_000_000


@dataclass(frozen=True)
class RawRow:
    """One row as it stands in the file.

    Attributes:
        number: counted from 1, without a heading row.
        line: where the row begins in a CSV file.
        values: what stands in which column; a column that the row lacks is missing here, too.
    """

    number: int
    line: int | None
    values: Mapping[str, Any]


def read_rows(path: Path) -> list[RawRow]:
    """Return the rows of a JSON or CSV file. The name's ending tells which it is, else the first character.

    Raises:
        ImportRefused: when the file cannot be read, is neither of both, is empty or has unknown columns.
    """
    text = _decoded(path)
    is_json = path.suffix.lower() == ".json" or (
        path.suffix.lower() not in (".csv", ".tsv") and text.lstrip()[:1] in ("{", "[")
    )
    rows = _json_rows(path, text) if is_json else _csv_rows(path, text)
    if not rows:
        raise ImportRefused(f"{path.name} holds no articles.")
    return rows


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ImportRefused(f"There is no file {path}.") from None
    except OSError as error:
        raise ImportRefused(f"{path} cannot be read: {error.strerror}.") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportRefused(
            f"{path.name} is not in UTF-8: see line {line}. Save or export it again with the encoding UTF-8."
        ) from None


def _json_rows(path: Path, text: str) -> list[RawRow]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise ImportRefused(f"{path.name} is no JSON: {error}.") from None
    except (ValueError, RecursionError):
        raise ImportRefused(f"{path.name} is no JSON that can be read: too long a number, or too deep.") from None
    articles = document.get("articles") if isinstance(document, dict) else document
    if not isinstance(articles, list):
        raise ImportRefused(f"{path.name} must hold a list of articles, or an object with such a list as `articles`.")
    rows = []
    unknown: dict[str, int] = {}
    for number, values in enumerate(articles, start=1):
        if not isinstance(values, dict):
            raise ImportRefused(f"{path.name}: row {number} is no object with columns such as title and date.")
        for name in values.keys() - COLUMNS.keys():
            unknown.setdefault(name, number)
        rows.append(RawRow(number, None, values))
    if unknown:
        named = ", ".join(f"`{_printable(name)}` (row {number})" for name, number in sorted(unknown.items()))
        raise ImportRefused(f"{path.name} has unknown columns: {named}. {known_columns()}")
    return rows


def _csv_rows(path: Path, text: str) -> list[RawRow]:
    rows: list[RawRow] = []
    with _long_cells():
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        try:
            heading = _heading(path, next(reader, []))
            line = reader.line_num + 1
            for cells in reader:
                begins, line = line, reader.line_num + 1
                if not any(cell.strip() for cell in cells):
                    continue
                number = len(rows) + 1
                if len(cells) != len(heading):
                    raise ImportRefused(
                        f"{path.name}: row {number} (line {begins}) has {len(cells)} cells, but there are "
                        f"{len(heading)} columns. A cell with a separator in it must stand in quotation marks."
                    )
                rows.append(RawRow(number, begins, dict(zip(heading, cells, strict=True))))
        except csv.Error as error:
            raise ImportRefused(f"{path.name} is no CSV: {error}, at line {reader.line_num}.") from None
    return rows


def _heading(path: Path, cells: list[str]) -> list[str]:
    heading = [cell.strip().lower() for cell in cells]
    if not any(heading):
        raise ImportRefused(f"{path.name} must begin with a row of column names. {known_columns()}")
    if unknown := [_printable(name) for name in heading if name not in COLUMNS]:
        raise ImportRefused(
            f"{path.name} has unknown columns: {', '.join(f'`{name}`' for name in unknown)}. {known_columns()}"
        )
    if twice := [name for name, count in Counter(heading).items() if count > 1]:
        raise ImportRefused(f"{path.name} has the column `{twice[0]}` twice.")
    if missing := [name for name in REQUIRED_COLUMNS if name not in heading]:
        raise ImportRefused(f"{path.name} lacks the column `{missing[0]}`. {known_columns()}")
    return heading


def _delimiter(text: str) -> str:
    """Return the separator by which the first line has most known columns; a comma when none has any."""
    first = text.split("\n", 1)[0].rstrip("\r")

    def known(delimiter: str) -> int:
        return sum(cell.strip().strip('"').lower() in COLUMNS for cell in first.split(delimiter))

    return max(DELIMITERS, key=known)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be as long as stories are; the csv module's own limit is that of a short one."""
    limit = csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _printable(name: str) -> str:
    return ascii(name)[1:-1] if not name.isprintable() else name[:60]
