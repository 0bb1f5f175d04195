"""Rebuilding: a new index is filled while the old one is searched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from cms.sites import SiteIndex
from cms.visibility import Visibility
from search.analysis import VERSION
from search.backends import engine
from search.indexing.documents import indexable
from search.indexing.entries import refresh
from search.models import Entry, Index, Posting, Term

PAGES_PER_STEP = 1000


class Rebuild:
    """A rebuild, new or resumed.

    Args:
        fresh: start over, although an unfinished one could be resumed.

    Attributes:
        index: the new index.
        resumed: whether an earlier run began it.
    """

    def __init__(self, *, fresh: bool = False) -> None:
        Index.objects.written()  # the current index comes before the new one
        begun = Index.objects.filter(completed_at=None)
        for index in begun if fresh else begun.exclude(version=VERSION):
            drop_index(index)
        found = begun.order_by("pk").last()
        self.resumed = found is not None
        self.index = found or Index.objects.create()

    @property
    def left(self) -> int:
        """The number of pages that remain to be written."""
        left: int = self._pages().count()
        return left

    def _pages(self) -> Any:
        visibility = Visibility(SiteIndex())
        return indexable(visibility, Page.objects.filter(pk__gt=self.index.last_page)).order_by("pk")

    def run(self) -> Iterator[int]:
        """Write all pages in chunks, and yield the size of each. Changes that are made meanwhile are written too."""
        while pages := list(self._pages().values_list("pk", flat=True)[:PAGES_PER_STEP]):
            with transaction.atomic():
                refresh(pages, [self.index])
                self.index.last_page = pages[-1]
                self.index.save(update_fields=["last_page"])
            yield len(pages)

    def finish(self) -> None:
        """Make the new index the current one, and drop the old ones.

        ANALYZE runs afterwards: without statistics, the database plans for an empty table.

        Raises:
            EngineError: when the engine cannot serve it; the old one stays.
        """
        with connection.cursor() as cursor:
            for model in (Entry, Posting, Term):
                cursor.execute(f'ANALYZE "{model._meta.db_table}"')
        engine().completed(self.index)
        self.index.completed_at = timezone.now()
        self.index.save(update_fields=["completed_at"])
        for old in Index.objects.filter(pk__lt=self.index.pk):
            drop_index(old)


def drop_index(index: Index) -> None:
    """Drop an index in chunks, so that no request waits for a lock."""
    engine().dropped(index)
    for rows in (index.entries, index.terms, index.corpora, index.unsent):
        while pks := list(rows.values_list("pk", flat=True)[:PAGES_PER_STEP]):
            chunk = rows.filter(pk__in=pks)
            chunk._raw_delete(chunk.db)
    index.delete()
