"""What of the newsroom can be read: the root fields and the lists behind pages, categories and authors."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import graphene
from django.db.models import Count, QuerySet
from django.db.models.functions import Left, Length, TruncMonth
from django.utils import timezone
from wagtail.models import Locale, Page

from cms.api.connections import AFTER, FIRST, PAGE, connection, listed
from cms.api.context import Context, Info
from cms.api.fields import type_of
from cms.api.interfaces import grouped
from cms.api.loading import peers, together
from cms.api.needs import needs
from cms.api.pages import pages
from cms.api.roots import node_source
from cms.api.rows import Rows
from cms.api.slices import Order, Slice, part_of, slice_of
from cms.api.streams import stream
from cms.api.text import safe_text
from cms.api.types import resolver
from cms.sites import Tree
from cms.visibility import Visibility
from news.article_fields import articles_by_pk, public_articles
from news.connections import LOCALE, ORDER_BY, SITE, ArticleFilter, article_connection
from news.models import ArticleAuthor, ArticlePage, Author, Category, HomePage, NewsIndexPage, SiteSettings
from news.places import trees_of_list
from news.querysets import ArticleOrder, narrow
from news.site_fields import Site

NAME_ORDER = Order("NAME", "name")
MAX_CATEGORIES = 500


def articles_in(context: Context, trees: list[Tree]) -> QuerySet[ArticlePage]:
    """Return the public articles of some trees."""
    return context.visibility.pages(ArticlePage.objects.all(), trees)


def public_categories(context: Context) -> QuerySet[Category]:
    """Return the categories that public articles are filed under."""
    return context.visibility.used_by(Category.objects.all(), public_articles(context), "category_id")


def public_authors(context: Context) -> QuerySet[Author]:
    """Return the authors whose byline public articles carry."""
    bylines = ArticleAuthor.objects.filter(page__in=public_articles(context))
    return context.visibility.used_by(Author.objects.all(), bylines, "author_id")


node_source(Category)(public_categories)
node_source(Author)(public_authors)
node_source(SiteSettings)(lambda context: SiteSettings.objects.filter(site__in=context.known_sites))


class NewsQuery(graphene.ObjectType):
    """The newsroom's root fields."""

    articles = graphene.Field(
        article_connection,
        first=FIRST,
        after=AFTER,
        page=PAGE,
        filter=graphene.Argument(ArticleFilter, description="Which articles to list; all of them when left out."),
        order_by=ORDER_BY,
        site=SITE,
        locale=LOCALE,
        description="Public articles of one site in one language.",
    )
    categories = graphene.Field(
        lambda: listed(type_of("news.Category")),
        locale=LOCALE,
        description="The categories that have public articles, by name. Never more than a few dozen in a newsroom.",
    )
    category = graphene.Field(
        lambda: type_of("news.Category"),
        slug=graphene.String(required=True, description="The category's slug."),
        locale=LOCALE,
        description="One category. Null: no public article is in a category with this slug.",
    )
    authors = graphene.Field(
        lambda: graphene.NonNull(connection("Author", lambda: type_of("news.Author"))),
        first=FIRST,
        after=AFTER,
        description="Those whose byline public articles carry, by name.",
    )
    author = graphene.Field(
        lambda: type_of("news.Author"),
        slug=graphene.String(required=True, description="The author's slug."),
        description="One author. Null: no public article carries the byline of an author with this slug.",
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
    ) -> Slice:
        trees = info.context.trees(site, locale)

        def articles(visibility: Visibility) -> QuerySet[ArticlePage]:
            return narrow(visibility.pages(ArticlePage.objects.all(), trees), filter or {}, visibility)

        key = "articles", tuple(tree.root for tree in trees), repr(filter), timezone.get_current_timezone_name()
        return part_of(Rows(info.context, articles, key), order_by.value, **arguments)

    @staticmethod
    def resolve_categories(root: None, info: Info, locale: str | None = None) -> list[Category]:
        return together(list(_in_locale(info, locale).order_by("name", "pk")[:MAX_CATEGORIES]))

    @staticmethod
    def resolve_category(root: None, info: Info, slug: str, locale: str | None = None) -> Category | None:
        return _in_locale(info, locale).filter(slug=safe_text(slug)).first()

    @staticmethod
    def resolve_authors(root: None, info: Info, **arguments: Any) -> Slice:
        return slice_of(public_authors(info.context), NAME_ORDER, **arguments)

    @staticmethod
    def resolve_author(root: None, info: Info, slug: str) -> Author | None:
        return public_authors(info.context).filter(slug=safe_text(slug)).first()

    @staticmethod
    def resolve_site(root: None, info: Info, hostname: str | None = None) -> Any:
        return info.context.site(hostname)


