"""Which rows have their article already, and at which addresses the others go."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from news.importing.chunks import chunks
from news.importing.files.rows import ArticleRow
from news.importing.problems import Problem
from news.importing.report import ImportReport
from news.models import ArticlePage, NewsIndexPage

MAX_ARTICLE_SLUG_CHARACTERS = 230


@dataclass
class Matches:
    """What was found for the rows, by their numbers.

    Attributes:
        articles: the articles that are there already.
        slugs: the last part of the address of each new one.
        problems: rows that mean the same article, or want an address that is another page's.

    """

    articles: dict[int, ArticlePage] = field(default_factory=dict)
    slugs: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def match(rows: Sequence[ArticleRow], index: NewsIndexPage, report: ImportReport) -> Matches:
    """Find the articles of rows in a listing.

    A row with a slug is the article with that slug. A row without one is the article whose slug is made of the row's
    title, alone or with the date, and which is of the row's date: so that editors may reword a headline or move a
    dateline, and an export may have the same headline each week. A new article gets the title's slug, or the one
    with the date when that is taken.
    """
    pages = _pages(index, {slug for row in rows for slug in _candidates(row)})
    found = Matches()
    found.problems += _doubles(rows)
    doubtful = {problem.number for problem in found.problems}
    rows = [row for row in rows if row.number not in doubtful]
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
            report.note(row.number, f"is another article than the one at “{other}”, so it went to “{free[0]}”")
    return found


def is_of_day(page: ArticlePage, day: dt.date) -> bool:
    """Tell whether an article's dateline, or its first publication, is on a day in the newsroom's time zone."""
    return day in {timezone.localdate(moment) for moment in (page.published_at, page.first_published_at) if moment}


def _candidates(row: ArticleRow) -> list[str]:
    """Return the slugs that a row's article may have, the preferred one first."""
    if row.slug is not None:
        return [row.slug]
    base = slugify(row.title, allow_unicode=True)[:MAX_ARTICLE_SLUG_CHARACTERS].strip("-_") or "article"
    return [base, f"{base}-{row.day.isoformat()}"]


def _pages(index: NewsIndexPage, slugs: set[str]) -> dict[str, ArticlePage | None]:
    """Return the pages of the listing that have one of the slugs; None stands for a page that is no article."""
    pages: dict[str, ArticlePage | None] = {}
    for chunk in chunks(slugs):
        pages.update(dict.fromkeys(Page.objects.child_of(index).filter(slug__in=chunk).values_list("slug", flat=True)))
        articles = ArticlePage.objects.child_of(index).filter(slug__in=chunk)
        articles = articles.select_related("image", "category__parent__parent")
        pages.update({page.slug: page for page in articles})
    return pages


def _doubles(rows: Sequence[ArticleRow]) -> list[Problem]:
    seen: dict[object, ArticleRow] = {}
    problems = []
    for row in rows:
        key = row.slug or (row.title.casefold(), row.day)
        first = seen.setdefault(key, row)
        if first is not row:
            field, what = ("slug", "slug") if row.slug else ("title", "title and date")
            problems.append(row.problem(field, f"row {first.number} has the same {what}."))
    return problems


def _claim(rows: Sequence[ArticleRow], pages: dict[str, ArticlePage | None], found: Matches) -> None:
    """Give rows their articles: first where the title is the same, then where it was reworded."""
    claimed: set[int] = set()
    for same_title in (True, False):
        for row in rows:
            for slug in _candidates(row) if row.number not in found.articles else ():
                page = pages.get(slug)
                if page is None or page.pk in claimed:
                    continue
                if row.slug or (is_of_day(page, row.day) and (page.title == row.title or not same_title)):
                    found.articles[row.number] = page
                    claimed.add(page.pk)
                    break
