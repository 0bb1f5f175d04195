"""Schema declarations of article connections: types, filters, orders and arguments."""

from typing import Any

import graphene

from cms.graphql.declarations import Declared, GraphQLTyped, type_of
from cms.graphql.schema.connections import PAGE_ARGUMENT, PAGINATION_ARGUMENTS, connection
from cms.graphql.schema.scalars import Date
from news.graphql.querysets import ArticleOrder

ArticleOrderEnum = graphene.Enum.from_enum(
    ArticleOrder, description=lambda value: value.description if value else "How a list of articles is ordered."
)
ORDER_BY = ArticleOrderEnum(required=True, default_value=ArticleOrder.NEWEST, description="How to order the articles.")


SITE = graphene.String(description="Hostname of the site; the default site when left out.")
LOCALE = graphene.String(description="Language code; the site's own language when left out.")
ANY_LOCALE = graphene.String(description="Language code; all languages of the site when left out.")


def _values(description: str) -> graphene.List:
    """Declare a filter field that takes a list of strings."""
    return graphene.List(
        graphene.NonNull(graphene.String), description=f"{description}. An empty list is no condition."
    )


class ArticleConditions(graphene.InputObjectType):
    """The conditions on articles that lists and the search have in common."""

    class Meta:
        abstract = True

    category = _values("Category slugs: any of them, with the categories below")
    category_all = _values(
        "Up to 10 category slugs: each of them, with the categories below. An article has one category, so that each "
        "must be this one or stand above it"
    )
    category_none = _values("Category slugs: none of them, nor a category below")
    tag = _values("Tag slugs or names, in any case: any of them")
    tag_all = _values("Up to 10 tag slugs or names, in any case: each of them")
    tag_none = _values("Tag slugs or names, in any case: none of them")
    author = _values("Author slugs: any of them")
    published_from = Date(description="First day, in the newsroom's time zone, or first moment, itself included.")
    published_to = Date(description="Last day, in the newsroom's time zone, or last moment, itself included.")


class ArticleFilter(ArticleConditions):
    """Which articles to list: those that meet every given condition."""

    exclude = graphene.List(
        graphene.NonNull(graphene.ID),
        description="Ids of articles to leave out, such as those that the page shows already.",
    )
    has_image = graphene.Boolean(description="True: only with a picture of their own; false: only without.")


def article_connection() -> Any:
    """Return the ArticleConnection type."""
    return graphene.NonNull(connection("Article", lambda: type_of("news.ArticlePage")))


WHERE_REACHED = "that of the article it was reached from, else the site's own,"


def place_arguments(locale: str = "") -> dict[str, Any]:
    """Return the arguments `site` and `locale` of a field of a category, author or tag.

    Args:
        locale: describes the language that is used without the argument; if empty, there is no argument `locale`.
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
        args=PAGINATION_ARGUMENTS,
        description="Its publications, the latest first: that it changed, when and why. An alias has those of the "
        "article that it mirrors.",
    )


def article_list(description: str, places: dict[str, Any] | None = None) -> Declared:
    """Declare a field `articles`, a connection.

    Args:
        description: the description in the schema.
        places: the arguments for site and language, as `place_arguments` returns them.
    """
    args = {
        **PAGINATION_ARGUMENTS,
        "page": PAGE_ARGUMENT,
        "order_by": ORDER_BY,
        "filter": graphene.Argument(ArticleFilter, description="Which articles to list; all of them when left out."),
        **(places or {}),
    }
    return GraphQLTyped("articles", article_connection, args=args, description=description)
