"""Where pages are: which site and language a page belongs to, and its path and address on the public frontend."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import F, QuerySet, TextField, Value
from wagtail.models import Page, Site

from cms.reading import read
from cms.statements import Instances, Statement, kept

HOME = ["path", "url_path", "translation_key", "locale_id", "locale__language_code", "live", "go_live_at", "expire_at"]
"""What is read of a home page."""


@dataclass(frozen=True)
class Tree:
    """The pages of one site in one language.

    Attributes:
        root_id: primary key of the tree's root page.
        root: treebeard path of the root page; the paths of all pages in the tree begin with it.
        root_url_path: Wagtail's `url_path` of the root page, with a slash at both ends.
        prefix: what the language adds in front of each path, empty for the site's own language, else e.g. "/fr".
        home: the root page itself.
    """

    site: Site
    locale: str
    root_id: int
    root: str
    root_url_path: str
    prefix: str
    home: Page = field(compare=False, repr=False)

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


def _compile(besides: Besides | None) -> tuple[Statement, Instances, Instances]:
    """Return the query for home pages and sites, and for what is read besides, and what its rows are made into."""
    homes = Instances(Page, HOME)
    sites = Instances(Site, [field.attname for field in Site._meta.concrete_fields])
    columns = [*homes.columns, *(f"sites_rooted_here__{name}" for name in sites.columns)]
    names = {column: f"column_{place}" for place, column in enumerate(columns)}
    keys = Site.objects.values("root_page__translation_key")
    rows = Page.objects.filter(translation_key__in=keys).order_by()
    rows = rows.values(**{name: F(column) for column, name in names.items()})
    if besides:
        nothing = {name: Value(None, output_field=TextField()) for name in names.values()}
        given = {names["path"]: F("where"), names["url_path"]: F("kind")}
        rows = rows.union(*(one.values(**{**nothing, **given}) for one in besides.build()), all=True)
    return Statement(rows, names.values()), homes, sites


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
        _rows, found = self._read
        return found if besides == self._besides else None

    @cached_property
    def _read(self) -> tuple[list[tuple[Site | None, Page]], list[tuple[str, str]]]:
        """The home pages in every language, each with a site whose own it is, or None; and what was read besides."""
        besides = self._besides
        statement, homes, sites = kept.get(("sites", besides), lambda: _compile(besides))
        rows = statement.rows(tags=["list:site", "list:locale", "rows:page", *(besides.tags if besides else ())])
        key, own = homes.columns.index("pk"), len(homes.columns)
        own_key = own + sites.columns.index("pk")
        ours = sorted((row for row in rows if row[key] is not None), key=itemgetter(key))
        read(f"translation:{row[homes.columns.index('translation_key')]}" for row in ours)
        pages = [
            (sites.make([row[own:]])[0] if row[own_key] is not None else None, home)
            for row, home in zip(ours, homes.make(row[:own] for row in ours), strict=True)
        ]
        where, kind = homes.columns.index("path"), homes.columns.index("url_path")
        return pages, [(row[where], row[kind]) for row in rows if row[key] is None]

    @property
    def _rows(self) -> list[tuple[Site | None, Page]]:
        return self._read[0]

    @cached_property
    def all(self) -> list[Site]:
        """The sites, the default one first."""
        found = []
        for site, home in self._rows:
            if site is not None:
                site.root_page = home
                found.append(site)
        return sorted(found, key=lambda site: (not site.is_default_site, site.hostname, site.port))

    @cached_property
    def trees(self) -> list[Tree]:
        """The trees in order of sites; of each site, its own language first, then in the order of LANGUAGES."""
        codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        by_key: dict[object, dict[int, Page]] = {}
        for _site, root in self._rows:
            by_key.setdefault(root.translation_key, {}).setdefault(root.pk, root)
        trees = []
        for site in self.all:
            own = site.root_page.locale_id
            roots = by_key[site.root_page.translation_key].values()
            for root in sorted(
                (root for root in roots if root.locale.language_code in codes),
                key=lambda root: (root.locale_id != own, codes.index(root.locale.language_code)),
            ):
                code = root.locale.language_code
                prefix = "" if root.locale_id == own else f"/{code}"
                trees.append(Tree(site, code, root.pk, root.path, root.url_path, prefix, root))
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
        inside = [tree for tree in self.trees if page.path.startswith(tree.root)]
        return max(inside, key=lambda tree: len(tree.root), default=None)

    def locate(self, site: Site, path: str) -> tuple[Tree, str] | None:
        """Return the tree and Wagtail's `url_path` of what a frontend calls `path`, or None outside every tree.

        The longest language prefix wins: "/fr/x/" is the French page x, not a page "fr" of the site's own language.
        """
        trees = [tree for tree in self.trees_of(site) if path.startswith(f"{tree.prefix}/")]
        tree = max(trees, key=lambda tree: len(tree.prefix), default=None)
        return None if tree is None else (tree, tree.root_url_path + path[len(tree.prefix) + 1 :])


def media_url(name: str) -> str:
    """Return the absolute URL of a file in the default storage."""
    return _media_url(name, settings.PUBLIC_URL, settings.MEDIA_URL)


@lru_cache(maxsize=5_000)
def _media_url(name: str, *_addresses: str) -> str:
    return server_url(default_storage.url(name))


def server_url(url: str) -> str:
    """Return the absolute URL of something that this server, or its storage, hands out."""
    return url if "://" in url else f"{settings.PUBLIC_URL}{url}"
