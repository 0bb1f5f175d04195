"""Lists of articles as the schema declares them."""

from typing import Any

import graphene

from cms.graphql.declarations import Declared, GraphQLTyped, type_of
from cms.graphql.schema.connections import AFTER_ARGUMENT, FIRST_ARGUMENT, PAGE_ARGUMENT, connection
from cms.graphql.schema.scalars import Date
from news.graphql.querysets import ArticleOrder

ArticleOrderEnum = graphene.Enum.from_enum(
    ArticleOrder, description=lambda value: value.description if value else "How a list of articles is ordered."
)
ORDER_BY = ArticleOrderEnum(required=True, default_value=ArticleOrder.NEWEST, description="How to order the articles.")


SITE = graphene.String(description="Hostname of the site; the default site when left out.")
LOCALE = graphene.String(description="Language code; the site's own language when left out.")
ANY_LOCALE = graphene.String(description="Language code; all languages of the site when left out.")


class ArticleConditions(graphene.InputObjectType):
    """The conditions on articles that lists and the search have in common."""

    class Meta:
        abstract = True

    category = graphene.List(
        graphene.NonNull(graphene.String),
        description="Category slugs: any of them, with the categories below; an empty list is no condition.",
    )
    tag = graphene.List(
        graphene.NonNull(graphene.String),
        description="Tag slugs or names, in any case: any of them; an empty list is no condition.",
    )
    author = graphene.List(
        graphene.NonNull(graphene.String), description="Author slugs: any of them; an empty list is no condition."
    )
    published_from = Date(description="First day, in the newsroom's time zone, or first moment, itself included.")
    published_to = Date(description="Last day, in the newsroom's time zone, or last moment, itself included.")


class ArticleFilter(ArticleConditions):
    """Which articles to list: those that meet every given condition."""

    has_image = graphene.Boolean(description="True: only with a picture of their own; false: only without.")


def article_connection() -> Any:
    """Return the ArticleConnection type."""
    return graphene.NonNull(connection("Article", lambda: type_of("news.ArticlePage")))


WHERE_REACHED = "that of the article it was reached from, else the site's own,"


def place_arguments(locale: str = "") -> dict[str, Any]:
    """Return the arguments `site` and `locale` of a field of a category, author or tag.

    Args:
        locale: which language it is about when the argument is left out; there is no such argument without.
    """
    default_site = "the site that it was reached in, else the default site, when left out"
    places = {"site": graphene.String(description=f"Hostname of the site; {default_site}.")}
    if locale:
        places["locale"] = graphene.String(description=f"Language code; {locale} when left out.")
    return places


def edition_list() -> Declared:
    """Declare the field `editions`, a connection."""
    return GraphQLTyped(
        "editions",
        lambda: graphene.NonNull(connection("Edition", lambda: type_of("news.Edition"))),
        args={"first": FIRST_ARGUMENT, "after": AFTER_ARGUMENT},
        description="Its publications, the latest first: that it changed, when and why. An alias has those of the "
        "article that it mirrors.",
    )


def article_list(description: str, *, filtered: bool = False, places: dict[str, Any] | None = None) -> Declared:
    """Declare a field `articles`, a connection.

    Args:
        description: what frontend engineers read about it.
        filtered: it takes an ArticleFilter.
        places: its arguments that say where the articles stand.
    """
    args = {
        "first": FIRST_ARGUMENT,
        "after": AFTER_ARGUMENT,
        "page": PAGE_ARGUMENT,
        "order_by": ORDER_BY,
        **(places or {}),
    }
    if filtered:
        args["filter"] = graphene.Argument(ArticleFilter, description="Which articles to list.")
    return GraphQLTyped("articles", article_connection, args=args, description=description)
