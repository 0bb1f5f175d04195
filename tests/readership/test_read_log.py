"""Beacons: what is counted of them, and what is not kept."""

import json
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import PageViewRestriction

from cms.graphql.schema.global_ids import to_global_id
from cms.readership import read_log as read_log_module
from cms.readership.models import PageReads, ReadTotals
from cms.readership.read_log import ReadLog, read_log
from cms.readership.robots import is_robot
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article, make_hidden_articles, make_page

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOW = timezone.now()
HOUR = NOW.replace(minute=0, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def _counting(settings: Settings) -> None:
    settings.READ_COUNT_SECONDS = 3600
    settings.RATE_LIMITS = django_settings.RATE_LIMITS | {"reads": ""}
    read_log.write()
    PageReads.objects.all().delete()


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    return make_article(index)


def beacon(body: Any, address: str = "203.0.113.1", **headers: str) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    http = Client(headers={"User-Agent": FIREFOX, "X-Forwarded-For": address} | headers)
    return http.post("/read/", text, content_type="text/plain;charset=UTF-8")


def read(page: Any, address: str = "203.0.113.1", **headers: str) -> int:
    status: int = beacon({"id": to_global_id(type(page).__name__, page.pk)}, address, **headers).status_code
    return status


def counted() -> dict[int, int]:
    read_log.write(NOW)
    return dict(PageReads.objects.filter(at=HOUR).values_list("page_id", "reads"))


def test_a_beacon_counts_a_read_of_the_hour(index: NewsIndexPage, article: ArticlePage) -> None:
    page = make_page(index.get_parent())

    assert [read(article), read(article, "203.0.113.2"), read(page)] == [204, 204, 204]
    assert counted() == {article.pk: 2, page.pk: 1}
    read(article)
    assert counted() == {article.pk: 3, page.pk: 1}


def test_a_beacon_asks_the_database_nothing(
    article: ArticlePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read(article)
    with django_assert_num_queries(0):
        read(article, "203.0.113.9")


def test_a_client_counts_once_for_a_page_until_the_next_writing(article: ArticlePage) -> None:
    for _time in range(5):
        read(article)

    assert counted() == {article.pk: 1}


def test_hidden_pages_are_not_counted_and_the_answer_does_not_tell(index: NewsIndexPage) -> None:
    public, *hidden = make_article(index), *make_hidden_articles(index)
    restricted = make_article(index)
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    answers = [
        beacon({"id": to_global_id("ArticlePage", pk)})
        for pk in (public.pk, restricted.pk, 987_654, *(one.pk for one in hidden))
    ]

    assert {(one.status_code, one.content, str(sorted(one.headers))) for one in answers} == {
        (204, b"", str(sorted(answers[0].headers)))
    }
    assert counted() == {public.pk: 1}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '{"id": 7}',
        '{"id": "seven"}',
        json.dumps({"id": to_global_id("Category", 1)}),
        json.dumps({"id": to_global_id("Nothing", 1)}),
        json.dumps({"id": to_global_id("ArticlePage", 1), "more": "x" * 600}),
        "[" * 500,
    ],
)
def test_what_is_no_beacon_is_refused(body: str) -> None:
    answer = beacon(body)

    assert (answer.status_code, answer.json()) == (
        400,
        {"error": 'Send the id of the page as JSON, in 512 bytes at most: {"id": "…"}.'},
    )


def test_only_post_is_a_beacon() -> None:
    answer = Client().get("/read/")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_robots_and_prefetches_are_not_counted(article: ArticlePage) -> None:
    robots = [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "curl/8.5.0",
        "python-requests/2.32",
        "",
    ]
    assert [read(article, f"203.0.113.{n}", **{"User-Agent": name}) for n, name in enumerate(robots)] == [204] * 5
    read(article, **{"Sec-Purpose": "prefetch;prerender"})

    assert counted() == {}
    assert [is_robot(name) for name in (*robots, FIREFOX)] == [True, True, True, True, True, False]


def test_a_script_of_a_frontend_may_send_beacons(settings: Settings, article: ArticlePage) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://www.example.org"]
    answer = beacon({"id": to_global_id("ArticlePage", article.pk)}, Origin="https://www.example.org")

    assert answer.headers["Access-Control-Allow-Origin"] == "https://www.example.org"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not answer.cookies


def test_beacons_of_one_address_are_limited(settings: Settings, article: ArticlePage) -> None:
    settings.RATE_LIMITS = django_settings.RATE_LIMITS | {"reads": "2/day"}

    assert [read(article, "203.0.113.77") for _time in range(3)] == [204, 204, 429]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(read_log_module, "MAX_PAGES_PER_WRITE", 100)
    log = ReadLog()
    for page in range(100):
        log.record(page, "203.0.113.5")
    for page in range(1_000):
        log.record(page, f"203.0.113.{page % 250}")
    assert log._timer.is_running
    log._timer.stop()

    assert len(log.reads) == 100
    assert sum(log._by_client.values()) == sum(log.reads.values()) == len(log._seen)
    assert max(log._by_client.values()) <= 60


def test_nothing_of_the_reader_is_stored() -> None:
    columns = {field.name for model in (PageReads, ReadTotals) for field in model._meta.get_fields()}

    assert columns == {"id", "page", "at", "reads", "day", "week", "month"}


def test_counting_can_be_switched_off(settings: Settings, article: ArticlePage) -> None:
    settings.READ_COUNT_SECONDS = 0

    assert read(article) == 204
    assert counted() == {}


def test_a_page_that_is_deleted_meanwhile_takes_no_other_with_it(index: NewsIndexPage) -> None:
    gone, stays = make_article(index), make_article(index)
    read(gone)
    read(stays)
    gone.delete()

    assert counted() == {stays.pk: 1}


def test_the_totals_are_made_at_the_first_writing_in_five_minutes(article: ArticlePage) -> None:
    cache.clear()
    read(article)
    read_log.write()
    first = ReadTotals.objects.get(page=article).day
    read(article)
    read_log.write()

    assert (first, ReadTotals.objects.get(page=article).day) == (1, 1)
    assert PageReads.objects.filter(page=article).values_list("reads", flat=True).get() == 2


def test_writing_takes_as_many_statements_for_many_pages(
    index: NewsIndexPage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for size in (3, 30):
        pages = [make_article(index).pk for _page in range(size)]
        for number, pk in enumerate(pages):
            read_log.record(pk, f"203.0.113.{number}")
        cache.set(read_log_module.TOTALS_ARE_FRESH, 1)
        with django_assert_num_queries(6):
            read_log.write(NOW)
