"""Pages that were taken down, where a viewer may learn of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from wagtail.models import Page, Site

from cms.graphql.context import Context
from cms.graphql.data.redirects import DeadEnd
from cms.graphql.text import safe_text
from cms.http.paths import canonical_path
from cms.queries import fetch
from cms.takedowns.models import TakeDown

TAKE_DOWN_TAGS = ["list:takedown", "list:redirect", "list:page", "rows:page"]

NO_PAGE = 0
"""A primary key that no page has."""


@dataclass(frozen=True)
class Gone:
    """A page that was taken down.

    Attributes:
        since: when.
        note: a sentence for the public, if the desk wrote one.
    """

    since: datetime
    note: str | None


def gone_at(context: Context, site: Site, path: str, end: DeadEnd | None) -> Gone | None:
    """Return the take-down that is in force of the page at a path of a site, or at the end of the redirects from it.

    Left out: a page that was never public, and one in a place that has been closed to the viewer since.

    Args:
        context: the request.
        site: the site.
        path: a path at which the viewer finds no page.
        end: where the redirects from the path end, if there are any.
    """
    places = [(site, path), *([end.place] if end and end.place else [])]
    located = [context.sites.locate(at, safe_text(canonical_path(written))) for at, written in places]
    url_paths = [place[1] for place in located if place is not None]
    if not url_paths:
        return None
    visibility = context.visibility

    def taken_down(slugs: list[str], url_paths: list[str], pk: int) -> QuerySet[TakeDown]:
        pages = Page.objects.filter(Q(slug__in=slugs, url_path__in=url_paths) | Q(pk=pk))
        found: QuerySet[TakeDown] = TakeDown.objects.in_force().filter(was_public=True)
        return found.filter(page__in=visibility.open_places(pages).values("pk")).order_by("-since", "pk")

    rows = fetch(
        taken_down,
        ["since", "note"],
        {
            "slugs": [url_path.split("/")[-2] for url_path in url_paths],
            "url_paths": url_paths,
            "pk": (end and end.page_id) or NO_PAGE,
        },
        ("take-downs at a path", visibility.cache_key),
        TAKE_DOWN_TAGS,
    )
    return next((Gone(since, note or None) for since, note in rows), None)
