"""Orders and filters of articles."""

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from graphene.utils.str_converters import to_camel_case
from wagtail.images import get_image_model

from cms.graphql.data.cursors import TotalOrder
from cms.graphql.errors import BadUserInput
from cms.graphql.schema.global_ids import parse_global_id
from cms.graphql.text import safe_text
from cms.visibility import Visibility
from news.models.category_tree import at_or_below

MAX_VALUES = 100
"""Values in a list of a filter at most."""

ANY_TAG, ALL_TAGS, NO_TAGS = "any_tag", "all_tags", "no_tags"
"""Conditions that `resolve_tags` returns, with primary keys of tags: an article has any of a list; it has any of each
of several lists, one per name, as several tags may share a name; it has none of a list.
"""

NO_TAG = 0
"""A primary key that no tag has. It keeps the condition for unknown names, so that cache tags do not depend on whether
a tag exists.
"""

MAX_VALUES_OF_ALL = 10
"""Values at most in a list of which all must match, as each takes a subquery of its own."""


UNREAD = "those without reads are not in the list"


READ_TOTALS = {"MOST_READ": "week", "MOST_READ_DAY": "day", "MOST_READ_MONTH": "month"}
"""The columns of `ReadTotals` behind the orders by reads."""


def order_by_reads(name: str) -> TotalOrder:
    """Return the order by one of READ_TOTALS, the most read first."""
    reads = Coalesce(F(f"read_totals__{READ_TOTALS[name]}"), 0)
    return TotalOrder(name, "reads", descending=True, annotation=reads, is_number=True)


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
    MOST_READ = order_by_reads("MOST_READ")
    MOST_READ_DAY = order_by_reads("MOST_READ_DAY")
    MOST_READ_MONTH = order_by_reads("MOST_READ_MONTH")

    def placed(self, articles: QuerySet[Any]) -> QuerySet[Any]:
        """Filter articles to those that this order lists: orders by reads omit articles without reads."""
        column = READ_TOTALS.get(self.name)
        return articles.filter(**{f"read_totals__{column}__gt": 0}) if column else articles

    @property
    def description(self) -> str:
        """Description of the order in the schema."""
        return {
            "NEWEST": "Latest dateline first.",
            "OLDEST": "Earliest dateline first.",
            "TITLE": "By headline, in the database's alphabetical order.",
            "RECENTLY_UPDATED": "Latest `updatedAt` first: minor edits do not count.",
            "MOST_READ": f"Most read in the last seven days first; {UNREAD}.",
            "MOST_READ_DAY": f"Most read in the last 24 hours first; {UNREAD}.",
            "MOST_READ_MONTH": f"Most read in the last 30 days first; {UNREAD}.",
        }[self.name]


def narrow(articles: QuerySet[Any], conditions: Mapping[str, Any], visibility: Visibility) -> QuerySet[Any]:
    """Return the articles that meet the conditions of the schema's ArticleFilter.

    Args:
        articles: public articles.
        conditions: the filter's fields in snake_case, as `resolve_tags` returns them; absent, None or an empty list
            means no condition.
        visibility: the visibility policy, so that no filter matches by an author or picture that is hidden.

    Raises:
        BadUserInput: when the last day comes before the first, a list is too long, or an id is malformed.
    """
    first, last = _first_moment(conditions.get("published_from")), _last_moment(conditions.get("published_to"))
    if first and last and last < first:
        raise BadUserInput("`publishedTo` comes before `publishedFrom`. Swap them.")
    if first:
        articles = articles.filter(published_at__gte=first)
    if last:
        articles = articles.filter(published_at__lte=last)
    if slugs := _bounded(conditions, "category"):
        articles = articles.filter(category__in=_branches(slugs))
    for slug in _bounded(conditions, "category_all", MAX_VALUES_OF_ALL):
        articles = articles.filter(category__in=_branches([slug]))
    if slugs := _bounded(conditions, "category_none"):
        articles = articles.exclude(category__in=_branches(slugs))
    any_tag = conditions.get(ANY_TAG)
    for tags in (*([any_tag] if any_tag else []), *conditions.get(ALL_TAGS, ())):
        articles = articles.filter(_tagged(tags))
    if tags := conditions.get(NO_TAGS):
        articles = articles.exclude(_tagged(tags))
    if slugs := _bounded(conditions, "author"):
        authors = visibility.snippets(apps.get_model("news", "Author").objects.filter(slug__in=slugs))
        bylines = apps.get_model("news", "ArticleAuthor").objects.filter(author__in=authors)
        articles = articles.filter(Exists(bylines.filter(page=OuterRef("pk"))))
    if ids := _bounded(conditions, "exclude"):
        articles = articles.exclude(pk__in=[article_pk(global_id) for global_id in ids])
    if (has_image := conditions.get("has_image")) is not None:
        pictured = Q(image__in=visibility.images(get_image_model().objects.all()))
        articles = articles.filter(pictured if has_image else ~pictured)
    return articles


