"""Reader of CSV: a header, then a row for each article."""

import csv
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from cms.exports import unescape_formulas
from news.importing.files.columns import (
    ERROR_COLUMN,
    IMPORT_COLUMNS,
    REQUIRED_COLUMNS,
    column_of,
    known_columns,
    printable,
    unknown_remedy,
)
from news.importing.files.encodings import bounded_lines, open_text
from news.importing.files.reading import MAX_LINE_CHARACTERS, FileHead, RawRow, Reader, ReadOptions
from news.importing.files.unsupported import describe_file
from news.importing.problems import ImportRefused

DELIMITERS = ",;\t"


class TableReader(Reader):
    """Reads CSV, whose cells are separated by commas, semicolons or tabs."""

    name = "csv"
    label = "CSV"
    takes_columns = True

    def recognises(self, head: FileHead) -> bool:
        """Recognise it by the extension, or by a first line with known columns or several cells."""
        if head.members or describe_file(head):
            return False
        if head.suffix in (".csv", ".tsv"):
            return True
        lines = head.text.split("\n", 2)
        first = lines[1 if _declared_delimiter(lines[0]) and lines[1:] else 0]
        cells = {cell.strip().strip('"').lower() for cell in first.split(_delimiter(first, IMPORT_COLUMNS.keys()))}
        return len(cells & IMPORT_COLUMNS.keys()) >= len(REQUIRED_COLUMNS)

    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the rows, except empty ones.

        A row with too few cells lacks the last columns, with a note. One with too many is refused, since it is unknown
        which cell an unquoted separator has split.
        """
        with open_text(path, options) as stream, _long_cells():
            lines = bounded_lines(path, stream)
            first = next(lines, "")
            delimiter, skipped = _declared_delimiter(first), 0
            if delimiter:
                first, skipped = next(lines, ""), 1
            else:
                delimiter = _delimiter(first, IMPORT_COLUMNS.keys() | options.renamed.keys())
            reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
            try:
                heading = _heading(path, next(reader, []), options)
                number, line = 0, reader.line_num + skipped + 1
                for cells in reader:
                    if ERROR_COLUMN in heading:
                        cells = [unescape_formulas(cell) for cell in cells]
                    begins, line = line, reader.line_num + skipped + 1
                    if any(cell.strip() for cell in cells):
                        number += 1
                        yield _row(heading, cells, number, begins)
            except csv.Error as error:
                place = f"line {reader.line_num + skipped:,}"
                raise ImportRefused(f"{path.name} is no CSV: {error}, at {place}.") from None


def _row(heading: list[str], cells: list[str], number: int, line: int) -> RawRow:
    values = {column: cell for column, cell in zip(heading, cells, strict=False) if column}
    if any(cell.strip() for cell in cells[len(heading) :]):
        fault = (
            f"has {len(cells)} cells, but there are {len(heading)} columns. "
            "A cell with a separator in it must stand in quotation marks."
        )
        return RawRow(number, line, values, faults=(fault,))
    if missing := [column for column in heading[len(cells) :] if column]:
        note = f"ends after {len(cells)} of {len(heading)} cells, so {', '.join(missing)} came in empty"
        return RawRow(number, line, values | dict.fromkeys(missing, ""), notes=(note,))
    return RawRow(number, line, values)


def _heading(path: Path, cells: list[str], options: ReadOptions) -> list[str]:
    """Return the columns of a header, with an empty name for ignored ones."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise ImportRefused(f"{path.name} must begin with a row of column names. {known_columns()}")
    if "" in names:
        raise ImportRefused(f"{path.name}: column {names.index('') + 1} has no name.")
    if absent := options.renamed.keys() - {name.lower() for name in names}:
        raise ImportRefused(f"{path.name} has no column `{printable(min(absent))}`, which --map names.")
    heading = [column_of(name, options) or "" for name in names]
    unknown = [printable(name) for name, column in zip(names, heading, strict=True) if not column]
    if unknown and not options.ignore_unknown:
        named = ", ".join(f"`{name.lower()}`" for name in unknown)
        raise ImportRefused(f"{path.name} has unknown columns: {named}. {unknown_remedy()}")
    if twice := [name for name, count in Counter(filter(None, heading)).items() if count > 1]:
        raise ImportRefused(f"{path.name} has the column `{twice[0]}` twice.")
    if missing := [name for name in REQUIRED_COLUMNS if name not in heading]:
        raise ImportRefused(f"{path.name} lacks the column `{missing[0]}`. {known_columns()}")
    return heading


def _declared_delimiter(line: str) -> str:
    """Return the separator of a first line such as `sep=;`, which Excel reads; empty for any other line."""
    text = line.strip('\r\n"')
    return text[4:] if text[:4].lower() == "sep=" and text[4:] in tuple(DELIMITERS) else ""


def _delimiter(line: str, names: Collection[str]) -> str:
    """Return the separator that yields the most known columns in the header, or else the most cells."""

    def known(delimiter: str) -> tuple[int, int]:
        cells = [cell.strip().strip('"').lower() for cell in line.split(delimiter)]
        return sum(cell in names for cell in cells), len(cells)

    return max(DELIMITERS, key=known)


@contextmanager
def _long_cells() -> Iterator[None]:
    """Raise the csv module's limit of the length of cells, which is shorter than stories."""
    limit = csv.field_size_limit(MAX_LINE_CHARACTERS)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
