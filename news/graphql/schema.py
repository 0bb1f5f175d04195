"""Root query fields of the newsroom, and their resolvers."""

from collections import defaultdict
from collections.abc import Mapping
from operator import attrgetter
from typing import Any, TypeVar
from urllib.parse import unquote

import graphene
from django.db.models import Count, Model, QuerySet
from django.db.models.functions import Left, Length, TruncMonth
from django.utils import timezone
from wagtail.models import Page

from cms.graphql.content.streamfield import BlockValue
from cms.graphql.context import Context, Info
from cms.graphql.data.cursors import TotalOrder
from cms.graphql.data.page_loaders import pages
from cms.graphql.data.pagination import ConnectionSlice, slice_queryset, slice_visible_query
from cms.graphql.data.projection import requires
from cms.graphql.data.visible_query import VisibleQuery
from cms.graphql.declarations import type_of
from cms.graphql.schema.connections import PAGE_ARGUMENT, PAGINATION_ARGUMENTS, connection, listed
from cms.graphql.schema.interfaces import batched_slice
from cms.graphql.schema.node_query import node_source
from cms.graphql.schema.types import resolver
from cms.graphql.text import safe_text
from cms.sites import SiteLocale
from cms.visibility import Visibility
from news.graphql import address_fields, article_fields, open_graph  # noqa: F401  # their resolvers register themselves
from news.graphql.archive_fields import public_authors, public_tags
from news.graphql.category_fields import MAX_CATEGORIES, public_categories
from news.graphql.connections import ANY_LOCALE, LOCALE, ORDER_BY, SITE, ArticleFilter, article_connection
from news.graphql.correction_fields import CorrectionQuery
from news.graphql.places import reached_in, root_place
from news.graphql.public_articles import articles_by_pk, public_articles
from news.graphql.querysets import ArticleOrder, narrow, resolve_tags
from news.graphql.site_fields import Site
from news.models import ArticlePage, Author, Category, HomePage, NewsIndexPage, SiteSettings, Tag

M = TypeVar("M", bound=Model)
NAME_ORDER = TotalOrder("NAME", "name")

node_source(SiteSettings)(lambda context: SiteSettings.objects.filter(site__in=context.known_sites))


class NewsQuery(CorrectionQuery, graphene.ObjectType):
    """The newsroom's root fields."""

    articles = graphene.Field(
        article_connection,
        **PAGINATION_ARGUMENTS,
        page=PAGE_ARGUMENT,
        filter=graphene.Argument(ArticleFilter, description="Which articles to list; all of them when left out."),
        order_by=ORDER_BY,
        site=SITE,
        locale=LOCALE,
        description="Public articles of one site in one language.",
    )
    categories = graphene.Field(
        lambda: listed(type_of("news.Category")),
        site=SITE,
        locale=LOCALE,
        description="The categories of one language that have public articles on one site, their own or of categories "
        "below them, by name. Never more than a few dozen in a newsroom.",
    )
    category = graphene.Field(
        lambda: type_of("news.Category"),
        slug=graphene.String(required=True, description="The category's slug, percent-encoded or not."),
        site=SITE,
        locale=LOCALE,
        description="One category. Null: no public article of the site is in a category with this slug, or below it.",
    )
    authors = graphene.Field(
        lambda: graphene.NonNull(connection("Author", lambda: type_of("news.Author"))),
        **PAGINATION_ARGUMENTS,
        site=SITE,
        locale=ANY_LOCALE,
        description="Those whose byline public articles of one site carry, by name.",
    )
    author = graphene.Field(
        lambda: type_of("news.Author"),
        slug=graphene.String(required=True, description="The author's slug, percent-encoded or not."),
        site=SITE,
        locale=ANY_LOCALE,
        description="One author. Null: no public article of the site carries the byline of an author with this slug.",
    )
    tags = graphene.Field(
        lambda: graphene.NonNull(connection("Tag", lambda: type_of("news.Tag"))),
        **PAGINATION_ARGUMENTS,
        page=PAGE_ARGUMENT,
        site=SITE,
        locale=LOCALE,
        description="The tags that public articles of one site have in one language, by name.",
    )
    tag = graphene.Field(
        lambda: type_of("news.Tag"),
        slug=graphene.String(required=True, description="The tag's slug, percent-encoded or not."),
        site=SITE,
        locale=LOCALE,
        description="One tag. Null: no public article of the site has a tag with this slug in this language.",
    )
    site = graphene.Field(
        Site,
        required=True,
        hostname=graphene.String(description="Hostname of the site; the default site when left out."),
        description="A site's name, languages, menus and settings.",
    )

    @staticmethod
    def resolve_articles(
        root: None,
        info: Info,
        order_by: ArticleOrder,
        site: str | None = None,
        locale: str | None = None,
        filter: Mapping[str, Any] | None = None,
        **arguments: Any,
    ) -> ConnectionSlice:
        trees, conditions = info.context.trees(site, locale), resolve_tags(filter or {})

        def articles(visibility: Visibility) -> QuerySet[ArticlePage]:
            public = narrow(visibility.pages(ArticlePage.objects.all(), trees), conditions, visibility)
            return order_by.placed(public)

        key = (
            "articles",
            tuple(tree.root for tree in trees),
            repr(conditions),
            order_by.name,
            timezone.get_current_timezone_name(),
        )
        return slice_visible_query(VisibleQuery(info.context, articles, key), order_by.value, **arguments)

    @staticmethod
    def resolve_categories(
        root: None, info: Info, site: str | None = None, locale: str | None = None
    ) -> list[Category]:
        rows, tree = _categories(info, site, locale)
        return reached_in(info.context, tree, list(rows.order_by("name", "pk")[:MAX_CATEGORIES]))

    @staticmethod
    def resolve_category(
        root: None, info: Info, slug: str, site: str | None = None, locale: str | None = None
    ) -> Category | None:
        rows, tree = _categories(info, site, locale)
        return _with_slug(info.context, rows, slug, tree)

    @staticmethod
    def resolve_authors(
        root: None, info: Info, site: str | None = None, locale: str | None = None, **arguments: Any
    ) -> ConnectionSlice:
        trees, tree = root_place(info.context, site, locale, every_locale=True)
        return _by_name(info.context, public_authors(info.context, trees), tree, **arguments)

    @staticmethod
    def resolve_author(
        root: None, info: Info, slug: str, site: str | None = None, locale: str | None = None
    ) -> Author | None:
        trees, tree = root_place(info.context, site, locale, every_locale=True)
        return _with_slug(info.context, public_authors(info.context, trees), slug, tree)

    @staticmethod
    def resolve_tags(
        root: None, info: Info, site: str | None = None, locale: str | None = None, **arguments: Any
    ) -> ConnectionSlice:
        trees, tree = root_place(info.context, site, locale)
        return _by_name(info.context, public_tags(info.context, trees), tree, **arguments)

    @staticmethod
    def resolve_tag(
        root: None, info: Info, slug: str, site: str | None = None, locale: str | None = None
    ) -> Tag | None:
        trees, tree = root_place(info.context, site, locale)
        return _with_slug(info.context, public_tags(info.context, trees), slug, tree)

    @staticmethod
    def resolve_site(root: None, info: Info, hostname: str | None = None) -> Any:
        return info.context.site(hostname)


