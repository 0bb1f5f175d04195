"""Changes to pages that no observed statement names: deleted references, and pages written without `save()`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from cms.changes.models import PublicPage
from cms.changes.references import pages_of_deleted
from cms.performance.response_cache.invalidation import add_written_rows


def name_referrers(instance: Model, using: str, **_kwargs: Any) -> None:
    """Record the pages that refer to a row as written before it is deleted, because the references are deleted too."""
    add_written_rows(Page, pages_of_deleted(instance), using)


def name_written_pages(pages: Iterable[int] = (), path: str = "", **_kwargs: Any) -> None:
    """Record the pages of the signal `pages_written` as written.

    Below a path, these are the pages of the ledger: any comparison finds the others, which are newly public.

    Args:
        pages: primary keys of the pages.
        path: the treebeard path at or below which pages were written.
    """
    below = PublicPage.objects.filter(tree_path__startswith=path).values_list("page_id", flat=True) if path else ()
    add_written_rows(Page, [*pages, *below])
