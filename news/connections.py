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


SITE = graphene.String(description="Hostname of the site; the default site when left out.")
LOCALE = graphene.String(description="Language code; the site's own language when left out.")


class ArticleFilter(graphene.InputObjectType):
    """Which articles to list: those that meet every given condition."""

    category = graphene.List(
        graphene.NonNull(graphene.String), description="Category slugs: any of them; an empty list is no condition."
    )
    tag = graphene.List(
        graphene.NonNull(graphene.String), description="Tag names: any of them; an empty list is no condition."
    )
    author = graphene.List(
        graphene.NonNull(graphene.String), description="Author slugs: any of them; an empty list is no condition."
    )
    published_from = Date(description="First day, in the server's time zone.")
    published_to = Date(description="Last day, itself included.")
    has_image = graphene.Boolean(description="True: only with a picture of their own; false: only without.")


def article_connection() -> Any:
    """Return the ArticleConnection type."""
    return graphene.NonNull(connection("Article", lambda: type_of("news.ArticlePage")))


def place_arguments(locale: str) -> dict[str, Any]:
    """Return the arguments `site` and `locale` of a list below a category or an author.

    Args:
        locale: which language it is in when the argument is left out.
    """
    default_site = "the site of the article it was reached from, else the default site, when left out"
    return {
        "site": graphene.String(description=f"Hostname of the site; {default_site}."),
        "locale": graphene.String(description=f"Language code; {locale} when left out."),
    }


def article_list(description: str, *, filtered: bool = False, places: dict[str, Any] | None = None) -> Declared:
    """Declare a field `articles`, a connection.

    Args:
        description: what frontend engineers read about it.
        filtered: it takes an ArticleFilter.
        places: its arguments that say where the articles stand.
    """
    args = {"first": FIRST, "after": AFTER, "page": PAGE, "order_by": ORDER_BY, **(places or {})}
    if filtered:
        args["filter"] = graphene.Argument(ArticleFilter, description="Which articles to list.")
    return GraphQLTyped("articles", article_connection, args=args, description=description)
