"""Editors' control of searches: synonyms, promoted results and the recency boost."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Locale, Page

from search.query import parse


def lines(text: str) -> list[str]:
    """Return the stripped, non-empty lines of a multi-line field."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class SynonymSet(models.Model):
    """Words and expressions with the same meaning: a search for one also finds the others."""

    locale = models.ForeignKey(
        Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+", help_text=_("Where it holds.")
    )
    expressions = models.TextField(
        _("expressions"),
        help_text=_("One on each line, such as “UK” and “United Kingdom”. Plurals and the like are found anyway."),
    )

    panels = [FieldPanel("locale"), FieldPanel("expressions")]

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["expressions"]

    def __str__(self) -> str:
        return " = ".join(lines(self.expressions))

    def clean(self) -> None:
        """Reject a set of fewer than two expressions, or with an expression that has no term.

        Raises:
            ValidationError: on `expressions`.
        """
        super().clean()
        if self.locale_id is None:
            return
        language = self.locale.language_code
        if any(parse(line, language).is_empty for line in lines(self.expressions)):
            raise ValidationError({"expressions": _("Each line needs a word with letters or digits.")})
        if len(lines(self.expressions)) < 2:
            raise ValidationError({"expressions": _("Write at least two expressions, each on a line of its own.")})


class Promotion(models.Model):
    """A page that is listed first in the results of certain searches."""

    locale = models.ForeignKey(
        Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+", help_text=_("Where it holds.")
    )
    queries = models.TextField(
        _("searches"),
        help_text=_(
            "What readers type, one search on each line. Case, accents, plurals and little words make no difference."
        ),
    )
    page = models.ForeignKey(
        Page,
        verbose_name=_("page"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("It comes first, as long as readers may see it."),
    )
    sort_order = models.PositiveSmallIntegerField(
        _("position"), default=1, help_text=_("The lowest comes first where several pages are promoted.")
    )

    panels = [FieldPanel("locale"), FieldPanel("queries"), PageChooserPanel("page"), FieldPanel("sort_order")]

    class Meta:
        verbose_name = _("promoted result")
        verbose_name_plural = _("promoted results")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return ", ".join(lines(self.queries))

    def clean(self) -> None:
        """Reject a promotion with a line that has no term, as no search would match it.

        Raises:
            ValidationError: on `queries`.
        """
        super().clean()
        if self.locale_id is None:
            return
        if any(parse(line, self.locale.language_code).is_empty for line in lines(self.queries)):
            raise ValidationError({"queries": _("Each line needs a word with letters or digits.")})


class RecencyBoost(models.IntegerChoices):
    """Recency boost in percent: how much the score of a page of today is raised over that of an old page."""

    NONE = 0, _("Age makes no difference")
    SLIGHT = 10, _("A little: recent pages lead others that match as well")
    MEDIUM = 50, _("Much: recent pages lead others that match somewhat better")
    STRONG = 200, _("Most: the search shows news first, and old pages only if they match far better")


@register_setting(icon="search")
class SearchSettings(BaseSiteSetting):
    """Search settings of a site."""

    change_event = "settings.updated"

    recency_boost = models.PositiveSmallIntegerField(
        _("recent pages"),
        choices=RecencyBoost.choices,
        null=True,
        blank=True,
        help_text=_(
            "How far up recent pages are moved in searches by relevance; it fades with their age. Without a choice, "
            "it is as set on the server."
        ),
    )

    panels = [FieldPanel("recency_boost")]

    class Meta:
        verbose_name = _("search")

    def __str__(self) -> str:
        return str(self.site)
