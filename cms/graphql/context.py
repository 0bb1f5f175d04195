"""What the resolvers of one request share."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

from django.http import HttpRequest
from graphql import GraphQLResolveInfo
from wagtail.models import Site

from cms.graphql.data.dataloader import Batches, DataLoader
from cms.graphql.data.projection import Projection
from cms.graphql.errors import BadUserInput
from cms.sites import SiteIndex, SiteLocale
from cms.visibility import PUBLIC, Viewer, Visibility

K = TypeVar("K")
Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class Draft:
    """A page as an editor has it before them, which is not in the database, and what else that editor may see.

    Attributes:
        page: the page, saved or not.
        preview_id: the primary key of its preview.
        viewer: the editor.
    """

    page: Any
    preview_id: int
    viewer: Viewer


class Context:
    """One request: who asks, what they may see, and what has been loaded for them so far.

    Attributes:
        projection: the columns that the document asks for, by type; all of them by default.
        batches: which objects were loaded together.
        draft: the draft that the request shows, if it is a preview.
        is_private: the answer holds what not everybody may see, so that no cache may keep it.
    """

    def __init__(
        self, request: HttpRequest | None = None, viewer: Viewer = PUBLIC, projection: Projection | None = None
    ) -> None:
        self.request = request
        self.sites = SiteIndex()
        self.visibility = Visibility(self.sites, viewer)
        self.is_private = viewer != PUBLIC
        self.projection = projection or Projection()
        self.batches = Batches()
        self.draft: Draft | None = None
        self._loaders: dict[Callable[..., Any], DataLoader[Any, Any]] = {}
        self._cache: dict[Hashable, Any] = {}

    def show_draft(self, draft: Draft) -> None:
        """Show a draft, and what its viewer may see, in this request, which must not have loaded anything before."""
        self.draft = draft
        self.visibility = Visibility(self.sites, draft.viewer, self.visibility.now)
        self._loaders.clear()
        self._cache.clear()

    def is_draft(self, instance: object) -> bool:
        """Tell whether an object is the draft, whose related rows are read from itself instead of the database."""
        return self.draft is not None and self.draft.page is instance

    def loader(self, fetch: Callable[["Context", set[K]], Mapping[K, Loaded]]) -> DataLoader[K, Loaded]:
        """Return this request's loader for a fetch function, which is given this context and a set of keys."""
        if fetch not in self._loaders:
            self._loaders[fetch] = DataLoader(partial(fetch, self))
        return self._loaders[fetch]

    def load(
        self,
        fetch: Callable[["Context", set[K]], Mapping[K, Loaded]],
        key: K | None,
        among: Iterable[K | None] = (),
    ) -> Loaded | None:
        """Return what `fetch` finds for a key; the keys in `among` are fetched with it, as they will be asked for."""
        if key is None:
            return None
        loader = self.loader(fetch)
        if not loader.has(key):
            loader.enqueue(among)
        return loader.get(key)

    def get_or_set(self, key: Hashable, make: Callable[[], Loaded]) -> Loaded:
        """Return the value cached for a key in this request, or make and cache it."""
        if key not in self._cache:
            self._cache[key] = make()
        return cast(Loaded, self._cache[key])

    def site(self, hostname: str | None = None) -> Site:
        """Return the site with this hostname, or the default site; a site without a public home page is not known.

        An empty hostname is none, as clients send it for a variable without a value.

        Raises:
            BadUserInput: when there is none.
        """
        if not hostname:
            # The first of a bearer's sites replaces a default site that is closed to them.
            allowed = self.visibility.viewer.sites
            site = next((site for site in self.known_sites if site.is_default_site or allowed is not None), None)
        else:
            site = next((site for site in self.known_sites if site.hostname == hostname), None)
        if site is None:
            raise BadUserInput("There is no site with this hostname. Leave it out for the default site.")
        return site

    @property
    def known_sites(self) -> list[Site]:
        """The viewer's sites that have a public home page, and the default site."""
        allowed = self.visibility.viewer.sites
        opened = {tree.site.pk for tree in self.visibility.trees}
        own = (site for site in self.sites.all if allowed is None or site.pk in allowed)
        return [site for site in own if site.is_default_site or site.pk in opened]

    def trees(self, hostname: str | None = None, locale: str | None = None) -> list[SiteLocale]:
        """Return the tree of a site in one language: the one with this code, or the site's own.

        It is a list because a language in which the site has no pages has no tree.
        """
        site = self.site(hostname)
        return self.sites.trees_of(site, locale or self.own_locale(site))

    def open_trees(self, site: Site, locale: str | None = None) -> list[SiteLocale]:
        """Return the trees of a site, in one language if one is named, that the viewer may see.

        A language whose home page is hidden is as one that the site does not have.
        """
        return [tree for tree in self.sites.trees_of(site, locale) if tree in self.visibility.trees]

    def own_locale(self, site: Site) -> str:
        """Return the code of the language that a site has when none is asked for."""
        return next((tree.locale for tree in self.sites.trees_of(site) if not tree.prefix), "")


class Info(GraphQLResolveInfo):
    """graphql-core's resolve info with this project's context, for annotations."""

    context: Context
