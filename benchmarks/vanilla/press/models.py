"""The same content as this project's, declared for grapple."""

from django.db import models
from grapple.helpers import register_query_field, register_streamfield_block
from grapple.models import (
    GraphQLCollection,
    GraphQLForeignKey,
    GraphQLImage,
    GraphQLSnippet,
    GraphQLStreamfield,
    GraphQLString,
)
from grapple.utils import resolve_paginated_queryset
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet


class NewsImage(AbstractImage):
    """A picture with a credit."""

    credit = models.CharField(max_length=255, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "credit")
    graphql_fields = [GraphQLString("credit")]


class NewsRendition(AbstractRendition):
    """A stored size of a picture."""

    image = models.ForeignKey(NewsImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


@register_snippet
@register_query_field("category", "categories", query_params=None)
class Category(models.Model):
    """A category."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
    graphql_fields = [
        GraphQLString("name"),
        GraphQLString("slug"),
        GraphQLCollection(GraphQLForeignKey, "paginated_articles", "press.ArticlePage", is_paginated_queryset=True),
    ]

    def __str__(self) -> str:
        return self.name

    def paginated_articles(self, info: object, **arguments: object) -> object:
        """Return its public articles, as grapple's documentation shows it."""
        return resolve_paginated_queryset(self.articles.live().public(), info, **arguments)


@register_streamfield_block
class ImageWithCaption(blocks.StructBlock):
    """A picture in a body."""

    image = ImageChooserBlock()
    caption = blocks.CharBlock()
    graphql_fields = [GraphQLImage("image"), GraphQLString("caption")]


@register_streamfield_block
class Quote(blocks.StructBlock):
    """A quote in a body."""

    text = blocks.TextBlock()
    attribution = blocks.CharBlock()
    graphql_fields = [GraphQLString("text"), GraphQLString("attribution")]


@register_query_field("article", "articles")
class ArticlePage(Page):
    """An article."""

    date = models.DateTimeField(db_index=True)
    summary = models.TextField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="articles")
    image = models.ForeignKey(NewsImage, on_delete=models.PROTECT, related_name="+")
    body = StreamField(
        [
            ("heading", blocks.CharBlock()),
            ("paragraph", blocks.RichTextBlock()),
            ("image", ImageWithCaption()),
            ("quote", Quote()),
        ]
    )
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    graphql_fields = [
        GraphQLString("date"),
        GraphQLString("summary"),
        GraphQLSnippet("category", "press.Category"),
        GraphQLImage("image"),
        GraphQLStreamfield("body"),
    ]
