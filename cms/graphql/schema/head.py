"""What a page says of itself in the head of its document: for search engines, and for previews of links.

Sources: https://ogp.me, https://developer.x.com/en/docs/x-for-websites/cards/overview/markup
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import graphene
from django.db.models import Model
from django.utils.translation import to_locale
from wagtail.images import get_image_model
from wagtail.models import Page as WagtailPage
from wagtail.models import Site

from cms.graphql.context import Info
from cms.graphql.data.projection import graphql_name, requires
from cms.graphql.data.visible_query import images
from cms.graphql.schema.connections import listed
from cms.graphql.schema.registry import object_types
from cms.graphql.schema.scalars import DateTime
from cms.sites import media_url

HEAD_COLUMNS = ["title", "seo_title", "search_description", "summary", "social_image_id", "image_id", "noindex"]
"""The columns of pages that `Seo` reads."""


class OpenGraphKind(Enum):
    """What kind of thing a link leads to.

    Source: https://ogp.me/#types
    """

    ARTICLE = "article"
    PROFILE = "profile"
    WEBSITE = "website"


OPEN_GRAPH_KIND_DESCRIPTIONS = {
    "ARTICLE": "A news article.",
    "PROFILE": "The page of an author.",
    "WEBSITE": "Any other page.",
}
OpenGraphKindEnum = graphene.Enum.from_enum(
    OpenGraphKind,
    description=lambda value: (
        OPEN_GRAPH_KIND_DESCRIPTIONS[value.name] if value else "What kind of thing a link leads to, for og:type."
    ),
)

OpenGraphResolver = Callable[[Any, Info], Any]
_open_graph_resolvers: dict[tuple[type, str], OpenGraphResolver] = {}
_open_graph_columns: dict[str, list[str]] = {"Image": ["variants"]}
"""The columns that the fields of `OpenGraph` read, by the name of the GraphQL type."""


def open_graph_resolver(
    owner: type, name: str, only: Iterable[str] = ()
) -> Callable[[OpenGraphResolver], OpenGraphResolver]:
    """Register the resolver of a field of `OpenGraph` for one model: a decorator.

    Args:
        owner: the model; `Page` for what all pages have that register nothing of their own.
        name: the name of the field in snake_case.
        only: the columns of the model that it reads.
    """

    def register(resolve: OpenGraphResolver) -> OpenGraphResolver:
        _open_graph_resolvers[owner, name] = resolve
        _open_graph_columns.setdefault(graphql_name(owner), []).extend(only)
        return resolve

    return register


@dataclass
class HeadMetadata:
    """The values of `Seo` for an object that is not a page; the attributes are named as the columns of pages."""

    title: str
    canonical_url: str
    seo_title: str = ""
    seo_description: str = ""
    seo_image_id: int | None = None
    noindex: bool = False
    site: Site | None = None
    locale: str = ""
    open_graph_type: OpenGraphKind = OpenGraphKind.WEBSITE


class OpenGraphImage(graphene.ObjectType):
    """The picture of a link preview."""

    url = graphene.String(required=True, description="For og:image: up to 1200 × 630 pixels.")
    width = graphene.Int(required=True, description="For og:image:width, in pixels.")
    height = graphene.Int(required=True, description="For og:image:height, in pixels.")
    alt = graphene.String(required=True, description="For og:image:alt; empty when the picture is decorative.")


class OpenGraph(graphene.ObjectType):
    """What social networks and chats show of a link; each field is the value of the meta element that it names."""

    type = graphene.Field(OpenGraphKindEnum, required=True, description="For og:type, in small letters.")
    title = graphene.String(required=True, description="For og:title.")
    description = graphene.String(required=True, description="For og:description; may be empty.")
    url = graphene.String(required=True, description="For og:url: the canonical URL.")
    site_name = graphene.String(required=True, description="For og:site_name.")
    locale = graphene.String(required=True, description="For og:locale: the language, e.g. en or pt_BR.")
    image = graphene.Field(
        OpenGraphImage,
        description="For og:image: the page's picture, else that of the site for social networks. Null for none, and "
        "in the moment before its first size has been made.",
    )
    twitter_card = graphene.String(
        required=True, description="For twitter:card: summary_large_image with a picture, else summary."
    )
    published_time = graphene.Field(DateTime, description="For article:published_time; null for what is no article.")
    modified_time = graphene.Field(DateTime, description="For article:modified_time; null for what is no article.")
    section = graphene.String(description="For article:section: the name of the article's category, if it has one.")
    tags = graphene.Field(lambda: listed(graphene.String), description="For article:tag, one element each.")
    authors = graphene.Field(
        lambda: listed(graphene.String),
        description="For article:author, one element each: the URLs of the authors' pages.",
    )

    @staticmethod
    def resolve_type(page: Any, info: Info) -> OpenGraphKind:
        if isinstance(page, HeadMetadata):
            return page.open_graph_type
        found: OpenGraphKind = _resolved(page, info, "type") or OpenGraphKind.WEBSITE
        return found

    @staticmethod
    def resolve_title(page: Any, info: Info) -> str:
        return Seo.resolve_title(page, info)

    @staticmethod
    def resolve_description(page: Any, info: Info) -> str:
        return Seo.resolve_description(page, info)

    @staticmethod
    def resolve_url(page: Any, info: Info) -> str:
        return Seo.resolve_canonical_url(page, info)

    @staticmethod
    def resolve_site_name(page: Any, info: Info) -> str:
        site = site_of_head(page, info)
        return str(site.site_name or site.hostname)

    @staticmethod
    def resolve_locale(page: Any, info: Info) -> str:
        if isinstance(page, HeadMetadata):
            return to_locale(page.locale)
        tree = info.context.sites.public_tree_of(page)
        return to_locale(tree.locale)

    @staticmethod
    def resolve_image(page: Any, info: Info) -> dict[str, Any] | None:
        own: Any = Seo.resolve_image(page, info)
        image = _resolved(page, info, "image") if own is None or own.is_neutral else own
        # A preview is cached for long, and so would be one of the grey interim rendition.
        if image is None or not image.ready_names("SOCIAL"):
            return None
        width, height, name = image.sizes("SOCIAL")[-1][:3]
        return {"url": media_url(name), "width": width, "height": height, "alt": image.alt}

    @staticmethod
    def resolve_twitter_card(page: Any, info: Info) -> str:
        return "summary_large_image" if OpenGraph.resolve_image(page, info) else "summary"

    @staticmethod
    def resolve_published_time(page: Any, info: Info) -> Any:
        return _resolved(page, info, "published_time")

    @staticmethod
    def resolve_modified_time(page: Any, info: Info) -> Any:
        return _resolved(page, info, "modified_time")

    @staticmethod
    def resolve_section(page: Any, info: Info) -> Any:
        return _resolved(page, info, "section")

    @staticmethod
    def resolve_tags(page: Any, info: Info) -> Any:
        return _resolved(page, info, "tags") or []

    @staticmethod
    def resolve_authors(page: Any, info: Info) -> Any:
        return _resolved(page, info, "authors") or []


class Seo(graphene.ObjectType):
    """Metadata of a page for search engines and social networks."""

    title = graphene.String(required=True, description="For <title> and og:title; the page's own title by default.")
    description = graphene.String(
        required=True, description="For the description metas; empty when editors wrote none."
    )
    canonical_url = graphene.String(required=True, description="Absolute URL for <link rel=canonical>.")
    image = graphene.Field(lambda: object_types[get_image_model()], description="Picture for link previews, if any.")
    noindex = graphene.Boolean(required=True, description="Whether to send <meta name=robots content=noindex>.")
    open_graph = graphene.Field(OpenGraph, required=True, description="For the metas of link previews.")

    @staticmethod
    def resolve_title(page: Any, info: Info) -> str:
        return str(page.seo_title or page.title)

    @staticmethod
    def resolve_description(page: Any, info: Info) -> str:
        return str(page.seo_description)

    @staticmethod
    def resolve_canonical_url(page: Any, info: Info) -> str:
        return (
            page.canonical_url
            if isinstance(page, HeadMetadata)
            else info.context.sites.public_tree_of(page).url_of(page)
        )

    @staticmethod
    def resolve_image(page: Any, info: Info) -> Model | None:
        keys = (sibling.seo_image_id for sibling in info.context.batches.siblings(page))
        return info.context.load(images, page.seo_image_id, keys)

    @staticmethod
    @requires(only_of_types=_open_graph_columns)
    def resolve_open_graph(page: Any, info: Info) -> Any:
        return page


def site_of_head(page: Any, info: Info) -> Site:
    """Return the site on which a page, or the object of `HeadMetadata`, is shown."""
    if isinstance(page, HeadMetadata):
        return page.site or info.context.site()
    tree = info.context.sites.public_tree_of(page)
    return tree.site


def _resolved(page: Any, info: Info, name: str) -> Any:
    """Return what the resolver registered for the model gives, or the one for all pages; None for neither."""
    resolve = _open_graph_resolvers.get((type(page), name)) or _open_graph_resolvers.get((WagtailPage, name))
    return None if resolve is None else resolve(page, info)
