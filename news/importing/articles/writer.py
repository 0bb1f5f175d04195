"""Writing of articles with revisions, log entries and signals, as the admin does; new ones in bulk."""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cms.editing.publication.checks import faults_of_new
from news.importing.articles.changes import PLAIN_COLUMNS, content_of
from news.importing.articles.indexes import index_articles, indexed_later
from news.importing.articles.insertion import insert_articles
from news.importing.articles.linking import LinkedStory
from news.importing.articles.relations import ArticleRelations
from news.importing.files.relations import CorrectionRow
from news.importing.files.releases import ReleaseStatus
from news.importing.files.rows import ArticleRow
from news.importing.pictures.library import Pictures
from news.importing.pictures.secondary import further_picture
from news.importing.problems import Problem
from news.importing.report import ImportReport
from news.models import ArticlePage, Correction, NewsIndexPage, RelatedArticle

CHILD_RELATIONS = ("bylines", "tagged_items", "related_links", "corrections", "wagtail_admin_comments")


class NewArticle(NamedTuple):
    """A row for a new article."""

    row: ArticleRow
    slug: str
    dateline: dt.datetime | None


class ArticleWriter:
    """Writes the articles of one listing.

    Args:
        index: the listing.
        relations: the categories, authors and tags of the rows.
        pictures: the pictures of the rows.
        report: takes notes of values that are left out.
        trusts_stories: blocks and pictures were published before as they are.
    """

    def __init__(
        self,
        index: NewsIndexPage,
        relations: ArticleRelations,
        pictures: Pictures,
        report: ImportReport,
        *,
        trusts_stories: bool = False,
    ) -> None:
        self._trusts_stories = trusts_stories
        self._index, self._relations, self._pictures, self._report = index, relations, pictures, report
        self._updated: list[int] = []

    def create(
        self,
        new: Sequence[NewArticle],
        stories: Mapping[int, LinkedStory],
        place: Callable[[Mapping[int, ArticlePage]], None],
    ) -> tuple[dict[int, ArticlePage], list[Problem]]:
        """Create the articles of rows, each published as of its dateline, scheduled, or a draft.

        So an imported archive does not appear as today's news in sitemaps, feeds and lists by the latest update.

        Args:
            new: the rows.
            stories: the stories by row number.
            place: called with the articles by row number, once they have primary keys.

        Returns:
            The articles by row number, and the problems of the rows whose articles must not be published.
        """
        problems: list[Problem] = []
        built: list[tuple[NewArticle, ArticlePage]] = []
        for one in new:
            try:
                built.append((one, self._build(one, stories[one.row.number])))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                if one.row.blocks is None:
                    raise
                reason = f"are not as an export of Dateline has them ({type(error).__name__}: {error})."
                problems.append(one.row.problem("blocks", reason))
        public = [pair for pair in built if pair[0].row.release.status is not ReleaseStatus.DRAFT]
        found = faults_of_new([page for _one, page in public], columns_only=self._trusts_stories)
        faults = {one.row.number: reasons for (one, _page), reasons in zip(public, found, strict=True)}
        made: dict[int, ArticlePage] = {}
        for one, page in built:
            if reasons := faults.get(one.row.number):
                problems.append(one.row.problem("article", " ".join(reasons)))
            else:
                made[one.row.number] = page
        if made:
            written = [(made[one.row.number], one.row.release) for one, _page in built if one.row.number in made]
            insert_articles(
                list(made.values()),
                self._index,
                scheduled=[page for page, release in written if release.status is ReleaseStatus.SCHEDULED],
                private=[page for page, release in written if release.is_private],
                place=lambda: place(made),
            )
        return made, problems

    def update(
        self,
        row: ArticleRow,
        page: ArticlePage,
        dateline: dt.datetime | None,
        columns: Collection[str],
        story: LinkedStory,
    ) -> Problem | None:
        """Set columns of an article to the values of its row, and publish it; return the problem if it must not be."""
        try:
            with transaction.atomic():
                self._fill(page, row, dateline, columns, story)
                with indexed_later():
                    page.save_revision(log_action=True).publish()
        except ValidationError as error:
            return row.problem("article", " ".join(error.messages))
        self._updated.append(page.pk)
        return None

    def close(self) -> None:
        """Finish the work that is done for all articles of a batch together."""
        index_articles(self._updated)
        self._updated.clear()

    def _build(self, new: NewArticle, story: LinkedStory) -> ArticlePage:
        row, release = new.row, new.row.release
        first = release.first_published_at or (new.dateline if release.is_live else None)
        page = ArticlePage(
            title=row.title,
            draft_title=row.title,
            slug=new.slug,
            locale=self._index.locale,
            live=release.is_live,
            has_unpublished_changes=not release.is_live,
            expired=release.is_expired and not release.is_live,
            go_live_at=release.go_live_at,
            expire_at=release.expire_at,
            first_published_at=first,
            last_published_at=release.last_published_at or first,
            updated_at=release.updated_at,
            embargo=release.embargo,
            embargo_until=release.embargo_until,
            embargo_note=release.embargo_note,
            **({"translation_key": row.translation_key} if row.translation_key else {}),
        )
        for relation in CHILD_RELATIONS:
            setattr(page, relation, [])
        self._fill(page, row, new.dateline, None, story)
        now = timezone.now()
        if page.live and page.is_embargoed(now):
            page.set_release_dates(None, now)
        if row.blocks is not None:
            _ = [block.value for block in page.body]  # fails for an invalid story
        return page

    def _fill(
        self,
        page: ArticlePage,
        row: ArticleRow,
        dateline: dt.datetime | None,
        columns: Collection[str] | None,
        story: LinkedStory,
    ) -> None:
        """Set columns of an article to the values of its row: all, or some."""

        def wanted(*names: str) -> bool:
            return columns is None or any(name in columns for name in names)

        if wanted("title"):
            page.title = row.title
        if wanted("date"):
            page.published_at = dateline
        for name in PLAIN_COLUMNS:
            if wanted(name) and (value := getattr(row, name)) is not None:
                setattr(page, name, value)
        if wanted("image", "image_description", "image_credit"):
            page.image = self._pictures.choose(row, page.image, update=columns is not None)
        if wanted("social_image") and row.social_image is not None:
            page.social_image = further_picture(self._pictures, self._report, row, row.social_image, "social_image")
        if wanted("corrections") and row.corrections is not None:
            page.corrections = corrected(page, row.corrections)
        self._relations.assign(page, row, columns)
        if wanted("body") and story.body is not None:
            page.body = json.dumps(with_ids(story.body, page.body.raw_data))
        if wanted("related") and story.related is not None:
            page.related_links = related_links(story.related)


