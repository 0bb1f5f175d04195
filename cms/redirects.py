"""Redirects of `wagtail.contrib.redirects`: which of them are for a path, and where a path leads in the end.

A redirect is for a path as Wagtail's `RedirectMiddleware` matches it: a slash at the end makes no difference, nor does
the order of the query's parameters; beyond that the rules of `cms.http.paths` hold. One with the query comes before
one without, and one of the site before one of all sites.

Source: https://docs.wagtail.org/en/stable/reference/contrib/redirects.html
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar
from unicodedata import normalize
from urllib.parse import SplitResult, unquote, urlsplit

from django.db.models import Q
from django.utils.encoding import iri_to_uri, uri_to_iri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.http.paths import as_browsers_ask, canonical_path, composed, single_slashes
from cms.sites import SiteIndex, frontend_of

MAX_OLD_PATH_CHARACTERS = 255
"""As the database stores `Redirect.old_path`."""

MAX_REDIRECTS = 10
"""Redirects that are followed from one path."""


@dataclass(frozen=True)
class Target:
    """Where a redirect leads: to a page, to a path of one of the newsroom's sites, or elsewhere.

    Attributes:
        page_id: primary key of the page, if it leads to one.
        site: the site of the path, if it leads to one.
        path: the path with query and fragment.
        url: the http or https URL, if it leads elsewhere.
    """

    page_id: int | None = None
    site: Site | None = None
    path: str = ""
    url: str | None = None

    @classmethod
    def of(cls, page_id: int | None, link: str, site: Site, sites: Iterable[Site]) -> "Target | None":
        """Return the target of a redirect of a site; None for a link that browsers must not be sent to.

        Args:
            page_id: `redirect_page_id`, which comes first.
            link: `redirect_link`: a path that begins with a slash, or a URL.
            site: the site at whose path the redirect stands.
            sites: all sites.
        """
        if page_id is not None:
            return cls(page_id=page_id)
        if link.startswith("/") and not link.startswith(("//", "/\\")):
            return cls(site=site, path=as_browsers_ask(link))
        if (own := path_on_sites(link, [site, *sites])) is not None:
            return cls(site=own[0], path=own[1])
        return cls(url=link) if _web_address(link) else None


def path_on_sites(link: str, sites: Iterable[Site]) -> tuple[Site, str] | None:
    """Return the site and path that a URL names, however it is written; None for one on none of the sites' frontends.

    http and https make no difference, nor do the port that belongs to either and capital letters in the host.

    Args:
        link: the URL.
        sites: the sites; of two with one frontend, the earlier is meant.
    """
    address = _web_address(link)
    if address is None:
        return None
    found: list[tuple[int, Site, str]] = []
    for site in sites:
        frontend = _web_address(frontend_of(site))
        base = frontend.path.rstrip("/") if frontend else ""
        if frontend and _origin(frontend) == _origin(address) and f"{address.path}/".startswith(f"{base}/"):
            rest = address._replace(scheme="", netloc="", path="").geturl()
            path = "/" + address.path[len(base) :].lstrip("/\\")
            found.append((len(base), site, as_browsers_ask(path + rest)))
    return max(found, key=lambda one: one[0])[1:] if found else None


def page_by_url(link: str, sites: SiteIndex) -> Page | None:
    """Return the page, in whatever state, whose address a URL is; None for one with a query."""
    place = path_on_sites(link, sites.all)
    if place is None or {"?", "#"} & set(place[1]) or (at := sites.locate(place[0], canonical_path(place[1]))) is None:
        return None
    tree, url_path = at
    pages = Page.objects.filter(slug=url_path.split("/")[-2], url_path=url_path, path__startswith=tree.root)
    page: Page | None = pages.first()
    return page


def stored_path(path: str) -> str:
    """Return a path as `Redirect.old_path` is stored, so that `old_paths` finds it."""
    return composed(Redirect.normalise_path(single_slashes(path.strip())))


def old_paths(path: str) -> list[str]:
    """Return the values of `Redirect.old_path` that are for a path; an earlier one comes before a later one."""
    plain = single_slashes(path.strip().partition("#")[0])
    encoded = Redirect.normalise_path(iri_to_uri(plain), decode_unicode=False)
    without_query = encoded.partition("?")[0].partition(";")[0]
    forms: dict[str, None] = {}
    for one in (encoded, without_query):
        # The middleware does not try the last one: a space that an editor typed is stored as it is.
        for form in (uri_to_iri(one), one, unquote(one)):
            forms |= dict.fromkeys((composed(form), form, normalize("NFD", form)))
    # PostgreSQL takes no NUL in a text, and stores none.
    return [form for form in forms if "\0" not in form]


class HasOldPath(Protocol):
    """A redirect, or the columns of one."""

    @property
    def old_path(self) -> str: ...

    @property
    def site_id(self) -> int | None: ...


R = TypeVar("R", bound=HasOldPath)


def first_match(forms: list[str], redirects: Iterable[R]) -> R | None:
    """Return the redirect that comes before the others, one of the site before one of all sites.

    Args:
        forms: what `old_paths` returns for the path.
        redirects: those with one of these old paths, of one site and of all sites.
    """
    return min(redirects, key=lambda one: (forms.index(one.old_path), one.site_id is None), default=None)


def leads_to_itself(redirect: Redirect, site: Site) -> bool:
    """Tell whether a redirect that is to be saved leads to the page at its own path on a site."""
    page = redirect.redirect_page
    site_id, _root, path = (page and page.specific_deferred.get_url_parts()) or (None, "", None)
    return path is not None and site_id == site.pk and redirect.old_path in old_paths(path)


def leads_back(redirect: Redirect, site: Site, sites: Sequence[Site]) -> bool:
    """Tell whether a redirect that is to be saved leads back to its own path, or over too many others.

    Args:
        redirect: the redirect.
        site: the site at whose path it is looked at.
        sites: all sites.
    """
    current: Redirect | None = redirect
    place = site
    for _step in range(MAX_REDIRECTS):
        target = Target.of(current.redirect_page_id, current.redirect_link, place, sites) if current else None
        if target is None or target.site is None:
            return False
        place, forms = target.site, old_paths(target.path)
        others = Redirect.objects.filter(Q(site=place) | Q(site=None), old_path__in=forms).exclude(pk=redirect.pk)
        is_there = redirect.old_path in forms and redirect.site_id in (None, place.pk)
        current = first_match(forms, [*others, *([redirect] if is_there else [])])
        if current is redirect and place == site:
            return True
    return current is not None


def _web_address(link: str) -> SplitResult | None:
    """Return the parts of an http or https URL; None for anything else."""
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None


def _origin(address: SplitResult) -> tuple[str, int | None]:
    """Return the host and port of a URL, without what makes no difference to where it leads."""
    host = (address.hostname or "").rstrip(".")
    with suppress(UnicodeError):
        host = host.encode("idna").decode()
    return host, None if address.port in (80, 443) else address.port
