"""Where frontends show categories, authors and tags, as the schema declares it."""

from typing import Any

import graphene

from cms.graphql.declarations import Declared, GraphQLTyped, Seo, listed


class Translation(graphene.ObjectType):
    """The page of an author or tag in another language."""

    locale = graphene.String(required=True, description="Language code, e.g. fr.")
    path = graphene.String(required=True, description="Path on its site, e.g. /fr/author/ana-duarte/.")
    url = graphene.String(required=True, description="Absolute URL on the public frontend.")


def address_fields(example: str, places: dict[str, Any]) -> list[Declared]:
    """Declare the fields that say where the frontend shows something, and what it puts into the document's head.

    Args:
        example: a path of one.
        places: the arguments `site` and `locale`, as far as it has them.
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
    ]


def translations_field(places: dict[str, Any]) -> Declared:
    """Declare the list of the pages in other languages, of what has no language itself."""
    return GraphQLTyped(
        "translations",
        listed(Translation),
        args=places,
        description="Its pages in the other languages of the site that have public articles of it.",
    )
