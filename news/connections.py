"""Lists of articles as the schema declares them."""

from typing import Any

import graphene

from cms.api.connections import AFTER, FIRST, PAGE, connection
from cms.api.fields import Declared, GraphQLTyped, type_of
from cms.api.scalars import Date
from news.querysets import ArticleOrder

ArticleOrderEnum = graphene.Enum.from_enum(
    ArticleOrder, description=lambda value: value.description if value else "How a list of articles is ordered."
)
ORDER_BY = ArticleOrderEnum(required=True, default_value=ArticleOrder.NEWEST, description="How to order the articles.")


class ArticleFilter(graphene.InputObjectType):
    """Which articles to list: those that meet every given condition."""

    category = graphene.List(graphene.NonNull(graphene.String), description="Category slugs: any of them.")
    tag = graphene.List(graphene.NonNull(graphene.String), description="Tag names: any of them.")
    author = graphene.List(graphene.NonNull(graphene.String), description="Author slugs: any of them.")
    published_from = Date(description="First day, in the server's time zone.")
    published_to = Date(description="Last day, itself included.")
    has_image = graphene.Boolean(description="True: only with a picture of their own; false: only without.")


def article_connection() -> Any:
    """Return the ArticleConnection type."""
    return graphene.NonNull(connection("Article", lambda: type_of("news.ArticlePage")))


def article_list(description: str, *, filtered: bool = False) -> Declared:
    """Declare a field `articles`, a connection; with `filtered` it takes an ArticleFilter too."""
    args = {"first": FIRST, "after": AFTER, "page": PAGE, "order_by": ORDER_BY}
    if filtered:
        args["filter"] = graphene.Argument(ArticleFilter, description="Which articles to list.")
    return GraphQLTyped("articles", article_connection, args=args, description=description)
