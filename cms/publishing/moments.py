"""When something becomes visible or vanishes by itself, with nobody writing anything."""

from datetime import datetime

from django.apps import apps
from django.db.models import Min, Value
from wagtail.models import DraftStateMixin

from cms.embargo import Embargoable
from cms.statements import MOMENT, Statement, kept


def next_change(now: datetime) -> datetime | None:
    """Return the next moment at which an embargo lifts, or something scheduled begins or ends; None: no such plans."""
    statement: Statement = kept.get("moments", _compile)
    return min((moment for (moment,) in statement.rows({MOMENT: now}) if moment), default=None)


def _compile() -> Statement:
    planned = []
    for model in apps.get_models():
        columns = ["embargo_until"] if issubclass(model, Embargoable) else []
        if issubclass(model, DraftStateMixin) and not model._meta.parents:
            columns += ["go_live_at", "expire_at"]
        for column in columns:
            rows = model._default_manager.filter(**{f"{column}__gt": MOMENT}).order_by()
            planned.append(rows.values(nothing=Value(1)).values(moment=Min(column)))
    return Statement(planned[0].union(*planned[1:]), ["moment"])
