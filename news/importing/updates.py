"""Updates of existing articles that differ from their rows."""

from collections.abc import Collection
from dataclasses import dataclass

from news.importing.articles.provenance import Provenance, Verdict
from news.importing.files.rows import ArticleRow
from news.importing.report import ImportReport, NoteKind
from news.models import ArticlePage


@dataclass(frozen=True)
class UpdatePolicy:
    """Which columns of existing articles an import may change.

    Attributes:
        columns: the columns that may change; None for all, empty for none.
        overwrite: the row takes precedence where editors have changed the same column.
    """

    columns: Collection[str] | None = frozenset()
    overwrite: bool = False

    def takes(self, column: str) -> bool:
        """Tell whether a column may change."""
        return self.columns is None or column in self.columns


@dataclass
class Update:
    """A row whose article is to be updated."""

    row: ArticleRow
    page: ArticlePage
    columns: list[str]
    rest: list[str]


def hindrance_of(page: ArticlePage) -> str:
    """Return why an import must not change an article, such as a lock by an editor; empty if it may."""
    if not page.live:
        return "its article is not published"
    if page.has_unpublished_changes:
        return "its article has changes that were not published yet"
    if page.locked:
        return "its article is locked"
    return "its article is an alias" if page.alias_of_id else ""


def retraction_of(row: ArticleRow, page: ArticlePage) -> str:
    """Return why a public article is left to the editors if its row is not public any more; empty if it is."""
    release = row.release
    if not page.live or release.is_live or release.go_live_at is not None:
        return ""
    return "its row is no longer public, and its article is: take it down or unpublish it in the admin"


def note_rest(
    report: ImportReport,
    provenance: Provenance,
    row: ArticleRow,
    page: ArticlePage,
    verdict: Verdict,
    rest: Collection[str],
) -> None:
    """Note the columns that are not changed although the row has another value."""
    for column in rest:
        if column in verdict.kept:
            text = f"kept the editors’ {column}, which the file has as it was imported before"
            report.note(row.number, text, column, NoteKind.KEPT, page=page.pk)
    if changed := [column for column in verdict.changed if column in rest]:
        text = f"differs in {', '.join(changed)}; --update would change it"
        report.note(row.number, text, ",".join(changed), NoteKind.DIFFERS, page=page.pk)
    if conflicts := [column for column in verdict.conflicts if column in rest]:
        is_known = provenance.knows(page.pk)
        why = "editors changed it, too" if is_known else "no import is on record for it, so editors may have"
        text = f"differs in {', '.join(conflicts)}; {why}, and it stays; --update --overwrite would change it"
        report.note(row.number, text, ",".join(conflicts), NoteKind.CONFLICT, page=page.pk)
