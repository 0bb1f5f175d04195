"""Expiry: when rows become visible or hidden by the clock, without a write."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Min, Model, Q, QuerySet, Value
from wagtail.models import DraftStateMixin

from cms.embargo import Embargoable
from cms.image_rights import RightsManaged
from cms.performance.response_cache.cache_tags import table_label, tables_of
from cms.queries import fetch


def next_visibility_change(now: datetime) -> datetime | None:
    """Return the next moment at which an embargo lifts, rights expire, or a page goes live or expires by schedule.

    None for never.
    """
    rows = fetch(_planned_changes, ["moment"], {"now": now}, "planned changes")
    return min((moment for (moment,) in rows if moment), default=None)


def visibility_changes_between(since: datetime, until: datetime) -> set[str]:
    """Return the cache tags of the rows that became visible or hidden by the clock after a moment, until another one.

    One statement, where there are none.
    """
    first = next_visibility_change(since)
    if first is None or first > until:
        return set()
    tags: set[str] = set()
    for model, columns in _scheduled_columns():
        condition = Q()
        for column in columns:
            condition |= Q(**{f"{column}__gt": since, f"{column}__lte": until})
        keys = model._default_manager.filter(condition).order_by().values_list("pk", flat=True)
        tags.update(f"{table_label(tables_of(model)[0])}:{key}" for key in keys)
    return tags


def _planned_changes(now: datetime) -> QuerySet[Any]:
    planned = []
    for model, columns in _scheduled_columns():
        for column in columns:
            rows = model._default_manager.filter(**{f"{column}__gt": now}).order_by()
            planned.append(rows.values(nothing=Value(1)).values(moment=Min(column)))
    return planned[0].union(*planned[1:])


def _scheduled_columns() -> Iterator[tuple[type[Model], list[str]]]:
    """Yield the models whose rows become visible or hidden by the clock, each with the columns of the moments."""
    for model in apps.get_models():
        columns = ["embargo_until"] if issubclass(model, Embargoable) else []
        columns += ["rights_expire_at"] if issubclass(model, RightsManaged) else []
        if issubclass(model, DraftStateMixin) and not model._meta.parents:
            columns += ["go_live_at", "expire_at"]
        if columns:
            yield model, columns
