"""The import of a file into a listing, in batches that are each committed as a whole."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import reset_queries, transaction

from cms.scheduling.locks import exclusive_lock
from news.importing.articles.addresses import Addresses
from news.importing.articles.datelines import Dated, set_datelines
from news.importing.articles.linking import Linker
from news.importing.articles.matching import match
from news.importing.batches import BatchImport
from news.importing.files.archive import Archive, is_archive, opened_archive
from news.importing.files.readers import opened, read_rows
from news.importing.files.rows import listing_order, parse_each
from news.importing.options import Options
from news.importing.order import note_order
from news.importing.outlines import RowOutline
from news.importing.pictures.exported import ExportedPictures
from news.importing.pictures.fetching import PictureFetcher
from news.importing.pictures.files import PictureFolder
from news.importing.pictures.library import Pictures
from news.importing.problems import ImportRefused, Problem
from news.importing.rejects import RejectsFile
from news.importing.report import ImportReport, NoteKind
from news.importing.runs import RunJournal
from news.importing.spool import RowSpool
from news.models import NewsIndexPage

Advance = Callable[[int], Any]
Progress = Callable[[str, int | None], AbstractContextManager[Advance]]
"""Takes the name of a step and its number of rows, if known; yields a function that takes the number of rows done."""


def no_progress(what: str, rows: int | None) -> AbstractContextManager[Advance]:
    """Show nothing."""
    return nullcontext(lambda rows: None)


def import_listing(
    path: Path, index: NewsIndexPage, options: Options, progress: Progress = no_progress
) -> ImportReport:
    """Import a file's articles below a listing and return what was done.

    Raises:
        ImportRefused: when the file cannot be read, or has bad rows and the options do not reject these. Nothing has
            changed then, unless a row of a later batch turned out bad as it was written: the message says so.

    """
    with exclusive_lock("news import") as is_held:
        if not is_held:
            raise ImportRefused("Another import is running. Run the command again when it has ended.")
        with RowSpool() as spool, closing(PictureFetcher(options.image_hosts)) as fetcher, ExitStack() as stack:
            archive = stack.enter_context(opened_archive(path)) if is_archive(path) else None
            place = archive.path if archive else stack.enter_context(opened(path, options.reading))
            return _Import(path, place, index, options, spool, fetcher, archive, progress).run()


class _Import:
    """One run over a file.

    Args:
        path: the file, an archive or a folder.
        place: the same, or the folder that an archive was unpacked to.
    """

    def __init__(
        self,
        path: Path,
        place: Path,
        index: NewsIndexPage,
        options: Options,
        spool: RowSpool,
        fetcher: PictureFetcher,
        archive: Archive | None,
        progress: Progress,
    ) -> None:
        self._path, self._index, self._options, self._spool = path, index, options, spool
        self._place = place
        self._progress = progress
        self._report = ImportReport()
        folders = [directory for directory in (options.images, place) if directory and directory.is_dir()]
        self._pictures = (
            ExportedPictures(archive, fetcher, self._report)
            if archive
            else Pictures(PictureFolder(*folders) if folders else None, fetcher, self._report)
        )
        self._addresses = Addresses(index, self._report, options.old_sites)
        self._linker = Linker(index, self._addresses)
        self._outlines: dict[int, RowOutline] = {}
        self._problems: list[Problem] = []
        self._done = 0

    def run(self) -> ImportReport:
        """Read and check the whole file, and write what is new or changed.

        The last row is written first: among articles of the same moment, the first of the listing is the newest.
        """
        order = self._read()
        good = self._without_bad(order)
        matches = match([self._outlines[number] for number in good], self._index, self._report)
        self._problems += matches.problems
        good = self._without_bad(good)
        if self._problems and self._options.rejects is None:
            raise ImportRefused.for_rows(self._placed(self._problems))
        datelines = set_datelines(
            [self._outlines[number] for number in good],
            {
                number: Dated(page.published_at, page.pk)
                for number, page in matches.articles.items()
                if page.published_at
            },
        )
        batches = BatchImport(
            self._index,
            matches,
            datelines,
            self._options.policy,
            self._pictures,
            self._addresses,
            self._linker,
            self._report,
            dry_run=self._options.dry_run,
            trusts_stories=isinstance(self._pictures, ExportedPictures),
        )
        journal = RunJournal(self._path, self._index, self._resumable_options())
        self._write(good[::-1], batches, journal)
        self._reject()
        note_order([(*batches.places[number], number) for number in good if number in batches.places], self._report)
        return self._report

    def _resumable_options(self) -> dict[str, Any]:
        columns = self._options.update_columns
        return {
            "update": self._options.update,
            "columns": None if columns is None else sorted(columns),
            "overwrite": self._options.overwrite,
            "rejects": self._options.rejects is not None,
            "old_sites": sorted(self._options.old_sites),
            "reading": asdict(self._options.reading) | {"time_zone": str(self._options.reading.time_zone or "")},
        }

    def _read(self) -> list[int]:
        """Read and spool all rows, and return their numbers in the listing's order."""
        places = []
        with self._progress("Reading", None) as advance:
            reading = self._options.reading
            for parsed in parse_each(read_rows(self._place, reading), reading):
                advance(1)
                if parsed.row.locale not in (None, self._index.locale.language_code):
                    self._report.count_foreign(parsed.row.number, str(parsed.row.locale))
                    continue
                outline = self._spool.add(parsed)
                self._linker.expect(parsed.row)
                self._outlines[outline.number] = outline
                if parsed.raw.file:
                    self._report.files[outline.number] = parsed.raw.file
                places.append((parsed.position, outline.number, outline.line))
                self._problems += parsed.problems
                self._problems += self._pictures.check(parsed.row)
        order, misplaced = listing_order(places)
        refused = {problem.number for problem in self._problems if problem.field == "position"}
        self._problems += [problem for problem in misplaced if problem.number not in refused]
        return order

    def _without_bad(self, numbers: Sequence[int]) -> list[int]:
        bad = {problem.number for problem in self._problems}
        return [number for number in numbers if number not in bad]

    def _write(self, numbers: Sequence[int], batches: BatchImport, journal: RunJournal) -> None:
        """Write rows batch by batch, each in its own transaction or all in one."""
        options = self._options

        def counted(chunk: Sequence[int]) -> None:
            batches.prepare(self._rows(chunk))
            batches.write()

        if options.dry_run:
            self._each_batch(numbers, counted)
            return

        def whole(chunk: Sequence[int]) -> None:
            batches.prepare(self._rows(chunk))
            self._write_batch(batches)

        if options.all_or_nothing:
            with self._files_follow(), transaction.atomic():
                self._each_batch(numbers, whole)
                self._link(numbers, batches)
            return
        if options.resume:
            self._done = self._report.resumed_after = journal.resume(len(numbers))
        else:
            journal.begin(len(numbers))

        def committed(chunk: Sequence[int], *, again: bool = False) -> None:
            batches.prepare(self._rows(chunk))
            with self._files_follow(), transaction.atomic():
                self._write_batch(batches)
                journal.advance(self._done + (0 if again else len(chunk)))

        before = numbers[: self._done]
        if options.rejects:
            # The run before refused these as it wrote them, and ended before it could say so.
            for part in self._parts([number for number in before if number not in batches.places]):
                committed(part, again=True)
        self._each_batch(numbers[self._done :], committed)
        batches.again.update(before)
        self._link(numbers, batches)

    def _link(self, numbers: Sequence[int], batches: BatchImport) -> None:
        """Resolve references to articles that were written later; in a resumed run, those of all rows."""
        again = [number for number in numbers if number in batches.pending | batches.again]
        for part in self._parts(again):
            rows = [row for row in self._rows(part) if self._linker.refers(row)]
            with transaction.atomic():
                batches.relink(rows)

    def _each_batch(self, numbers: Sequence[int], write: Callable[[Sequence[int]], object]) -> None:
        with self._progress("Checking" if self._options.dry_run else "Importing", len(numbers)) as advance:
            for part in self._parts(numbers):
                write(part)
                if settings.DEBUG:
                    reset_queries()  # whose texts hold the articles
                self._done += len(part)
                advance(len(part))

    def _parts(self, numbers: Sequence[int]) -> Iterator[Sequence[int]]:
        for first in range(0, len(numbers), self._options.batch_rows):
            yield numbers[first : first + self._options.batch_rows]

    def _write_batch(self, batches: BatchImport) -> None:
        if problems := batches.write():
            self._problems += problems
            if self._options.rejects is None:
                raise ImportRefused.for_rows(self._placed(problems), 0 if self._options.all_or_nothing else self._done)

    def _placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems with the files of a folder that their rows stand in."""
        return [replace(problem, file=self._report.files.get(problem.number, "")) for problem in problems]

    def _rows(self, numbers: Sequence[int]) -> list[Any]:
        return [spooled.row for spooled in self._spool.read(numbers)]

    @contextmanager
    def _files_follow(self) -> Iterator[None]:
        """Remove the files of pictures whose rows are rolled back."""
        committed: list[bool] = []
        try:
            with transaction.atomic():
                # Only tasks after the commit have failed or were interrupted: the articles are written.
                transaction.on_commit(lambda: committed.append(True))
                yield
        except BaseException:
            if not committed:
                self._pictures.remove_files()
            raise
        self._pictures.keep_files()

    def _reject(self) -> None:
        """Write the bad rows into their file."""
        if not self._problems or self._options.rejects is None:
            return
        reasons: dict[int, list[str]] = {}
        for problem in sorted(self._problems):
            reasons.setdefault(problem.number, []).append(f"{problem.field}: {problem.reason}")
            self._report.note(
                problem.number,
                f"rejected, {problem.field}: {problem.reason.rstrip('.')}",
                problem.field,
                NoteKind.REJECTED,
                problem.line,
            )
        self._report.rejected = len(reasons)
        if not self._options.dry_run:
            with RejectsFile(self._options.rejects) as rejects:
                for number, spooled in zip(reasons, self._spool.read(reasons), strict=True):
                    rejects.add(spooled.values, " ".join(reasons[number]))
