"""Categories and authors: what articles are filed under and who wrote them."""

from typing import Any

import graphene
from django.conf import settings
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import Select
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import DraftStateMixin, Revision, RevisionMixin, TranslatableMixin
from wagtail.search import index

from cms.editing.forms import PublishedPicturesForm
from cms.editing.panels.naming import NamePanel
from cms.editing.publication.checks import PublicationChecks
from cms.graphql.declarations import (
    GraphQLImage,
    GraphQLString,
    GraphQLTyped,
    Node,
    TextDirectionEnum,
    listed,
    type_of,
)
from cms.scheduling.live_revision import ensure_live_revision, keep_live_revision
from news.addresses import address_fields, translations_field
from news.forms import CategoryForm
from news.graphql.connections import WHERE_REACHED, article_list, place_arguments
from news.models.category_tree import MAX_LEVELS, CategoryQuerySet, CategoryTree


class Category(TranslatableMixin, index.Indexed, models.Model):
    """What an article is about; its name is the label over headlines that have no kicker of their own."""

    name = models.CharField(_("name"), max_length=100, help_text=_("Printed over headlines, so keep it short."))
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        allow_unicode=True,
        help_text=_("The part of web addresses that names this category, e.g. “safety”."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text=_("The wider category that lists this one’s articles too. Empty: it stands at the top."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two sentences for the top of the category’s page.")
    )

    objects = CategoryQuerySet.as_manager()

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
        GraphQLTyped(
            "direction",
            graphene.NonNull(TextDirectionEnum),
            description="Direction in which its name and description are written.",
        ),
        *address_fields("/category/safety/", place_arguments()),
        GraphQLTyped(
            "translations",
            lambda: listed(type_of("news.Category")),
            args=place_arguments(),
            description="The same category in the other languages of the site, as far as it has public articles.",
        ),
        GraphQLTyped(
            "parent",
            lambda: type_of("news.Category"),
            description="The category above, whose lists include this one's articles; null at the top.",
        ),
        GraphQLTyped(
            "ancestors",
            lambda: listed(type_of("news.Category")),
            description="From the top of the tree down to the parent, two at most: breadcrumbs.",
        ),
        GraphQLTyped(
            "children",
            lambda: listed(type_of("news.Category")),
            args=place_arguments(),
            description="The categories directly below that have public articles on one site, by name.",
        ),
        GraphQLTyped(
            "article_count",
            graphene.NonNull(graphene.Int),
            args=place_arguments("every language it has articles in"),
            description="How many public articles are in it or in the categories below it, on one site.",
        ),
        article_list(
            "Public articles in it and in the categories below it, on one site.",
            places=place_arguments("every language it has articles in"),
        ),
    ]
    base_form_class = CategoryForm
    panels = [
        NamePanel("name", placeholder=False),
        FieldPanel("slug"),
        FieldPanel("parent", widget=Select),
        FieldPanel("description"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="news_category_unique_slug_in_locale")]

    def __str__(self) -> str:
        return self.breadcrumb()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the category after a check of its parent, which also applies outside of forms.

        Raises:
            ValidationError: when the parent is of another language, below the category, or too deep.
        """
        with transaction.atomic():
            # The lock keeps two concurrent moves from making two categories each other's parent.
            self._refuse_parent(Category.objects.select_for_update())
            super().save(*args, **kwargs)

    def clean(self) -> None:
        """Reject a parent of another language, below the category, or too deep."""
        super().clean()
        self._refuse_parent(Category.objects.all())

    @display(description=_("name"), ordering="name")
    def breadcrumb(self) -> str:
        """Return the names of its ancestors and its own, e.g. "World › Europe", as the admin shows it."""
        return " › ".join(self.path_names())

    def path_names(self) -> list[str]:
        """Return the names of its ancestors, the top-level one first, and its own."""
        names, above = [self.name], self.parent
        while above is not None and len(names) < MAX_LEVELS:
            names.insert(0, above.name)
            above = above.parent
        return names

    def _refuse_parent(self, categories: CategoryQuerySet) -> None:
        if self.parent is None or self.locale_id is None:
            return
        names = {"name": self.name, "parent": self.parent}
        if self.parent.locale_id != self.locale_id:
            message = gettext("“%(parent)s” is of another language. Choose a category of this one’s language.")
            raise ValidationError({"parent": message % names})
        tree = CategoryTree(dict(categories.filter(locale=self.locale_id).order_by("pk").values_list("pk", "parent")))
        above = [*tree.ancestors(self.parent.pk), self.parent.pk]
        if self.pk in above:
            message = gettext("“%(name)s” cannot stand below itself. Choose a parent that is not below it.")
            raise ValidationError({"parent": message % names})
        if len(above) + tree.height(self.pk) > MAX_LEVELS:
            message = gettext(
                "Categories stand on three levels at most, and this would make a fourth below “%(parent)s”. Choose a "
                "parent further up."
            )
            raise ValidationError({"parent": message % names})


class Author(PublicationChecks, DraftStateMixin, RevisionMixin, index.Indexed, ClusterableModel):
    """An author, named in the bylines of articles."""

    name = models.CharField(_("name"), max_length=100, help_text=_("As printed in the byline."))
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        allow_unicode=True,
        help_text=_("The part of web addresses that names this person."),
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
        GraphQLTyped(
            "job_title",
            graphene.NonNull(graphene.String),
            args=place_arguments(WHERE_REACHED),
            description="In the language that `locale` names; may be empty.",
        ),
        GraphQLTyped(
            "bio",
            graphene.NonNull(graphene.String),
            args=place_arguments(WHERE_REACHED),
            description="Plain text for the author's page, in the language that `locale` names; may be empty.",
        ),
        GraphQLTyped(
            "locale",
            graphene.NonNull(graphene.String),
            args=place_arguments(WHERE_REACHED),
            description="Code of the language of `jobTitle` and `bio` with the same arguments, for `lang`: the one "
            "that was asked for if editors wrote them in it, else the newsroom's own.",
        ),
        GraphQLTyped(
            "direction",
            graphene.NonNull(TextDirectionEnum),
            args=place_arguments(WHERE_REACHED),
            description="Direction in which `jobTitle` and `bio` are written, for `dir`.",
        ),
        GraphQLImage("portrait", description="Picture of the author, if there is one."),
        *address_fields("/author/ana-duarte/", place_arguments(WHERE_REACHED)),
        translations_field(place_arguments(WHERE_REACHED)),
        article_list(
            "Public articles with this byline, on one site and in one language.",
            places=place_arguments(WHERE_REACHED),
        ),
    ]
    panels = [
        NamePanel("name", placeholder=False),
        FieldPanel("slug"),
        FieldPanel("job_title"),
        FieldPanel("bio"),
        FieldPanel("portrait"),
        InlinePanel(
            "texts",
            heading=_("In other languages"),
            label=_("Language"),
            help_text=_(
                "Job title and biography for readers of another language. Readers of a language that is not here see "
                "those above."
            ),
        ),
    ]
    base_form_class = PublishedPicturesForm

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish a revision in one transaction, so that a failure does not clear the author's schedule."""
        with transaction.atomic():
            ensure_live_revision(self, revision)
            super().publish(revision, *args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> "Author":
        """Return the author with the content of a revision, but with the present live revision."""
        restored: Author = keep_live_revision(self, super().with_content_json(content))
        return restored
