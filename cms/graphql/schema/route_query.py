"""The root field `route`: what a visitor finds at a path."""

from typing import Any

import graphene
from wagtail.models import Page as WagtailPage

from cms.graphql.context import Info
from cms.graphql.data.page_loaders import page_at
from cms.graphql.data.redirects import Destination, follow_redirects
from cms.graphql.data.take_downs import Gone, gone_at
from cms.graphql.schema.interfaces import Page
from cms.graphql.schema.scalars import DateTime


class PageRoute(graphene.ObjectType):
    """A page."""

    page = graphene.Field(Page, required=True, description="The page at the path.")

    @staticmethod
    def resolve_page(page: WagtailPage, info: Info) -> WagtailPage:
        return page


class RedirectRoute(graphene.ObjectType):
    """A redirect, followed to its end: the page or address that it leads to, never another redirect of this site."""

    status = graphene.Int(required=True, description="301 (moved for good) or 302 (for now), to send as it is.")
    location = graphene.String(
        required=True,
        description="A path on the same site, e.g. /news/my-story/, or the absolute URL of another. "
        "Percent-encoded, to send as it is.",
    )

    @staticmethod
    def resolve_status(destination: Destination, info: Info) -> int:
        return destination.status.value


class GoneRoute(graphene.ObjectType):
    """A page that was taken down: answer with 410 (Gone) or 451 (Unavailable For Legal Reasons)."""

    since = DateTime(description="When it was taken down.")
    note = graphene.String(description="A sentence for readers, as plain text. Null: the desk wrote none.")


class Route(graphene.Union):
    """What a visitor finds at a path."""

    class Meta:
        types = (PageRoute, RedirectRoute, GoneRoute)

    @classmethod
    def resolve_type(cls, instance: Any, info: Info) -> Any:
        if isinstance(instance, Gone):
            return GoneRoute
        return RedirectRoute if isinstance(instance, Destination) else PageRoute


class RouteQuery(graphene.ObjectType):
    """The root field of what a frontend's router asks."""

    route = graphene.Field(
        Route,
        path=graphene.String(
            required=True,
            description="Path on the site as the visitor asked for it, with its query: /news/my-story/?page=2. "
            "Slashes that lack or are doubled, the order of parameters, a fragment, percent-encoding and the Unicode "
            "form of letters make no difference; capital letters do.",
        ),
        site=graphene.String(description="Hostname of the site; the default site when left out."),
        description="What a visitor finds at a path: a page, where to go instead, or a page that was taken down, in "
        "this order. Null (404): there is nothing, or a redirect leads to what is not public, in a circle, or over "
        "more than nine others.",
    )

    @staticmethod
    def resolve_route(root: None, info: Info, path: str, site: str | None = None) -> Any:
        context = info.context
        its_site = context.site(site)
        if (page := page_at(context, its_site, path)) is not None:
            return page
        end = follow_redirects(context, its_site, path)
        found = end if isinstance(end, Destination) else gone_at(context, its_site, path, end)
        # A commit since the first statement may have put a page in the place of its redirect or take-down.
        return found or page_at(context, its_site, path)
