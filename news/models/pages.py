"""The pages around the articles: home, news listings and pages that are no news."""

import graphene
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.body.fields import BodyField
from cms.graphql.declarations import GraphQLRichText, GraphQLRichTextTree, GraphQLStreamField, GraphQLTyped, listed
from cms.pages import BasePage
from news.curated_sections import FrontSection, FrontSectionBlock
from news.graphql.connections import article_list

INTRO_FEATURES = ["bold", "italic", "link"]


class ArchiveMonth(graphene.ObjectType):
    """A month that has articles."""

    year = graphene.Int(required=True, description="Four digits.")
    month = graphene.Int(required=True, description="1 to 12.")
    count = graphene.Int(required=True, description="Public articles in it.")


class HomePage(BasePage):
    """The front page of a site in one language."""

    sections = StreamField(
        [("section", FrontSectionBlock())],
        verbose_name=_("sections"),
        blank=True,
        help_text=_("From top to bottom. An article that stands in a section is left out of those below it."),
    )

    search_fields = [*Page.search_fields, index.SearchField("sections")]
    graphql_fields = [
        GraphQLTyped(
            "sections",
            listed(FrontSection),
            description="Curated slots, in the editors' order; never the same article twice.",
        )
    ]
    content_panels = [*Page.content_panels, FieldPanel("sections")]
    parent_page_types = ["wagtailcore.Page"]
    # No `subpage_types`: page types of any app may declare this one in their `parent_page_types`.
    page_description = _("The front page of a site.")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class NewsIndexPage(BasePage):
    """A listing of the articles below it."""

    intro = RichTextField(
        _("introduction"), blank=True, features=INTRO_FEATURES, help_text=_("A sentence or two over the listing.")
    )

    search_fields = [*Page.search_fields, index.SearchField("intro")]
    graphql_fields = [
        GraphQLRichText("intro", required=True, description="Safe HTML; may be empty."),
        GraphQLRichTextTree("intro_content", source="intro"),
        article_list("The public articles below this page."),
        GraphQLTyped(
            "archive",
            listed(ArchiveMonth),
            description="Distinct years and months that have articles, newest first, with counts.",
        ),
    ]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["news.HomePage"]
    subpage_types = ["news.ArticlePage"]
    page_description = _("Holds and lists articles.")

    class Meta:
        verbose_name = _("news listing")
        verbose_name_plural = _("news listings")


class StandardPage(BasePage):
    """A page that is no news: about, contact, terms."""

    intro = RichTextField(
        _("introduction"), blank=True, features=INTRO_FEATURES, help_text=_("A sentence or two under the title.")
    )
    body = BodyField(verbose_name=_("text"), blank=True)

    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]
    graphql_fields = [
        GraphQLRichText("intro", required=True, description="Safe HTML; may be empty."),
        GraphQLRichTextTree("intro_content", source="intro"),
        GraphQLStreamField("body", description="The page's text."),
    ]
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    parent_page_types = ["news.HomePage", "news.StandardPage"]
    subpage_types = ["news.StandardPage"]
    page_description = _("A page that is no news: about, contact, terms.")

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")
