"""Where pages are: which site and language a page belongs to, and its path and address on the public frontend."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.db.models import F, QuerySet, TextField, Value
from wagtail.models import Page, Site

from cms.reading import add_hidden_tags
from cms.statements import Instances, Statement, kept

HOME = ["pk", "path", "url_path", "translation_key", "locale_id", "locale__language_code"]
HOME += ["live", "go_live_at", "expire_at"]


class Home(NamedTuple):
    """What is read of a home page: HOME."""

    pk: int
    path: str
    url_path: str
    translation_key: UUID
    locale_id: int
    locale: str
    live: bool
    go_live_at: datetime | None
    expire_at: datetime | None


@dataclass(frozen=True)
class Tree:
    """The pages of one site in one language.

    Attributes:
        root_id: primary key of the tree's root page.
        root: treebeard path of the root page; the paths of all pages in the tree begin with it.
        root_url_path: Wagtail's `url_path` of the root page, with a slash at both ends.
        prefix: what the language adds in front of each path, empty for the site's own language, else e.g. "/fr".
        home: the root page itself.
        own: the home page in the site's own language.
    """

    site: Site
    locale: str
    root_id: int
    root: str
    root_url_path: str
    prefix: str
    home: Home = field(compare=False, repr=False)
    own: Home = field(compare=False, repr=False)

    @property
    def frontend(self) -> str:
        """The public address of the tree's site, without a slash at the end."""
        return frontend_of(self.site)

    def path_of(self, page: Page) -> str:
        """Return the path at which the frontend shows a page of this tree, e.g. "/fr/actualites/"."""
        return f"{self.prefix}/{page.url_path[len(self.root_url_path) :]}"


@dataclass(frozen=True)
class Besides:
    """What else is read in the statement that reads the trees.

    Attributes:
        key: what tells it from others.
        build: returns querysets with `where`, a treebeard path, and `kind`, a text.
        tags: what is read by that.
    """

    key: Hashable
    build: Callable[[], list[QuerySet[Any]]] = field(compare=False)
    tags: Iterable[str] = field(compare=False)


def _compile(besides: Besides | None) -> tuple[Statement, Instances]:
    """Return the query for home pages and sites, and for what is read besides, and what makes the sites."""
    sites = Instances(Site, [field.attname for field in Site._meta.concrete_fields])
    columns = [*HOME, *(f"sites_rooted_here__{name}" for name in sites.columns)]
    names = {column: f"column_{place}" for place, column in enumerate(columns)}
    keys = Site.objects.values("root_page__translation_key")
    rows = Page.objects.filter(translation_key__in=keys).order_by()
    rows = rows.values(**{name: F(column) for column, name in names.items()})
    if besides:
        nothing = {name: Value(None, output_field=TextField()) for name in names.values()}
        given = {names["path"]: F("where"), names["url_path"]: F("kind")}
        rows = rows.union(*(one.values(**{**nothing, **given}) for one in besides.build()), all=True)
    return Statement(rows, names.values()), sites


def frontend_of(site: Site) -> str:
    """Return the public address of a site's frontend: FRONTEND_URLS by hostname, FRONTEND_URL for the default site."""
    if site.hostname in settings.FRONTEND_URLS:
        return str(settings.FRONTEND_URLS[site.hostname])
    return str(settings.FRONTEND_URL if site.is_default_site else site.root_url)


