"""Pages whose rows no statement names: those that refer to what is deleted, and those written past `save()`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from cms.changes.models import PublicPage
from cms.changes.references import pages_of_deleted
from cms.performance.response_cache.invalidation import add_written_rows


def name_referrers(instance: Model, using: str, **_kwargs: Any) -> None:
    """Name the pages that refer to a row as written, before it is deleted, as the references go with it."""
    add_written_rows(Page, pages_of_deleted(instance), using)


def name_written_pages(pages: Iterable[int] = (), path: str = "", **_kwargs: Any) -> None:
    """Name the pages of the signal `pages_written` as written.

    Of a path, these are the pages of the ledger: others are new to the public, and any comparison finds them.

    Args:
        pages: their primary keys.
        path: the treebeard path at or below which they are.
    """
    below = PublicPage.objects.filter(tree_path__startswith=path).values_list("page_id", flat=True) if path else ()
    add_written_rows(Page, [*pages, *below])
