"""Rights of use: pictures that may no longer be shown, or never, although they are in the library."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

M = TypeVar("M", bound=models.Model)


class UsageTerms(models.TextChoices):
    """On what terms a picture may be used, as the API names them."""

    FREE = "FREE", gettext_lazy("Free to use")
    CONDITIONAL = "CONDITIONAL", gettext_lazy("On a condition")
    PAID = "PAID", gettext_lazy("For a fee")
    FORBIDDEN = "FORBIDDEN", gettext_lazy("Not to be used")


class RightsManaged(models.Model):
    """A picture whose rights of use are on record.

    They are a rule that `cms.visibility` applies to every read. Nothing has to run for it to hold.

    Attributes:
        source: where the newsroom has it from; never given to frontends.
        licence: the licence by name or address.
        usage_terms: one of `UsageTerms`; empty while they are unknown.
        usage_condition: the condition, in a sentence; or the fee. Never given to frontends.
        territory_note: where it may be used; never given to frontends.
        rights_expire_at: from when it may not be shown any more; None for never.
    """

    source = models.CharField(
        gettext_lazy("source"),
        max_length=255,
        blank=True,
        help_text=gettext_lazy(
            "Where the newsroom has it from, for example an agency and its number of the picture. Never published."
        ),
    )
    licence = models.CharField(
        gettext_lazy("licence"),
        max_length=255,
        blank=True,
        help_text=gettext_lazy(
            "The licence by name or address, for example “CC BY 4.0”. Frontends may print it with the credit."
        ),
    )
    usage_terms = models.CharField(
        gettext_lazy("usage terms"),
        max_length=11,
        blank=True,
        choices=UsageTerms.choices,
        help_text=gettext_lazy(
            "“Not to be used” takes the picture away from readers at once, wherever it stands, and keeps it from "
            "being published."
        ),
    )
    usage_condition = models.CharField(
        gettext_lazy("condition or fee"),
        max_length=255,
        blank=True,
        help_text=gettext_lazy(
            "One sentence, for example “Only with the story about the strike” or “80 € for each use”. Never published."
        ),
    )
    territory_note = models.CharField(
        gettext_lazy("territory"),
        max_length=255,
        blank=True,
        help_text=gettext_lazy("Where it may be used, for example “Not in North America”. Never published."),
    )
    rights_expire_at = models.DateTimeField(
        gettext_lazy("rights expire at"),
        null=True,
        blank=True,
        db_index=True,
        help_text=gettext_lazy(
            "From this moment no reader sees the picture, wherever it stands. Empty: the rights do not expire."
        ),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Ask for the condition where there is one.

        Raises:
            ValidationError: on `usage_condition`.
        """
        super().clean()
        if self.usage_terms == UsageTerms.CONDITIONAL and not self.usage_condition.strip():
            raise ValidationError({"usage_condition": _("Say on what condition the picture may be used.")})

    def is_withheld(self, now: datetime) -> bool:
        """Tell whether the rights keep the picture from readers at a moment."""
        expires_at: datetime | None = self.rights_expire_at
        return self.usage_terms == UsageTerms.FORBIDDEN or (expires_at is not None and expires_at <= now)

    def neutralize(self) -> None:
        """Turn the row, as it is loaded, into a neutral picture of the same shape, of which nothing may be saved."""
        raise NotImplementedError


RIGHTS_COLUMNS = ["usage_terms", "rights_expire_at"]
"""The columns by which `RightsManaged.is_withheld` judges a row."""


def withheld(now: Any) -> Q:
    """Match the pictures that the rights keep from readers at a moment."""
    return Q(usage_terms=UsageTerms.FORBIDDEN) | Q(rights_expire_at__lte=now)


def expiring(now: datetime, within: timedelta) -> Q:
    """Match the pictures whose rights hold at a moment and expire soon after it."""
    return Q(rights_expire_at__gt=now, rights_expire_at__lte=now + within)


def exclude_withheld(queryset: QuerySet[M], now: Any) -> QuerySet[M]:
    """Narrow a queryset of pictures to those that no right keeps from readers; others have no rights on record."""
    if not issubclass(queryset.model, RightsManaged):
        return queryset
    unexpired = Q(rights_expire_at=None) | Q(rights_expire_at__gt=now)
    return queryset.filter(unexpired).exclude(usage_terms=UsageTerms.FORBIDDEN)
