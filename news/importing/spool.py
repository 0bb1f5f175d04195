"""Rows spooled to disk, so that only their outlines take memory."""

import pickle
import tempfile
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

from news.importing.files.rows import ArticleRow, ParsedRow
from news.importing.outlines import RowOutline


class SpooledRow(NamedTuple):
    """A row read back from the spool.

    Attributes:
        values: the raw values of the file.
    """

    row: ArticleRow
    values: Mapping[str, Any]


class RowSpool:
    """A temporary file with the rows of a file, which can be read back in any order."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by __exit__
        self._places: dict[int, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, parsed: ParsedRow) -> RowOutline:
        """Write a row, and return its outline."""
        row = parsed.row
        self._places[row.number] = self._file.tell()
        pickle.dump(SpooledRow(row, dict(parsed.raw.values)), self._file, pickle.HIGHEST_PROTOCOL)
        return RowOutline(
            number=row.number,
            line=row.line,
            title=row.title,
            day=row.day,
            moment=row.moment,
            slug=row.slug,
            import_id=row.import_id,
            translation_key=row.translation_key,
        )

    def read(self, numbers: Iterable[int]) -> list[SpooledRow]:
        """Return the rows with these numbers, in this order."""
        found = []
        for number in numbers:
            self._file.seek(self._places[number])
            found.append(pickle.load(self._file))  # noqa: S301  # written by this process to an unnamed file
        return found
