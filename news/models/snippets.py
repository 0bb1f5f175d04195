"""Categories and authors: what articles are filed under and who wrote them."""

from typing import Any

import graphene
from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.models import DraftStateMixin, Revision, RevisionMixin, TranslatableMixin
from wagtail.search import index

from cms.editing.publication.checks import PublicationChecks
from cms.graphql.declarations import GraphQLImage, GraphQLString, GraphQLTyped, Node, listed, type_of
from cms.scheduling.live_revision import ensure_live_revision, keep_live_revision
from news.addresses import address_fields, translations_field
from news.graphql.connections import WHERE_REACHED, article_list, place_arguments


class Category(TranslatableMixin, index.Indexed, models.Model):
    """What an article is about; its name is the label over headlines that have no kicker of their own."""

    name = models.CharField(_("name"), max_length=100, help_text=_("Printed over headlines, so keep it short."))
    slug = models.SlugField(
        _("slug"), max_length=100, help_text=_("The part of web addresses that names this category, e.g. “safety”.")
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences for the top of the category’s page.")
    )

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("description"),
        index.FilterField("name"),
        index.FilterField("slug"),
        index.FilterField("locale"),
    ]
    graphql_interfaces = (Node,)
    graphql_fields = [
        GraphQLString("name", required=True, description="Its name, as printed."),
        GraphQLString("slug", required=True, description="For addresses and filters."),
        GraphQLString("description", required=True, description="For the top of its page; may be empty."),
        GraphQLString("locale", required=True, source="language_code", description="Language code, e.g. en."),
        *address_fields("/category/safety/", place_arguments()),
        GraphQLTyped(
            "translations",
            lambda: listed(type_of("news.Category")),
            args=place_arguments(),
            description="The same category in the other languages of the site, as far as it has public articles.",
        ),
        GraphQLTyped(
            "article_count",
            graphene.NonNull(graphene.Int),
            args=place_arguments("every language it has articles in"),
            description="How many public articles are in it, on one site.",
        ),
        article_list(
            "Public articles in it, on one site.", places=place_arguments("every language it has articles in")
        ),
    ]
    panels = [TitleFieldPanel("name", placeholder=False), FieldPanel("slug"), FieldPanel("description")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="news_category_unique_slug_in_locale")]

    def __str__(self) -> str:
        return self.name


class Author(PublicationChecks, DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """An author, named in the bylines of articles."""

    name = models.CharField(_("name"), max_length=100, help_text=_("As printed in the byline."))
    slug = models.SlugField(
        _("slug"), max_length=100, unique=True, help_text=_("The part of web addresses that names this person.")
    )
    job_title = models.CharField(_("job title"), max_length=100, blank=True, help_text=_("For example “Rail editor”."))
    bio = models.TextField(
        _("biography"), blank=True, help_text=_("Two or three sentences in the third person, for the author’s page.")
    )
    portrait = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("portrait"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown as a square or circle: mark the face as the picture’s focal point."),
    )

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("job_title"),
        index.SearchField("bio"),
        index.FilterField("name"),
        index.FilterField("job_title"),
        index.FilterField("live"),
    ]
    graphql_interfaces = (Node,)
    graphql_fields = [
        GraphQLString("name", required=True, description="As printed in bylines."),
        GraphQLString("slug", required=True, description="For addresses and filters."),
        GraphQLString("job_title", required=True, description="May be empty."),
        GraphQLString("bio", required=True, description="Plain text for the author's page; may be empty."),
        GraphQLImage("portrait", description="Picture of the author, if there is one."),
        *address_fields("/author/ana-duarte/", place_arguments(WHERE_REACHED)),
        translations_field(place_arguments(WHERE_REACHED)),
        article_list(
            "Public articles with this byline, on one site and in one language.",
            places=place_arguments(WHERE_REACHED),
        ),
    ]
    panels = [
        TitleFieldPanel("name", placeholder=False),
        FieldPanel("slug"),
        FieldPanel("job_title"),
        FieldPanel("bio"),
        FieldPanel("portrait"),
    ]

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish a revision wholly or not at all: a failure must not take the author out of the schedule."""
        with transaction.atomic():
            ensure_live_revision(self, revision)
            super().publish(revision, *args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "Author":
        """Return the author as a revision has it, still with the live revision of now."""
        restored: Author = keep_live_revision(self, super().with_content_json(content))
        return restored
