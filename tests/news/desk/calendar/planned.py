"""What stands in the calendar: how it gets there, and how it is read."""

import datetime as dt
from typing import Any

from django.test import Client

from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article

CALENDAR = "/admin/desk/calendar/"
NOON = dt.datetime(2999, 12, 7, 12, 0, tzinfo=dt.UTC)
MONTH = "?month=2999-12"


def make_draft(index: NewsIndexPage, title: str, **drafted: Any) -> ArticlePage:
    """Returns an article that was never published, and whose newest version has these values."""
    article = make_article(index, title=title, live=False, published_at=None)
    for name, value in drafted.items():
        setattr(article, name, value)
    article.save_revision()
    return article


def schedule(index: NewsIndexPage, title: str, moment: dt.datetime, **fields: Any) -> ArticlePage:
    """Returns an article that goes live by itself."""
    article = make_article(index, title=title, live=False, published_at=None, **fields)
    article.go_live_at = moment
    article.save_revision().publish()
    return article


def shown(browser: Client, query: str = MONTH) -> list[tuple[str, str, str]]:
    """Returns the day with the hour, the kind and the title of each entry that the calendar shows, in its order."""
    weeks = browser.get(f"{CALENDAR}{query}").context["weeks"]
    return [
        (f"{entry.day} {entry.time:%H:%M}" if entry.time else str(entry.day), entry.kind.label, entry.title)
        for week in weeks
        for day in week
        for entry in day.entries
    ]


def titles(browser: Client, query: str = MONTH) -> list[str]:
    """Returns the titles alone."""
    return [title for _moment, _kind, title in shown(browser, query)]
