"""Tags: what articles are found by across categories."""

import graphene
from taggit.models import Tag as TaggitTag

from cms.graphql.declarations import GraphQLString, GraphQLTyped, Node
from news.addresses import address_fields, translations_field
from news.graphql.connections import WHERE_REACHED, article_list, place_arguments


class Tag(TaggitTag):
    """A person, place or subject that public articles speak of."""

    graphql_interfaces = (Node,)
    graphql_fields = [
        GraphQLString("name", required=True, description="Its name, as printed."),
        GraphQLString("slug", required=True, description="For addresses and filters."),
        *address_fields("/tag/clean-air/", place_arguments(WHERE_REACHED)),
        translations_field(place_arguments(WHERE_REACHED)),
        GraphQLTyped(
            "count",
            graphene.NonNull(graphene.Int),
            args=place_arguments(WHERE_REACHED),
            description="How many public articles have it, on one site and in one language.",
        ),
        article_list(
            "Public articles that have it, on one site and in one language.", places=place_arguments(WHERE_REACHED)
        ),
    ]

    class Meta:
        proxy = True
        default_permissions = ()
