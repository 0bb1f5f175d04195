"""What is wrong with a file, in words for the person who has to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One reason why a row cannot be imported.

    Attributes:
        number: the row's number in the file, from 1.
        field: the column that is wrong.
        reason: what is wrong with it, and how to put it right.
        line: where the row begins in a file of lines.
    """

    number: int
    field: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"row {self.number}" if self.line is None else f"row {self.number} (line {self.line})"
        return f"{place}, {self.field}: {self.reason}"


class ImportRefused(Exception):
    """Nothing is imported, because the file as a whole or some of its rows cannot be."""

    def __init__(self, reason: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(reason)
        self.problems = sorted(problems)

    @classmethod
    def for_rows(cls, problems: Sequence[Problem]) -> "ImportRefused":
        """Return the refusal of a file for the sake of all its bad rows, each of which it names."""
        rows = len({problem.number for problem in problems})
        counted = f"{rows:,} bad row{'' if rows == 1 else 's'}"
        return cls(f"{counted}. Nothing was imported; mend the file and run the command again.", problems)
