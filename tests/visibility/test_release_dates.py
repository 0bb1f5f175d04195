"""The dates that readers see begin when an article became public, not when the desk pressed Publish."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from cms.graphql.context import Context
from cms.schema import schema
from cms.visibility import Visibility
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article

DATES = "title publishedAt firstPublishedAt lastPublishedAt structuredData"


def in_hours(hours: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=hours)


def publish(article: ArticlePage, **fields: Any) -> ArticlePage:
    for name, value in fields.items():
        setattr(article, name, value)
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


def draft(index: NewsIndexPage, **fields: Any) -> ArticlePage:
    return make_article(index, **{"published_at": None, "live": False, **fields})


def listing(now: dt.datetime, order: str = "NEWEST") -> list[dict[str, Any]]:
    context = Context()
    context.visibility = Visibility(context.sites, now=now)
    result = schema.execute(f"{{ articles(orderBy: {order}) {{ nodes {{ {DATES} }} }} }}", context_value=context)
    assert result.errors is None
    nodes: list[dict[str, Any]] = result.data["articles"]["nodes"]
    return nodes


def test_all_dates_begin_when_the_embargo_lifts(index: NewsIndexPage) -> None:
    until = in_hours(2)
    publish(draft(index, title="Held"), embargo=True, embargo_until=until)
    make_article(index, title="Published meanwhile", published_at=in_hours(1), last_published_at=in_hours(1))

    for order in ("NEWEST", "RECENTLY_UPDATED"):
        first, second = listing(until, order)
        assert (first["title"], second["title"]) == ("Held", "Published meanwhile")
    moment = until.isoformat()
    assert (first["publishedAt"], first["firstPublishedAt"], first["lastPublishedAt"]) == (moment, moment, moment)
    assert first["structuredData"]["datePublished"] == first["structuredData"]["dateModified"] == moment


def test_an_embargo_that_is_moved_moves_the_dates(index: NewsIndexPage) -> None:
    article = publish(draft(index), embargo=True, embargo_until=in_hours(2))
    later = in_hours(5)
    article = publish(article, embargo_until=later)
    assert (article.published_at, article.first_published_at, article.last_published_at) == (later, later, later)


@pytest.mark.parametrize("until", [None, dt.timedelta(hours=5)])
def test_an_embargo_that_an_editor_ends_dates_the_article_from_then(
    index: NewsIndexPage, until: dt.timedelta | None
) -> None:
    article = publish(draft(index), embargo=True, embargo_until=until and timezone.now() + until)
    before = timezone.now()
    article = publish(article, embargo=False, embargo_until=None)
    assert article.first_published_at is not None
    assert before <= article.first_published_at <= timezone.now()
    assert article.published_at == article.first_published_at == article.last_published_at


def test_an_open_ended_embargo_leaves_the_first_publication_undated(index: NewsIndexPage) -> None:
    article = publish(draft(index), embargo=True)
    assert article.first_published_at is None
    assert publish(article, title="Revised").first_published_at is None


def test_a_dateline_that_an_editor_set_stays(index: NewsIndexPage) -> None:
    dateline = dt.datetime(2026, 5, 29, 8, 30, tzinfo=dt.UTC)
    article = publish(draft(index, published_at=dateline), embargo=True, embargo_until=in_hours(2))
    assert article.published_at == dateline
    assert publish(article, embargo=False, embargo_until=None).published_at == dateline


def test_what_was_public_before_keeps_its_first_publication(index: NewsIndexPage) -> None:
    article = publish(draft(index))
    first, dateline = article.first_published_at, article.published_at
    until = in_hours(1)
    article = publish(article, embargo=True, embargo_until=until)
    assert (article.first_published_at, article.published_at, article.last_published_at) == (first, dateline, until)
    article = publish(article, embargo=False, embargo_until=None)
    assert (article.first_published_at, article.published_at) == (first, dateline)
    assert article.last_published_at is not None
    assert article.last_published_at < until


def test_a_scheduled_article_is_dated_from_when_it_went_live(index: NewsIndexPage) -> None:
    article = draft(index, go_live_at=in_hours(1))
    revision = article.save_revision()
    revision.publish()
    assert ArticlePage.objects.get(pk=article.pk).published_at is None

    past = timezone.now() - dt.timedelta(minutes=1)
    revision.refresh_from_db()
    revision.content["go_live_at"], revision.approved_go_live_at = past.isoformat(), past
    revision.save()
    before = timezone.now()
    revision.publish()
    article = ArticlePage.objects.get(pk=article.pk)
    assert article.first_published_at is not None
    assert article.first_published_at >= before
    assert article.published_at == article.first_published_at == article.last_published_at
