"""Where pages are: which site and language a page belongs to, and its path and address on the public frontend."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, QuerySet
from wagtail.models import Page, Site

from cms.performance.response_cache.cache_tags import add_hidden_tags
from cms.queries import fetch

HOME_PAGE_COLUMNS = ["pk", "path", "url_path", "translation_key", "locale_id", "locale__language_code"]
HOME_PAGE_COLUMNS += ["live", "go_live_at", "expire_at", "alias_of_id"]
SITE_COLUMNS = [field.attname for field in Site._meta.concrete_fields]


class HomePageRow(NamedTuple):
    """The columns of a home page that are read: HOME_PAGE_COLUMNS."""

    pk: int
    path: str
    url_path: str
    translation_key: UUID
    locale_id: int
    locale: str
    live: bool
    go_live_at: datetime | None
    expire_at: datetime | None
    alias_of_id: int | None


@dataclass(frozen=True)
class SiteLocale:
    """The pages of one site in one language.

    Attributes:
        root_id: primary key of the tree's root page.
        root: treebeard path of the root page; the paths of all pages in the tree begin with it.
        root_url_path: Wagtail's `url_path` of the root page, with a slash at both ends.
        prefix: what the language adds in front of each path, empty for the site's own language, else e.g. "/fr".
        home: the root page itself.
        default_home: the home page in the site's own language.
    """

    site: Site
    locale: str
    root_id: int
    root: str
    root_url_path: str
    prefix: str
    home: HomePageRow = field(compare=False, repr=False)
    default_home: HomePageRow = field(compare=False, repr=False)

    @property
    def frontend(self) -> str:
        """The public address of the tree's site, without a slash at the end."""
        return frontend_of(self.site)

    def path_of(self, page: Page) -> str:
        """Return the path at which the frontend shows a page of this tree, e.g. "/fr/actualites/"."""
        return self.path_at(page.url_path)

    def url_of(self, page: Page) -> str:
        """Return the absolute URL at which the frontend shows a page of this tree."""
        return self.frontend + self.path_of(page)

    def path_at(self, url_path: str) -> str:
        """Return the path at which the frontend shows the page of this tree with a `url_path` of Wagtail's."""
        return f"{self.prefix}/{url_path[len(self.root_url_path) :]}"


def _home_pages() -> QuerySet[Page]:
    """Return the home pages in every language, once for each site that they are the root of, else once."""
    keys = Site.objects.values("root_page__translation_key")
    aliases = Page.objects.filter(alias_of__isnull=False)
    homes = Page.objects.filter(translation_key__in=keys)
    annotated: QuerySet[Page] = homes.annotate(has_aliases=Exists(aliases)).order_by()
    return annotated


def frontend_of(site: Site) -> str:
    """Return the public address of a site's frontend: FRONTEND_URLS by hostname, FRONTEND_URL for the default site."""
    if site.hostname in settings.FRONTEND_URLS:
        return str(settings.FRONTEND_URLS[site.hostname])
    return str(settings.FRONTEND_URL if site.is_default_site else site.root_url)


