"""Matching of rows with existing articles, and the slugs of new ones."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from news.importing.chunks import chunks
from news.importing.outlines import RowOutline
from news.importing.problems import Problem
from news.importing.report import ImportReport
from news.models import ArticlePage, ImportedArticle, NewsIndexPage

MAX_ARTICLE_SLUG_CHARACTERS = 230


class PresentArticle(NamedTuple):
    """An existing article, without its content."""

    pk: int
    slug: str
    title: str
    published_at: dt.datetime | None
    first_published_at: dt.datetime | None


@dataclass
class Matches:
    """The result of matching, by row numbers.

    Attributes:
        articles: the existing articles.
        slugs: the slugs of new articles.
        problems: rows for the same article, or with the slug of another page.

    """

    articles: dict[int, PresentArticle] = field(default_factory=dict)
    slugs: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def match(rows: Sequence[RowOutline], index: NewsIndexPage, report: ImportReport) -> Matches:
    """Find the articles of rows in a listing.

    A row with an `import_id` matches the article that was imported with the same one. Otherwise a translation key
    matches the article with the same key in the listing's language, and a slug the article with that slug. A row with
    neither matches an article of the same date whose slug is made from the row's title, alone or with the date. So
    editors may change a headline or dateline, and an export may have the same headline each week. A new article gets
    the slug of the title, or if taken, with the date, or the time too.
    """
    found = Matches()
    found.problems += _doubles(rows)
    doubtful = {problem.number for problem in found.problems}
    rows = [row for row in rows if row.number not in doubtful]
    by_id = _known(rows, index)
    found.articles.update({row.number: by_id[row.import_id] for row in rows if row.import_id in by_id})
    _match_translations(rows, index, found)
    strange = {problem.number for problem in found.problems}
    rows = [row for row in rows if row.number not in strange]
    pages = _pages(index, {slug for row in rows if row.number not in found.articles for slug in _candidates(row)})
    rows.sort(key=lambda row: row.slug is None)
    _claim(rows, pages, found)
    strangers = pages.keys() - {page.slug for page in found.articles.values()}
    taken = set(pages)
    for row in rows:
        if row.number in found.articles:
            continue
        free = [slug for slug in _candidates(row) if slug not in taken]
        if not free:
            slugs = " and ".join(f"“{slug}”" for slug in _candidates(row))
            reason = f"{slugs}: taken by another page or row. Give this row a slug of its own."
            found.problems.append(row.problem("slug", reason))
            continue
        found.slugs[row.number] = free[0]
        taken.add(free[0])
        if (other := _candidates(row)[0]) != free[0] and other in strangers:
            report.note(row.number, f"is another article than the one at “{other}”, so it went to “{free[0]}”", "slug")
    return found


def is_of_day(page: PresentArticle, day: dt.date) -> bool:
    """Tell whether an article has its dateline or first publication on a day in the newsroom's time zone."""
    return day in {timezone.localdate(moment) for moment in (page.published_at, page.first_published_at) if moment}


def _candidates(row: RowOutline) -> list[str]:
    """Return the slugs that a row's article may have, the preferred one first."""
    if row.slug is not None:
        return [row.slug]
    base = _base_slug(row)
    if row.day is None:
        return [base, f"{base}-draft"]
    return [base, f"{base}-{row.day.isoformat()}", *([_with_time(row)] if row.moment else [])]


def _base_slug(row: RowOutline) -> str:
    return slugify(row.title, allow_unicode=True)[:MAX_ARTICLE_SLUG_CHARACTERS].strip("-_") or "article"


def _with_time(row: RowOutline) -> str:
    assert row.moment is not None, "the callers have looked"
    return f"{_base_slug(row)}-{timezone.localtime(row.moment):%Y-%m-%d-%H%M%S}"


def _known(rows: Sequence[RowOutline], index: NewsIndexPage) -> dict[str | None, PresentArticle]:
    """Return the articles of earlier imports by `import_id`, also if editors have moved them."""
    names: dict[int, str] = {}
    for chunk in chunks(row.import_id for row in rows if row.import_id):
        imported = ImportedArticle.objects.filter(listing=index, import_id__in=chunk)
        names.update(imported.values_list("article_id", "import_id"))
    present = (ArticlePage.objects.filter(pk__in=chunk).order_by() for chunk in chunks(names))
    pages = (PresentArticle._make(page) for found in present for page in found.values_list(*PresentArticle._fields))
    return {names[page.pk]: page for page in pages}


