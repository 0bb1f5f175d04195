"""Resolvers of categories: their ancestors, children and articles."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

from cms.graphql.context import Context, Info
from cms.graphql.data.pagination import ConnectionSlice
from cms.graphql.data.partitions import Partition
from cms.graphql.data.projection import requires
from cms.graphql.schema.interfaces import batched_slice
from cms.graphql.schema.node_query import node_source
from cms.graphql.schema.text_direction import TextDirection, text_direction
from cms.graphql.schema.types import resolver
from cms.queries import fetch
from cms.sites import SiteLocale
from cms.visibility import Visibility
from news.graphql.archive_fields import Counted, articles_in, count_of, counts_by, language_code, listed_articles
from news.graphql.places import fetch_in_tree, place_of, reached_in, root_reached_in, trees_of_list
from news.graphql.querysets import ArticleOrder
from news.models import ArticlePage, Category
from news.models.category_tree import CategoryTree, at_or_below

MAX_CATEGORIES = 500


def categories_of(visibility: Visibility, articles: QuerySet[ArticlePage]) -> QuerySet[Category]:
    """Return the categories of public articles, and their ancestors.

    Args:
        visibility: the visibility policy.
        articles: the articles, already filtered by it.
    """
    filed = visibility.used_by(Category.objects.all(), articles, "category_id")
    found: QuerySet[Category] = Category.objects.filter(Exists(filed.filter(at_or_below(pk=OuterRef("pk")))))
    return found


@node_source(Category)
def public_categories(context: Context, trees: list[SiteLocale] | None = None) -> QuerySet[Category]:
    """Return the categories in which some trees, or all, have public articles."""
    return categories_of(context.visibility, articles_in(context, trees))


def category_tree(context: Context) -> CategoryTree:
    """Return the tree of all categories, read once for each request."""
    return context.get_or_set("category tree", lambda: CategoryTree(dict(_parents())))


def _parents() -> list[Any]:
    return fetch(lambda: Category.objects.order_by("pk"), ["pk", "parent_id"], {}, "category tree")


@resolver(Category, "locale")
@requires(only=["locale_id"])
def category_locale(category: Category, info: Info) -> str:
    """Return the category's language code."""
    return language_code(info.context, category)


@resolver(Category, "direction")
@requires(only=["locale_id"])
def category_direction(category: Category, info: Info) -> TextDirection:
    """Return the direction in which the category's language is written."""
    return text_direction(language_code(info.context, category))


@resolver(Category, "parent")
@requires(only=["parent_id"])
def category_parent(category: Category, info: Info) -> Category | None:
    """Return the parent category; it is public too, as its lists include the same articles."""
    keys = (parent_key(info.context, sibling) for sibling in info.context.batches.siblings(category))
    return info.context.load(fetch_in_tree(Category), parent_key(info.context, category), keys)


def parent_key(context: Context, category: Category) -> tuple[int, str] | None:
    """Return the primary key of a category's parent and the root path of the tree; None for a top-level category."""
    return (category.parent_id, root_reached_in(context, category)) if category.parent_id is not None else None


@resolver(Category, "ancestors")
@requires()
def category_ancestors(category: Category, info: Info) -> list[Category]:
    """Return the categories above, the top one first."""
    tree, loader = category_tree(info.context), info.context.loader(fetch_in_tree(Category))

    def keys_of(below: Category) -> list[tuple[int, str]]:
        return [(pk, root_reached_in(info.context, below)) for pk in tree.ancestors(below.pk)]

    own = keys_of(category)
    if not all(map(loader.has, own)):
        loader.enqueue(key for sibling in info.context.batches.siblings(category) for key in keys_of(sibling))
    return [found for key in own if (found := loader.get(key)) is not None]


@resolver(Category, "children")
@requires()
def category_children(category: Category, info: Info, site: str | None = None) -> list[Category]:
    """Return the categories directly below with public articles on one site."""

    def key_of(owner: Category) -> tuple[int, int, str]:
        chosen, code = place_of(info.context, owner, site, None)
        return owner.pk, chosen.pk, code

    keys = map(key_of, info.context.batches.siblings(category))
    return info.context.load(children_by_parent, key_of(category), keys) or []


def children_by_parent(
    context: Context, keys: set[tuple[int, int, str]]
) -> Mapping[tuple[int, int, str], list[Category]]:
    """Load the public categories directly below others, by name.

    Args:
        context: the request.
        keys: of each parent the primary key, that of a site, and the code of the language it was reached in.
    """
    found: dict[tuple[int, int, str], list[Category]] = defaultdict(list)
    for site, code in {key[1:] for key in keys}:
        trees = [tree for tree in context.visibility.trees if tree.site.pk == site]
        parents = {pk for pk, *place in keys if place == [site, code]}
        rows = public_categories(context, trees).filter(parent_id__in=parents).order_by("name", "pk")
        here = next((tree for tree in trees if tree.locale == code), None)
        for row in reached_in(context, here, list(rows[:MAX_CATEGORIES])):
            if row.parent_id is not None:
                found[row.parent_id, site, code].append(row)
    return found


@resolver(Category, "article_count")
@requires()
def category_article_count(category: Category, info: Info, site: str | None = None, locale: str | None = None) -> int:
    """Return the number of public articles in the category and its descendants on one site."""
    trees = trees_of_list(info.context, category, site, locale, every_locale=True)
    return count_of(info.context, counts_by_category, category, trees)


@resolver(Category, "articles")
@requires()
def category_articles(
    category: Category,
    info: Info,
    order_by: ArticleOrder,
    site: str | None = None,
    locale: str | None = None,
    filter: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> ConnectionSlice:
    """Return the public articles in the category and its descendants on one site."""
    trees = trees_of_list(info.context, category, site, locale, every_locale=True)
    articles = listed_articles(info.context, trees, filter)
    partition = by_branch(category_tree(info.context))
    return batched_slice(
        info, category, lambda: order_by.placed(articles), order_by.value, partition, attrgetter("pk"), **arguments
    )


def by_branch(tree: CategoryTree) -> Partition:
    """Return a partition of articles by ancestor-or-self category, with one queryset per level of the tree.

    Categories of one level share no article, so that within a queryset each article has one partition key.
    """

    def partition(articles: QuerySet[Any], keys: Sequence[Any]) -> list[QuerySet[Any]]:
        levels: dict[int, dict[int, list[int]]] = defaultdict(dict)
        for pk in keys:
            levels[len(tree.ancestors(pk))][pk] = tree.branch(pk)
        found = []
        for _level, branches in sorted(levels.items()):
            whens = [When(category_id__in=branch, then=Value(pk)) for pk, branch in branches.items()]
            within = {pk for branch in branches.values() for pk in branch}
            found.append(articles.filter(category_id__in=within).annotate(partition_key=Case(*whens)))
        return found

    return partition


def counts_by_category(context: Context, keys: set[Counted]) -> Mapping[Counted, int]:
    """Count the public articles of categories and their descendants in trees: a dataloader function."""
    tree = category_tree(context)
    branches = {pk: tree.branch(pk) for pk, _roots in keys}
    counts = counts_by(context, {(below, roots) for pk, roots in keys for below in branches[pk]}, "category_id")
    return {(pk, roots): sum(counts.get((below, roots), 0) for below in branches[pk]) for pk, roots in keys}
