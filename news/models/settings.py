"""Settings of a site: its name, its logo and other marks, and its menus."""

import graphene
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from cms.editing.forms import PublishedPicturesForm
from cms.graphql.declarations import GraphQLImage, GraphQLString, GraphQLTyped, listed
from news.menus import MenuItemBlock


@register_setting(icon="globe")
class SiteSettings(BaseSiteSetting):
    """Names and marks of a site."""

    change_event = "settings.updated"

    organisation = models.CharField(
        _("organisation"),
        max_length=200,
        blank=True,
        help_text=_("Who publishes this site, as printed in its footer."),
    )
    strapline = models.CharField(
        _("strapline"), max_length=200, blank=True, help_text=_("A few words under the name of the site.")
    )
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    social_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("picture for social networks"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown when a link is shared to a page that has no picture of its own."),
    )
    social_links = StreamField(
        [("link", blocks.URLBlock(label=_("Address"), icon="link"))],
        verbose_name=_("profiles in social networks"),
        blank=True,
        help_text=_("Addresses of the organisation’s own profiles."),
    )

    graphql_fields = [
        GraphQLString("organisation", required=True, description="Who publishes the site."),
        GraphQLString("strapline", required=True, description="A few words under the site's name; may be empty."),
        GraphQLImage("logo", description="The site's logo, if there is one."),
        GraphQLImage("social_image", description="For link previews of pages without a picture."),
        GraphQLTyped(
            "social_links",
            listed(graphene.String),
            source="profiles",
            description="URLs of the organisation's profiles, for links and schema.org sameAs.",
        ),
    ]
    panels = [
        MultiFieldPanel([FieldPanel("organisation"), FieldPanel("strapline"), FieldPanel("logo")], heading=_("Name")),
        MultiFieldPanel([FieldPanel("social_image"), FieldPanel("social_links")], heading=_("Social networks")),
    ]
    base_form_class = PublishedPicturesForm

    class Meta:
        verbose_name = _("site name and marks")

    @property
    def profiles(self) -> list[str]:
        """The addresses of the profiles, in the editors' order."""
        return [link["value"] for link in self.social_links.raw_data]


@register_setting(icon="list-ul")
class Menus(BaseSiteSetting):
    """The menus of a site, in two slots."""

    change_event = "menu.updated"

    main = StreamField(
        [("item", MenuItemBlock())],
        verbose_name=_("main menu"),
        blank=True,
        help_text=_("At the top of every page, from left to right."),
    )
    footer = StreamField(
        [("item", MenuItemBlock())],
        verbose_name=_("footer menu"),
        blank=True,
        help_text=_("At the bottom of every page."),
    )

    panels = [FieldPanel("main"), FieldPanel("footer")]

    class Meta:
        verbose_name = _("menus")
