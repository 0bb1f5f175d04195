"""The GraphQL schema: the apps' root fields joined, and every type that they lead to."""

import graphene

from cms.api.roots import NodeQuery
from cms.api.scalars import say_where_scalars_are_specified
from cms.api.types import build_types
from cms.preview.schema import PreviewQuery
from news.schema import NewsQuery
from search.schema import SearchQuery


class Query(NodeQuery, PreviewQuery, NewsQuery, SearchQuery):
    """Everything that can be read."""


schema = graphene.Schema(query=Query, types=build_types())
say_where_scalars_are_specified(schema.graphql_schema)
