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
        self._categories = Categories(locale, report)
        for row in rows:
            if row.category:
                self._categories.find_or_make(row.category)

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
            page.category = self._categories.find_or_make(row.category) if row.category else None
        if row.authors is not None:
            page.bylines = [
                ArticleAuthor(author=self._authors[name.casefold()], sort_order=place)
                for place, name in enumerate(row.authors)
            ]
        if row.tags is not None:
            page.tagged_items = [ArticleTag(tag=self._tags[name.casefold()]) for name in row.tags]


class Categories:
    """The categories of a language, by their paths in whatever case, and by their names alone.

    Args:
        locale: the language.
        report: counts what is made.
    """

    def __init__(self, locale: Locale, report: ImportReport) -> None:
        self._locale, self._report = locale, report
        known = list(Category.objects.filter(locale=locale).select_related("parent__parent").order_by("-pk"))
        self._by_path = {_folded(category.path_names()): category for category in known}
        self._by_name = {category.name.casefold(): category for category in known}
        self._slugs = {category.slug for category in known}

    def find_or_make(self, names: Sequence[str]) -> Category:
        """Return a category, made with those above it that there are none of.

        Args:
            names: those on its path, the top one first; a name alone also finds a category that stands below others.
        """
        found = self._by_path.get(_folded(names))
        if found is None and len(names) == 1:
            found = self._by_name.get(names[0].casefold())
        return found or self._make(names)

    def _make(self, names: Sequence[str]) -> Category:
        *above, name = names
        parent = (self._by_path.get(_folded(above)) or self._make(above)) if above else None
        slug = _free_slug(self._slugs, name, "category")
        category = Category(name=name, slug=slug, locale=self._locale, parent=parent)
        category.save()
        log(instance=category, action="wagtail.create", content_changed=True)
        self._by_path[_folded(names)] = category
        self._by_name.setdefault(name.casefold(), category)
        self._report.categories += 1
        return category


def _folded(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in names)


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
