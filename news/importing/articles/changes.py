"""The differences between articles and their rows."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from news.importing.articles.linking import LinkedStory
from news.importing.bodies.prose import without_keys
from news.importing.chunks import chunks
from news.importing.files.relations import CorrectionRow
from news.importing.files.rows import ArticleRow
from news.importing.pictures.library import Pictures
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Correction, RelatedArticle

PLAIN_COLUMNS = ("kicker", "summary", "seo_title", "search_description", "noindex")
"""Columns with the same name and form in rows and articles."""


class Attached(NamedTuple):
    """The related objects of an article.

    Attributes:
        authors: lower-case names in the order of the bylines.
        tags: lower-case names.
        related: primary keys of the related articles that editors chose.
    """

    authors: Sequence[str]
    tags: Collection[str]
    corrections: Sequence[CorrectionRow]
    related: Sequence[int]

    @classmethod
    def of(cls, page: ArticlePage) -> "Attached":
        """Return the related objects of an article, from its unsaved or saved relations."""
        return cls(
            [byline.author.name.casefold() for byline in page.bylines.all()],
            [tagged.tag.name.casefold() for tagged in page.tagged_items.all()],
            [CorrectionRow(one.date, one.kind, one.text) for one in page.corrections.all()],
            [link.article_id for link in page.related_links.all()],
        )


class Comparison:
    """Compares articles with their rows; the related objects of all articles are fetched together.

    Args:
        articles: the articles that will be compared.
        pictures: finds the picture of a row.
        stories: the stories by row number.
    """

    def __init__(
        self, articles: Iterable[ArticlePage], pictures: Pictures, stories: Mapping[int, LinkedStory]
    ) -> None:
        self._pictures = pictures
        self._stories = stories
        self._authors: dict[int, list[str]] = {}
        self._tags: dict[int, set[str]] = {}
        self._corrections: dict[int, list[CorrectionRow]] = {}
        self._related: dict[int, list[int]] = {}
        for chunk in chunks(page.pk for page in articles):
            bylines = ArticleAuthor.objects.filter(page_id__in=chunk).order_by("sort_order", "pk")
            for page, name in bylines.values_list("page_id", "author__name"):
                self._authors.setdefault(page, []).append(name.casefold())
            tagged = ArticleTag.objects.filter(content_object_id__in=chunk)
            for page, name in tagged.values_list("content_object_id", "tag__name"):
                self._tags.setdefault(page, set()).add(name.casefold())
            corrections = Correction.objects.filter(page_id__in=chunk).order_by("sort_order", "pk")
            for page, *said in corrections.values_list("page_id", *CorrectionRow._fields):
                self._corrections.setdefault(page, []).append(CorrectionRow(*said))
            related = RelatedArticle.objects.filter(page_id__in=chunk).order_by("sort_order", "pk")
            for page, other in related.values_list("page_id", "article_id"):
                self._related.setdefault(page, []).append(other)

    def attached(self, page: ArticlePage) -> Attached:
        """Return the fetched related objects of an article."""
        corrections, related = self._corrections.get(page.pk, []), self._related.get(page.pk, [])
        return Attached(self._authors.get(page.pk, []), self._tags.get(page.pk, set()), corrections, related)

    def columns(self, row: ArticleRow, page: ArticlePage, dateline: dt.datetime | None) -> list[str]:
        """Return the columns in which an article differs from its row; a column that the file lacks does not count."""
        return list(self._differing(row, page, dateline))

    def _differing(self, row: ArticleRow, page: ArticlePage, dateline: dt.datetime | None) -> Iterator[str]:
        if row.title != page.title:
            yield "title"
        if dateline is not None and dateline != page.published_at:
            yield "date"
        if row.category is not None and not _is_filed(page, [step.name for step in row.category]):
            yield "category"
        for name in PLAIN_COLUMNS:
            if getattr(row, name) not in (None, getattr(page, name)):
                yield name
        if row.authors is not None and [one.name.casefold() for one in row.authors] != self._authors.get(page.pk, []):
            yield "authors"
        if row.tags is not None and {name.casefold() for name in row.tags} != self._tags.get(page.pk, set()):
            yield "tags"
        yield from self._pictures.differs(row, page.image)
        if row.social_image is not None and not self._pictures.refusal(row.social_image):
            known = self._pictures.known(row.social_image) if row.social_image else None
            if (known.pk if known else None) != page.social_image_id or (row.social_image and known is None):
                yield "social_image"
        if row.corrections is not None and list(row.corrections) != self._corrections.get(page.pk, []):
            yield "corrections"
        story = self._stories[row.number]
        if story.body is not None and not is_same_story(story.body, page):
            yield "body"
        if story.related is not None and list(story.related) != self._related.get(page.pk, []):
            yield "related"


def is_same_story(body: Iterable[Mapping[str, Any]], page: ArticlePage) -> bool:
    """Tell whether blocks have the content of an article's body."""
    return [content_of(block) for block in body] == [content_of(block) for block in page.body.raw_data]


def _is_filed(page: ArticlePage, names: Sequence[str]) -> bool:
    """Tell whether the names are the path, or the one name, of the article's category; no names match no category."""
    path = page.category.path_names() if page.category else []
    path = path[-1:] if len(names) == 1 else path
    return [name.casefold() for name in names] == [name.casefold() for name in path]


def content_of(block: Mapping[str, Any]) -> Any:
    """Return the content of a stored block without the ids that Wagtail adds."""
    return block["type"], _content(block["value"])


def _content(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _content(inner) for name, inner in value.items()}
    if isinstance(value, list):
        # The items of a ListBlock have ids, too.
        return [
            _content(entry["value"]) if isinstance(entry, Mapping) and entry.get("type") == "item" else _content(entry)
            for entry in value
        ]
    return without_keys(value) if isinstance(value, str) else value
