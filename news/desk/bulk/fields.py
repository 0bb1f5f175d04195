"""The fields of articles that bulk actions change.

Their values are JSON-serializable, so that the page history can store them and an undo can restore them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from taggit.models import Tag

from news.models import ArticleAuthor, ArticlePage, Author, Category

Content = Mapping[str, Any]
"""The content of an article's revision, or the part of it that the fields need."""


class BulkField(ABC):
    """A field that can be changed in several articles at once.

    Attributes:
        log_action: the log action of the change in the page history.
    """

    log_action: ClassVar[str]

    @abstractmethod
    def read(self, contents: Sequence[Content]) -> list[Any]:
        """Return the value of each content, by one query at most."""

    @abstractmethod
    def describe(self, values: Sequence[Any]) -> list[str]:
        """Return each value in words, by one query at most; an empty value is an empty text."""

    @abstractmethod
    def write(self, article: ArticlePage, value: Any) -> None:
        """Set the value of an article, which is not saved.

        Raises:
            ValidationError: when the value refers to something that was deleted.
        """


class CategoryField(BulkField):
    """The category: its primary key, or None."""

    log_action = "news.bulk.category"

    def read(self, contents: Sequence[Content]) -> list[int | None]:
        """Return the primary keys."""
        return [content["category"] for content in contents]

    def describe(self, values: Sequence[int | None]) -> list[str]:
        """Return the categories with their paths."""
        categories = Category.objects.select_related("parent__parent").in_bulk(set(values) - {None})
        return [str(categories.get(value, "")) if value else "" for value in values]

    def write(self, article: ArticlePage, value: int | None) -> None:
        """File the article under the category."""
        article.category = Category.objects.filter(pk=value).first() if value else None
        if value and article.category is None:
            raise ValidationError(_("The category has been deleted."))


class TagsField(BulkField):
    """The tags: their names in alphabetical order."""

    log_action = "news.bulk.tags"

    def read(self, contents: Sequence[Content]) -> list[list[str]]:
        """Return the names, without tags that were deleted."""
        keys = [[item["tag"] for item in content["tagged_items"]] for content in contents]
        names = dict(Tag.objects.filter(pk__in=_flat(keys)).values_list("pk", "name"))
        return [sorted(names[key] for key in tags if key in names) for tags in keys]

    def describe(self, values: Sequence[list[str]]) -> list[str]:
        """Return the names with commas between them."""
        return [", ".join(value) for value in values]

    def write(self, article: ArticlePage, value: list[str]) -> None:
        """Add the tags that the article lacks, and remove those that are not in the value."""
        names = {tag.name for tag in article.tags.all()}
        article.tags.remove(*(names - set(value)))
        article.tags.add(*(name for name in value if name not in names))


class BylinesField(BulkField):
    """The authors: their primary keys in the order of the byline."""

    log_action = "news.bulk.authors"

    def read(self, contents: Sequence[Content]) -> list[list[int]]:
        """Return the primary keys."""
        return [[byline["author"] for byline in content["bylines"]] for content in contents]

    def describe(self, values: Sequence[list[int]]) -> list[str]:
        """Return the names with commas between them."""
        names = dict(Author.objects.filter(pk__in=_flat(values)).values_list("pk", "name"))
        return [", ".join(names[key] for key in value if key in names) for value in values]

    def write(self, article: ArticlePage, value: list[int]) -> None:
        """Replace the bylines; those of authors who stay keep their rows."""
        known = {byline.author_id: byline for byline in article.bylines.all()}
        bylines = [known.get(key) or ArticleAuthor(author_id=key) for key in value]
        if Author.objects.filter(pk__in=value).count() != len(value):
            raise ValidationError(_("An author has been deleted."))
        for number, byline in enumerate(bylines):
            byline.sort_order = number
        article.bylines = bylines


CATEGORY_FIELD, TAGS_FIELD, BYLINES_FIELD = CategoryField(), TagsField(), BylinesField()
BULK_FIELDS: Mapping[str, BulkField] = {
    field.log_action: field for field in (CATEGORY_FIELD, TAGS_FIELD, BYLINES_FIELD)
}
"""The fields by log action."""


def drafted_content(article: ArticlePage) -> Content:
    """Return the content of an article's newest draft, as its form would show it.

    Args:
        article: with its latest revision, bylines and tagged items fetched.
    """
    if article.has_unpublished_changes and article.latest_revision is not None:
        content: dict[str, Any] = article.latest_revision.content
        return {**content, "bylines": sorted(content["bylines"], key=lambda byline: byline["sort_order"] or 0)}
    return {
        "category": article.category_id,
        "tagged_items": [{"tag": item.tag_id} for item in article.tagged_items.all()],
        "bylines": [{"author": byline.author_id} for byline in article.bylines.all()],
    }


def _flat(lists: Iterable[Iterable[Any]]) -> set[Any]:
    return {value for values in lists for value in values}
