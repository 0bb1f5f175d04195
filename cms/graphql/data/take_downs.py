"""Pages that were taken down, where a viewer may learn of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.graphql.context import Context
from cms.graphql.data.page_loaders import canonical_path
from cms.graphql.text import safe_text
from cms.queries import fetch
from cms.redirects import old_paths
from cms.takedowns.models import TakeDown

TAKE_DOWN_TAGS = ["list:takedown", "list:redirect", "list:page", "rows:page"]


@dataclass(frozen=True)
class Gone:
    """A page that was taken down.

    Attributes:
        since: when.
        note: a sentence for the public, if the desk wrote one.
    """

    since: datetime
    note: str | None


def gone_at(context: Context, site: Site, path: str) -> Gone | None:
    """Return the take-down that is in force of the page at a path of a site, or at the end of a redirect to a page.

    Left out: a page that was never public, and one in a place that has been closed to the viewer since.
    """
    place = context.sites.locate(site, safe_text(canonical_path(path)))
    if place is None:
        return None
    _tree, url_path = place
    visibility = context.visibility

    def taken_down(slug: str, url_path: str, forms: list[str], site: int) -> QuerySet[TakeDown]:
        moved = Redirect.objects.filter(Q(site_id=site) | Q(site_id=None), old_path__in=forms)
        pages = Page.objects.filter(
            Q(slug=slug, url_path=url_path)
            | Q(pk__in=moved.filter(redirect_page__isnull=False).values("redirect_page"))
        )
        found: QuerySet[TakeDown] = TakeDown.objects.in_force().filter(was_public=True)
        return found.filter(page__in=visibility.open_places(pages).values("pk")).order_by("-since", "pk")

    rows = fetch(
        taken_down,
        ["since", "note"],
        {
            "slug": url_path.split("/")[-2],
            "url_path": url_path,
            "forms": old_paths(safe_text(path)),
            "site": site.pk,
        },
        ("take-downs at a path", visibility.cache_key),
        TAKE_DOWN_TAGS,
    )
    return next((Gone(since, note or None) for since, note in rows), None)