def _match_translations(rows: Sequence[RowOutline], index: NewsIndexPage, found: Matches) -> None:
    """Match rows with articles of the listing's language by translation key, also if editors have moved them."""
    keys = {row.translation_key: row for row in rows if row.translation_key and row.number not in found.articles}
    articles = {page.pk for page in found.articles.values()}
    for chunk in chunks(keys):
        pages = Page.objects.filter(locale=index.locale, translation_key__in=chunk)
        known = dict(pages.values_list("pk", "translation_key"))
        present = ArticlePage.objects.filter(pk__in=known).values_list(*PresentArticle._fields)
        by_pk = {page.pk: page for page in map(PresentArticle._make, present)}
        for pk, key in known.items():
            row = keys[key]
            if pk in by_pk and pk not in articles:
                found.articles[row.number] = by_pk[pk]
            else:
                found.problems.append(row.problem("translation_key", "is that of another page in this language."))


def _pages(index: NewsIndexPage, slugs: set[str]) -> dict[str, PresentArticle | None]:
    """Return the pages of the listing with these slugs; None stands for a page of another type."""
    pages: dict[str, PresentArticle | None] = {}
    for chunk in chunks(slugs):
        pages.update((slug, None) for (slug,) in children_among(Page.objects.filter(slug__in=chunk), index, "slug"))
        articles = children_among(ArticlePage.objects.filter(slug__in=chunk), index, *PresentArticle._fields)
        pages.update({page.slug: page for page in map(PresentArticle._make, articles)})
    return pages


def children_among(pages: QuerySet[Any], index: NewsIndexPage, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield columns of those pages that are directly below a listing.

    Their paths are compared here: of `child_of`, PostgreSQL expects one page, and walks through the whole listing for
    each chunk of pages.
    """
    for path, *values in pages.order_by().values_list("path", *columns):
        if path[: -Page.steplen] == index.path:
            yield tuple(values)


def _doubles(rows: Sequence[RowOutline]) -> list[Problem]:
    """Return rows for the article of an earlier row. Two with the same headline and day may differ by their times."""
    seen: dict[object, RowOutline] = {}
    timed: dict[object, bool] = {}
    problems = []
    for row in rows:
        if row.import_id and seen.setdefault(("id", row.import_id), row) is not row:
            first = seen["id", row.import_id]
            problems.append(row.problem("import_id", f"row {first.number} has the same import_id."))
            continue
        if row.translation_key and seen.setdefault(("key", row.translation_key), row) is not row:
            first = seen["key", row.translation_key]
            problems.append(row.problem("translation_key", f"row {first.number} of the same language has it, too."))
            continue
        if row.slug:
            key: object = ("slug", row.slug)
            named, what = "slug", "slug"
        else:
            story = (row.title.casefold(), row.day)
            is_timed = timed.setdefault(story, row.moment is not None) and row.moment is not None
            key = ("id", row.import_id) if row.import_id else (*story, row.moment) if is_timed else story
            named, what = "title", "title and date"
        first = seen.setdefault(key, row)
        if first is not row:
            problems.append(row.problem(named, f"row {first.number} has the same {what}."))
    return problems


def _claim(rows: Sequence[RowOutline], pages: dict[str, PresentArticle | None], found: Matches) -> None:
    """Assign articles to rows: first those of the same time, then of the same title, then with a changed title."""
    claimed: set[int] = {page.pk for page in found.articles.values()}
    for same_moment, same_title in ((True, True), (False, True), (False, False)):
        for row in rows:
            if same_moment and row.moment is None:
                continue
            for slug in _candidates(row) if row.number not in found.articles else ():
                page = pages.get(slug)
                if page is None or page.pk in claimed:
                    continue
                if row.slug or _is_of(page, row, same_moment=same_moment, same_title=same_title):
                    found.articles[row.number] = page
                    claimed.add(page.pk)
                    break


def _is_of(page: PresentArticle, row: RowOutline, *, same_moment: bool, same_title: bool) -> bool:
    if same_title and page.title != row.title:
        return False
    if same_moment:
        return row.moment in (page.published_at, page.first_published_at)
    return page.published_at is None and same_title if row.day is None else is_of_day(page, row.day)