def _categories(info: Info, site: str | None, locale: str | None) -> tuple[QuerySet[Category], SiteLocale | None]:
    """Return the categories in a language that have public articles on a site, in any language, and the tree."""
    trees, tree = root_place(info.context, site, None, every_locale=True)
    code = safe_text(locale) if locale else tree.locale if tree else ""
    return public_categories(info.context, trees).filter(locale__language_code=code), tree


def _by_name(context: Context, rows: QuerySet[Any], tree: SiteLocale | None, **arguments: Any) -> ConnectionSlice:
    """Return the slice of rows in alphabetical order, resolved through a tree."""

    def load(sliced: QuerySet[M]) -> list[M]:
        return reached_in(context, tree, list(sliced))

    return slice_queryset(context, rows, NAME_ORDER, load, **arguments)


def _with_slug(context: Context, rows: QuerySet[M], slug: str, tree: SiteLocale | None) -> M | None:
    """Return the row with a slug, if there is one, resolved through a tree.

    Percent-encoding is decoded, as clients may pass a segment of a URL; no slug contains a percent sign.
    """
    return next(iter(reached_in(context, tree, list(rows.filter(slug=safe_text(unquote(slug)))[:1]))), None)


@resolver(NewsIndexPage, "articles")
@requires(only=["path"])
def resolve_index_articles(
    index: NewsIndexPage,
    info: Info,
    order_by: ArticleOrder,
    filter: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> ConnectionSlice:
    """Return the public articles below a listing."""
    articles = _with_parent(public_articles(info.context))
    articles = narrow(articles, resolve_tags(filter or {}), info.context.visibility)
    return batched_slice(
        info, index, lambda: order_by.placed(articles), order_by.value, "above", attrgetter("path"), **arguments
    )


@resolver(NewsIndexPage, "archive")
@requires(only=["path"])
def resolve_index_archive(index: NewsIndexPage, info: Info) -> list[dict[str, int]]:
    """Return the months that have articles, newest first."""
    keys = (sibling.path for sibling in info.context.batches.siblings(index))
    return info.context.load(months_by_index, index.path, keys) or []


@resolver(HomePage, "sections")
@requires(only=["sections"])
def resolve_home_sections(home: HomePage, info: Info) -> list[dict[str, Any]]:
    """Return the sections with public articles; each article is listed in the first section that names it only."""
    sections = BlockValue.of_stream(home.sections).entries()
    named = [[entry.value for entry in section.children["articles"].entries()] for section in sections]
    articles = info.context.loader(articles_by_pk)
    articles.enqueue(pk for pks in named for pk in pks)
    info.context.loader(pages).enqueue(section.children["link"].value for section in sections)
    seen: set[int] = set()
    shown = []
    for section, pks in zip(sections, named, strict=True):
        wanted = [pk for pk in dict.fromkeys(pks) if pk is not None and pk not in seen]
        fresh = [article for pk in wanted if (article := articles.get(pk)) is not None]
        seen.update(article.pk for article in fresh)
        if fresh:
            link = info.context.load(pages, section.children["link"].value)
            shown.append({"heading": section.children["heading"].value, "link": link, "articles": fresh})
    return shown


def months_by_index(context: Context, keys: set[str]) -> Mapping[str, list[dict[str, int]]]:
    """Count the public articles of listings by month, newest first."""
    articles = _with_parent(public_articles(context)).filter(above__in=keys).order_by()
    months = articles.annotate(start=TruncMonth("published_at")).values("above", "start").annotate(count=Count("pk"))
    found: dict[str, list[dict[str, int]]] = defaultdict(list)
    for row in months.order_by("-start"):
        found[row["above"]].append({"year": row["start"].year, "month": row["start"].month, "count": row["count"]})
    return found


def _with_parent(articles: QuerySet[ArticlePage]) -> Any:
    return articles.annotate(above=Left("path", Length("path") - Page.steplen))
