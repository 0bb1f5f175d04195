"""The import of a whole listing: everything or nothing."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Page

from news.importing.articles.changes import Comparison
from news.importing.articles.datelines import Dated, set_datelines
from news.importing.articles.matching import match
from news.importing.articles.pictures import Pictures
from news.importing.articles.relations import ArticleRelations
from news.importing.articles.writer import ArticleWriter
from news.importing.files.readers import read_rows
from news.importing.files.rows import ArticleRow, parse_rows
from news.importing.problems import ImportRefused, Problem
from news.importing.report import ImportReport
from news.models import ArticlePage, NewsIndexPage

Progress = Callable[[Sequence[ArticleRow]], Iterable[ArticleRow]]


@dataclass(frozen=True)
class Options:
    """How a listing is imported.

    Attributes:
        images: the directory with the picture files.
        update: change articles that are there already and differ from their rows.
        dry_run: do everything, and then undo it.

    """

    images: Path | None = None
    update: bool = False
    dry_run: bool = False


def import_listing(path: Path, index: NewsIndexPage, options: Options, progress: Progress = iter) -> ImportReport:
    """Import a file's articles below a listing and return what was done.

    Raises:
        ImportRefused: when the file cannot be read or has bad rows; then nothing has changed.

    """
    rows, problems = parse_rows(read_rows(path))
    report = ImportReport()
    pictures = Pictures(rows, options.images, report)
    committed: list[bool] = []
    try:
        with transaction.atomic():
            # The tasks that follow a commit may fail or be interrupted, when the articles are there already.
            transaction.on_commit(lambda: committed.append(True))
            _Import(rows, index, options, pictures, report).run([*problems, *pictures.problems], progress)
            if options.dry_run:
                transaction.set_rollback(True)
    except BaseException:
        if not committed:
            pictures.remove_files()
        raise
    if options.dry_run:
        pictures.remove_files()
    return report


class _Import:
    """One run over rows that have been read."""

    def __init__(
        self,
        rows: Sequence[ArticleRow],
        index: NewsIndexPage,
        options: Options,
        pictures: Pictures,
        report: ImportReport,
    ) -> None:
        self._rows = rows
        self._index = index
        self._options = options
        self._pictures = pictures
        self._report = report
        self._pages: dict[int, ArticlePage] = {}
        self._updates: set[int] = set()

    def run(self, problems: Sequence[Problem], progress: Progress) -> None:
        """Match the rows with what is there, and write those that are new or changed.

        The last row is written first, so that of articles of the very same moment the listing's first is the newest.
        """
        # Two imports into one listing at once would take the same places in the tree.
        Page.objects.select_for_update().get(pk=self._index.pk)
        bad = {problem.number for problem in problems}
        matches = match([row for row in self._rows if row.number not in bad], self._index, self._report)
        if problems := [*problems, *matches.problems]:
            raise ImportRefused.for_rows(problems)
        self._pages.update(matches.articles)
        datelines = set_datelines(
            self._rows,
            {number: Dated(page.published_at, page.pk) for number, page in self._pages.items() if page.published_at},
        )
        self._sort_out(datelines)
        writable = [row for row in self._rows if row.number in matches.slugs or row.number in self._updates]
        writer = ArticleWriter(
            self._index, ArticleRelations(writable, self._index.locale, self._report), self._pictures
        )
        for row in progress(writable[::-1]):
            dateline = datelines[row.number]
            try:
                if row.number in self._updates:
                    writer.update(row, self._pages[row.number], dateline)
                    self._report.updated += 1
                else:
                    self._pages[row.number] = writer.create(row, matches.slugs[row.number], dateline)
                    self._report.created += 1
            except ValidationError as error:
                problem = Problem(row.number, "article", " ".join(error.messages), row.line)
                raise ImportRefused.for_rows([problem]) from error
            for note in row.notes:
                self._report.note(row.number, note)
        writer.close()
        self._check_order()

    def _sort_out(self, datelines: Mapping[int, dt.datetime]) -> None:
        """Tell the articles that are to be changed from those that stay as they are."""
        comparison = Comparison(self._pages.values(), self._pictures)
        for row in self._rows:
            page = self._pages.get(row.number)
            if page is None:
                continue
            columns = comparison.columns(row, page, datelines[row.number])
            hindrance = _hindrance(page)
            if not columns:
                self._report.unchanged += 1
                if not page.live:
                    self._report.note(row.number, hindrance)
                continue
            if self._options.update and not hindrance:
                self._updates.add(row.number)
                continue
            self._report.left += 1
            self._report.note(
                row.number, f"differs in {', '.join(columns)}; {hindrance or '--update would change it'}"
            )

    def _check_order(self) -> None:
        """Note where readers see the rows in another order than the file's, because of their dates."""
        places = [(self._pages[row.number].published_at, self._pages[row.number].pk, row.number) for row in self._rows]
        wrong = [(above[2], below[2]) for above, below in pairwise(places) if above[:2] < below[:2]]
        if wrong:
            above, below = wrong[0]
            more = f" (and {len(wrong) - 1:,} more above theirs)" if wrong[1:] else ""
            self._report.note(below, f"has a later date than row {above} and stands above it in listings{more}")


def _hindrance(page: ArticlePage) -> str:
    """Return why an import must not touch an article, which is what an editor did to it; empty if nothing is."""
    if not page.live:
        return "its article is not published"
    if page.has_unpublished_changes:
        return "its article has changes that were not published yet"
    if page.locked:
        return "its article is locked"
    return "its article is an alias" if page.alias_of_id else ""
