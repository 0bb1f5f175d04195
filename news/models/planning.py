"""Planning notes: internal notes of the desk about a day or an article."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TITLE_LENGTH = 120


class PlanningNote(models.Model):
    """A note of the desk about a day and optionally an article, shown in the admin only.

    It is no child object of the article, so that revisions, copies, aliases and translations do not include it.

    Attributes:
        title: what is planned.
        day: the day for which it is planned, the same date in every time zone.
        time: the time of that day in the newsroom's time zone; None if it is not fixed.
        text: details.
        article: the article that it is about; only users who may edit that see the note.
        assignee: the user who is to do it.
        written_by, written_at: author and time of the note.
        is_done: whether it has been done.
    """

    title = models.CharField(
        _("what is planned"),
        max_length=TITLE_LENGTH,
        help_text=_("In a few words, for example “Interview with the harbour master”. The calendar shows it."),
    )
    day = models.DateField(_("day"), help_text=_("The day for which it is planned."))
    time = models.TimeField(
        _("time"),
        null=True,
        blank=True,
        help_text=_("On the newsroom’s clock. Empty: at any time of the day."),
    )
    text = models.TextField(
        _("note"),
        blank=True,
        help_text=_("Who, where, what to bring along. Readers never see it."),
    )
    article = models.ForeignKey(
        "news.ArticlePage",
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="planning_notes",
        help_text=_(
            "The note stands in its form too. Only those who may edit the article see the note; without an article "
            "the whole desk does."
        ),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned to"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who is to do it. Empty: not assigned yet."),
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    is_done = models.BooleanField(
        _("done"),
        default=False,
        help_text=_("Lists show what is done last, the calendar marks it."),
    )

    class Meta:
        verbose_name = _("planning note")
        verbose_name_plural = _("planning notes")
        ordering = ["is_done", "day", F("time").asc(nulls_first=True), "pk"]
        indexes = [models.Index(fields=["day"], name="news_planningnote_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> str:
        """The name of the newsroom's time zone at that time; empty where no time is fixed."""
        if self.time is None:
            return ""
        return (
            timezone.make_aware(datetime.combine(self.day, self.time), timezone.get_default_timezone()).tzname() or ""
        )

    @property
    def status(self) -> str:
        """Whether it has been done, in words."""
        return str(_("Done") if self.is_done else _("To be done"))
