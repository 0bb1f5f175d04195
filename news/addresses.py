"""Schema fields for the frontend addresses, feeds and translations of categories, authors and tags."""

from typing import Any

import graphene

from cms.graphql.declarations import Declared, GraphQLTyped, Seo, listed
from news.feeds.addresses import FeedAddress, FeedContent, FeedFormat

FEED_FORMAT_DESCRIPTIONS = {"RSS": "RSS 2.0.", "ATOM": "Atom.", "JSON": "JSON Feed 1.1."}
FEED_CONTENT_DESCRIPTIONS = {"SUMMARY": "The summaries of articles.", "FULL": "Whole articles."}
FeedFormatEnum = graphene.Enum.from_enum(
    FeedFormat, description=lambda value: FEED_FORMAT_DESCRIPTIONS[value.name] if value else "The format of a feed."
)
FeedContentEnum = graphene.Enum.from_enum(
    FeedContent,
    description=lambda value: FEED_CONTENT_DESCRIPTIONS[value.name] if value else "How much of articles a feed holds.",
)


class FeedLink(graphene.ObjectType):
    """A feed of articles, for `<link rel=alternate>`."""

    class Meta:
        name = "Feed"

    url = graphene.String(required=True, description="Absolute URL, on the server of the API: for `href`.")
    media_type = graphene.String(required=True, description="For `type`, e.g. application/rss+xml.")
    format = graphene.Field(FeedFormatEnum, required=True, description="Its format.")
    content = graphene.Field(FeedContentEnum, required=True, description="How much of each article it holds.")

    @staticmethod
    def resolve_media_type(address: FeedAddress, info: object) -> str:
        return address.feed_format.media_type

    @staticmethod
    def resolve_format(address: FeedAddress, info: object) -> FeedFormat:
        return address.feed_format


class Translation(graphene.ObjectType):
    """The page of an author or tag in another language."""

    locale = graphene.String(required=True, description="Language code, e.g. fr.")
    path = graphene.String(required=True, description="Path on its site, e.g. /fr/author/ana-duarte/.")
    url = graphene.String(required=True, description="Absolute URL on the public frontend.")


def address_fields(example: str, places: dict[str, Any]) -> list[Declared]:
    """Declare the fields `path`, `url`, `seo` and `feeds` of a category, author or tag.

    Args:
        example: an example of a path, for the description.
        places: the fields' arguments, as `place_arguments` returns them.
    """
    return [
        GraphQLTyped(
            "path",
            graphene.NonNull(graphene.String),
            args=places,
            description=f"Path of its page on the site, e.g. {example}, as the operators have set it.",
        ),
        GraphQLTyped(
            "url",
            graphene.NonNull(graphene.String),
            args=places,
            description="Absolute URL of its page on the public frontend.",
        ),
        GraphQLTyped("seo", graphene.NonNull(Seo), args=places, description="For the head of its page."),
        GraphQLTyped(
            "feeds",
            listed(FeedLink),
            args=places,
            description="The feeds of its public articles, in each format and length.",
        ),
    ]


def translations_field(places: dict[str, Any]) -> Declared:
    """Declare the field `translations` of an author or tag, which has no language of its own.

    Args:
        places: the field's arguments, as `place_arguments` returns them.
    """
    return GraphQLTyped(
        "translations",
        listed(Translation),
        args=places,
        description="Its pages in the other languages of the site that have public articles of it.",
    )
