"""What stands at addresses without being a page there: redirects and take-downs."""

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.sites import SiteIndex
from cms.takedowns.models import TakeDown
from cms.visibility import Visibility
from tests.crawl.planting.canaries import Canaries


def plant_redirects(pages: list[Page]) -> None:
    """Plant a redirect to each page."""
    for number, page in enumerate(pages):
        Redirect.objects.create(old_path=f"/moved-{number}", redirect_page=page)


def plant_take_downs(secret: list[Page], withdrawn: list[Page], shown: Canaries, hidden: Canaries) -> None:
    """Plant take-downs.

    Args:
        secret: pages of which nobody may learn. Those in a place that is closed are said to have been public once.
        withdrawn: pages that are gone; what readers are told of the first is public.
        shown, hidden: canaries.
    """
    keys = [page.pk for page in secret]
    open_places = Visibility(SiteIndex()).open_places(Page.objects.filter(pk__in=keys))
    told = set(open_places.values_list("pk", flat=True))
    for page in [*secret, *withdrawn]:
        TakeDown.objects.create(
            page=page,
            since=timezone.now(),
            reason=hidden.word("reason of a take-down"),
            note=(shown if page is withdrawn[0] else hidden).word("note of a take-down"),
            was_public=page.pk not in told if page in secret else page is withdrawn[0],
        )
