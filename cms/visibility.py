"""The visibility policy: the one definition of what the public may see, which filters whatever is read.

A page is public when it is live, not expired, not scheduled for later, under no embargo, in the tree of a site in one
of its languages whose home page is public too, and neither it nor a page above it carries a view restriction. What
hides a page hides its aliases. A picture or document is public when no collection at or above its own carries a view
restriction, and a picture only while its rights of use last: then a neutral one takes its place. A snippet is public
when it is no draft. A trusted viewer may see what is under embargo, or behind restrictions that name its groups; no
viewer sees drafts.
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

import cms.tree_paths  # noqa: F401  # registers the lookup `at_or_below`
from cms.aliases import alias_paths, exclude_aliases_of
from cms.embargo import Embargoable, held, lifted
from cms.image_rights import RIGHTS_COLUMNS, RightsManaged, exclude_withheld
from cms.queries import fetch
from cms.sites import HomePageRow, SiteIndex, SiteLocale

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Viewer:
    """For whom a request is answered: the public, or the bearer of an access token.

    Attributes:
        sites: primary keys of the sites that the viewer may see; None for all.
        embargoed: the viewer may see pages under embargo.
        groups: primary keys of groups: pages and collections restricted to these are visible.
        logged_in: pages and collections restricted to logged-in users are visible.
    """

    sites: frozenset[int] | None = None
    embargoed: bool = False
    groups: frozenset[int] = frozenset()
    logged_in: bool = False

    def opens(self) -> Q:
        """Match the view restrictions that do not apply to this viewer; those by password always do."""
        opened = Q(restriction_type=BaseViewRestriction.GROUPS, groups__in=self.groups)
        return opened | Q(restriction_type=BaseViewRestriction.LOGIN) if self.logged_in else opened


RESTRICTION_TAGS = ["list:pageviewrestriction", "list:collectionviewrestriction", "list:collection", "rows:page"]
"""Cache tags of view restrictions and of the paths of the pages and collections that carry them."""

PUBLIC = Viewer()
"""The viewer without an access token."""


class Visibility:
    """The visibility policy for one viewer at one moment.

    There is one instance per request, so that all parts of a response agree and restrictions are read once.

    Args:
        sites: the sites and their trees.
        viewer: the viewer; the public by default.
        now: the moment; the present one by default.
    """

    def __init__(self, sites: SiteIndex, viewer: Viewer = PUBLIC, now: datetime | None = None) -> None:
        self.sites = sites
        self.viewer = viewer
        self.now = now or timezone.now()

    @cached_property
    def _restricted(self) -> dict[str, list[str]]:
        """Treebeard paths of the pages and collections with a view restriction that applies to the viewer."""
        viewer = self.viewer
        rows = fetch(lambda: restrictions(viewer), ["kind", "at"], {}, ("restrictions", viewer), tags=RESTRICTION_TAGS)
        return {kind: [at for of, at in rows if of == kind] for kind in ("page", "collection")}

    @cached_property
    def closed_pages(self) -> list[str]:
        """Treebeard paths of the pages that carry a view restriction, and of aliases of what lies at or below them.

        What lies below is closed with them. Wagtail's `Page.get_view_restrictions` follows aliases in the same way.
        """
        closed = new = self._restricted["page"]
        while new and self.sites.has_aliases:
            new = alias_paths(new, closed, RESTRICTION_TAGS)
            closed = [*closed, *new]
        return closed

    @cached_property
    def closed_collections(self) -> list[int]:
        """Primary keys of all collections at or below one that carries a view restriction."""
        paths = self._restricted["collection"]
        return list(Collection.objects.filter(_at_or_below(paths)).values_list("pk", flat=True)) if paths else []

    @cached_property
    def trees(self) -> list[SiteLocale]:
        """The open trees of the viewer's sites."""
        allowed = self.viewer.sites
        return [tree for tree in self._open_trees if allowed is None or tree.site.pk in allowed]

    @cached_property
    def _open_trees(self) -> list[SiteLocale]:
        """The open trees of all sites.

        A site is closed while its home page is hidden, and one of its languages while that language's home page is: so
        they are prepared unseen, name and menus included.
        """
        return [tree for tree in self.sites.trees if self._is_open(tree.home) and self._is_open(tree.default_home)]

    @cached_property
    def _closed_roots(self) -> list[str]:
        """Treebeard paths of the roots of closed trees."""
        return [tree.root for tree in self.sites.trees if tree not in self._open_trees]

    def _is_open(self, home: HomePageRow) -> bool:
        """Return whether a home page is visible: the conditions of `pages`, evaluated in Python for a loaded row."""
        source = self._home_pages.get(home.alias_of_id)
        return (
            home.live
            and (home.expire_at is None or home.expire_at > self.now)
            and (home.go_live_at is None or home.go_live_at <= self.now)
            and not home.path.startswith(tuple(self.closed_pages))
            and (self._is_open(source) if source else home.pk not in self._homes_of_hidden_pages)
        )

    @cached_property
    def _home_pages(self) -> dict[int | None, HomePageRow]:
        """The home pages by primary key."""
        return {home.pk: home for tree in self.sites.trees for home in (tree.home, tree.default_home)}

    @cached_property
    def _homes_of_hidden_pages(self) -> set[int]:
        """Primary keys of the home pages that are aliases of hidden pages which are no home pages themselves."""
        homes = {home.pk for home in self._home_pages.values() if home.alias_of_id not in {None, *self._home_pages}}
        shown = exclude_aliases_of(Page.objects.filter(pk__in=homes), self._hidden_themselves())
        rows = fetch(lambda: shown, ["pk"], {}, None, tags=RESTRICTION_TAGS) if homes else []
        return homes - {pk for (pk,) in rows}

    def pages(self, queryset: QuerySet[M], trees: list[SiteLocale] | None = None) -> QuerySet[M]:
        """Filter a queryset of pages, of any page model, to those that the viewer may see; in all trees by default."""
        queryset = self.open_places(queryset, trees).filter(self._released())
        queryset = queryset if self.viewer.embargoed else self._without_embargoed(queryset)
        return exclude_aliases_of(queryset, self._hidden_sources()) if self.sites.has_aliases else queryset

    def open_places(self, queryset: QuerySet[M], trees: list[SiteLocale] | None = None) -> QuerySet[M]:
        """Filter a queryset of pages by open trees and view restrictions only, not by the state of the page itself."""
        roots = [tree.root for tree in self.trees if trees is None or tree in trees]
        return queryset.filter(_at_or_below(roots)).exclude(_at_or_below(self.closed_pages))

    def pages_in_time(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Filter a queryset of pages by what is visible now or will be without a further change.

        Embargoes, go-live times and hidden home pages are ignored. It is for what is prepared before it is visible,
        such as a search index, and never for a response.
        """
        allowed = self.viewer.sites
        roots = [tree.root for tree in self.sites.trees if allowed is None or tree.site.pk in allowed]
        unexpired = Q(live=True) & (Q(expire_at=None) | Q(expire_at__gt=self.now))
        queryset = queryset.filter(unexpired, _at_or_below(roots)).exclude(_at_or_below(self.closed_pages))
        return exclude_aliases_of(queryset, ~unexpired) if self.sites.has_aliases else queryset

    def is_hidden_with_source(self, page: Page) -> bool:
        """Tell whether a page is an alias and hidden because a page that it mirrors, at any remove, is."""
        if page.alias_of_id is None:
            return False
        hidden = self._hidden_sources() | _at_or_below(self.closed_pages)
        return not exclude_aliases_of(Page.objects.filter(pk=page.pk), hidden).exists()

    def _hidden_sources(self) -> Q:
        """Match the pages, in whatever tree, whose aliases are hidden for another reason than a view restriction."""
        hidden = self._hidden_themselves()
        if self._closed_roots:  # one site may lie in another's tree
            hidden |= _at_or_below(self._closed_roots) & ~_at_or_below([tree.root for tree in self._open_trees])
        return hidden

    def _hidden_themselves(self) -> Q:
        """Match the pages that are hidden by their own state, by the clock or by an embargo, wherever they are."""
        hidden = ~self._released()
        return hidden if self.viewer.embargoed else hidden | self._under_embargo(Page)

    def _without_embargoed(self, queryset: QuerySet[M]) -> QuerySet[M]:
        if issubclass(queryset.model, Embargoable):
            return queryset.filter(lifted(self.now))
        return queryset.exclude(self._under_embargo(queryset.model))

    def _under_embargo(self, base: type[Model]) -> Q:
        condition = Q(pk__in=[])
        for model in apps.get_models():
            if issubclass(model, Embargoable) and issubclass(model, base):
                # There are few of them, found by an index: a list to look into is quicker than a look at each page.
                condition |= Q(pk__in=model._default_manager.filter(held(self.now)).values("pk"))
        return condition

    def images(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Filter a queryset of images to those in public collections whose rights of use last."""
        return exclude_withheld(self._public_files(queryset), self.now)

    def documents(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Filter a queryset of documents to those in public collections."""
        return self._public_files(queryset)

    def snippets(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Filter a queryset of snippets, of any model, to those that are no drafts."""
        return queryset.filter(self._released()) if issubclass(queryset.model, DraftStateMixin) else queryset

    def used_by(self, queryset: QuerySet[M], pages: QuerySet[Any], field: str) -> QuerySet[M]:
        """Filter a queryset to what a public page refers to, so that no name is known before its first page is.

        Args:
            queryset: snippets.
            pages: pages, or the rows that join pages to snippets, already narrowed to the public ones.
            field: the foreign key in `pages` that points to the snippet.
        """
        return self.snippets(queryset).filter(Exists(pages.filter(**{field: OuterRef("pk")})))

    def filter(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Filter a queryset of pages, images, documents or snippets, by its model."""
        if issubclass(queryset.model, Page):
            return self.pages(queryset)
        if issubclass(queryset.model, AbstractImage):
            return self.images(queryset)
        if issubclass(queryset.model, AbstractDocument):
            return self.documents(queryset)
        return self.snippets(queryset)

    def replaceable(self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Filter a queryset as `filter` does, but keep the pictures for which `replaced` gives neutral ones."""
        is_of_images = issubclass(queryset.model, AbstractImage)
        return self._public_files(queryset) if is_of_images else self.filter(queryset)

    def as_of(self, now: datetime) -> "Visibility":
        """Return a copy for another moment, which shares the restrictions that were read."""
        _ = self.trees, self._closed_roots, self.closed_pages
        other = copy(self)
        other.now = now
        return other

    @cached_property
    def cache_key(self) -> Hashable:
        """All that the conditions depend on, except the moment: with equal keys they compile to the same SQL."""
        roots = [tree.root for tree in self.trees]
        open_roots = [tree.root for tree in self._open_trees] if self._closed_roots else []
        paths = roots, open_roots, self._closed_roots, self.closed_pages, self._restricted["collection"]
        return *map(tuple, paths), self.viewer.embargoed, self.sites.has_aliases

    def required_columns(self, model: type[Model]) -> list[str] | None:
        """Return the columns of a model that `shown` needs; None where only a query can filter its rows."""
        if issubclass(model, Page):
            return None
        if issubclass(model, AbstractImage | AbstractDocument):
            return ["collection_id", *(RIGHTS_COLUMNS if issubclass(model, RightsManaged) else [])]
        return None if issubclass(model, DraftStateMixin) else []

    def shown(self, row: M) -> M | None:
        """Return a loaded row, filtered by its `required_columns`: a neutral picture, or None where it is hidden."""
        is_open = getattr(row, "collection_id", None) not in self.closed_collections
        return self.replaced(row) if is_open else None

    def replaced(self, row: M) -> M:
        """Return a loaded row of a visible collection; a withheld picture is neutralized, and must not be saved."""
        if isinstance(row, RightsManaged) and row.is_withheld(self.now):
            row.neutralize()
        return row

    def _released(self) -> Q:
        return (
            Q(live=True)
            & (Q(expire_at=None) | Q(expire_at__gt=self.now))
            & (Q(go_live_at=None) | Q(go_live_at__lte=self.now))
        )

    def _public_files(self, queryset: QuerySet[M]) -> QuerySet[M]:
        closed = self._restricted["collection"]
        return queryset.exclude(collection__in=Collection.objects.filter(_at_or_below(closed))) if closed else queryset


def restrictions(viewer: Viewer) -> QuerySet[Any]:
    """Return the view restrictions that apply to a viewer: `kind`, page or collection, and `at`, its path."""
    pages, collections = (
        model.objects.exclude(pk__in=model.objects.filter(viewer.opens())).order_by()
        for model in (PageViewRestriction, CollectionViewRestriction)
    )
    closed: QuerySet[Any] = pages.values(kind=Value("page"), at=F("page__path"))
    return closed.union(collections.values(kind=Value("collection"), at=F("collection__path")), all=True)


def _at_or_below(paths: list[str]) -> Q:
    """Match the rows in which a column holds one of these treebeard paths or one below; none for no paths."""
    return Q(path__at_or_below=paths)