def _in_locale(info: Info, locale: str | None) -> QuerySet[Category]:
    code = locale or info.context.own_locale(info.context.site())
    return public_categories(info.context).filter(locale__language_code=safe_text(code)).select_related("locale")


@resolver(Category, "locale")
@needs("locale_id")
def category_locale(category: Category, info: Info) -> str:
    """Return the category's language code."""
    return str(info.context.load(language_codes, category.locale_id))


@resolver(Category, "article_count")
@needs()
def category_article_count(category: Category, info: Info, site: str | None = None, locale: str | None = None) -> int:
    """Return how many public articles the category has on one site."""
    trees = trees_of_list(info.context, category, site, locale, every_locale=True)
    roots = tuple(tree.root for tree in trees)
    return info.context.load(article_counts, (category.pk, roots), ((peer.pk, roots) for peer in peers(category))) or 0


@resolver(Category, "articles")
@needs()
def category_articles(
    category: Category,
    info: Info,
    order_by: ArticleOrder,
    site: str | None = None,
    locale: str | None = None,
    **arguments: Any,
) -> Slice:
    """Return the category's public articles on one site."""
    articles = articles_in(info.context, trees_of_list(info.context, category, site, locale, every_locale=True))
    return grouped(info, category, lambda: articles, order_by.value, "category_id", "pk", **arguments)


@resolver(Author, "articles")
@needs()
def author_articles(
    author: Author,
    info: Info,
    order_by: ArticleOrder,
    site: str | None = None,
    locale: str | None = None,
    **arguments: Any,
) -> Slice:
    """Return the author's public articles on one site in one language."""
    articles = articles_in(info.context, trees_of_list(info.context, author, site, locale))
    return grouped(info, author, lambda: articles, order_by.value, "bylines__author_id", "pk", **arguments)


@resolver(NewsIndexPage, "articles")
@needs("path")
def index_articles(
    index: NewsIndexPage,
    info: Info,
    order_by: ArticleOrder,
    filter: Mapping[str, Any] | None = None,
    **arguments: Any,
) -> Slice:
    """Return the public articles below a listing."""
    articles = narrow(_with_parent(public_articles(info.context)), filter or {}, info.context.visibility)
    return grouped(info, index, lambda: articles, order_by.value, "above", "path", **arguments)


@resolver(NewsIndexPage, "archive")
@needs("path")
def index_archive(index: NewsIndexPage, info: Info) -> list[dict[str, int]]:
    """Return the months that have articles, newest first."""
    return info.context.load(months_by_index, index.path, (peer.path for peer in peers(index))) or []


@resolver(HomePage, "sections")
@needs("sections")
def home_sections(home: HomePage, info: Info) -> list[dict[str, Any]]:
    """Return the sections with public articles; each article stands only in the first section that names it."""
    sections = stream(home.sections).items()
    named = [[entry.value for entry in section.children["articles"].items()] for section in sections]
    articles = info.context.loader(articles_by_pk)
    articles.expect(pk for pks in named for pk in pks)
    info.context.loader(pages).expect(section.children["link"].value for section in sections)
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


def article_counts(
    context: Context, keys: set[tuple[int, tuple[str, ...]]]
) -> Mapping[tuple[int, tuple[str, ...]], int]:
    """Count the public articles of categories in trees, which their roots name."""
    found: dict[tuple[int, tuple[str, ...]], int] = {}
    for roots in {roots for _pk, roots in keys}:
        trees = [tree for tree in context.sites.trees if tree.root in roots]
        wanted = {pk for pk, of in keys if of == roots}
        counted = articles_in(context, trees).filter(category_id__in=wanted).order_by().values("category_id")
        for pk, total in counted.annotate(total=Count("pk")).values_list("category_id", "total"):
            found[pk, roots] = total
    return found


def language_codes(context: Context, keys: set[int]) -> Mapping[int, str]:
    """Load all language codes by the primary key of their locale."""
    return dict(Locale.objects.values_list("pk", "language_code"))


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
