"""What an import has done, or would do."""

from dataclasses import dataclass, field


@dataclass
class ImportReport:
    """Counts what was done, and collects notes about single rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left: int = 0
    categories: int = 0
    authors: int = 0
    pictures_imported: int = 0
    pictures_drawn: int = 0
    notes: list[tuple[int, str]] = field(default_factory=list)

    def note(self, number: int, text: str) -> None:
        """Keep a note about the row with this number."""
        self.notes.append((number, text))

    @property
    def is_idle(self) -> bool:
        """Whether nothing was changed."""
        return not (self.created or self.updated)

    def lines(self, *, dry_run: bool, max_notes: int | None = None) -> list[str]:
        """Return the summary as lines of text.

        Args:
            dry_run: say what would be done.
            max_notes: how many notes to give; None gives all.
        """
        would = "would be " if dry_run else ""
        counts = [
            (self.created, f"{would}created"),
            (self.updated, f"{would}updated"),
            (self.unchanged, "unchanged"),
            (self.left, "left as they are"),
        ]
        made = [
            (self.categories, f"categories {would}made"),
            (self.authors, f"authors {would}made"),
            (self.pictures_imported, f"pictures {would}imported"),
            (self.pictures_drawn, f"pictures {would}drawn, each to carry a credit that came without one"),
            (len(self.notes), "notes"),
        ]
        lines = ["Articles:", *(f"{count:>9,} {what}" for count, what in counts)]
        lines += ["With them:", *(f"{count:>9,} {what}" for count, what in made)]
        notes = sorted(self.notes)
        shown = notes if max_notes is None else notes[:max_notes]
        if shown:
            lines += ["Notes:", *(f"  row {number}: {text}." for number, text in shown)]
        if len(shown) < len(notes):
            lines.append(f"  … and {len(notes) - len(shown):,} more; --verbosity 2 shows them all.")
        if dry_run:
            lines.append("This was a dry run: nothing was saved.")
        elif self.is_idle:
            lines.append("Nothing was changed.")
        return lines
