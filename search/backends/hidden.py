"""Hidden entries: entries of pages that were hidden after they were indexed.

The worker removes an entry shortly after its page was hidden, and on its next run where the page expired. Until then
spelling, completion and ranking must ignore such entries, or their numbers would reveal hidden words. Candidates are
found without filtering all pages: those of pages with a pending change, expired ones, those under embargo, and the
aliases of all of these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from cms.aliases import WithAliases
from cms.embargo import Embargoable, held
from cms.performance.response_cache.cache_tags import table_label
from cms.visibility import Visibility
from search.models import Change, Entry

if TYPE_CHECKING:
    from search.backends.posting_codec import Array
    from search.models import Index

MAX_COUNTED_HIDDEN_ENTRIES = 500
"""While more entries are hidden, words are neither corrected nor completed: counting hidden words takes too long."""


@dataclass(frozen=True, eq=False)
class HiddenEntries:
    """Hidden entries of one language, which a search ignores.

    Attributes:
        entries: their primary keys, ascending.
        length: number of terms in all of them.
    """

    entries: Array
    length: int

    @property
    def is_countable(self) -> bool:
        """Whether there are few enough to read `documents`."""
        return len(self.entries) <= MAX_COUNTED_HIDDEN_ENTRIES

    @cached_property
    def documents(self) -> Mapping[str, int]:
        """Number of hidden entries that hold each term."""
        rows = Entry.objects.filter(pk__in=self.entries.tolist()).values_list("title_terms", "text_terms")
        return Counter(term for title, text in rows for term in {*title.split(), *text.split()})


_known: WeakKeyDictionary[Visibility, dict[tuple[int, str], HiddenEntries | None]] = WeakKeyDictionary()


def hidden_entries(index: Index, locale: str, visibility: Visibility) -> HiddenEntries | None:
    """Return the hidden entries of one language, None when there are none; read once for each `Visibility`.

    Args:
        index: the index.
        locale: the language.
        visibility: the visibility policy for the searcher; its sites are ignored, as all are indexed together.
    """
    known = _known.setdefault(visibility, {})
    if (index.pk, locale) not in known:
        known[index.pk, locale] = _read(index, locale, visibility)
    return known[index.pk, locale]


def _read(index: Index, locale: str, visibility: Visibility) -> HiddenEntries | None:
    if visibility.viewer.sites is not None:
        visibility = Visibility(visibility.sites, replace(visibility.viewer, sites=None), visibility.now)
    shown = visibility.pages(Page.objects.filter(pk=OuterRef("page_id")).order_by())
    doubtful = doubtful_entries(index, visibility, with_changes=True).filter(locale=locale)
    hidden = sorted(doubtful.filter(~Exists(shown)).values_list("pk", "length"))
    if not hidden:
        return None
    return HiddenEntries(np.array([pk for pk, _length in hidden]), sum(length for _pk, length in hidden))


def doubtful_entries(index: Index, visibility: Visibility, *, with_changes: bool) -> QuerySet[Entry]:
    """Return the indexed entries whose pages may be hidden by now.

    Args:
        index: the index.
        visibility: the visibility policy; only its sites and its moment are used.
        with_changes: include pages with a pending change, not only those that are expired or under embargo.
    """
    entries = Entry.objects.filter(index=index, held=False)
    sources: list[Any] = [entries.filter(expires_at__lte=visibility.now).values("page_id")]
    sources += [rows.filter(held(visibility.now)).values("pk") for rows in _embargoable()]
    paths = expired_roots(visibility)
    if with_changes:
        sources.append(Change.objects.filter(path="").values("page_id"))
        paths += Change.objects.exclude(path="").values_list("path", flat=True).distinct()
    doubtful = Q(pk__in=[])
    for pages in sources:
        doubtful |= Q(page__in=WithAliases(pages))
    for path in _topmost(paths):
        doubtful |= Q(page__in=WithAliases(Page.objects.filter(path__startswith=path).order_by().values("pk")))
    return entries.filter(doubtful).order_by()


def expired_roots(visibility: Visibility) -> list[str]:
    """Return the treebeard paths of trees whose home page has expired but is not yet unpublished."""
    return [
        tree.root
        for tree in visibility.sites.trees
        if any(
            home.live and home.expire_at and home.expire_at <= visibility.now
            for home in (tree.home, tree.default_home)
        )
    ]


def _topmost(paths: list[str]) -> list[str]:
    """Return paths without those below others."""
    found: list[str] = []
    for path in sorted(set(paths)):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found


def _embargoable() -> list[QuerySet[Any]]:
    return [model._default_manager.all() for model in _embargoable_models()]


@cache
def _embargoable_models() -> tuple[Any, ...]:
    return tuple(model for model in apps.get_models() if issubclass(model, Embargoable))


@cache
def embargoed_tags() -> tuple[str, ...]:
    """Return the cache tags of the tables with embargoes."""
    return tuple(f"list:{table_label(model._meta.db_table)}" for model in _embargoable_models())


@cache
def embargoed_sql() -> tuple[str, int]:
    """Return an SQL condition on `search_entry`: its page, or the page of which it is an alias, is under embargo.

    Returns:
        The condition, and its number of parameters, each of which is the moment of the search.
    """
    conditions = []
    for model in _embargoable_models():
        table, key = model._meta.db_table, model._meta.pk.column
        embargoed = f"SELECT {key} FROM {table} WHERE embargo AND (embargo_until IS NULL OR embargo_until > %s)"
        conditions.append(f"page_id IN {WithAliases.template % {'subquery': embargoed}}")
    return " OR ".join(conditions) or "FALSE", len(conditions)
