"""Resolvers of editions: the published versions of an article."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from cms.graphql.context import Context, Info
from cms.graphql.data.cursors import TotalOrder
from cms.graphql.data.pagination import ConnectionSlice
from cms.graphql.data.projection import requires
from cms.graphql.schema.interfaces import batched_slice
from cms.graphql.schema.node_query import node_source
from cms.graphql.schema.types import resolver
from cms.performance.response_cache import cache_tags
from news.graphql.public_articles import public_articles
from news.models import ArticlePage, Edition

EDITION_ORDER = TotalOrder("LATEST", "published_at", descending=True, is_datetime=True)
MAX_ALIAS_STEPS = 10
"""Length of a chain of aliases that is followed to the article with the editions."""


@node_source(Edition)
def editions_of_public_articles(context: Context) -> QuerySet[Edition]:
    """Return the editions of all public articles."""
    return Edition.objects.filter(article__in=public_articles(context))


@resolver(ArticlePage, "updated_at")
@requires(only=["updated_at", "last_published_at", "published_at", "first_published_at", "go_live_at"])
def updated_at(article: ArticlePage, info: Info) -> datetime:
    """Return the time of the latest update; for an article without editions, its last publication or dateline."""
    return article.updated_at or article.last_published_at or article.dateline


@resolver(ArticlePage, "editions")
@requires(only=["alias_of_id"])
def editions(article: ArticlePage, info: Info, **arguments: Any) -> ConnectionSlice:
    """Return the editions, the latest first; for an alias, those of its source."""
    siblings = info.context.batches.siblings(article)

    def owner(one: ArticlePage) -> int:
        mirrored = (sibling.alias_of_id for sibling in siblings)
        return info.context.load(sources_of_aliases, one.alias_of_id, mirrored) or one.pk

    found = batched_slice(info, article, Edition.objects.all, EDITION_ORDER, "article_id", owner, **arguments)
    return found.within(lambda: cache_tags.reading_parts(Edition, [owner(article)]))


def sources_of_aliases(context: Context, keys: set[int]) -> Mapping[int, int]:
    """Load the final source of chains of aliases, by the direct source of an alias."""
    found = {key: key for key in keys}
    for _step in range(MAX_ALIAS_STEPS):
        aliases = Page.objects.filter(pk__in=set(found.values()), alias_of__isnull=False)
        above = dict(aliases.order_by().values_list("pk", "alias_of_id"))
        if not above:
            break
        found = {key: above.get(page, page) for key, page in found.items()}
    return found
