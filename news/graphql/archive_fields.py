"""Resolvers of authors and tags: their articles, the number of these, and the texts of authors by language."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet
from wagtail.models import Locale

from cms.graphql.context import Context, Info
from cms.graphql.data.pagination import ConnectionSlice
from cms.graphql.data.projection import requires
from cms.graphql.schema.interfaces import batched_slice
from cms.graphql.schema.node_query import node_source
from cms.graphql.schema.text_direction import TextDirection, text_direction
from cms.graphql.schema.types import resolver
from cms.performance.response_cache import cache_tags
from cms.sites import SiteLocale
from news.graphql.places import place_of, trees_of_list
from news.graphql.querysets import ArticleOrder, narrow, resolve_tags
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, AuthorText, Category, Tag
from news.models.author_texts import own_language

Counted = tuple[int, tuple[str, ...]]
"""Dataloader key of a count: primary key of a category or tag, and root paths of the trees to count articles in."""

AuthorLanguage = tuple[int, str]
"""The primary key of an author and a language code."""


def articles_in(context: Context, trees: list[SiteLocale] | None = None) -> QuerySet[ArticlePage]:
    """Return the public articles of some trees, or of all."""
    return context.visibility.pages(ArticlePage.objects.all(), trees)


def listed_articles(
    context: Context, trees: list[SiteLocale], conditions: Mapping[str, Any] | None
) -> QuerySet[ArticlePage]:
    """Return the public articles of some trees that match an ArticleFilter, if one is given.

    Raises:
        BadUserInput: as `narrow` does.
    """
    return narrow(articles_in(context, trees), resolve_tags(conditions or {}), context.visibility)


@node_source(Author)
def public_authors(context: Context, trees: list[SiteLocale] | None = None) -> QuerySet[Author]:
    """Return the authors with a byline on public articles of some trees, or of all."""
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
    """Return the number of public articles of a category or tag in trees; `fetch` also counts for batch siblings."""
    roots = tuple(tree.root for tree in trees)
    keys = ((sibling.pk, roots) for sibling in context.batches.siblings(owner))
    return context.load(fetch, (owner.pk, roots), keys) or 0


def counts_by_tag(context: Context, keys: set[Counted]) -> Mapping[Counted, int]:
    """Count the public articles of tags in trees: a dataloader function."""
    return counts_by(context, keys, "tagged_items__tag_id")


def counts_by(context: Context, keys: set[Counted], owner: str) -> Mapping[Counted, int]:
    """Count public articles by owner and trees.

    Args:
        context: the request.
        keys: the owners and the root paths of the trees.
        owner: the lookup from an article to the primary key of its owner.
    """
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


class TextsInLanguage(NamedTuple):
    """The translated texts of an author, in a language other than the newsroom's own."""

    job_title: str
    bio: str


def author_texts_of(
    author: Author, info: Info, site: str | None = None, locale: str | None = None
) -> tuple[str, Author | TextsInLanguage]:
    """Return the language code and the texts of an author.

    Without texts in the requested language, these are the author's own, in the newsroom's language. The arguments are
    those of `place_of`.

    Raises:
        BadUserInput: when there is no such site.
    """

    def key_of(one: Author) -> AuthorLanguage:
        return one.pk, place_of(info.context, one, site, locale)[1]

    own, key = own_language(), key_of(author)
    if key[1] == own:
        return own, author
    keys = (known for sibling in info.context.batches.siblings(author) if (known := key_of(sibling))[1] != own)
    found = info.context.load(texts_by_language, key, keys)
    return (own, author) if found is None else (key[1], found)


@resolver(Author, "job_title")
@requires(only=["job_title"])
def job_title(author: Author, info: Info, site: str | None = None, locale: str | None = None) -> str:
    """Return the job title."""
    return author_texts_of(author, info, site, locale)[1].job_title


@resolver(Author, "bio")
@requires(only=["bio"])
def bio(author: Author, info: Info, site: str | None = None, locale: str | None = None) -> str:
    """Return the biography."""
    return author_texts_of(author, info, site, locale)[1].bio


@resolver(Author, "locale")
@requires()
def locale_of_texts(author: Author, info: Info, site: str | None = None, locale: str | None = None) -> str:
    """Return the code of the language of job title and biography."""
    return author_texts_of(author, info, site, locale)[0]


@resolver(Author, "direction")
@requires()
def direction_of_texts(
    author: Author, info: Info, site: str | None = None, locale: str | None = None
) -> TextDirection:
    """Return the writing direction of job title and biography."""
    return text_direction(author_texts_of(author, info, site, locale)[0])


def texts_by_language(context: Context, keys: set[AuthorLanguage]) -> Mapping[AuthorLanguage, TextsInLanguage]:
    """Load the texts of public authors in other languages than the newsroom's own."""
    authors: dict[str, set[int]] = defaultdict(set)
    for pk, code in keys:
        authors[code].add(pk)
    named = set().union(*authors.values())
    rows = AuthorText.objects.filter(author_id__in=named, locale__language_code__in=authors)
    cache_tags.add_tags([f"rows:{cache_tags.table_label(AuthorText._meta.db_table)}"])
    cache_tags.add_tags(cache_tags.row_tags(Author, named))
    with cache_tags.no_automatic_tags():
        found = rows.order_by().values_list("author_id", "locale__language_code", "job_title", "bio")
        return {(pk, code): TextsInLanguage(title, text) for pk, code, title, text in found}
