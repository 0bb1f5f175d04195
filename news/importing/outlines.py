"""Outlines of rows: the columns needed for matching and dating them."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from news.importing.problems import Problem


@dataclass(frozen=True, slots=True)
class RowOutline:
    """The part of an `ArticleRow` that is kept in memory for the whole file."""

    number: int
    line: int | None
    title: str
    day: dt.date | None
    moment: dt.datetime | None = None
    slug: str | None = None
    import_id: str | None = None
    translation_key: UUID | None = None

    def problem(self, field: str, reason: str) -> Problem:
        """Return a problem of this row."""
        return Problem(self.number, field, reason, self.line)
