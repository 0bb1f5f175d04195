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

    An embargo is a rule that `cms.visibility` applies to every read. Nothing has to run for it to lift.

    Attributes:
        embargo: the page is under embargo.
        embargo_until: when it lifts; None keeps it until an editor ends it.
        embargo_note: for the desk alone; never given to frontends.
    """

    embargo = models.BooleanField(
        _("under embargo"),
        default=False,
        help_text=_("You can publish and work on it; readers do not see it until the embargo lifts."),
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

    # Columns of the page that this is mixed into.
    live: Any
    first_published_at: Any
    last_published_at: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the page; it is dated from when the public sees it, not from the press of Publish."""
        if not kwargs.get("update_fields"):
            now = timezone.now()
            if self.live:
                self.date_release(now)
            elif self.is_embargoed(now) and not self.was_released(now):
                self.first_published_at = None  # it was unpublished before its embargo lifted: readers never saw it
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a time or note without an embargo: an editor may believe that it holds.

        Raises:
            ValidationError: on `embargo`.
        """
        super().clean()
        if not self.embargo and (self.embargo_until or self.embargo_note):
            raise ValidationError(
                {"embargo": _("Tick this to set the embargo, or empty the time and the note to have none.")}
            )

    def date_release(self, now: datetime) -> None:
        """Set the dates of a live page; the database is asked only where an embargo may have a say in them."""
        first = self.first_published_at
        if self.is_embargoed(now) or (first is not None and (first > now or first == self.last_published_at)):
            rows: Any = type(self)._default_manager  # a page's: it has more columns than this class knows
            self.set_release_dates(rows.filter(pk=self.pk).first() if self.pk else None, now)

    def set_release_dates(self, published: Any, now: datetime) -> None:
        """Date the first and the latest publication from the moment at which the embargo lifts.

        The moment is known beforehand, so nothing has to run when it comes. An open-ended embargo leaves the first
        publication undated until an editor ends it.

        Args:
            published: the page as it is in the database; None when it is new.
            now: the present moment.
        """
        if self.is_embargoed(now):
            if published is None or not published.was_released(now):
                self.first_published_at = self.embargo_until
            self.last_published_at = self.embargo_until or self.last_published_at
        elif published is not None and published.embargo and not self.was_released(now):
            self.first_published_at = self.last_published_at or now

    def was_released(self, now: datetime) -> bool:
        """Tell whether the public has seen the page, be it taken down or held back since."""
        return self.first_published_at is not None and self.first_published_at <= now

    def is_embargoed(self, now: datetime | None = None) -> bool:
        """Tell whether the embargo holds at a moment, the present one by default."""
        return self.embargo and (self.embargo_until is None or self.embargo_until > (now or timezone.now()))


def lifted(now: datetime) -> Q:
    """Match the pages without an embargo that holds at a moment."""
    return Q(embargo=False) | Q(embargo_until__lte=now)


def held(now: datetime) -> Q:
    """Match the pages under an embargo that holds at a moment: all that `lifted` does not match."""
    return Q(embargo=True) & (Q(embargo_until=None) | Q(embargo_until__gt=now))
