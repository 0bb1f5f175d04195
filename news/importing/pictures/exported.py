"""Pictures and documents of rows that an export of Dateline brings, with all that it knows of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from cms.images.models import CreditedImage
from news.exporting.references import DOCUMENT, IMAGE, references_of
from news.importing.files.archive import Archive
from news.importing.files.rows import ArticleRow
from news.importing.pictures.archived import ArchivedFiles
from news.importing.pictures.fetching import PictureFetcher
from news.importing.pictures.library import Pictures
from news.importing.pictures.secondary import sources_of
from news.importing.problems import Problem
from news.importing.report import ImportReport, NoteKind


class ExportedPictures(Pictures):
    """The library's pictures of an export: each is one of the export's list, and nothing is fetched or drawn.

    Args:
        archive: the export.
        fetcher: is not used.
        report: counts what is added.
    """

    def __init__(self, archive: Archive, fetcher: PictureFetcher, report: ImportReport) -> None:
        super().__init__(None, fetcher, report)
        self._archived = ArchivedFiles(archive)
        self._counted: set[str] = set()

    def check(self, row: ArticleRow) -> list[Problem]:
        """Return nothing: the export was checked as a whole, and what a picture lacks is noted."""
        return []

    def load(self, rows: Iterable[ArticleRow]) -> None:
        """Read nothing: what the library has is read once."""

    def load_sources(self, sources: Iterable[str], *, fetch: bool) -> None:
        """Read nothing, as `load`."""

    def fetch(self, rows: Iterable[ArticleRow], *, is_dry: bool = False) -> None:
        """Fetch nothing."""

    def refusal(self, source: str) -> str:
        """Return why a picture cannot be taken; empty where it can."""
        is_there = source.startswith("images/") and self._archived.has(source)
        return "" if is_there else "it is not in the export"

    def known(self, source: str) -> CreditedImage | None:
        """Return the library's picture, if it is there already."""
        found: CreditedImage | None = None if self.refusal(source) else self._archived.known(source)
        return found

    def key(self, row: ArticleRow) -> str | None:
        """Return the name of the picture, which is made of its contents."""
        return row.image or None

    def differs(self, row: ArticleRow, image: CreditedImage | None) -> Iterator[str]:
        """Yield `image` where an article's picture is another than the row's."""
        if row.image is not None and not (row.image and self.refusal(row.image)):
            known = self.known(row.image) if row.image else None
            if known != image or (row.image and known is None):
                yield "image"

    def choose(self, row: ArticleRow, image: CreditedImage | None, *, update: bool) -> CreditedImage | None:
        """Return the picture of a row, which is added to the library if it is not there."""
        if row.image is None:
            return image
        return self.add(row, row.image, "", "") if row.image and not self.refusal(row.image) else None

    def add(self, row: ArticleRow, source: str, description: str, credit: str) -> CreditedImage:
        """Return the library's picture of a source, which is added with the words that the export has."""
        found: CreditedImage = self._added(row, source)
        return found

    def known_file(self, row: ArticleRow, kind: str, reference: str) -> int | None:
        """Return the primary key of a picture or document that blocks name, where the library has it."""
        found = self._archived.known(reference) if _is_place(kind, reference) else None
        return None if found is None else found.pk

    def add_file(self, row: ArticleRow, kind: str, reference: str) -> int | None:
        """Return the primary key of a picture or document that blocks name, which is added if it is not there."""
        if not _is_place(kind, reference) or not self._archived.has(reference):
            return None
        key: int = self._added(row, reference).pk
        return key

    def _added(self, row: ArticleRow, place: str) -> Any:
        """Return what the library has of a place of the export; note what the desk has to mend of a new picture."""
        self._count(place)
        is_new = self._archived.known(place) is None
        found = self._archived.add(place)
        if is_new and isinstance(found, CreditedImage):
            if missing := found.missing_words():
                text = (
                    f"its picture “{found.title}” came without {' and '.join(missing)}, as it was where it comes from"
                )
                self._report.note(row.number, text, "image", NoteKind.LOSS, row.line)
            if found.is_withheld(timezone.now()):
                text = f"its picture “{found.title}” may not be shown, as where it comes from: readers do not get it"
                self._report.note(row.number, text, "image", NoteKind.LOSS, row.line)
        return found

    def count(self, row: ArticleRow, image: CreditedImage | None) -> None:
        """Count what a row would add."""
        for source in (row.image, *sources_of(row)):
            if source and not self.refusal(source):
                self._count(source)
        for kind, reference in references_of(row.blocks or ()):
            if _is_place(kind, reference) and self._archived.has(reference):
                self._count(reference)

    def remove_files(self) -> None:
        """Remove the files of all that was added, after their rows have been rolled back."""
        self._archived.remove()

    def keep_files(self) -> None:
        """Let the files stay that were added, after their rows have been committed."""
        self._archived.keep()

    def _count(self, place: str) -> None:
        if place not in self._counted and self._archived.known(place) is None:
            self._counted.add(place)
            if place.startswith("images/"):
                self._report.pictures_imported += 1
            else:
                self._report.documents_imported += 1


def _is_place(kind: str, reference: str) -> bool:
    return reference.startswith({IMAGE: "images/", DOCUMENT: "documents/"}.get(kind, "\0"))
