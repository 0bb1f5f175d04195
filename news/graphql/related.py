"""Related articles: the editors' picks, articles that share tags, and the latest of the category."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from cms.graphql.context import Context
from news.graphql.places import tree_by_path
from news.models import ArticlePage, ArticleTag, RelatedArticle

MAX_RELATED_ARTICLES = 20
CANDIDATES_PER_TAG = 50
"""Newest articles of a tag that are ranked by the number of shared tags."""

Place = tuple[int, int | None]
"""Primary keys of a tag or category, and of the root page of the tree to search."""


def related_ids(context: Context, keys: set[int]) -> Mapping[int, list[int]]:
    """Choose up to MAX_RELATED_ARTICLES public articles for each article.

    Editors' picks may be of any site and language; articles with shared tags or category are of the article's own.
    """
    public = context.visibility.pages(ArticlePage.objects.all())
    rows = (
        public.filter(pk__in=keys)
        .annotate(tree=tree_by_path(context, "path"))
        .values_list("pk", "category_id", "tree")
    )
    categories: dict[int, Place] = {pk: (category, tree) for pk, category, tree in rows}
    picks: dict[int, list[int]] = defaultdict(list)
    links = RelatedArticle.objects.filter(page_id__in=keys, article__in=public).order_by("sort_order", "pk")
    for page, article in links.values_list("page_id", "article_id"):
        picks[page].append(article)
    tags: dict[int, list[Place]] = defaultdict(list)
    tagged = ArticleTag.objects.filter(content_object_id__in=categories)
    for page, tag in tagged.values_list("content_object_id", "tag_id"):
        tags[page].append((tag, categories[page][1]))
    by_tag = _by_shared_tags(context, public, tags)
    by_category = _newest_of_categories(context, public, set(categories.values()))
    return {
        pk: _chosen(pk, [*picks[pk], *by_tag.get(pk, []), *by_category.get(category, [])])
        for pk, category in categories.items()
    }


def related_to_draft(context: Context, article: ArticlePage) -> list[int]:
    """Choose related articles for a draft, whose picks and tags are not in the database, as `related_ids` does."""
    public = context.visibility.pages(ArticlePage.objects.all())
    tree = context.sites.tree_of(article)
    root = tree.root_id if tree else None
    picks = [link.article_id for link in article.related_links.all()]
    shown = set(public.filter(pk__in=picks).values_list("pk", flat=True))
    tags = {article.pk: [(tag.pk, root) for tag in article.tags.all()]}
    category: Any = (article.category_id, root)
    by_tag = _by_shared_tags(context, public, tags).get(article.pk, [])
    by_category = _newest_of_categories(context, public, {category}).get(category, [])
    return _chosen(article.pk, [*(pk for pk in picks if pk in shown), *by_tag, *by_category])


def _chosen(own: int, candidates: list[int]) -> list[int]:
    return [pk for pk in dict.fromkeys(candidates) if pk != own][:MAX_RELATED_ARTICLES]


def _by_shared_tags(
    context: Context, public: QuerySet[ArticlePage], tags: Mapping[int, list[Place]]
) -> dict[int, list[int]]:
    """Rank the newest articles of each tag by the number of shared tags, then by date."""
    if not tags:
        return {}
    tree = tree_by_path(context, "content_object__path")
    order = [F("content_object__published_at").desc(), F("content_object_id").desc()]
    tagged = ArticleTag.objects.filter(tag_id__in={tag for places in tags.values() for tag, _tree in places})
    newest = (
        tagged.filter(content_object__in=public)
        .annotate(tree=tree, place=Window(RowNumber(), partition_by=[F("tag_id"), tree], order_by=order))
        .filter(place__lte=CANDIDATES_PER_TAG)
        .order_by(*order)
    )
    by_place: dict[Place, list[int]] = defaultdict(list)
    rank: dict[int, int] = {}
    for tag, root, page in newest.values_list("tag_id", "tree", "content_object_id"):
        by_place[tag, root].append(page)
        rank.setdefault(page, len(rank))
    ranked = {}
    for page, places in tags.items():
        shared = Counter(other for place in places for other in by_place[place])
        ranked[page] = sorted(shared, key=lambda other: (-shared[other], rank[other]))[: MAX_RELATED_ARTICLES + 1]
    return ranked


def _newest_of_categories(
    context: Context, public: QuerySet[ArticlePage], categories: set[Place]
) -> dict[Place, list[int]]:
    keys = {category for category, _tree in categories if category is not None}
    if not keys:
        return {}
    tree = tree_by_path(context, "path")
    order = [F("published_at").desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=[F("category_id"), tree], order_by=order)
    placed = public.filter(category_id__in=keys).annotate(tree=tree, place=place)
    rows = placed.filter(place__lte=MAX_RELATED_ARTICLES + 1)
    found: dict[Place, list[int]] = defaultdict(list)
    for category, root, pk in rows.order_by("place").values_list("category_id", "tree", "pk"):
        found[category, root].append(pk)
    return found
