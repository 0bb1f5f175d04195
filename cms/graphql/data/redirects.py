"""Redirects as a viewer may follow them: to their end, and never to a page that is not theirs to see."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.graphql.context import Context
from cms.graphql.data.page_loaders import known_types, page_lookup
from cms.graphql.text import safe_text
from cms.performance.response_cache import cache_tags
from cms.queries import fetch
from cms.redirects import MAX_REDIRECTS, Target, first_match, old_paths
from cms.sites import frontend_of


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


@dataclass(frozen=True)
class DeadEnd:
    """The end of redirects at which the viewer finds nothing.

    Attributes:
        page_id: primary key of the page that they lead to, if the last one leads to a page.
        place: site and path that they lead to, otherwise; None for redirects in a circle and for too many.
    """

    page_id: int | None = None
    place: tuple[Site, str] | None = None


def follow_redirects(context: Context, site: Site, path: str) -> Destination | DeadEnd | None:
    """Return where the redirects from a path lead.

    A redirect to a page, the only kind that Wagtail makes by itself, takes two statements. One to a path of one of the
    newsroom's sites takes two more for each redirect that follows.

    Args:
        context: the request.
        site: the site.
        path: a path at which the viewer finds no page, with its query if it has one.

    Returns:
        None where there is no redirect. A dead end where the viewer may not see the page at the end, be it the target
        of a redirect or at the path of one, where redirects lead in a circle, and where there are more than
        MAX_REDIRECTS of them.
    """
    start, path = site, safe_text(path)
    followed: list[tuple[int, RedirectRow]] = []
    location: str | None = None
    is_hidden = False
    while redirect := _redirect_at(context, site, path):
        target = Target.of(redirect.redirect_page_id, redirect.redirect_link, site, context.sites.all)
        if target is None or (site.pk, redirect) in followed or len(followed) == MAX_REDIRECTS:
            return DeadEnd()
        followed.append((site.pk, redirect))
        if target.site is None:
            location = target.url or _address_of(context, start, target.page_id)
            if location is None:
                return DeadEnd(page_id=target.page_id)
            break
        site, path = target.site, target.path
        location = path if site == start else f"{frontend_of(site)}{path}"
        is_shown = _is_page_shown(context, site, path)
        if is_shown:
            break
        is_hidden = is_shown is False
    if location is None:
        return None
    if is_hidden:
        return DeadEnd(place=(site, path))
    is_permanent = all(redirect.is_permanent for _site, redirect in followed)
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
    found = _shown(context, lambda pk: Page.objects.filter(pk=pk), "redirect to a page", {"pk": pk}, ())
    if not found or not found[0].is_shown:
        return None
    cache_tags.add_tags(cache_tags.row_tags(Page, [pk]))
    page = Page(path=found[0].path, url_path=found[0].url_path)
    tree = context.sites.public_tree_of(page)
    path = tree.path_of(page)
    return path if tree.site == site else f"{tree.frontend}{path}"


def _is_page_shown(context: Context, site: Site, path: str) -> bool | None:
    """Tell whether the viewer may see the page at a path; None where there is no page, public or not."""
    lookup = page_lookup(context, site, path)
    found = _shown(context, *lookup, ["list:page", "rows:page"]) if lookup else []
    return found[0].is_shown if found else None


class PlaceRow(NamedTuple):
    """The place of a page, and whether the viewer may see the page."""

    path: str
    url_path: str
    is_shown: bool


def _shown(
    context: Context,
    build: Callable[..., QuerySet[Page]],
    cache_key: Hashable,
    parameters: Mapping[str, Any],
    tags: Iterable[str],
) -> list[PlaceRow]:
    """Return the pages of a queryset, with whether the viewer may see each."""
    visibility, types = context.visibility, known_types()

    def places(now: Any, **given: Any) -> QuerySet[Page]:
        public = visibility.as_of(now).pages(Page.objects.filter(pk=OuterRef("pk"), content_type__in=types))
        annotated: QuerySet[Page] = build(**given).annotate(is_shown=Exists(public))
        return annotated

    rows = fetch(
        places,
        PlaceRow._fields,
        {"now": visibility.now, **parameters},
        ("places", cache_key, types, visibility.cache_key),
        tags,
    )
    return [PlaceRow(path, url_path, bool(is_shown)) for path, url_path, is_shown in rows]
