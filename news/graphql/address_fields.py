"""Resolvers of the frontend addresses of categories, authors and tags: paths, URLs, heads and translations."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from cms.graphql.context import Context, Info
from cms.graphql.data.projection import requires
from cms.graphql.data.visible_query import images
from cms.graphql.schema.head import HeadMetadata, OpenGraphKind
from cms.graphql.schema.types import resolver
from cms.sites import SiteLocale
from news.feeds.addresses import FeedAddress
from news.graphql.archive_fields import author_texts_of, language_code
from news.graphql.category_fields import public_categories
from news.graphql.places import place_of, reached_in, tree_by_path, tree_of_page
from news.graphql.public_articles import public_articles
from news.models import ArticleAuthor, ArticleTag, Author, Category, Tag

KINDS = {Category: "category", Author: "author", Tag: "tag"}
"""Keys of FRONTEND_PATHS, by model."""

ArchiveOwner = Category | Author | Tag
"""A row with a page on the frontend that lists its articles."""


def tree_of(owner: ArchiveOwner, info: Info, site: str | None, locale: str | None) -> SiteLocale:
    """Return the tree of the frontend page of a category, author or tag.

    The page of a category is in the category's own language, if the site has that. The arguments are those of
    `place_of`.

    Raises:
        BadUserInput: when there is no such site, or it has no pages in the language.
    """
    if isinstance(owner, Category):
        chosen, _code = place_of(info.context, owner, site, None)
        for tree in info.context.sites.trees_of(chosen, language_code(info.context, owner)):
            return tree
    return tree_of_page(info.context, owner, site, locale)


def path_in(tree: SiteLocale, owner: ArchiveOwner) -> str:
    """Return the path of the owner's frontend page on the site and in the language of a tree."""
    return f"{tree.prefix}{settings.FRONTEND_PATHS[KINDS[type(owner)]].format(slug=owner.slug)}"


@resolver(Category, "path")
@resolver(Author, "path")
@resolver(Tag, "path")
@requires(only=["slug", "locale_id"])
def path(owner: ArchiveOwner, info: Info, site: str | None = None, locale: str | None = None) -> str:
    """Return the path of its page."""
    return path_in(tree_of(owner, info, site, locale), owner)


@resolver(Category, "url")
@resolver(Author, "url")
@resolver(Tag, "url")
@requires(only=["slug", "locale_id"])
def url(owner: ArchiveOwner, info: Info, site: str | None = None, locale: str | None = None) -> str:
    """Return the address of its page."""
    tree = tree_of(owner, info, site, locale)
    return tree.frontend + path_in(tree, owner)


@resolver(Category, "seo")
@resolver(Author, "seo")
@resolver(Tag, "seo")
@requires(only=["slug", "locale_id", "name", "description", "bio", "portrait_id"])
def seo(owner: ArchiveOwner, info: Info, site: str | None = None, locale: str | None = None) -> HeadMetadata:
    """Return the metadata of its page for search engines and social networks."""
    tree = tree_of(owner, info, site, locale)
    head = HeadMetadata(owner.name, tree.frontend + path_in(tree, owner), site=tree.site, locale=tree.locale)
    if isinstance(owner, Category):
        head.seo_description = owner.description
    elif isinstance(owner, Author):
        loader = info.context.loader(images)
        if owner.portrait_id is not None and not loader.has(owner.portrait_id):
            loader.enqueue(sibling.portrait_id for sibling in info.context.batches.siblings(owner))
        _code, texts = author_texts_of(owner, info, site, locale)
        head.seo_description, head.seo_image_id = texts.bio, owner.portrait_id
        head.open_graph_type = OpenGraphKind.PROFILE
    return head


@resolver(Category, "feeds")
@resolver(Author, "feeds")
@resolver(Tag, "feeds")
@requires(only=["slug", "locale_id"])
def feeds(owner: ArchiveOwner, info: Info, site: str | None = None, locale: str | None = None) -> list[FeedAddress]:
    """Return the feeds of its articles, on the site and in the language of its page."""
    tree = tree_of(owner, info, site, locale)
    return list(FeedAddress(tree.site.hostname, tree.locale, KINDS[type(owner)], owner.slug).variants())


@resolver(Category, "translations")
@requires(only=["translation_key"])
def category_translations(category: Category, info: Info, site: str | None = None) -> list[Category]:
    """Return the translations of the category under which the site has public articles."""
    chosen, _code = place_of(info.context, category, site, None)
    keys = ((sibling.translation_key, chosen.pk) for sibling in info.context.batches.siblings(category))
    found = info.context.load(categories_by_translation, (category.translation_key, chosen.pk), keys) or []
    return [other for other in found if other.pk != category.pk]


@resolver(Author, "translations")
@resolver(Tag, "translations")
@requires(only=["slug"])
def translations(
    owner: Author | Tag, info: Info, site: str | None = None, locale: str | None = None
) -> list[dict[str, str]]:
    """Return the pages of an author or tag in the other languages of the site in which public articles have it."""
    here = tree_of(owner, info, site, locale)
    fetch = roots_by_author if isinstance(owner, Author) else roots_by_tag
    keys = (sibling.pk for sibling in info.context.batches.siblings(owner))
    roots = info.context.load(fetch, owner.pk, keys) or set()
    others = [tree for tree in info.context.sites.trees_of(here.site) if tree != here and tree.root_id in roots]
    paths = [(tree, path_in(tree, owner)) for tree in others]
    return [{"locale": tree.locale, "path": path, "url": tree.frontend + path} for tree, path in paths]


def categories_by_translation(
    context: Context, keys: set[tuple[Any, int]]
) -> Mapping[tuple[Any, int], list[Category]]:
    """Load the public categories of sites by translation key, in the order of each site's languages."""
    found: dict[tuple[Any, int], list[Category]] = defaultdict(list)
    for site in [one for one in context.sites.all if any(one.pk == wanted for _key, wanted in keys)]:
        trees = context.sites.trees_of(site)
        public = public_categories(context, trees)
        rows = list(public.filter(translation_key__in={key for key, wanted in keys if wanted == site.pk}))
        for tree in trees:
            for row in reached_in(context, tree, [row for row in rows if language_code(context, row) == tree.locale]):
                found[row.translation_key, site.pk].append(row)
    return found


def roots_by_author(context: Context, keys: set[int]) -> Mapping[int, set[int]]:
    """Load, by author, the primary keys of the root pages of trees in which public articles have the byline."""
    return _roots(context, ArticleAuthor.objects.filter(author_id__in=keys), "author_id", "page")


def roots_by_tag(context: Context, keys: set[int]) -> Mapping[int, set[int]]:
    """Load, by tag, the primary keys of the root pages of trees in which public articles have the tag."""
    return _roots(context, ArticleTag.objects.filter(tag_id__in=keys), "tag_id", "content_object")


def _roots(context: Context, rows: QuerySet[Any], owner: str, page: str) -> Mapping[int, set[int]]:
    public = rows.filter(**{f"{page}__in": public_articles(context)})
    placed = public.annotate(root=tree_by_path(context, f"{page}__path")).order_by()
    found: dict[int, set[int]] = defaultdict(set)
    for pk, root in placed.values_list(owner, "root").distinct():
        found[pk].add(root)
    return found
