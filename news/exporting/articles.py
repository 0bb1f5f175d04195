"""The export of the articles that a selection names."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Exists, F, OuterRef, QuerySet

from cms.takedowns.models import TakeDown
from news.exporting.archive import exported_to
from news.exporting.media import ExportedFiles
from news.exporting.rows import DRAFT_STATUS, RowMaker
from news.importing.chunks import chunks
from news.models import ArticlePage, Category, NewsIndexPage
from news.models.category_tree import at_or_below

ExportProgress = Callable[[list[int]], Iterable[int]]


@dataclass(frozen=True)
class ExportSelection:
    """Which articles are exported.

    Attributes:
        index: those below this listing; None for those of every listing.
        categories: slugs of categories; those below them count too.
        tags: names of tags.
        since, until: bounds of the dateline; the second is not included.
        drafts: what is not published too, as the latest draft has it.
    """

    index: NewsIndexPage | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    drafts: bool = False

    def articles(self) -> QuerySet[ArticlePage]:
        """Return the articles as listings have them, newest first, without aliases and what was taken down."""
        taken_down = Exists(TakeDown.objects.in_force().filter(page_id=OuterRef("pk")))
        found: QuerySet[ArticlePage] = ArticlePage.objects.filter(alias_of=None).exclude(taken_down)
        if self.index is not None:
            found = found.filter(path__startswith=self.index.path, depth=self.index.depth + 1)
        if self.categories:
            found = found.filter(category__in=Category.objects.filter(at_or_below(slug__in=self.categories)))
        if self.tags:
            found = found.filter(pk__in=ArticlePage.objects.filter(tags__name__in=self.tags).values("pk"))
        if self.since is not None:
            found = found.filter(published_at__gte=self.since)
        if self.until is not None:
            found = found.filter(published_at__lt=self.until)
        found = found.order_by(F("published_at").desc(nulls_last=True), "-pk")
        return found if self.drafts else found.exclude(live=False)


@dataclass
class ExportReport:
    """What was exported, or would be.

    Attributes:
        articles, drafts: how many of them; drafts count as articles too.
        images, documents: how many files.
        with_changes: how many published articles have changes that were not published, which are not exported.
        missing: files that the storage lacks.
    """

    articles: int = 0
    drafts: int = 0
    images: int = 0
    documents: int = 0
    with_changes: int = 0
    missing: list[str] = field(default_factory=list)

    def lines(self, *, dry_run: bool) -> list[str]:
        """Return the summary as lines of text."""
        counted = [
            (self.articles, "articles"),
            (self.drafts, "of them drafts"),
            *([] if dry_run else [(self.images, "pictures"), (self.documents, "documents")]),
        ]
        lines = ["Would be exported:" if dry_run else "Exported:", *(f"{count:>9,} {what}" for count, what in counted)]
        if self.with_changes:
            lines.append(f"{self.with_changes:,} of them have changes that were not published; these were left out.")
        lines += [f"Missing: {one}." for one in self.missing]
        return lines


def export(
    selection: ExportSelection,
    target: Path,
    *,
    force: bool = False,
    dry_run: bool = False,
    progress: ExportProgress = iter,
) -> ExportReport:
    """Write articles with their pictures and documents to a directory or zip file.

    The memory that it takes grows by a number for each article and a name for each file: articles are read in batches.

    Raises:
        ExportRefused: as `exported_to` does; then nothing is written.
    """
    keys = list(selection.articles().values_list("pk", flat=True))
    report = ExportReport()
    with nullcontext() if dry_run else exported_to(target, force=force) as folder:
        if folder is None:
            counts = Counter(selection.articles().values_list("live", "has_unpublished_changes").iterator())
            report.articles, report.with_changes = counts.total(), counts[True, True]
            report.drafts = counts[False, True] + counts[False, False]
            return report
        images, documents = ExportedFiles(folder, "images"), ExportedFiles(folder, "documents")
        maker = RowMaker(images, documents)
        for chunk in chunks(progress(keys)):
            for row in maker.rows(_read(chunk, report)):
                folder.add_line("articles.jsonl", row)
                report.articles += 1
                report.drafts += row["status"] == DRAFT_STATUS
        report.images, report.documents = images.count, documents.count
        report.missing = [*images.missing, *documents.missing]
        counted = ("articles", "drafts", "images", "documents")
        folder.close({name: getattr(report, name) for name in counted})
    return report


def _read(keys: list[int], report: ExportReport) -> list[ArticlePage]:
    """Return articles in the order of the keys: as they are published, else as their latest draft has them."""
    found = ArticlePage.objects.select_related("category__parent__parent", "latest_revision").in_bulk(keys)
    articles = []
    for key in keys:
        article = found.get(key)
        if article is None:
            continue  # deleted since the export began
        report.with_changes += article.live and article.has_unpublished_changes
        is_draft = not article.live and article.latest_revision is not None
        articles.append(article.with_content_json(article.latest_revision.content) if is_draft else article)
    return articles
