"""The one definition of what the public may see. Every read passes through this door.

A page is public when it is live, not expired, not scheduled for later, under no embargo, in the tree of a site in one
of its languages whose home page is public too, and neither it nor a page above it carries a view restriction. A
picture or document is public when no collection at or above its own carries one. A snippet is public when it is no
draft. A trusted viewer may see what is under embargo, or behind restrictions that name its groups; nobody sees drafts
through this door.
"""

from collections.abc import Hashable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from django.apps import apps
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.utils import timezone
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    DraftStateMixin,
    Page,
    PageViewRestriction,
)

from cms.embargo import Embargoable, held, lifted
from cms.sites import Besides, Home, Sites, Tree
from cms.statements import Statement, kept

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Viewer:
    """Who reads.

    Attributes:
        sites: primary keys of the sites to stay in; None for all.
        embargoed: may see what is under embargo.
        groups: primary keys of the groups whose restricted pages and collections are open.
        logged_in: what is open to everybody with an account is open.
    """

    sites: frozenset[int] | None = None
    embargoed: bool = False
    groups: frozenset[int] = frozenset()
    logged_in: bool = False

    def opens(self) -> Q:
        """Match the view restrictions that let this viewer in; those by password never do."""
        opened = Q(restriction_type=BaseViewRestriction.GROUPS, groups__in=self.groups)
        return opened | Q(restriction_type=BaseViewRestriction.LOGIN) if self.logged_in else opened


RESTRICTED = ["list:pageviewrestriction", "list:collectionviewrestriction", "list:collection", "rows:page"]
"""What is read to know what is closed: of pages, no more than where they are."""

PUBLIC = Viewer()
"""Anybody."""