def article_pk(global_id: str) -> int:
    """Return the primary key in the global id of an article.

    Raises:
        BadUserInput: when the id is malformed, or not that of an article.
    """
    type_name, pk = parse_global_id(global_id)
    if type_name != "ArticlePage":
        raise BadUserInput("`exclude` takes ids of articles alone.")
    return pk


def resolve_tags(conditions: Mapping[str, Any]) -> dict[str, Any]:
    """Return the conditions for `narrow`, with names of tags replaced by primary keys.

    PostgreSQL has statistics for a literal key, but cannot estimate how many rows match the result of a subquery.

    Raises:
        BadUserInput: when a list is too long.
    """
    any_of, none_of = _bounded(conditions, "tag"), _bounded(conditions, "tag_none")
    all_of = _bounded(conditions, "tag_all", MAX_VALUES_OF_ALL)
    others = {name: value for name, value in conditions.items() if name not in {"tag", "tag_all", "tag_none"}}
    if not (any_of or all_of or none_of):
        return others
    keys = _tag_keys([*any_of, *all_of, *none_of])

    def tagged(names: list[str]) -> list[int]:
        return sorted({pk for name in names for pk in keys[name]})

    own = {ANY_TAG: tagged(any_of)} if any_of else {}
    return {**others, **own, ALL_TAGS: [tagged([name]) for name in all_of], NO_TAGS: tagged(none_of)}


def _tag_keys(names: list[str]) -> dict[str, set[int]]:
    """Return, for each name, the primary keys of the tags with this name or slug in any case, and NO_TAG."""
    tags = apps.get_model("news", "Tag").objects.annotate(lower_slug=Lower("slug"), lower_name=Lower("name"))
    lower = [name.lower() for name in names]
    # SQLite's LOWER only converts ASCII, so the name is also compared as given.
    rows = tags.filter(Q(name__in=names) | Q(lower_slug__in=lower) | Q(lower_name__in=lower))
    found = [(pk, {name, name.lower(), slug.lower()}) for pk, name, slug in rows.values_list("pk", "name", "slug")]
    return {name: {NO_TAG, *(pk for pk, known in found if known & {name, name.lower()})} for name in names}


def _tagged(tags: list[int]) -> Exists:
    """Return the condition that an article has any of these tags."""
    tagged = apps.get_model("news", "ArticleTag").objects.filter(tag__in=tags)
    return Exists(tagged.filter(content_object=OuterRef("pk")))


def _branches(slugs: list[str]) -> QuerySet[Any]:
    """Return the categories with these slugs and those below them."""
    found: QuerySet[Any] = apps.get_model("news", "Category").objects.filter(at_or_below(slug__in=slugs))
    return found


def _first_moment(bound: dt.date | dt.datetime | None) -> dt.datetime | None:
    """Return the first moment of a day in the newsroom's time zone; a datetime unchanged."""
    return bound if bound is None or isinstance(bound, dt.datetime) else _midnight(bound)


def _last_moment(bound: dt.date | dt.datetime | None) -> dt.datetime | None:
    """Return the last moment of a day in the newsroom's time zone; a datetime unchanged.

    The last day that Python's dates can express has no next midnight; it means no bound (None).
    """
    if bound is None or isinstance(bound, dt.datetime):
        return bound
    return None if bound == dt.date.max else _midnight(bound + dt.timedelta(days=1)) - dt.datetime.resolution


def _midnight(day: dt.date) -> dt.datetime:
    """Return the first moment of a day in UTC, or the earliest datetime if it is before that."""
    try:
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min)).astimezone(dt.UTC)
    except OverflowError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _bounded(conditions: Mapping[str, Any], name: str, max_values: int = MAX_VALUES) -> list[str]:
    """Return the values of a list in a filter; empty if it is absent.

    Raises:
        BadUserInput: when the list has more than `max_values`.
    """
    values: list[str] = conditions.get(name) or []
    if len(values) > max_values:
        raise BadUserInput(f"`{to_camel_case(name)}` takes at most {max_values} values.")
    return [safe_text(value) for value in values]
