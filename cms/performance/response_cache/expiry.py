"""Expiry: when rows become visible or hidden by the clock, without a write."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Min, QuerySet, Value
from wagtail.models import DraftStateMixin

from cms.embargo import Embargoable
from cms.image_rights import RightsManaged
from cms.queries import fetch


def next_visibility_change(now: datetime) -> datetime | None:
    """Return the next moment at which an embargo lifts, rights expire, or a page goes live or expires by schedule.

    None for never.
    """
    rows = fetch(_planned_changes, ["moment"], {"now": now}, "planned changes")
    return min((moment for (moment,) in rows if moment), default=None)


def _planned_changes(now: datetime) -> QuerySet[Any]:
    planned = []
    for model in apps.get_models():
        columns = ["embargo_until"] if issubclass(model, Embargoable) else []
        columns += ["rights_expire_at"] if issubclass(model, RightsManaged) else []
        if issubclass(model, DraftStateMixin) and not model._meta.parents:
            columns += ["go_live_at", "expire_at"]
        for column in columns:
            rows = model._default_manager.filter(**{f"{column}__gt": now}).order_by()
            planned.append(rows.values(nothing=Value(1)).values(moment=Min(column)))
    return planned[0].union(*planned[1:])
