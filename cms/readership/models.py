"""Counts of reads by page. They hold no data about readers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class PageReads(models.Model):
    """The reads of a page in one hour; older than two days, in one day.

    Attributes:
        at: the beginning of the hour, or of the day in UTC.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(db_index=True)
    reads = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("reads of a page")
        constraints = [models.UniqueConstraint(fields=["page", "at"], name="readership_page_and_hour_once")]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.at:%Y-%m-%d %H:%M}: {self.reads}"


class ReadTotals(models.Model):
    """The recent reads of a page, by which the orders `MOST_READ…` sort.

    `cms.readership.totals` rewrites the whole table. A page without reads in a month has no row.

    Attributes:
        day: reads in the last 24 hours.
        week: reads in the last seven days.
        month: reads in the last 30 days.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="read_totals")
    day = models.PositiveIntegerField(db_index=True)
    week = models.PositiveIntegerField(db_index=True)
    month = models.PositiveIntegerField(db_index=True)

    class Meta:
        verbose_name = _("totals of reads of a page")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.day}, {self.week}, {self.month}"
