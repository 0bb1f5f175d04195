"""Public articles, all of them or by primary key."""

from collections.abc import Mapping

from django.db.models import QuerySet

from cms.graphql.context import Context
from news.models import ArticlePage


def public_articles(context: Context) -> QuerySet[ArticlePage]:
    """Return all public articles."""
    return context.visibility.pages(ArticlePage.objects.all())


def articles_by_pk(context: Context, keys: set[int]) -> Mapping[int, ArticlePage]:
    """Load public articles by primary key."""
    return {article.pk: article for article in context.batches.add(list(public_articles(context).filter(pk__in=keys)))}
