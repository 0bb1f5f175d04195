"""How feeds are cached: by the response cache, by readers and by a CDN, and never longer than they are right."""

import datetime as dt
import time
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, TestCase
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Page

from cms.cdn.surrogate_keys import surrogate_key
from cms.graphql.http import cache_lookup
from news.feeds.views import ArticleFeedView
from news.models import ArticlePage
from tests.factories import index_of, make_article, make_site
from tests.news.feeds.conftest import get

CDN = {"cdn": {"BACKEND": "cms.cdn.backends.Varnish", "URLS": ["http://127.0.0.1:9"]}}
FEED = "en/summary.atom"


@pytest.fixture
def cached(settings: Settings) -> None:
    settings.RESPONSE_CACHE_TTL = 3_600
    settings.GRAPHQL_SHARED_MAX_AGE = 600


def test_a_reader_who_has_the_feed_is_told_so(story: ArticlePage) -> None:
    answer = get(FEED)
    again = get(FEED, **{"If-None-Match": answer["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert get("en/summary.rss")["ETag"] != answer["ETag"]


def test_last_modified_is_when_the_latest_entry_was_changed(story: ArticlePage) -> None:
    story.save_revision().publish()
    story.refresh_from_db()

    assert story.updated_at is not None
    told = parsedate_to_datetime(get(FEED)["Last-Modified"])

    assert told == story.updated_at.replace(microsecond=0)


def test_no_date_alone_keeps_a_reader_from_learning_of_a_take_down(story: ArticlePage) -> None:
    answer = get(FEED, **{"If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"})

    assert answer.status_code == 200


def test_any_website_may_read_a_feed_and_no_cookie_comes_with_it(story: ArticlePage) -> None:
    answer = get(FEED)

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.cookies == {}
    assert "Cookie" not in answer.get("Vary", "")


def test_a_feed_is_compressed(story: ArticlePage) -> None:
    answer = get(FEED, **{"Accept-Encoding": "gzip"})

    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert get(FEED, **{"If-None-Match": answer["ETag"], "Accept-Encoding": "gzip"}).status_code == 304


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("cached")
class TestStored:
    @pytest.fixture(autouse=True)
    def _newsroom(self) -> None:
        Page.objects.filter(depth=2).delete()
        self.index = index_of(make_site())
        with TestCase.captureOnCommitCallbacks(execute=True):
            self.article = make_article(self.index, title="The ferry", slug="ferry")

    def test_it_is_made_once(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        first = get(FEED)

        with django_assert_num_queries(0):
            again = get(FEED)

        assert (again.content, again["ETag"]) == (first.content, first["ETag"])
        assert again["Cache-Control"] == "public, max-age=0, s-maxage=600, stale-while-revalidate=0"

    def test_it_is_made_anew_when_an_article_is_published_or_withdrawn(self) -> None:
        get(FEED)
        other = make_article(self.index, title="The quay")
        assert b"The quay" in get(FEED).content

        other.unpublish()
        assert b"The quay" not in get(FEED).content

    def test_it_lasts_until_an_embargo_ends(self) -> None:
        lifts = timezone.now() + dt.timedelta(seconds=300)
        make_article(self.index, title="Held", embargo=True, embargo_until=lifts)

        before = time.time()
        answer = get(FEED)
        after = time.time()

        assert b"Held" not in answer.content
        seconds = int(answer["Cache-Control"].partition("s-maxage=")[2].partition(",")[0])
        assert lifts.timestamp() - after - 1 < seconds <= lifts.timestamp() - before

    def test_a_cdn_is_told_what_it_was_made_of(self, settings: Settings) -> None:
        settings.WAGTAILFRONTENDCACHE = CDN

        keys = get(FEED)["Surrogate-Key"].split()

        assert surrogate_key(f"page:{self.article.pk}") in keys or surrogate_key("list:article") in keys
        assert get(FEED)["Cache-Tag"].split(",") == keys

    def test_a_feed_that_is_not_there_holds_no_lock(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def wait(_seconds: float) -> None:
            raise AssertionError("the request waits for another's response")

        monkeypatch.setattr(cache_lookup, "time", SimpleNamespace(monotonic=time.monotonic, sleep=wait))

        assert [get("en/tag/none/summary.rss").status_code for _request in range(3)] == [404] * 3


def test_an_accident_is_answered_as_elsewhere(story: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any, **_options: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ArticleFeedView, "make", fail)

    assert Client(raise_request_exception=False).get(f"/feeds/localhost/{FEED}").status_code == 500


def test_a_feed_that_takes_too_long_is_stopped(story: ArticlePage, settings: Settings) -> None:
    settings.GRAPHQL_TIMEOUT_SECONDS = 0.000001

    answer = get("en/full.rss")

    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "1", "no-store")


def test_feeds_have_a_rate_of_their_own(story: ArticlePage, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"feeds": "2/minute"}

    assert [get(FEED).status_code for _request in range(3)] == [200, 200, 429]
