"""In what an article differs from its row."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from news.importing.articles.pictures import Pictures
from news.importing.bodies.prose import without_keys
from news.importing.chunks import chunks
from news.importing.files.rows import ArticleRow
from news.models import ArticleAuthor, ArticlePage, ArticleTag


class Comparison:
    """Compares articles with their rows; what hangs on the articles is read for all of them at once.

    Args:
        articles: the articles that will be asked for.
        pictures: tells which picture is the row's.
    """

    def __init__(self, articles: Iterable[ArticlePage], pictures: Pictures) -> None:
        self._pictures = pictures
        self._authors: dict[int, list[str]] = {}
        self._tags: dict[int, set[str]] = {}
        for chunk in chunks(page.pk for page in articles):
            bylines = ArticleAuthor.objects.filter(page_id__in=chunk).order_by("sort_order", "pk")
            for page, name in bylines.values_list("page_id", "author__name"):
                self._authors.setdefault(page, []).append(name.casefold())
            tagged = ArticleTag.objects.filter(content_object_id__in=chunk)
            for page, name in tagged.values_list("content_object_id", "tag__name"):
                self._tags.setdefault(page, set()).add(name.casefold())

    def columns(self, row: ArticleRow, page: ArticlePage, dateline: dt.datetime) -> list[str]:
        """Return the columns in which an article differs from its row; those that the file lacks never do."""
        return list(self._differing(row, page, dateline))

    def _differing(self, row: ArticleRow, page: ArticlePage, dateline: dt.datetime) -> Iterator[str]:
        if row.title != page.title:
            yield "title"
        if dateline != page.published_at:
            yield "date"
        if row.category is not None and not _is_filed(page, row.category):
            yield "category"
        if row.kicker not in (None, page.kicker):
            yield "kicker"
        if row.summary not in (None, page.summary):
            yield "summary"
        if row.authors is not None and [name.casefold() for name in row.authors] != self._authors.get(page.pk, []):
            yield "authors"
        if row.tags is not None and {name.casefold() for name in row.tags} != self._tags.get(page.pk, set()):
            yield "tags"
        yield from self._pictures.differs(row, page.image)
        if row.body is not None and [content_of(block) for block in row.body] != [
            content_of(block) for block in page.body.raw_data
        ]:
            yield "body"


def _is_filed(page: ArticlePage, names: Sequence[str]) -> bool:
    """Tell whether a path, or a name alone, is that of the article's category; no names are those of none."""
    path = page.category.path_names() if page.category else []
    path = path[-1:] if len(names) == 1 else path
    return [name.casefold() for name in names] == [name.casefold() for name in path]


def content_of(block: Mapping[str, Any]) -> Any:
    """Return what a stored block says, apart from the ids that the editor gives it."""
    return block["type"], _content(block["value"])


def _content(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _content(inner) for name, inner in value.items()}
    return without_keys(value) if isinstance(value, str) else value
