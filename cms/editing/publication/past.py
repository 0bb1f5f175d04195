"""Moments that cannot be meant: a past one is a leak, and what expires before it is seen is published in vain."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cms.editing.moments import moment_in_words
from cms.editing.publication.pictures import seen_from
from cms.embargo import Embargoable


def past_moments(values: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Return what it would mean to publish now, by the field whose moment has passed or cannot be meant.

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
    return found | _expiry(values, now)


def _expiry(values: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Return what is wrong with an expiry that comes before readers see anything, by its field."""
    expire_at, seen_at = values.get("expire_at"), seen_from(values, now)
    if not expire_at or expire_at > seen_at:
        return {}
    moments = {"moment": moment_in_words(expire_at), "seen": moment_in_words(seen_at)}
    if expire_at <= now:
        message = _(
            "%(moment)s is already past: this would be published and no reader would see it. Empty this field, or "
            "choose a later moment."
        )
    else:
        message = _(
            "This would expire on %(moment)s, and readers see it from %(seen)s only: no reader would ever see it. "
            "Empty this field, or choose a later moment."
        )
    return {"expire_at": message % moments}


def is_spent(published: Any, name: str, moment: datetime) -> bool:
    """Tell whether a moment has had its effect: what was published has it, or was published after it.

    That of an expiry lasts: what is published again with a past one is not seen.

    Args:
        published: the object as it is in the database; None when it is new.
        name: the field.
        moment: its value in what is to be published.
    """
    if published is None or name == "expire_at":
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
