"""Categories, authors and tags of articles, found by name or created."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.text import slugify
from taggit.models import Tag
from wagtail.log_actions import log
from wagtail.models import Locale

from news.importing.files.relations import Byline, CategoryStep
from news.importing.files.rows import ArticleRow
from news.importing.pictures.library import Pictures
from news.importing.pictures.secondary import further_picture
from news.importing.report import ImportReport, NoteKind
from news.models import ArticleAuthor, ArticlePage, ArticleTag, Author, AuthorText, Category
from news.models.author_texts import own_language
from news.models.category_tree import MAX_LEVELS

MAX_TERM_SLUG_CHARACTERS = 90


class ArticleRelations:
    """The categories, authors and tags of rows, by slug or case-insensitive name. New ones are created in bulk.

    Args:
        locale: the language of the categories.
        pictures: finds the portraits of new authors.
        report: counts the created ones.
        dry_run: count new ones without creating them.
    """

    def __init__(self, locale: Locale, pictures: Pictures, report: ImportReport, *, dry_run: bool = False) -> None:
        self._locale, self._pictures, self._report, self._is_dry = locale, pictures, report, dry_run
        self._categories: Categories | None = None
        self._authors: Authors | None = None
        self._tags: dict[str, Tag] = {}

    def prepare(self, rows: Sequence[ArticleRow]) -> None:
        """Find or create the relations of a batch. The number of queries does not grow with the rows.

        Each batch reads them anew, since editors work in the meantime.
        """
        if not rows:
            return
        if self._categories is None or self._authors is None or not self._is_dry:
            self._categories = Categories(self._locale, self._report, dry_run=self._is_dry)
            self._authors = Authors(self._pictures, self._report, dry_run=self._is_dry)
        for row in rows:
            if row.category:
                self._categories.find_or_make(row.category)
            for byline in row.authors or ():
                self._authors.find_or_make(row, byline)
        if self._is_dry:
            return
        wanted = {name.casefold() for row in rows for name in row.tags or ()}
        names = {form for row in rows for name in row.tags or () for form in _cases(name)}
        known = Tag.objects.annotate(folded=Lower("name")).filter(Q(folded__in=names) | Q(name__in=names))
        self._tags = {tag.name.casefold(): tag for tag in known.order_by("-pk") if tag.name.casefold() in wanted}
        for name in _new(self._tags, (name for row in rows for name in row.tags or ())):
            self._tags[name.casefold()] = Tag.objects.create(name=name)

    def assign(self, page: ArticlePage, row: ArticleRow, columns: Collection[str] | None = None) -> None:
        """Assign the relations of a row to its article: all, or those of some columns.

        The article keeps its own where the row lacks the column.
        """
        assert self._categories is not None, "the caller has prepared the rows"
        assert self._authors is not None, "the caller has prepared the rows"
        if row.category is not None and (columns is None or "category" in columns):
            page.category = self._categories.find_or_make(row.category) if row.category else None
        if row.authors is not None and (columns is None or "authors" in columns):
            authors = [self._authors.find_or_make(row, byline) for byline in row.authors]
            page.bylines = [
                ArticleAuthor(author=author, sort_order=place) for place, author in enumerate(dict.fromkeys(authors))
            ]
        if row.tags is not None and (columns is None or "tags" in columns):
            page.tagged_items = [ArticleTag(tag=self._tags[name.casefold()]) for name in row.tags]


class Authors:
    """All authors, by slug and by case-insensitive name.

    Args:
        pictures: finds the portraits of new ones.
        report: counts the created ones.
        dry_run: count new ones without creating them.
    """

    def __init__(self, pictures: Pictures, report: ImportReport, *, dry_run: bool = False) -> None:
        self._pictures, self._report, self._is_dry = pictures, report, dry_run
        authors = list(Author.objects.order_by("-pk"))
        self._by_name = {author.name.casefold(): author for author in authors}
        self._by_slug = {author.slug: author for author in authors}
        self._slugs = set(self._by_slug)

    def find_or_make(self, row: ArticleRow, byline: Byline) -> Author:
        """Return the author with the byline's slug, or with its name if it has no slug; created if missing."""
        found = self._by_slug.get(byline.slug) if byline.slug else self._by_name.get(byline.name.casefold())
        return found or self._make(row, byline)

    def _make(self, row: ArticleRow, byline: Byline) -> Author:
        slug = byline.slug or _free_slug(self._slugs, byline.name, "author")
        author: Any = Author(name=byline.name, slug=slug, job_title=byline.job_title, bio=byline.bio)
        author.texts = list(self._texts(row, byline))
        if not self._is_dry:
            self._save(author, row, byline)
        self._by_slug[slug] = author
        self._slugs.add(slug)
        self._by_name.setdefault(byline.name.casefold(), author)
        self._report.authors += 1
        made: Author = author
        return made

    def _texts(self, row: ArticleRow, byline: Byline) -> Iterator[AuthorText]:
        """Yield the texts of a new author in the languages that this newsroom has beside its own."""
        for text in byline.texts:
            if not text.job_title and not text.bio:
                continue
            locale = self._locales.get(text.locale)
            if locale is not None and text.locale != own_language():
                yield AuthorText(locale=locale, job_title=text.job_title, bio=text.bio)
                continue
            reason = "is no language of this newsroom" if locale is None else "is the newsroom’s own language"
            left_out = f"left out the texts of the author {byline.name} in {text.locale}, which {reason}"
            self._report.note(row.number, left_out, "authors", NoteKind.LOSS, row.line)

    @cached_property
    def _locales(self) -> dict[str, Locale]:
        return {locale.language_code: locale for locale in Locale.objects.all()}

    def _save(self, author: Author, row: ArticleRow, byline: Byline) -> None:
        author.live = False
        author.portrait = further_picture(self._pictures, self._report, row, byline.portrait, "authors")
        author.save()
        log(instance=author, action="wagtail.create", content_changed=True)
        revision = author.save_revision()
        if not byline.live:
            return
        try:
            revision.publish()
        except ValidationError as error:
            text = f"made the author {author.name}, who is not published: {' '.join(error.messages)}"
            self._report.note(row.number, text.rstrip("."), "authors", line=row.line)


