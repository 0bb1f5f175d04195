"""The ways in which a row can be hidden."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone
from wagtail.models import BaseViewRestriction, Collection, DraftStateMixin, Page

from cms.embargo import Embargoable
from cms.image_rights import RightsManaged, UsageTerms

DAY = dt.timedelta(days=1)

Hide = Callable[[Any], None]


def set_to(**values: Any) -> Hide:
    """Returns what sets columns of a row past all that would keep them consistent, as a script may."""

    def hide(row: Any) -> None:
        type(row)._default_manager.filter(pk=row.pk).update(**values)

    return hide


def restricted(kind: str) -> Hide:
    """Returns what puts a view restriction of a kind on a page or collection."""

    def hide(row: Page | Collection) -> None:
        restriction = row.view_restrictions.create(restriction_type=kind, password="open sesame")
        restriction.groups.set(Group.objects.all())

    return hide


RESTRICTIONS: Mapping[str, Hide] = {
    f"restricted by {kind}": restricted(kind)
    for kind, _label in BaseViewRestriction.RESTRICTION_CHOICES
    if kind != BaseViewRestriction.NONE
}


def ways_to_hide(model: type[models.Model]) -> dict[str, Hide]:
    """Returns the ways in which a row of a model can be hidden by itself, by name."""
    ways: dict[str, Hide] = {}
    if issubclass(model, DraftStateMixin):
        ways["draft"] = set_to(live=False)
        ways["scheduled"] = set_to(go_live_at=timezone.now() + DAY)
        ways["expired"] = set_to(expire_at=timezone.now() - DAY)
    if issubclass(model, Page):
        ways |= RESTRICTIONS
    if issubclass(model, Embargoable):
        ways["under embargo until tomorrow"] = set_to(embargo=True, embargo_until=timezone.now() + DAY)
        ways["under an open-ended embargo"] = set_to(embargo=True, embargo_until=None)
    if issubclass(model, RightsManaged):
        ways["not to be used"] = set_to(usage_terms=UsageTerms.FORBIDDEN)
        ways["rights expired"] = set_to(rights_expire_at=timezone.now() - DAY)
    return ways
