"""The report of an import or a dry run."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class NoteKind(StrEnum):
    """The kind of a note, as report files name it."""

    NOTE = "note"
    LOSS = "loss"
    CONFLICT = "conflict"
    DIFFERS = "differs"
    KEPT = "kept"
    REJECTED = "rejected"


class ReportEntry(NamedTuple):
    """A note about a row.

    Attributes:
        number: the row's number in the file.
        text: the sentence, without its subject.
        field: the column; empty for the whole row.
        kind: its kind.
        line: where the row begins in a file of lines.
        page: the primary key of the row's article, if there is one.
    """

    number: int
    text: str
    field: str = ""
    kind: NoteKind = NoteKind.NOTE
    line: int | None = None
    page: int | None = None


@dataclass
class ImportReport:
    """Counts of what was done, and notes about single rows.

    Attributes:
        files: the file of each row of a folder, by row number.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left: int = 0
    rejected: int = 0
    resumed_after: int = 0
    drafts: int = 0
    scheduled: int = 0
    private: int = 0
    redirects: int = 0
    categories: int = 0
    authors: int = 0
    pictures_imported: int = 0
    pictures_drawn: int = 0
    documents_imported: int = 0
    foreign: dict[str, int] = field(default_factory=dict)
    entries: list[ReportEntry] = field(default_factory=list)
    files: dict[int, str] = field(default_factory=dict)

    def count_foreign(self, number: int, language: str) -> None:
        """Count a row that is skipped because its language is not the listing's."""
        self.foreign[language] = self.foreign.get(language, 0) + 1
        if self.foreign[language] == 1:
            text = f"is in {language}, as are the other rows of that language: import the file into its listing, too"
            self.note(number, text, "locale")

    def note(
        self,
        number: int,
        text: str,
        field: str = "",
        kind: NoteKind = NoteKind.NOTE,
        line: int | None = None,
        page: int | None = None,
    ) -> None:
        """Keep a note about the row with this number."""
        self.entries.append(ReportEntry(number, text, field, kind, line, page))

    @property
    def notes(self) -> list[tuple[int, str]]:
        """The notes by row number, except those about kept changes of editors."""
        return [(entry.number, entry.text) for entry in self.entries if entry.kind is not NoteKind.KEPT]

    def place(self, number: int) -> str:
        """Return what a row is called, with its file where it comes from a folder."""
        return f"row {number} ({self.files[number]})" if number in self.files else f"row {number}"

    @property
    def is_idle(self) -> bool:
        """Whether nothing was changed."""
        return not (self.created or self.updated)

    @property
    def _held(self) -> tuple[tuple[int, str], ...]:
        return (
            (self.drafts, "drafts"),
            (self.scheduled, "scheduled"),
            (self.private, "private, for staff who have logged in"),
        )

    def lines(self, *, dry_run: bool, max_notes: int | None = None) -> list[str]:
        """Return the summary as lines of text.

        Args:
            dry_run: word it as what would be done.
            max_notes: the number of notes to include; None for all.
        """
        would = "would be " if dry_run else ""
        counts = [
            (self.created, f"{would}created"),
            *((count, f"of these {what}") for count, what in self._held if count),
            (self.updated, f"{would}updated"),
            (self.unchanged, "unchanged"),
            (self.left, "left as they are"),
            *([(self.rejected, f"{would}rejected")] if self.rejected else []),
            *([(self.resumed_after, "done by the run before")] if self.resumed_after else []),
            *((count, f"in {language}, left out") for language, count in sorted(self.foreign.items())),
        ]
        made = [
            (self.categories, f"categories {would}made"),
            (self.authors, f"authors {would}made"),
            (self.pictures_imported, f"pictures {would}imported"),
            (self.pictures_drawn, f"pictures {would}drawn, each to carry a credit that came without one"),
            *([(self.documents_imported, f"documents {would}imported")] if self.documents_imported else []),
            *([(self.redirects, "redirects made")] if self.redirects else []),
            (len(self.notes), "notes"),
        ]
        lines = ["Articles:", *(f"{count:>9,} {what}" for count, what in counts)]
        lines += ["With them:", *(f"{count:>9,} {what}" for count, what in made)]
        notes = sorted(self.notes)
        shown = notes if max_notes is None else notes[:max_notes]
        if shown:
            lines += ["Notes:", *(f"  {self.place(number)}: {text.removesuffix('.')}." for number, text in shown)]
        if len(shown) < len(notes):
            lines.append(f"  … and {len(notes) - len(shown):,} more; --verbosity 2 shows them all.")
        if dry_run:
            lines.append("This was a dry run: nothing was saved.")
        elif self.is_idle:
            lines.append("Nothing was changed.")
        return lines
