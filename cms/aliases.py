"""Aliases: Wagtail's pages that show what another page holds, which may be an alias itself."""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet, Subquery
from wagtail.models import Page

import cms.tree_paths  # noqa: F401  # registers the lookup `at_or_below`
from cms.queries import fetch

M = TypeVar("M", bound=Model)


class WithAliases(Subquery):
    """The primary keys that a queryset selects, and those of all aliases of these pages, aliases of aliases too."""

    template = (
        "(WITH RECURSIVE source(id) AS (%(subquery)s UNION SELECT alias.id FROM wagtailcore_page alias"
        " JOIN source ON source.id = alias.alias_of_id) SELECT id FROM source)"
    )

    def __init__(self, pages: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(pages.order_by(), **kwargs)


class AliasesOf(WithAliases):
    """The primary keys of the aliases alone, of the pages whose keys a queryset selects and of their aliases."""

    template = WithAliases.template.replace(
        "SELECT id FROM source",
        "SELECT alias.id FROM wagtailcore_page alias JOIN source ON source.id = alias.alias_of_id",
    )


def with_aliases(pages: Collection[int]) -> set[int]:
    """Return the primary keys of pages and of all their aliases."""
    found = new = set(pages)
    while new:
        new = set(Page.objects.filter(alias_of__in=new).values_list("pk", flat=True)) - found
        found = found | new
    return found


def exclude_aliases_of(queryset: QuerySet[M], hidden: Q) -> QuerySet[M]:
    """Narrow a queryset of pages to those that are no aliases, at any remove, of pages that a condition matches."""
    # Few pages are aliases: the sources of all are looked at once, rather than that of each page.
    sources = Page.objects.filter(alias_of__isnull=False).order_by().values("alias_of")
    return queryset.exclude(pk__in=AliasesOf(Page.objects.filter(hidden, pk__in=sources).values("pk")))


def alias_paths(sources: list[str], known: list[str], tags: Iterable[str]) -> list[str]:
    """Return the treebeard paths of the aliases of pages at or below some paths, but not of those below known ones.

    Args:
        sources: treebeard paths of pages.
        known: treebeard paths; aliases at or below them are left out.
        tags: the cache tags of what is read.
    """
    rows = fetch(
        lambda: (
            Page.objects.filter(alias_of__path__at_or_below=sources).exclude(path__at_or_below=known).order_by("path")
        ),
        ["path"],
        {},
        ("alias paths", tuple(sources), tuple(known)),
        tags=tags,
    )
    return [path for (path,) in rows]
