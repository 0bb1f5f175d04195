"""Redirects as a viewer may follow them: to their end, and never to a page that is not theirs to see."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.graphql.context import Context
from cms.graphql.data.page_loaders import known_types, page_lookup
from cms.graphql.text import safe_text
from cms.performance.response_cache import cache_tags
from cms.queries import fetch
from cms.redirects import MAX_REDIRECTS, Target, first_match, old_paths


class RedirectRow(NamedTuple):
    """The columns of a redirect that are read."""

    pk: int
    old_path: str
    site_id: int | None
    is_permanent: bool
    redirect_page_id: int | None
    redirect_link: str


@dataclass(frozen=True)
class Destination:
    """Where redirects lead in the end.

    Attributes:
        status: 301 where each of them is permanent, else 302.
        location: a path of the same site, or an absolute URL, percent-encoded.
    """

    status: HTTPStatus
    location: str


def follow_redirects(context: Context, site: Site, path: str) -> Destination | None:
    """Return where the redirects from a path lead.

    A redirect to a page, the only kind that Wagtail makes by itself, takes two statements. One to a path of the same
    site takes two more for each redirect that follows.

    Args:
        context: the request.
        site: the site.
        path: a path at which the viewer finds no page, with its query if it has one.

    Returns:
        None where there is no redirect, where the viewer may not see the page at the end, where redirects lead in a
        circle, and where there are more than MAX_REDIRECTS of them.
    """
    path = safe_text(path)
    followed: list[RedirectRow] = []
    location: str | None = None
    while redirect := _redirect_at(context, site, path):
        target = Target.of(redirect.redirect_page_id, redirect.redirect_link, site)
        if target is None or redirect in followed or len(followed) == MAX_REDIRECTS:
            return None
        followed.append(redirect)
        if target.path is None:
            location = target.url or _address_of(context, site, target.page_id)
            break
        location = path = target.path
        if _has_page(context, site, path):
            break
    if location is None:
        return None
    is_permanent = all(redirect.is_permanent for redirect in followed)
    return Destination(HTTPStatus.MOVED_PERMANENTLY if is_permanent else HTTPStatus.FOUND, iri_to_uri(location))


def _redirect_at(context: Context, site: Site, path: str) -> RedirectRow | None:
    """Return the redirect for a path; that of the site comes before that of all sites."""
    forms = old_paths(path)
    rows = fetch(
        lambda forms, site: Redirect.objects.filter(Q(site_id=site) | Q(site_id=None), old_path__in=forms),
        RedirectRow._fields,
        {"forms": forms, "site": site.pk},
        "redirects by path",
    )
    return first_match(forms, [RedirectRow._make(row) for row in rows])


def _address_of(context: Context, site: Site, pk: int | None) -> str | None:
    """Return the path of a page on the site, or its URL elsewhere; None if the viewer may not see it."""
    cache_tags.add_hidden_tags(cache_tags.row_tags(Page, [pk]))
    found = _public(context, lambda pk: Page.objects.filter(pk=pk), "redirect to a page", {"pk": pk}, ())
    if not found:
        return None
    cache_tags.add_tags(cache_tags.row_tags(Page, [pk]))
    (page,) = found
    tree = context.sites.tree_of(page)
    assert tree is not None, "only pages of a site are public"
    path = tree.path_of(page)
    return path if tree.site == site else f"{tree.frontend}{path}"


def _has_page(context: Context, site: Site, path: str) -> bool:
    lookup = page_lookup(context, site, path)
    return lookup is not None and bool(_public(context, *lookup, ["list:page"]))


def _public(
    context: Context,
    build: Callable[..., QuerySet[Page]],
    cache_key: Hashable,
    parameters: Mapping[str, Any],
    tags: Iterable[str],
) -> list[Page]:
    """Return the pages of a queryset that the viewer may see, with their place alone."""
    visibility, types = context.visibility, known_types()
    rows = fetch(
        lambda now, **given: visibility.as_of(now).pages(build(**given).filter(content_type__in=types)),
        ["path", "url_path"],
        {"now": visibility.now, **parameters},
        ("places", cache_key, types, visibility.cache_key),
        tags,
    )
    return [Page(path=path, url_path=url_path) for path, url_path in rows]