class Categories:
    """The categories of a language, by case-insensitive path or name.

    Args:
        locale: the language.
        report: counts the created ones.
        dry_run: count new ones without creating them.
    """

    def __init__(self, locale: Locale, report: ImportReport, *, dry_run: bool = False) -> None:
        self._locale, self._report, self._is_dry = locale, report, dry_run
        known = list(Category.objects.filter(locale=locale).select_related("parent__parent").order_by("-pk"))
        self._by_path = {_folded(category.path_names()): category for category in known}
        self._by_name = {category.name.casefold(): category for category in known}
        self._by_slug = {category.slug: category for category in known}
        self._slugs = set(self._by_slug)

    def find_or_make(self, path: Sequence[CategoryStep]) -> Category:
        """Return a category, created with its ancestors where missing.

        Args:
            path: the path from the root. A slug takes precedence over the name, and a single name also finds a
                category below others.
        """
        last = path[-1]
        if last.slug:
            return self._by_slug.get(last.slug) or self._make(path)
        found = self._by_path.get(_folded(path))
        if found is None and len(path) == 1:
            found = self._by_name.get(last.name.casefold())
        return found or self._make(path)

    def _make(self, path: Sequence[CategoryStep]) -> Category:
        *above, last = path
        parent = self._above(above) if above else None
        if parent is not None and len(parent.path_names()) >= MAX_LEVELS:  # editors moved the parent down
            parent = parent.parent
        slug = last.slug or _free_slug(self._slugs, last.name, "category")
        category = Category(
            name=last.name, slug=slug, description=last.description, locale=self._locale, parent=parent
        )
        if not self._is_dry:
            category.save()
            log(instance=category, action="wagtail.create", content_changed=True)
        self._by_path[_folded(path)] = self._by_slug[slug] = category
        self._slugs.add(slug)
        self._by_name.setdefault(last.name.casefold(), category)
        self._report.categories += 1
        return category

    def _above(self, path: Sequence[CategoryStep]) -> Category:
        found = self._by_slug.get(path[-1].slug) if path[-1].slug else self._by_path.get(_folded(path))
        return found or self._make(path)


def _folded(path: Iterable[CategoryStep | str]) -> tuple[str, ...]:
    return tuple((step if isinstance(step, str) else step.name).casefold() for step in path)


def _cases(name: str) -> set[str]:
    """Return the spellings under which a name is looked for: databases lower other letters than Python does."""
    return {name.lower()} if name.isascii() else {name, name.lower(), name.capitalize(), name.upper(), name.title()}


def _new(known: dict[str, Any], names: Iterable[str]) -> list[str]:
    """Return the unknown names without repetition, in the order and case of their first occurrence."""
    found: dict[str, str] = {}
    for name in names:
        if name.casefold() not in known:
            found.setdefault(name.casefold(), name)
    return list(found.values())


def _free_slug(taken: set[str], name: str, otherwise: str) -> str:
    """Return a free slug, and add it to the taken ones."""
    base = slugify(name, allow_unicode=True)[:MAX_TERM_SLUG_CHARACTERS].strip("-_") or otherwise
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug
