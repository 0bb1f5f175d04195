"""Events."""

import graphene
from django.conf import settings
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.body.fields import BodyField
from cms.graphql.declarations import DateTime, GraphQLImage, GraphQLStreamField, GraphQLString, GraphQLTyped
from cms.pages import BasePage


class EventPage(BasePage):
    """Something that readers can go to."""

    starts_at = models.DateTimeField("begins at")
    venue = models.CharField("venue", max_length=200, blank=True)
    poster = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = BodyField(blank=True)

    search_fields = [
        *Page.search_fields,
        index.SearchField("venue", boost=2),
        index.SearchField("body"),
        index.FilterField("starts_at"),
    ]
    graphql_fields = [
        GraphQLTyped("starts_at", graphene.NonNull(DateTime), description="When it begins."),
        GraphQLString("venue", description="Where it takes place. Null when that is not known yet."),
        GraphQLImage("poster", description="A picture that announces it."),
        GraphQLStreamField("body", description="What it is about."),
    ]

    content_panels = [*Page.content_panels, *(FieldPanel(name) for name in ("starts_at", "venue", "poster", "body"))]
    parent_page_types = ["news.HomePage"]
    subpage_types: list[str] = []
