"""Resolvers of authors and tags: their articles and the number of these."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, QuerySet
from wagtail.models import Locale

from cms.graphql.context import Context, Info
from cms.graphql.data.pagination import ConnectionSlice
from cms.graphql.data.projection import requires
from cms.graphql.schema.interfaces import batched_slice
from cms.graphql.schema.node_query import node_source
from cms.graphql.schema.types import resolver
from cms.sites import SiteLocale
from news.graphql.places import trees_of_list
from news.graphql.querysets import ArticleOrder, narrow, resolve_tags
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, Category, Tag

Counted = tuple[int, tuple[str, ...]]
"""A category or tag, and the roots of the trees in which its articles are counted."""


def articles_in(context: Context, trees: list[SiteLocale] | None = None) -> QuerySet[ArticlePage]:
    """Return the public articles of some trees, or of all."""
    return context.visibility.pages(ArticlePage.objects.all(), trees)


def listed_articles(
    context: Context, trees: list[SiteLocale], conditions: Mapping[str, Any] | None
) -> QuerySet[ArticlePage]:
    """Return the public articles of some trees that meet the conditions of an ArticleFilter, if there is one.

    Raises:
        BadUserInput: as `narrow` does.
    """
    return narrow(articles_in(context, trees), resolve_tags(conditions or {}), context.visibility)


@node_source(Author)
def public_authors(context: Context, trees: list[SiteLocale] | None = None) -> QuerySet[Author]:
    """Return the authors whose byline public articles of some trees, or of all, carry."""
    bylines = ArticleAuthor.objects.filter(page__in=articles_in(context, trees))
    return context.visibility.used_by(Author.objects.all(), bylines, "author_id")


@node_source(Tag)
def public_tags(context: Context, trees: list[SiteLocale] | None = None) -> QuerySet[Tag]:
    """Return the tags that public articles of some trees, or of all, have."""
    tagged = ArticleTag.objects.filter(content_object__in=articles_in(context, trees))
    return context.visibility.used_by(Tag.objects.all(), tagged, "tag_id")


@resolver(Author, "articles")
@requires()
def author_articles(
    author: Author,
    info: Info,
    order_by: ArticleOrder,
    site: str | None = None,
    locale: str | None = None,
    filter: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> ConnectionSlice:
    """Return the author's public articles on one site in one language."""
    articles = listed_articles(info.context, trees_of_list(info.context, author, site, locale), filter)
    return batched_slice(
        info,
        author,
        lambda: order_by.placed(articles),
        order_by.value,
        "bylines__author_id",
        attrgetter("pk"),
        **arguments,
    )


@resolver(Tag, "count")
@requires()
def tag_count(tag: Tag, info: Info, site: str | None = None, locale: str | None = None) -> int:
    """Return how many public articles of one site in one language have the tag."""
    return count_of(info.context, counts_by_tag, tag, trees_of_list(info.context, tag, site, locale))


@resolver(Tag, "articles")
@requires()
def tag_articles(
    tag: Tag,
    info: Info,
    order_by: ArticleOrder,
    site: str | None = None,
    locale: str | None = None,
    filter: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> ConnectionSlice:
    """Return the public articles of one site in one language that have the tag."""
    articles = listed_articles(info.context, trees_of_list(info.context, tag, site, locale), filter)
    return batched_slice(
        info,
        tag,
        lambda: order_by.placed(articles),
        order_by.value,
        "tagged_items__tag_id",
        attrgetter("pk"),
        **arguments,
    )


def count_of(
    context: Context,
    fetch: Callable[[Context, set[Counted]], Mapping[Counted, int]],
    owner: Category | Tag,
    trees: list[SiteLocale],
) -> int:
    """Return how many public articles a category or tag has in trees; `fetch` counts those of its batch as well."""
    roots = tuple(tree.root for tree in trees)
    keys = ((sibling.pk, roots) for sibling in context.batches.siblings(owner))
    return context.load(fetch, (owner.pk, roots), keys) or 0


def counts_by_tag(context: Context, keys: set[Counted]) -> Mapping[Counted, int]:
    """Count the public articles that have tags in trees, which their roots name."""
    return counts_by(context, keys, "tagged_items__tag_id")


def counts_by(context: Context, keys: set[Counted], owner: str) -> Mapping[Counted, int]:
    """Count the public articles in trees, which their roots name, by the key to which the lookup `owner` leads."""
    found: dict[Counted, int] = {}
    for roots in {roots for _pk, roots in keys}:
        trees = [tree for tree in context.sites.trees if tree.root in roots]
        owned = articles_in(context, trees).annotate(owner_key=F(owner))
        counted = owned.filter(owner_key__in={pk for pk, of in keys if of == roots}).order_by().values("owner_key")
        for pk, total in counted.annotate(total=Count("pk")).values_list("owner_key", "total"):
            found[pk, roots] = total
    return found


def language_code(context: Context, category: Category) -> str:
    """Return the code of a category's language."""
    codes = context.get_or_set("language codes", lambda: dict(Locale.objects.values_list("pk", "language_code")))
    return str(codes[category.locale_id])
