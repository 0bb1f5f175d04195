"""The problems of a file, as sentences for the person who corrects it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One reason why a row cannot be imported.

    Attributes:
        number: the row's number in the file, from 1.
        field: the column.
        reason: what is wrong with it, and how to correct it.
        line: where the row begins in a file of lines.
        file: the row's file within a folder.
    """

    number: int
    field: str
    reason: str
    line: int | None = None
    file: str = ""

    def __str__(self) -> str:
        place = self.file or ("" if self.line is None else f"line {self.line}")
        return f"row {self.number}{f' ({place})' if place else ''}, {self.field}: {self.reason}"


class ImportRefused(Exception):
    """The import is refused because of the whole file or some of its rows."""

    def __init__(self, reason: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(reason)
        self.problems = sorted(problems)

    @classmethod
    def for_rows(cls, problems: Sequence[Problem], rows_done: int = 0) -> "ImportRefused":
        """Return the refusal of a file because of bad rows, with their problems.

        Args:
            problems: the problems of the rows.
            rows_done: how many rows have been committed before.
        """
        rows = len({problem.number for problem in problems})
        counted = f"{rows:,} bad row{'' if rows == 1 else 's'}"
        if rows_done:
            done = (
                f"{rows_done:,} rows before them are imported and stay so; mend the file and run the command again, "
                "which finds them unchanged."
            )
            return cls(f"{counted}. {done}", problems)
        return cls(f"{counted}. Nothing was imported; mend the file and run the command again.", problems)