class SiteIndex:
    """The trees of all sites, read in one query, once for each request."""

    @classmethod
    def cached_on(cls, holder: object) -> "SiteIndex":
        """Return the index stored on an object such as a request, made when it has none; a new one for None."""
        index = getattr(holder, "_site_index", None) or cls()
        if holder is not None:
            holder._site_index = index  # type: ignore[attr-defined]  # a request is Wagtail's place for such caches
        return index

    @cached_property
    def _rows(self) -> list[tuple[HomePageRow, bool, Site | None]]:
        """The home pages, whether the database holds aliases, and the site that the page is the root of, if any."""
        rows = fetch(
            _home_pages,
            [*HOME_PAGE_COLUMNS, "has_aliases", *(f"sites_rooted_here__{name}" for name in SITE_COLUMNS)],
            {},
            "site index",
            tags=["list:site", "list:locale", "rows:page"],
        )
        found: list[tuple[HomePageRow, bool, Site | None]] = []
        for row in rows:
            columns, (has_aliases, *site) = row[: len(HOME_PAGE_COLUMNS)], row[len(HOME_PAGE_COLUMNS) :]
            is_root = site[SITE_COLUMNS.index("id")] is not None
            root_of = Site.from_db(DEFAULT_DB_ALIAS, SITE_COLUMNS, site) if is_root else None
            found.append((HomePageRow._make(columns), bool(has_aliases), root_of))
        # Writing a home page purges everything, so that no header need name those that are hidden.
        add_hidden_tags(f"translation:{home.translation_key}" for home, _has_aliases, _site in found)
        return found

    @cached_property
    def has_aliases(self) -> bool:
        """Whether any page is an alias, so that a database without them has nothing to look for."""
        return any(has_aliases for _home, has_aliases, _site in self._rows)

    @cached_property
    def _sites(self) -> list[tuple[Site, HomePageRow]]:
        """The sites, each with the home page in its own language."""
        sites = [(site, home) for home, _has_aliases, site in self._rows if site is not None]
        return sorted(sites, key=lambda one: (not one[0].is_default_site, one[0].hostname, one[0].port))

    @cached_property
    def all(self) -> list[Site]:
        """The sites, the default one first."""
        return [site for site, _home in self._sites]

    @cached_property
    def trees(self) -> list[SiteLocale]:
        """The trees in order of sites; of each site, its own language first, then in the order of LANGUAGES."""
        codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        homes = sorted({home.pk: home for home, _has_aliases, _site in self._rows}.values())
        trees = []
        for site, own in self._sites:
            kin = [home for home in homes if home.translation_key == own.translation_key and home.locale in codes]
            for home in sorted(kin, key=lambda home: (home.locale_id != own.locale_id, codes.index(home.locale))):
                prefix = "" if home.locale_id == own.locale_id else f"/{home.locale}"
                trees.append(SiteLocale(site, home.locale, home.pk, home.path, home.url_path, prefix, home, own))
        return trees

    def find(self, hostname: str | None) -> Site | None:
        """Return the site with this hostname, or the default site for None."""
        return next(
            (site for site in self.all if (site.is_default_site if hostname is None else site.hostname == hostname)),
            None,
        )

    def trees_of(self, site: Site, locale: str | None = None) -> list[SiteLocale]:
        """Return the site's trees, or the one in the language with this code."""
        return [tree for tree in self.trees if tree.site == site and locale in (None, tree.locale)]

    def tree_of(self, page: Page) -> SiteLocale | None:
        """Return the tree that a page is in, or None for a page outside every site."""
        return self.tree_at(page.path)

    def public_tree_of(self, page: Page) -> SiteLocale:
        """Return the tree that a public page is in: no page outside the sites is public."""
        tree = self.tree_of(page)
        assert tree is not None, "only pages of a site are public"
        return tree

    def tree_at(self, path: str) -> SiteLocale | None:
        """Return the tree that a treebeard path is in, or None outside every site."""
        inside = [tree for tree in self.trees if path.startswith(tree.root)]
        return max(inside, key=lambda tree: len(tree.root), default=None)

    def locate(self, site: Site, path: str) -> tuple[SiteLocale, str] | None:
        """Return the tree and Wagtail's `url_path` of what a frontend calls `path`, or None outside every tree.

        The longest language prefix wins: "/fr/x/" is the French page x, not a page "fr" of the site's own language.
        """
        trees = [tree for tree in self.trees_of(site) if path.startswith(f"{tree.prefix}/")]
        tree = max(trees, key=lambda tree: len(tree.prefix), default=None)
        return None if tree is None else (tree, tree.root_url_path + path[len(tree.prefix) + 1 :])


def media_url(name: str) -> str:
    """Return the absolute URL of a rendition; a data: URI, of a rendition that is still to be made, as it is."""
    return name if name.startswith("data:") else _media_url(name, settings.PUBLIC_URL, settings.MEDIA_URL)


@lru_cache(maxsize=5_000)
def _media_url(name: str, *_addresses: str) -> str:
    return server_url(storages["renditions"].url(name))


def server_url(url: str) -> str:
    """Return the absolute URL of something that this server, or its storage, hands out."""
    return url if "://" in url else f"{settings.PUBLIC_URL}{url}"
