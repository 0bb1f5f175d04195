"""Redirects of `wagtail.contrib.redirects`: which of them are for a path, and where a path leads in the end.

A redirect is for a path as Wagtail's `RedirectMiddleware` matches it: a slash at the end makes no difference, nor does
the order of the query's parameters, nor percent-encoding; capital letters do. One with the query comes before one
without, and one of the site before one of all sites. Doubled slashes and a fragment make no difference, as for
`page(path:)`.

Source: https://docs.wagtail.org/en/stable/reference/contrib/redirects.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import unquote, urlsplit

from django.db.models import Q
from django.utils.encoding import iri_to_uri, uri_to_iri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from cms.sites import frontend_of

MAX_REDIRECTS = 10
"""Redirects that are followed from one path."""


@dataclass(frozen=True)
class Target:
    """Where a redirect leads: to a page, to a path of the same site, or elsewhere.

    Attributes:
        page_id: primary key of the page, if it leads to one.
        path: the path with query and fragment, if it leads to one.
        url: the http or https URL, if it leads elsewhere.
    """

    page_id: int | None = None
    path: str | None = None
    url: str | None = None

    @classmethod
    def of(cls, page_id: int | None, link: str, site: Site) -> "Target | None":
        """Return the target of a redirect of a site; None for a link that browsers must not be sent to.

        Args:
            page_id: `redirect_page_id`, which comes first.
            link: `redirect_link`: a path that begins with a slash, or a URL.
            site: the site at whose path the redirect stands.
        """
        if page_id is not None:
            return cls(page_id=page_id)
        frontend = frontend_of(site)
        if link == frontend or link.startswith((f"{frontend}/", f"{frontend}?", f"{frontend}#")):
            link = "/" + link.removeprefix(frontend).removeprefix("/")
        if link.startswith("/") and not link.startswith(("//", "/\\")):
            return cls(path=link)
        return cls(url=link) if _is_web_address(link) else None


def old_paths(path: str) -> list[str]:
    """Return the values of `Redirect.old_path` that are for a path; an earlier one comes before a later one."""
    written, mark, query = path.strip().partition("#")[0].partition("?")
    plain = "/" + "/".join(segment for segment in written.split("/") if segment) + mark + query
    encoded = Redirect.normalise_path(iri_to_uri(plain), decode_unicode=False)
    without_query = encoded.partition("?")[0].partition(";")[0]
    # The middleware does not try the last one: a space that an editor typed is stored as it is.
    forms = dict.fromkeys(form for one in (encoded, without_query) for form in (uri_to_iri(one), one, unquote(one)))
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


def leads_back(redirect: Redirect, site: Site) -> bool:
    """Tell whether a redirect that is to be saved leads back to its own path, or over too many others, on a site."""
    current: Redirect | None = redirect
    for _step in range(MAX_REDIRECTS):
        target = Target.of(current.redirect_page_id, current.redirect_link, site) if current else None
        if target is None or target.path is None:
            return False
        forms = old_paths(target.path)
        others = Redirect.objects.filter(Q(site=site) | Q(site=None), old_path__in=forms).exclude(pk=redirect.pk)
        current = first_match(forms, [*others, *([redirect] if redirect.old_path in forms else [])])
        if current is redirect:
            return True
    return current is not None


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
