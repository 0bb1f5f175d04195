"""The GraphQL schema: the apps' root fields joined, and every type that they lead to."""

import graphene

from cms.changes.graphql.schema import ChangesQuery
from cms.graphql.schema.node_query import NodeQuery
from cms.graphql.schema.route_query import RouteQuery
from cms.graphql.schema.scalars import set_specified_by_urls
from cms.graphql.schema.types import build_types
from cms.preview.schema import PreviewQuery
from news.graphql.schema import NewsQuery
from search.graphql.schema import SearchQuery


class Query(NodeQuery, RouteQuery, ChangesQuery, PreviewQuery, NewsQuery, SearchQuery):
    """Everything that can be read."""


schema = graphene.Schema(query=Query, types=build_types())
set_specified_by_urls(schema.graphql_schema)
