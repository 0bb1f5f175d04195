"""What readers searched for. Nothing here tells who they were, or at what hour."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class PastQuery(models.Model):
    """A query and how often it came.

    Attributes:
        key: the query in lower case, without accents and little words' spaces: what counts as the same query.
        text: as it was typed last.
        searches: how often it was searched for.
        found: how many results it had the last time, as far as they were ranked; 100 may stand for more.
        last_on: the day on which it came last.
    """

    locale = models.CharField(_("language"), max_length=20)
    key = models.CharField(max_length=100)
    text = models.CharField(_("search"), max_length=100)
    searches = models.PositiveIntegerField(_("times"))
    found = models.PositiveIntegerField(_("results"))
    last_on = models.DateField(_("last on"))

    class Meta:
        verbose_name = _("past search")
        verbose_name_plural = _("past searches")
        ordering = ["-searches", "text", "pk"]
        constraints = [models.UniqueConstraint(fields=["locale", "key"], name="search_past_query_once")]

    def __str__(self) -> str:
        return self.text


class Click(models.Model):
    """A result that readers chose, and how often."""

    query = models.ForeignKey(PastQuery, on_delete=models.CASCADE, related_name="clicks")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    times = models.PositiveIntegerField(_("clicks"))

    class Meta:
        verbose_name = _("click")
        constraints = [models.UniqueConstraint(fields=["query", "page"], name="search_click_once")]

    def __str__(self) -> str:
        return f"{self.query}: {self.page}"