def assign_story(page: ArticlePage, story: LinkedStory) -> None:
    """Set the body and related articles of a new article, once those it refers to have primary keys."""
    if story.body is not None:
        page.body = json.dumps(with_ids(story.body, page.body.raw_data))
    if story.related is not None:
        page.related_links = related_links(story.related)


def related_links(pks: Iterable[int]) -> list[RelatedArticle]:
    """Return the related links to these articles."""
    return [RelatedArticle(article_id=pk, sort_order=place) for place, pk in enumerate(pks)]


def corrected(page: ArticlePage, rows: Iterable[CorrectionRow]) -> list[Correction]:
    """Return the corrections of a row for an article; already published ones are amended."""
    present = list(page.corrections.all()) if page.pk else []
    found = []
    for place, row in enumerate(rows):
        correction = present.pop(0) if present else Correction()
        correction.date, correction.kind, correction.text, correction.sort_order = *row, place
        found.append(correction)
    for place, correction in enumerate(present, len(found)):
        correction.sort_order = place
    return [*found, *present]


def with_ids(blocks: Sequence[dict[str, Any]], present: Iterable[Any]) -> list[dict[str, Any]]:
    """Return blocks with ids. A block with the content of a present one keeps its id, and so links to it work."""
    kept: dict[str, list[dict[str, Any]]] = {}
    for block in present:
        kept.setdefault(repr(content_of(block)), []).append(dict(block))
    found = []
    for block in blocks:
        same = kept.get(repr(content_of(block)))
        found.append(same.pop(0) if same else {"id": str(uuid4()), **block})
    return found
