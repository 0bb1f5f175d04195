"""What the form of a picture asks about its rights."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.editing.moments import moment_in_words

NEVER_YEAR = 9999
"""What some type for “never”; in another time zone it is a year that neither Python nor a browser knows."""


def rights_faults(values: Mapping[str, Any], changed: Collection[str], *, is_new: bool) -> dict[str, str]:
    """Return what is wrong with a picture's rights, by field.

    What was stored before may stay, so that an old picture can be described without being asked for its credit; a new
    file may be another person's.

    Args:
        values: the form's fields by name, without those that are wrong already.
        changed: the names of those that the form changes.
        is_new: the form adds the picture.
    """
    faults = {}
    credit, none_owed = values.get("credit", "").strip(), values.get("no_credit_owed")
    is_asked = is_new or {"credit", "no_credit_owed", "file"} & set(changed)
    if "credit" in values and is_asked and not credit and not none_owed:
        faults["credit"] = _("Say whom to credit, or tick “No credit needed”.")
    if credit and none_owed:
        faults["no_credit_owed"] = _("There is a credit above: remove it, or untick this.")
    expires_at = values.get("rights_expire_at")
    if expires_at is not None and expires_at.year >= NEVER_YEAR:
        faults["rights_expire_at"] = _("This is too far ahead. Leave it empty if the rights do not expire.")
    elif expires_at is not None and "rights_expire_at" in changed and expires_at <= timezone.now():
        faults["rights_expire_at"] = _(
            "%(moment)s is already past. Choose a later moment, or “Not to be used” among the usage terms."
        ) % {"moment": moment_in_words(expires_at)}
    return faults
