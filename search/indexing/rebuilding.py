"""Filling a new index while the old one answers."""

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
    """A rebuild, begun or gone on with.

    Args:
        fresh: begin anew although there is one that stopped half-way.

    Attributes:
        index: the index that is filled.
        resumed: whether an earlier run left it.
    """

    def __init__(self, *, fresh: bool = False) -> None:
        Index.objects.written()  # the one that answers comes before the one that is built
        begun = Index.objects.filter(completed_at=None)
        for index in begun if fresh else begun.exclude(version=VERSION):
            drop_index(index)
        found = begun.order_by("pk").last()
        self.resumed = found is not None
        self.index = found or Index.objects.create()

    @property
    def left(self) -> int:
        """How many pages are still to be written."""
        left: int = self._pages().count()
        return left

    def _pages(self) -> Any:
        visibility = Visibility(SiteIndex())
        return indexable(visibility, Page.objects.filter(pk__gt=self.index.last_page)).order_by("pk")

    def run(self) -> Iterator[int]:
        """Write all pages; yield after each chunk how many were in it. Changes that come meanwhile are written too."""
        while pages := list(self._pages().values_list("pk", flat=True)[:PAGES_PER_STEP]):
            with transaction.atomic():
                refresh(pages, [self.index])
                self.index.last_page = pages[-1]
                self.index.save(update_fields=["last_page"])
            yield len(pages)

    def finish(self) -> None:
        """Let the new index answer, and remove the old ones.

        ANALYZE runs afterwards: the database would search a new table as if it were empty.

        Raises:
            EngineError: when the engine cannot answer with it; the old one answers on.
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
    """Remove an index, in steps, so that no request waits for it."""
    engine().dropped(index)
    for rows in (index.entries, index.terms, index.corpora, index.unsent):
        while pks := list(rows.values_list("pk", flat=True)[:PAGES_PER_STEP]):
            chunk = rows.filter(pk__in=pks)
            chunk._raw_delete(chunk.db)
    index.delete()
