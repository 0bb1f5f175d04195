"""The file of rejected rows: the columns of the source and the reason, to be corrected and imported again."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cms.exports import escape_formulas
from news.importing.files.columns import ERROR_COLUMN


class RejectsFile:
    """Writes rejected rows as CSV if the name ends with `.csv`, else as JSON Lines.

    Args:
        path: the file; an existing one is replaced.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            return
        partial = self._path.with_name(f"{self._path.name}.part")
        with partial.open("w", encoding="utf-8", newline="") as file:
            if self._path.suffix.lower() == ".csv":
                columns = list(dict.fromkeys(name for row in self._rows for name in row))
                writer = csv.DictWriter(file, [name for name in columns if name != ERROR_COLUMN] + [ERROR_COLUMN])
                writer.writeheader()
                writer.writerows({name: _cell(value) for name, value in row.items()} for row in self._rows)
            else:
                file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in self._rows)
        partial.replace(self._path)

    def add(self, values: Mapping[str, Any], reason: str) -> None:
        """Add a row as it stands in its file.

        Args:
            values: by column.
            reason: what is wrong with it.
        """
        self._rows.append({**values, ERROR_COLUMN: reason})


def _cell(value: Any) -> Any:
    """Return a value in the form in which the import reads it from a CSV cell, and no spreadsheet runs it."""
    if value is None or isinstance(value, str):
        return escape_formulas(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return escape_formulas(json.dumps(value, ensure_ascii=False))
