"""Child models of an article: tags, bylines, related articles and corrections."""

import graphene
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable

from cms.graphql.declarations import Date, GraphQLString, GraphQLTyped, Node, type_of
from news.models.articles import ArticlePage


class ArticleTag(TaggedItemBase):
    """Joins a tag to an article."""

    content_object = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        verbose_name = _("article tag")
        verbose_name_plural = _("article tags")


class ArticleAuthor(Orderable):
    """One byline of an article."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        "news.Author", verbose_name=_("author"), on_delete=models.PROTECT, related_name="bylines"
    )

    panels = [FieldPanel("author")]

    class Meta(Orderable.Meta):
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints = [models.UniqueConstraint(fields=["page", "author"], name="news_byline_once_per_article")]


class RelatedArticle(Orderable):
    """An editor's pick of another article to read."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_links")
    article = models.ForeignKey(ArticlePage, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("article", "news.ArticlePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")


class CorrectionKind(models.TextChoices):
    """Why a published article was changed."""

    CORRECTION = "correction", _("Correction")
    CLARIFICATION = "clarification", _("Clarification")
    UPDATE = "update", pgettext_lazy("kind of correction", "Update")


KIND_DESCRIPTIONS = {
    "CORRECTION": "Something was wrong.",
    "CLARIFICATION": "Something was unclear.",
    "UPDATE": "Something is new.",
}


class Correction(Orderable):
    """A note to readers about a change to a published article."""

    graphql_interfaces = (Node,)

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="corrections")
    date = models.DateField(_("date"), default=timezone.localdate)
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=CorrectionKind.choices,
        default=CorrectionKind.CORRECTION,
        help_text=_(
            "Correction: something was wrong. Clarification: something was unclear. Update: something is new."
        ),
    )
    text = models.TextField(
        _("note to readers"), help_text=_("What was wrong and what is right, in full sentences: readers see this.")
    )

    graphql_fields = [
        GraphQLTyped("date", graphene.NonNull(Date), description="The day of the change."),
        GraphQLTyped(
            "kind",
            graphene.NonNull(
                graphene.Enum(
                    "CorrectionKind",
                    [(kind.name, kind.value) for kind in CorrectionKind],
                    description=lambda value: (
                        KIND_DESCRIPTIONS[value.name] if value else "Why an article was changed."
                    ),
                )
            ),
            description="Why the article was changed.",
        ),
        GraphQLString("text", required=True, description="The note to readers, plain text."),
        GraphQLTyped(
            "article",
            lambda: graphene.NonNull(type_of("news.ArticlePage")),
            source="page",
            description="The article that it is printed with.",
        ),
        GraphQLTyped(
            "edition",
            lambda: type_of("news.Edition"),
            description="The edition that made it. Null for an alias, and where the edition is not known.",
        ),
    ]
    panels = [FieldPanel("date"), FieldPanel("kind"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = [models.Index(fields=["-date", "-id"], name="news_correction_latest")]

    def clean(self) -> None:
        """Reject a date in the future."""
        super().clean()
        today = timezone.localdate()
        if self.date is not None and self.date > today:
            message = _("This day is in the future. Give the day of the change: today, %(today)s, or an earlier one.")
            raise ValidationError({"date": message % {"today": today}})
