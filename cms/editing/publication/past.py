"""Moments that lie in the past already, where a future one was meant: a mistyped day is a leak."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cms.editing.moments import moment_in_words
from cms.embargo import Embargoable


def past_moments(values: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Return what it would mean to publish now, by the field whose moment has passed.

    Args:
        values: a page's fields by name; those that it lacks are looked past.
        now: the present moment.
    """
    found = {}
    go_live_at, embargo_until = values.get("go_live_at"), values.get("embargo_until")
    if go_live_at and go_live_at <= now:
        found["go_live_at"] = _(
            "%(moment)s is already past: this would be published at once. Empty this field to do so, or choose a "
            "later moment."
        ) % {"moment": moment_in_words(go_live_at)}
    if values.get("embargo") and embargo_until and embargo_until <= now:
        found["embargo_until"] = _(
            "%(moment)s is already past: readers would see this at once. Take the embargo away to do so, or choose a "
            "later moment."
        ) % {"moment": moment_in_words(embargo_until)}
    return found


def is_spent(published: Any, name: str, moment: datetime) -> bool:
    """Tell whether a moment has had its effect: what was published has it, or was published after it.

    Args:
        published: the object as it is in the database; None when it is new.
        name: the field.
        moment: its value in what is to be published.
    """
    if published is None:
        return False
    last: datetime | None = published.last_published_at
    return (published.live and getattr(published, name) == moment) or (last is not None and last >= moment)


def spent_fields(page: Any, now: datetime) -> list[str]:
    """Return the fields of a page's schedule and embargo that have had their effect, or have none to come.

    A moment that lies ahead in the published page or in its draft is kept, so that no copy is public before it.
    """
    versions = (page, page.get_latest_revision_as_object())
    spent = [
        name
        for name in ("go_live_at", "expire_at")
        if not any(moment is not None and moment > now for moment in (getattr(one, name) for one in versions))
    ]
    if isinstance(page, Embargoable) and not any(one.is_embargoed(now) for one in versions):
        spent += ["embargo", "embargo_until", "embargo_note"]
    return spent
