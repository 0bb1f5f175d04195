"""Editions: the publications of an article."""

from typing import Any

import graphene
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Revision

from cms.graphql.declarations import DateTime, GraphQLInt, GraphQLString, GraphQLTyped, Node
from news.graphql.connections import edition_list
from news.panels import EditionHistory

NOTE_LENGTH = 255


class Editioned(models.Model):
    """Abstract page whose publications are recorded as editions.

    Attributes:
        edition_note: what changes for readers with the next publication, which clears it.
        edition_is_minor: whether the next publication is a minor edit, no update to readers; cleared as well.
        updated_at: time of the latest edition that is not a minor edit; None before the first edition.
    """

    edition_note = models.CharField(
        _("what changed, for readers"),
        max_length=NOTE_LENGTH,
        blank=True,
        help_text=_(
            "A sentence about this publication, for example “Adds the minister’s answer”. Readers can see it with the "
            "story. The field is empty again once it is published."
        ),
    )
    edition_is_minor = models.BooleanField(
        _("minor edit"),
        default=False,
        help_text=_(
            "For slips of the pen and the like: the story keeps the time of its last update. It has no effect on a "
            "publication with a new or reworded correction. The box is empty again once it is published."
        ),
    )
    updated_at = models.DateTimeField(null=True, editable=False)

    edition_fields = [
        GraphQLTyped(
            "updated_at",
            graphene.NonNull(DateTime),
            description="When readers last got something new: the time of the latest edition that is not marked as a "
            "minor edit. `lastPublishedAt` counts minor edits too.",
        ),
        edition_list(),
    ]
    edition_panels = [
        MultiFieldPanel([FieldPanel("edition_note"), FieldPanel("edition_is_minor")], heading=_("This publication")),
        EditionHistory(heading=_("Editions")),
    ]

    class Meta:
        abstract = True

    @property
    def exclude_fields_in_copy(self) -> list[str]:
        """The fields that copies and translations do not get, in addition those about this page's publications.

        Corrections are among them, as they are about what readers of this page have read.
        """
        inherited: list[str] = super().exclude_fields_in_copy  # type: ignore[misc]  # a page's
        return [*inherited, "edition_note", "edition_is_minor", "updated_at", "corrections"]

    def as_written(self, content: dict[str, Any]) -> Any:
        """Return the page with the content and corrections of a revision, but with its present publication times."""
        written = super().with_content_json(content)  # type: ignore[misc]  # Page's
        written.updated_at = self.updated_at
        written.last_published_at = self.last_published_at  # type: ignore[attr-defined]  # Page's
        return written

    def save_revision(self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any) -> Revision:
        """Save a revision; never overwrite the revision of an edition, which is what readers got.

        A form would do so when it autosaves to a revision that was published meanwhile, for example by a moderator.
        """
        if overwrite_revision is not None and Edition.objects.filter(revision=overwrite_revision).exists():
            overwrite_revision = None
        revision: Revision = super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)  # type: ignore[misc]  # Page's
        return revision


class Edition(models.Model):
    """One publication of an article: that it changed, when and why, but never an earlier text."""

    graphql_interfaces = (Node,)
    part_of = "article"

    article = models.ForeignKey("news.ArticlePage", on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    published_at = models.DateTimeField(_("published at"))
    note = models.CharField(_("what changed, for readers"), max_length=NOTE_LENGTH, blank=True)
    is_minor = models.BooleanField(_("minor edit"), default=False)
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+")

    graphql_fields = [
        GraphQLInt("number", required=True, description="Its number within the article, from 1."),
        GraphQLTyped("published_at", graphene.NonNull(DateTime), description="When readers could first see it."),
        GraphQLString("note", description="What changed, in the editors' words. Null when they said nothing."),
    ]

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["article", "number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="news_edition_number_once")]

    def __str__(self) -> str:
        return str(self.number)
