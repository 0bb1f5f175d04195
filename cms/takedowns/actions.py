"""Taking a page down, and lifting that again."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page

from cms.aliases import with_aliases
from cms.sites import SiteIndex
from cms.takedowns.models import TakeDown, lock_page, take_down_of
from cms.visibility import Visibility

TAKE_DOWN = "takedowns.take_down"
LIFT = "takedowns.lift"


@transaction.atomic
def take_down(page: Any, user: Any, reason: str, note: str = "") -> None:
    """Withdraw a page and its aliases from the public at once, although it may be locked, scheduled or in moderation.

    What is scheduled or in moderation is cancelled, so that it does not come back by itself. A publication of the page
    that is under way is waited for.
    """
    lock_page(page)
    page.refresh_from_db()
    keys = with_aliases([page.pk])
    seen, now = _seen_by_readers(keys), timezone.now()
    known = set(TakeDown.objects.in_force().filter(page__in=keys).values_list("page_id", flat=True))
    TakeDown.objects.bulk_create(
        TakeDown(page_id=key, since=now, reason=reason, note=note, was_public=key in seen, taken_down_by=user)
        for key in sorted(keys - known)
    )
    workflow_state = page.current_workflow_state
    if workflow_state is not None:
        workflow_state.cancel(user=user)
    page.revisions.update(approved_go_live_at=None)
    UnpublishPageAction(page, user=user, log_action=False).execute(skip_permission_checks=True)
    log(instance=page, action=TAKE_DOWN, user=user, data={"reason": reason, "note": note})


def _seen_by_readers(keys: set[int]) -> set[int]:
    """Return which of some pages readers see, or have seen before: unpublished and expired ones too.

    What is under an embargo has its first publication at the moment at which that lifts, or none. What was published
    in a place that is closed to readers is taken for unseen.
    """
    visibility, pages = Visibility(SiteIndex()), Page.objects.filter(pk__in=keys)
    released = visibility.open_places(pages.filter(first_published_at__lte=visibility.now))
    return {pk for found in (visibility.pages(pages), released) for pk in found.values_list("pk", flat=True)}


@transaction.atomic
def lift(page: Any, user: Any) -> None:
    """Lift the take-down of a page and of its aliases, which stay unpublished until an editor publishes the page."""
    lock_page(page)
    found = take_down_of(page)
    if found is None:
        return
    for row in TakeDown.objects.in_force().filter(page__in=with_aliases([page.pk])):
        row.lifted_at, row.lifted_by = timezone.now(), user
        row.save(update_fields=["lifted_at", "lifted_by"])
    log(instance=page, action=LIFT, user=user, data={"reason": found.reason})