class Sites:
    """All trees, read in one query and kept for as long as this object lives: one request."""

    @classmethod
    def kept_on(cls, holder: object) -> "Sites":
        """Return the trees kept on an object such as a request, read when first asked for; new ones for None."""
        kept = getattr(holder, "_sites", None) or cls()
        if holder is not None:
            holder._sites = kept  # type: ignore[attr-defined]  # a request is Wagtail's place for such caches
        return kept

    def __init__(self) -> None:
        self._besides: Besides | None = None

    def read_with(self, besides: Besides) -> None:
        """Have something else read together with the trees, unless these were read already."""
        if "_read" not in self.__dict__:
            self._besides = besides

    def found(self, besides: Besides) -> list[tuple[str, str]] | None:
        """Return `where` and `kind` of what was read together with the trees; None when that was not this."""
        _homes, _sites, found = self._read
        return found if besides == self._besides else None

    @cached_property
    def _read(self) -> tuple[list[Home], list[tuple[Site, Home]], list[tuple[str, str]]]:
        """The home pages in every language; the sites, each with its own; and what was read besides."""
        besides = self._besides
        statement, making = kept.get(("sites", besides), lambda: _compile(besides))
        rows = statement.rows(tags=["list:site", "list:locale", "rows:page", *(besides.tags if besides else ())])
        homes: dict[int, Home] = {}
        sites: list[tuple[Site, Home]] = []
        found: list[tuple[str, str]] = []
        for row in rows:
            home = Home._make(row[: len(HOME)])
            if home.pk is None:
                found.append((home.path, home.url_path))
                continue
            homes[home.pk] = home
            [site] = making.make([row[len(HOME) :]])
            if site.pk is not None:
                sites.append((site, home))
        # Whoever writes a home page has everything purged, so that no header need name those that are hidden.
        add_hidden_tags(f"translation:{home.translation_key}" for home in homes.values())
        sites.sort(key=lambda one: (not one[0].is_default_site, one[0].hostname, one[0].port))
        return sorted(homes.values()), sites, found

    @cached_property
    def all(self) -> list[Site]:
        """The sites, the default one first."""
        return [site for site, _home in self._read[1]]

    @cached_property
    def trees(self) -> list[Tree]:
        """The trees in order of sites; of each site, its own language first, then in the order of LANGUAGES."""
        codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        homes, sites, _found = self._read
        trees = []
        for site, own in sites:
            kin = [home for home in homes if home.translation_key == own.translation_key and home.locale in codes]
            for home in sorted(kin, key=lambda home: (home.locale_id != own.locale_id, codes.index(home.locale))):
                prefix = "" if home.locale_id == own.locale_id else f"/{home.locale}"
                trees.append(Tree(site, home.locale, home.pk, home.path, home.url_path, prefix, home, own))
        return trees

    def find(self, hostname: str | None) -> Site | None:
        """Return the site with this hostname, or the default site for None."""
        return next(
            (site for site in self.all if (site.is_default_site if hostname is None else site.hostname == hostname)),
            None,
        )

    def trees_of(self, site: Site, locale: str | None = None) -> list[Tree]:
        """Return the site's trees, or the one in the language with this code."""
        return [tree for tree in self.trees if tree.site == site and locale in (None, tree.locale)]

    def tree_of(self, page: Page) -> Tree | None:
        """Return the tree that a page is in, or None for a page outside every site."""
        return self.tree_at(page.path)

    def tree_at(self, path: str) -> Tree | None:
        """Return the tree that a treebeard path is in, or None outside every site."""
        inside = [tree for tree in self.trees if path.startswith(tree.root)]
        return max(inside, key=lambda tree: len(tree.root), default=None)

    def locate(self, site: Site, path: str) -> tuple[Tree, str] | None:
        """Return the tree and Wagtail's `url_path` of what a frontend calls `path`, or None outside every tree.

        The longest language prefix wins: "/fr/x/" is the French page x, not a page "fr" of the site's own language.
        """
        trees = [tree for tree in self.trees_of(site) if path.startswith(f"{tree.prefix}/")]
        tree = max(trees, key=lambda tree: len(tree.prefix), default=None)
        return None if tree is None else (tree, tree.root_url_path + path[len(tree.prefix) + 1 :])


def media_url(name: str) -> str:
    """Return the absolute URL of a rendition; a data: URI, which stands for one that is still to be made, as it is."""
    return name if name.startswith("data:") else _media_url(name, settings.PUBLIC_URL, settings.MEDIA_URL)


@lru_cache(maxsize=5_000)
def _media_url(name: str, *_addresses: str) -> str:
    return server_url(storages["renditions"].url(name))


def server_url(url: str) -> str:
    """Return the absolute URL of something that this server, or its storage, hands out."""
    return url if "://" in url else f"{settings.PUBLIC_URL}{url}"
