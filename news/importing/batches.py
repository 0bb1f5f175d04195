"""Batches of rows: compared with existing articles, and each written in one transaction."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from news.importing.articles.addresses import Addresses, OldAddress
from news.importing.articles.changes import Attached, Comparison
from news.importing.articles.linking import LinkedStory, Linker
from news.importing.articles.matching import Matches
from news.importing.articles.provenance import Provenance, Verdict, article_digests, row_digests
from news.importing.articles.relations import ArticleRelations
from news.importing.articles.relinking import relink_articles
from news.importing.articles.writer import ArticleWriter, NewArticle, assign_story
from news.importing.chunks import chunks
from news.importing.files.releases import Release, ReleaseStatus
from news.importing.files.rows import ArticleRow
from news.importing.pictures.bodies import BodyPictures
from news.importing.pictures.library import Pictures
from news.importing.problems import Problem
from news.importing.report import ImportReport, NoteKind
from news.importing.updates import Update, UpdatePolicy, hindrance_of, note_rest, retraction_of
from news.models import ArticlePage, NewsIndexPage

LINKED_COLUMNS = ("body", "related")
"""Columns with references to other articles."""


class BatchImport:
    """Writes batches of rows, one after the other.

    Args:
        index: the listing.
        matches: the existing articles of rows, and the slugs of new ones.
        datelines: the dateline of each row.
        policy: which columns of existing articles may change.
        pictures: the pictures of the rows.
        addresses: the addresses of the old site.
        linker: resolves the references of rows.
        report: counts what is done.
        dry_run: count what would be done, and write nothing.
        trusts_stories: they are those of an export, so that blocks and pictures were published before as they are.

    Attributes:
        pending: numbers of rows with references to rows that are not written yet.
        again: numbers of rows whose references can be resolved now, but could not when they were imported.
        places: by row number, the sort key of its article: dateline and primary key.
    """

    def __init__(
        self,
        index: NewsIndexPage,
        matches: Matches,
        datelines: Mapping[int, dt.datetime],
        policy: UpdatePolicy,
        pictures: Pictures,
        addresses: Addresses,
        linker: Linker,
        report: ImportReport,
        *,
        dry_run: bool = False,
        trusts_stories: bool = False,
    ) -> None:
        self._matches, self._datelines, self._policy = matches, datelines, policy
        self._pictures, self._report, self._is_dry = pictures, report, dry_run
        self._addresses, self._linker = addresses, linker
        self._relations = ArticleRelations(index.locale, pictures, report, dry_run=dry_run)
        self._writer = ArticleWriter(index, self._relations, pictures, report, trusts_stories=trusts_stories)
        self._body_pictures = BodyPictures(pictures, report)
        self._as_read: dict[int, ArticleRow] = {}
        self._provenance = Provenance(index)
        self._fresh: list[ArticleRow] = []
        self._updates: list[Update] = []
        self._moved: list[OldAddress] = []
        self.pending: set[int] = set()
        self.again: set[int] = set()
        self._next_pk = max((page.pk for page in matches.articles.values()), default=0)
        self.places: dict[int, tuple[dt.datetime | None, int]] = {
            number: (page.published_at, page.pk) for number, page in matches.articles.items()
        }

    def prepare(self, rows: Sequence[ArticleRow]) -> None:
        """Compare rows with existing articles, and fetch their pictures, before the transaction."""
        self._pictures.load(rows)
        self._body_pictures.load(rows, fetch=not self._is_dry)
        self._as_read, rows = {row.number: row for row in rows}, self._body_pictures.known(rows)
        pages = self._pages(rows)
        matched = [row for row in rows if row.number in self._matches.articles]
        stories = self._linker.stories(matched, self._pictures.known_file)
        self.again |= {number for number, story in stories.items() if story.is_pending}
        comparison = Comparison(pages.values(), self._pictures, stories)
        self._provenance.load(pages)
        self._updates, self._fresh, self._moved = [], [], []
        for row in rows:
            page = pages.get(self._matches.articles[row.number].pk) if row.number in self._matches.articles else None
            if page is None:
                self._fresh.append(row)
            elif update := self._compare(row, page, comparison):
                self._updates.append(update)
        self._pictures.fetch([*self._fresh, *(update.row for update in self._updates)], is_dry=self._is_dry)

    def write(self) -> list[Problem]:
        """Write the prepared rows in order, and return the problems of those that cannot be written.

        The caller opens the transaction, unless it is a dry run.
        """
        fresh, updates = self._fresh, self._updates
        self._relations.prepare(sorted([*fresh, *(update.row for update in updates)], key=lambda row: row.number))
        if self._is_dry:
            self._count(fresh, updates)
            return []
        self._report.redirects += self._addresses.redirect(self._moved)
        problems = self._create(self._body_pictures.stored(fresh))
        updates = self._still_as_compared(updates)
        for update in updates:
            (update.row,) = self._body_pictures.stored([update.row])
        stories = self._linker.stories([update.row for update in updates], self._pictures.add_file)
        for update in updates:
            if problem := self._update(update, stories[update.row.number]):
                problems.append(problem)
        self._writer.close()
        self._provenance.save()
        return problems

    def relink(self, rows: Sequence[ArticleRow]) -> None:
        """Resolve the pending references of rows again, in the caller's transaction."""
        self._pictures.load(rows)
        self._body_pictures.load(rows, fetch=False)
        rows = [row for row in self._body_pictures.known(rows) if row.number in self.places]
        stories = self._linker.stories(rows, self._pictures.known_file)
        pks = {row.number: self.places[row.number][1] for row in rows}
        self._provenance.load(pks.values())
        relink_articles({pks[row.number]: stories[row.number] for row in rows}, self._provenance)
        self._provenance.save()
        for row in rows:
            if row.number in self.pending:
                self._note_lost(row, stories[row.number])

    def _note_lost(self, row: ArticleRow, story: LinkedStory) -> None:
        for text in story.lost:
            self._report.note(row.number, text, "body", NoteKind.LOSS, row.line, self.places[row.number][1])

    def _still_as_compared(self, updates: Sequence[Update]) -> list[Update]:
        """Return the updates of articles that were not saved since the comparison."""
        pks = [update.page.pk for update in updates]
        latest = dict(ArticlePage.objects.filter(pk__in=pks).values_list("pk", "latest_revision_id")) if pks else {}
        for update in updates:
            if latest.get(update.page.pk) != update.page.latest_revision_id:
                self._report.left += 1
                text = "was edited while the import ran, and stays; run the import again"
                self._report.note(update.row.number, text, kind=NoteKind.CONFLICT, page=update.page.pk)
        return [update for update in updates if latest.get(update.page.pk) == update.page.latest_revision_id]

    def _pages(self, rows: Iterable[ArticleRow]) -> dict[int, ArticlePage]:
        found = [self._matches.articles[row.number].pk for row in rows if row.number in self._matches.articles]
        articles = ArticlePage.objects.select_related("image", "category__parent__parent")
        return {page.pk: page for chunk in chunks(found) for page in articles.filter(pk__in=chunk)}

    def _compare(self, row: ArticleRow, page: ArticlePage, comparison: Comparison) -> Update | None:
        """Compare a row with its article, and return the update; None if nothing is to change."""
        said = row_digests(row, self._datelines.get(row.number), self._pictures.key(row))
        has = article_digests(page, comparison.attached(page))
        columns = comparison.columns(row, page, self._datelines.get(row.number))
        verdict = self._provenance.judge(page.pk, columns, said, has)
        self._link_again(row, page, verdict, has)
        if not self._provenance.has_said(page.pk, "old_paths", said):
            self._moved += [OldAddress(row.number, page.pk, old) for old in row.old_paths]
        retraction = retraction_of(row, page)
        hindrance = retraction or hindrance_of(page)
        taken = [column for column in verdict.changed if self._policy.takes(column)]
        if self._policy.overwrite:
            taken += [column for column in verdict.conflicts if self._policy.takes(column)]
        if taken and not hindrance:
            rest = [column for column in columns if column not in taken]
            note_rest(self._report, self._provenance, row, page, verdict, rest)
            return Update(row, page, taken, rest)
        if not self._is_dry:
            self._provenance.remember(page.pk, row.import_id, said, has, columns)
        if not (verdict.changed or verdict.conflicts):
            self._report.unchanged += 1
            note_rest(self._report, self._provenance, row, page, verdict, verdict.kept)
            if not page.live and row.release.is_live:
                self._report.note(row.number, hindrance)
            if retraction:
                self._report.note(row.number, retraction, kind=NoteKind.CONFLICT, page=page.pk)
            return None
        self._report.left += 1
        if hindrance:
            names = ", ".join([*verdict.changed, *verdict.conflicts])
            kind = NoteKind.CONFLICT if retraction else NoteKind.DIFFERS
            self._report.note(row.number, f"differs in {names}; {hindrance}", kind=kind, page=page.pk)
        else:
            note_rest(self._report, self._provenance, row, page, verdict, columns)
        return None

    def _link_again(self, row: ArticleRow, page: ArticlePage, verdict: Verdict, has: Mapping[str, str]) -> None:
        """Collect a row whose differences come only from references that can be resolved now."""
        for column in LINKED_COLUMNS:
            if column in verdict.kept and self._provenance.is_untouched(page.pk, column, has):
                verdict.kept.remove(column)
                self.again.add(row.number)

    def _count(self, fresh: Sequence[ArticleRow], updates: Sequence[Update]) -> None:
        """Count what a dry run would do."""
        for row in fresh:
            self._next_pk += 1
            self.places[row.number] = self._datelines.get(row.number), self._next_pk
            self._pictures.count(row, None)
            self._note_all(row)
            self._count_release(row.release)
        for update in updates:
            self._pictures.count(update.row, update.page.image)
            self._note_all(update.row)
        self._report.created += len(fresh)
        self._report.updated += len(updates)

    def _count_release(self, release: Release) -> None:
        self._report.drafts += release.status is ReleaseStatus.DRAFT
        self._report.scheduled += release.status is ReleaseStatus.SCHEDULED
        self._report.private += release.is_private

    def _create(self, fresh: Sequence[ArticleRow]) -> list[Problem]:
        stories = self._linker.stories(fresh, self._pictures.add_file)
        by_number = {row.number: row for row in fresh}

        def place(made: Mapping[int, ArticlePage]) -> None:
            addresses = [
                OldAddress(number, page.pk, old)
                for number, page in made.items()
                for old in by_number[number].old_paths
            ]
            self._report.redirects += self._addresses.redirect(addresses)
            placed = {by_number[number].import_id or "": page.pk for number, page in made.items()}
            lacking = [by_number[number] for number in made if stories[number].is_pending]
            for number, story in self._linker.stories(lacking, self._pictures.add_file, placed).items():
                stories[number] = story
                assign_story(made[number], story)

        made, problems = self._writer.create(
            [NewArticle(row, self._matches.slugs[row.number], self._datelines.get(row.number)) for row in fresh],
            stories,
            place,
        )
        for row in fresh:
            if row.number in made:
                page = made[row.number]
                self.places[row.number] = self._datelines.get(row.number), page.pk
                self._remember(row, page, list(self._pictures.differs(row, page.image)))
                self._note_all(row)
                self._note_story(row, stories[row.number])
                self._count_release(row.release)
        self._report.created += len(made)
        return problems

    def _note_story(self, row: ArticleRow, story: LinkedStory) -> None:
        if story.is_pending:
            self.pending.add(row.number)
        else:
            self._note_lost(row, story)

    def _update(self, update: Update, story: LinkedStory) -> Problem | None:
        row, page = update.row, update.page
        dateline = self._datelines.get(row.number)
        if problem := self._writer.update(row, page, dateline, update.columns, story):
            return problem
        if "date" in update.columns:
            self.places[row.number] = dateline, page.pk
        self._remember(row, page, update.rest)
        self._note_all(row)
        self._note_story(row, story)
        self._report.updated += 1
        return None

    def _remember(self, row: ArticleRow, page: ArticlePage, rest: Iterable[str]) -> None:
        said = row_digests(row, self._datelines.get(row.number), self._pictures.key(row))
        self._provenance.remember(page.pk, row.import_id, said, article_digests(page, Attached.of(page)), rest)

    def _note_all(self, row: ArticleRow) -> None:
        for note in row.notes:
            self._report.note(row.number, note, kind=NoteKind.LOSS, page=self.places.get(row.number, (None, None))[1])
        self._body_pictures.note_lost(self._as_read.get(row.number, row))
