"""Embargoes: articles that are published inside and invisible outside until a moment passes."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


class Embargoable(models.Model):
    """A page that may be held back from the public although it is published.

    An embargo is a rule that `cms.visibility` applies whenever somebody reads. Nothing has to run for it to lift.

    Attributes:
        embargo: the page is under embargo.
        embargo_until: when it lifts; None keeps it until an editor ends it.
        embargo_note: for the desk alone; never given to frontends.
    """

    embargo = models.BooleanField(
        _("under embargo"),
        default=False,
        help_text=_("You can publish and work on it; outside the newsroom nobody sees it until the embargo lifts."),
    )
    embargo_until = models.DateTimeField(
        _("embargo lifts at"),
        null=True,
        blank=True,
        help_text=_("From this moment everybody can read it. Empty: until you take the embargo away and publish."),
    )
    embargo_note = models.CharField(
        _("note for the desk"),
        max_length=255,
        blank=True,
        help_text=_(
            "Why, and who asked for it, for example “Held for the ministry’s press conference”. Never published."
        ),
    )

    embargo_panel = MultiFieldPanel(
        [FieldPanel("embargo"), FieldPanel("embargo_until"), FieldPanel("embargo_note")],
        heading=_("Embargo"),
        icon="lock",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a time or note without an embargo: somebody may believe that it holds.

        Raises:
            ValidationError: on `embargo`.
        """
        super().clean()
        if not self.embargo and (self.embargo_until or self.embargo_note):
            raise ValidationError(
                {"embargo": _("Tick this to set the embargo, or empty the time and the note to have none.")}
            )

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save a draft; an embargo in it that holds longer than the published one holds from now on.

        To be seen less takes effect at once, to be seen more when it is published.
        """
        revision = super().save_revision(*args, **kwargs)  # type: ignore[misc]  # a page's
        if self.embargo and self.pk is not None:
            shorter = Q(embargo=False)
            shorter |= (
                Q(embargo_until__isnull=False)
                if self.embargo_until is None
                else Q(embargo_until__lt=self.embargo_until)
            )
            rows: Any = type(self)._default_manager  # a page's: it has more columns than this class knows
            rows.filter(shorter, pk=self.pk, live=True).update(
                embargo=True, embargo_until=self.embargo_until, embargo_note=self.embargo_note
            )
        return revision

    def is_embargoed(self, now: datetime | None = None) -> bool:
        """Tell whether the embargo holds at a moment, the present one by default."""
        return self.embargo and (self.embargo_until is None or self.embargo_until > (now or timezone.now()))


def lifted(now: datetime) -> Q:
    """Match the pages without an embargo that holds at a moment."""
    return Q(embargo=False) | Q(embargo_until__lte=now)


def held(now: datetime) -> Q:
    """Match the pages under an embargo that holds at a moment: all that `lifted` does not match."""
    return Q(embargo=True) & (Q(embargo_until=None) | Q(embargo_until__gt=now))