class Visibility:
    """What one viewer may see at one moment.

    It is made once for each request, so that all parts of an answer agree and restrictions are read once.

    Args:
        sites: the sites and their trees.
        viewer: who reads; anybody by default.
        now: the moment; the present one by default.
    """

    def __init__(self, sites: Sites, viewer: Viewer = PUBLIC, now: datetime | None = None) -> None:
        self.sites = sites
        self.viewer = viewer
        self.now = now or timezone.now()
        self._closed = Besides(("closed", viewer), lambda: _closed(viewer), RESTRICTED)
        sites.read_with(self._closed)

    @cached_property
    def _restricted(self) -> dict[str, list[str]]:
        """Treebeard paths of the pages and of the collections that carry a view restriction."""
        paths: dict[str, list[str]] = {"page": [], "collection": []}
        found = self.sites.found(self._closed)
        if found is None:  # somebody else read the trees, for whom other things are closed
            statement: Statement = kept.get(self._closed, lambda: _restrictions(self.viewer))
            found = statement.rows(tags=RESTRICTED)
        for path, kind in found:
            paths[kind].append(path)
        return paths

    @cached_property
    def closed_pages(self) -> list[str]:
        """Treebeard paths of the pages that carry a view restriction; what lies below is closed with them."""
        return self._restricted["page"]

    @cached_property
    def closed_collections(self) -> list[int]:
        """Primary keys of all collections at or below one that carries a view restriction."""
        paths = self._restricted["collection"]
        return list(Collection.objects.filter(_at_or_below(paths)).values_list("pk", flat=True)) if paths else []

    @cached_property
    def trees(self) -> list[Tree]:
        """The open trees of the viewer's sites.

        A site is closed while its home page is hidden, and one of its languages while that language's home page is: so
        they are prepared unseen, name and menus included.
        """
        allowed = self.viewer.sites
        return [
            tree
            for tree in self.sites.trees
            if (allowed is None or tree.site.pk in allowed) and self._is_open(tree.home) and self._is_open(tree.own)
        ]

    def _is_open(self, home: Home) -> bool:
        """Tell of a home page what `pages` tells of rows, without asking the database again."""
        return (
            home.live
            and (home.expire_at is None or home.expire_at > self.now)
            and (home.go_live_at is None or home.go_live_at <= self.now)
            and not home.path.startswith(tuple(self.closed_pages))
        )

    def pages(self, queryset: QuerySet[M], trees: list[Tree] | None = None) -> QuerySet[M]:
        """Narrow a queryset of pages, of any page model, to those that the viewer may see.

        Args:
            queryset: pages.
            trees: the trees to stay in; all of the viewer's by default.
        """
        roots = [tree.root for tree in self.trees if trees is None or tree in trees]
        queryset = queryset.filter(self._released(), _at_or_below(roots)).exclude(_at_or_below(self.closed_pages))
        return queryset if self.viewer.embargoed else self._without_embargoed(queryset)

    def pages_in_time(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Narrow a queryset of pages to those that the viewer may see, or will by the clock alone.

        Embargoes, times to go live and home pages that are still hidden are looked past. It is for what is prepared
        before it may be shown, such as a search index, and never for an answer.
        """
        allowed = self.viewer.sites
        roots = [tree.root for tree in self.sites.trees if allowed is None or tree.site.pk in allowed]
        unexpired = Q(live=True) & (Q(expire_at=None) | Q(expire_at__gt=self.now))
        return queryset.filter(unexpired, _at_or_below(roots)).exclude(_at_or_below(self.closed_pages))

    def _without_embargoed(self, queryset: QuerySet[M]) -> QuerySet[M]:
        if issubclass(queryset.model, Embargoable):
            return queryset.filter(lifted(self.now))
        for model in apps.get_models():
            if issubclass(model, Embargoable) and issubclass(model, queryset.model):
                # There are few of them, found by an index: a list to look into is quicker than a look at each page.
                queryset = queryset.exclude(pk__in=model._default_manager.filter(held(self.now)).values("pk"))
        return queryset

    def images(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Narrow a queryset of images to those in public collections."""
        return self._in_public_collections(queryset)

    def documents(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Narrow a queryset of documents to those in public collections."""
        return self._in_public_collections(queryset)

    def snippets(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Narrow a queryset of snippets, of any model, to those that are no drafts."""
        return queryset.filter(self._released()) if issubclass(queryset.model, DraftStateMixin) else queryset

    def used_by(self, queryset: QuerySet[M], pages: QuerySet[Any], field: str) -> QuerySet[M]:
        """Narrow a queryset to what a public page refers to, so that no name is known before its first page is.

        Args:
            queryset: snippets.
            pages: pages, or the rows that join pages to snippets, already narrowed to the public ones.
            field: the foreign key in `pages` that points to the snippet.
        """
        return self.snippets(queryset).filter(Exists(pages.filter(**{field: OuterRef("pk")})))

    def of(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Narrow a queryset of pages, images, documents or snippets, by its model."""
        if issubclass(queryset.model, Page):
            return self.pages(queryset)
        if issubclass(queryset.model, AbstractImage | AbstractDocument):
            return self._in_public_collections(queryset)
        return self.snippets(queryset)

    def at(self, now: datetime) -> "Visibility":
        """Return the same view at another moment, with what was read for this one."""
        _ = self.trees, self._restricted
        other = copy(self)
        other.now = now
        return other

    @cached_property
    def key(self) -> Hashable:
        """All that its conditions depend on but the moment: those of equal keys compile to the same SQL."""
        roots = tuple(tree.root for tree in self.trees)
        return roots, *map(tuple, self._restricted.values()), self.viewer.embargoed

    def judged_by(self, model: type[Model]) -> list[str] | None:
        """Return the columns by which `shows` judges a model's rows; None when only the database can."""
        if issubclass(model, Page):
            return None
        if issubclass(model, AbstractImage | AbstractDocument):
            return ["collection_id"]
        return None if issubclass(model, DraftStateMixin) else []

    def shows(self, row: Model) -> bool:
        """Tell of a loaded row what `of` tells of rows in the database, by the columns that `judged_by` names."""
        return getattr(row, "collection_id", None) not in self.closed_collections

    def _released(self) -> Q:
        return (
            Q(live=True)
            & (Q(expire_at=None) | Q(expire_at__gt=self.now))
            & (Q(go_live_at=None) | Q(go_live_at__lte=self.now))
        )

    def _in_public_collections(self, queryset: QuerySet[M]) -> QuerySet[M]:
        closed = self._restricted["collection"]
        return queryset.exclude(collection__in=Collection.objects.filter(_at_or_below(closed))) if closed else queryset


def _closed(viewer: Viewer) -> list[QuerySet[Any]]:
    """Return the queries for what is closed to a viewer: `where`, its treebeard path, and `kind`, what it is."""
    closed = []
    for model, kind in ((PageViewRestriction, "page"), (CollectionViewRestriction, "collection")):
        rows: QuerySet[Any] = model.objects.exclude(pk__in=model.objects.filter(viewer.opens()))
        closed.append(rows.order_by().annotate(where=F(f"{kind}__path"), kind=Value(kind)))
    return closed


def _restrictions(viewer: Viewer) -> Statement:
    pages, collections = (rows.values("where", "kind") for rows in _closed(viewer))
    return Statement(pages.union(collections), ["where", "kind"])


def _at_or_below(paths: list[str]) -> Q:
    """Match the treebeard nodes with these paths and all below them; nothing for no paths."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition
