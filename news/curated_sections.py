"""The curated sections of a home page."""

import graphene
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.graphql.declarations import type_of
from cms.graphql.schema.connections import listed
from cms.graphql.schema.interfaces import Page
from news.blocks.lists import ArticleChooserBlock, ArticleListBlock


class FrontSectionBlock(blocks.StructBlock):
    """A heading and the articles that editors put under it."""

    heading = blocks.CharBlock(max_length=100, label=_("Heading"))
    link = blocks.PageChooserBlock(
        required=False,
        label=_("Heading links to"),
        help_text=_("For example the news listing. Empty: the heading is no link."),
    )
    articles = ArticleListBlock(
        ArticleChooserBlock(page_type="news.ArticlePage"), min_num=1, max_num=12, label=_("Articles")
    )

    class Meta:
        icon = "list-ul"
        label = _("Section")


class FrontSection(graphene.ObjectType):
    """A curated slot of the home page."""

    heading = graphene.String(required=True, description="What to print over the articles.")
    link = graphene.Field(Page, description="Where the heading leads, if anywhere.")
    articles = graphene.Field(
        lambda: listed(type_of("news.ArticlePage")), description="In the editors' order; hidden ones are left out."
    )
