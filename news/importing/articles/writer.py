"""Writes articles as editors do: with revisions, log entries and signals."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.signals import page_published, published

from cms.editing.publication.checks import faults_of
from news.importing.articles.changes import content_of
from news.importing.articles.indexes import index_articles, indexed_later
from news.importing.articles.pictures import Pictures
from news.importing.articles.relations import ArticleRelations
from news.importing.chunks import CHUNK_ROWS
from news.importing.files.rows import ArticleRow
from news.models import ArticlePage, NewsIndexPage


class ArticleWriter:
    """Writes the articles of one listing."""

    def __init__(self, index: NewsIndexPage, relations: ArticleRelations, pictures: Pictures) -> None:
        self._index = index
        self._relations = relations
        self._pictures = pictures
        self._created: list[ArticlePage] = []
        self._written: list[int] = []

    def create(self, row: ArticleRow, slug: str, dateline: dt.datetime) -> ArticlePage:
        """Create a row's article and publish it, as of its dateline.

        So a listing by the latest edit, a sitemap or a feed does not show an old archive as today's news. Publishing
        the revision in the usual way would date it today, and takes as long again.
        """
        page = ArticlePage(
            title=row.title,
            slug=slug,
            locale=self._index.locale,
            live=True,
            first_published_at=dateline,
            last_published_at=dateline,
        )
        self._fill(page, row, dateline, update=False)
        with indexed_later():
            self._index.add_child(instance=page)
            if faults := faults_of(page):
                raise ValidationError(faults)
            page.live_revision = revision = page.save_revision(clean=False, changed=False)
        log(instance=page, action="wagtail.publish", revision=revision, content_changed=True)
        for signal in (page_published, published):
            signal.send(sender=ArticlePage, instance=page, revision=revision)
        self._created.append(page)
        self._written.append(page.pk)
        return page

    def update(self, row: ArticleRow, page: ArticlePage, dateline: dt.datetime) -> None:
        """Change an article to what its row says, and publish it anew."""
        page.title = row.title
        self._fill(page, row, dateline, update=True)
        with indexed_later():
            page.save_revision(log_action=True).publish()
        self._written.append(page.pk)

    def close(self) -> None:
        """Finish what is quicker for all articles at once."""
        Page.objects.bulk_update(self._created, ["live_revision"], batch_size=CHUNK_ROWS)
        index_articles(self._written)

    def _fill(self, page: ArticlePage, row: ArticleRow, dateline: dt.datetime, *, update: bool) -> None:
        page.published_at = dateline
        for name in ("kicker", "summary"):
            if (value := getattr(row, name)) is not None:
                setattr(page, name, value)
        page.image = self._pictures.choose(row, page.image, update=update)
        if row.body is not None:
            page.body = json.dumps(_with_ids(row.body, page.body.raw_data))
        self._relations.assign(page, row)


def _with_ids(blocks: Sequence[dict[str, Any]], present: Iterable[Any]) -> list[dict[str, Any]]:
    """Return blocks with ids; one that says what a present block says is that block, so that links to it hold."""
    kept: dict[str, list[dict[str, Any]]] = {}
    for block in present:
        kept.setdefault(repr(content_of(block)), []).append(dict(block))
    found = []
    for block in blocks:
        same = kept.get(repr(content_of(block)))
        found.append(same.pop(0) if same else {**block, "id": str(uuid4())})
    return found
