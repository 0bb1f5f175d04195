"""Orders and filters of articles."""

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from wagtail.images import get_image_model

from cms.graphql.data.pagination import TotalOrder
from cms.graphql.errors import BadUserInput
from cms.graphql.text import safe_text
from cms.visibility import Visibility
from news.models.category_tree import at_or_below


class ArticleOrder(Enum):
    """Total orders of articles; rows with the same key are ordered by primary key."""

    NEWEST = TotalOrder("NEWEST", "published_at", descending=True, is_datetime=True)
    OLDEST = TotalOrder("OLDEST", "published_at", is_datetime=True)
    TITLE = TotalOrder("TITLE", "title")
    RECENTLY_UPDATED = TotalOrder(
        "RECENTLY_UPDATED",
        "latest_update",
        descending=True,
        annotation=Coalesce("updated_at", "last_published_at", "published_at"),
        is_datetime=True,
    )

    @property
    def description(self) -> str:
        """What frontend engineers read about this order."""
        return {
            "NEWEST": "Latest dateline first.",
            "OLDEST": "Earliest dateline first.",
            "TITLE": "By headline, in the database's alphabetical order.",
            "RECENTLY_UPDATED": "Latest `updatedAt` first: minor edits do not count.",
        }[self.name]


def narrow(articles: QuerySet[Any], conditions: Mapping[str, Any], visibility: Visibility) -> QuerySet[Any]:
    """Return the articles that meet the conditions of the schema's ArticleFilter.

    Args:
        articles: public articles.
        conditions: the filter's fields in snake_case; absent, None or an empty list means no condition.
        visibility: what the public sees, so that no filter finds an article by what does not show on it.

    Raises:
        BadUserInput: when the last day comes before the first, or a list is longer than 100.
    """
    first, last = _first_moment(conditions.get("published_from")), _last_moment(conditions.get("published_to"))
    if first and last and last < first:
        raise BadUserInput("`publishedTo` comes before `publishedFrom`. Swap them.")
    if first:
        articles = articles.filter(published_at__gte=first)
    if last:
        articles = articles.filter(published_at__lte=last)
    if (slugs := _bounded(conditions, "category")) is not None:
        categories = apps.get_model("news", "Category").objects.filter(at_or_below(slug__in=slugs))
        articles = articles.filter(category__in=categories)
    if (slugs := _bounded(conditions, "author")) is not None:
        authors = visibility.snippets(apps.get_model("news", "Author").objects.filter(slug__in=slugs))
        bylines = apps.get_model("news", "ArticleAuthor").objects.filter(author__in=authors)
        articles = articles.filter(Exists(bylines.filter(page=OuterRef("pk"))))
    if (names := _bounded(conditions, "tag")) is not None:
        tags = apps.get_model("news", "Tag").objects.annotate(lower_slug=Lower("slug"), lower_name=Lower("name"))
        lower = [name.lower() for name in names]
        # SQLite's own LOWER knows ASCII alone.
        tags = tags.filter(Q(name__in=names) | Q(lower_slug__in=lower) | Q(lower_name__in=lower))
        tagged = apps.get_model("news", "ArticleTag").objects.filter(tag__in=tags)
        articles = articles.filter(Exists(tagged.filter(content_object=OuterRef("pk"))))
    if (has_image := conditions.get("has_image")) is not None:
        pictured = Q(image__in=visibility.images(get_image_model().objects.all()))
        articles = articles.filter(pictured if has_image else ~pictured)
    return articles


def _first_moment(bound: dt.date | dt.datetime | None) -> dt.datetime | None:
    """Return the first moment of a day in the newsroom's time zone; a moment as it is."""
    return bound if bound is None or isinstance(bound, dt.datetime) else _midnight(bound)


def _last_moment(bound: dt.date | dt.datetime | None) -> dt.datetime | None:
    """Return the last moment of a day in the newsroom's time zone; a moment as it is.

    After the last day of the calendar comes no midnight, and no article: it is no bound.
    """
    if bound is None or isinstance(bound, dt.datetime):
        return bound
    return None if bound == dt.date.max else _midnight(bound + dt.timedelta(days=1)) - dt.datetime.resolution


def _midnight(day: dt.date) -> dt.datetime:
    """Return when a day begins; for the calendar's first days the earliest moment there is in UTC."""
    try:
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min)).astimezone(dt.UTC)
    except OverflowError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _bounded(conditions: Mapping[str, Any], name: str) -> list[str] | None:
    values: list[str] | None = conditions.get(name) or None
    if values is not None and len(values) > 100:
        raise BadUserInput(f"`{name}` takes at most 100 values.")
    return None if values is None else [safe_text(value) for value in values]
