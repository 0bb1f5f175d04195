"""What articles are filed under: categories, authors and tags, found by name or made."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.text import slugify
from taggit.models import Tag
from wagtail.log_actions import log
from wagtail.models import Locale

from news.importing.files.rows import ArticleRow
from news.importing.report import ImportReport
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, Category

MAX_TERM_SLUG_CHARACTERS = 90


class ArticleRelations:
    """Everything that rows are filed under, by name in whatever case; what is new is made at once.

    Args:
        rows: the rows that are going to be written, and no others.
        locale: the language of the categories.
        report: counts what is made.
    """

    def __init__(self, rows: Sequence[ArticleRow], locale: Locale, report: ImportReport) -> None:
        categories = list(Category.objects.filter(locale=locale).order_by("pk"))
        self._categories = {category.name.casefold(): category for category in reversed(categories)}
        slugs = {category.slug for category in categories}
        for name in _new(self._categories, (row.category for row in rows if row.category)):
            category = Category(name=name, slug=_free_slug(slugs, name, "category"), locale=locale)
            category.save()
            log(instance=category, action="wagtail.create", content_changed=True)
            self._categories[name.casefold()] = category
            report.categories += 1

        authors = list(Author.objects.order_by("pk"))
        self._authors = {author.name.casefold(): author for author in reversed(authors)}
        slugs = {author.slug for author in authors}
        for name in _new(self._authors, (name for row in rows for name in row.authors or ())):
            author = Author(name=name, slug=_free_slug(slugs, name, "author"))
            author.save()
            log(instance=author, action="wagtail.create", content_changed=True)
            author.save_revision().publish()
            self._authors[name.casefold()] = author
            report.authors += 1

        wanted = {name.casefold() for row in rows for name in row.tags or ()}
        self._tags = {tag.name.casefold(): tag for tag in Tag.objects.order_by("-pk") if tag.name.casefold() in wanted}
        for name in _new(self._tags, (name for row in rows for name in row.tags or ())):
            self._tags[name.casefold()] = Tag.objects.create(name=name)

    def assign(self, page: ArticlePage, row: ArticleRow) -> None:
        """Put an article under what its row names; where the row lacks a column, the article keeps what it has."""
        if row.category is not None:
            page.category = self._categories[row.category.casefold()] if row.category else None
        if row.authors is not None:
            page.bylines = [
                ArticleAuthor(author=self._authors[name.casefold()], sort_order=place)
                for place, name in enumerate(row.authors)
            ]
        if row.tags is not None:
            page.tagged_items = [ArticleTag(tag=self._tags[name.casefold()]) for name in row.tags]


def _new(known: dict[str, Any], names: Iterable[str]) -> list[str]:
    """Return the names that are not known, each once, in the order and case in which they come first."""
    found: dict[str, str] = {}
    for name in names:
        if name.casefold() not in known:
            found.setdefault(name.casefold(), name)
    return list(found.values())


def _free_slug(taken: set[str], name: str, otherwise: str) -> str:
    """Return a slug that is not taken, and take it."""
    base = slugify(name)[:MAX_TERM_SLUG_CHARACTERS].strip("-") or otherwise
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug
