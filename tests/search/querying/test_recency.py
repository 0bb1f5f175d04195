"""What recent pages gain, and that whoever looks at the first results alone sees the same ones."""

import datetime as dt
import math
import random
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Site

from news.models import ArticlePage, NewsIndexPage
from search.backends.base import RERANK_WINDOW, Candidate
from search.models import SearchSettings
from search.models.editorial import RecencyBoost
from search.querying.recency import Hit, apply_recency_boost
from search.querying.results import Search
from tests.factories import make_article, make_site, stored
from tests.search.finding import index_all, search

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("published_at", "days"),
    [
        (NOW + dt.timedelta(days=400), 0),
        (dt.datetime(2026, 11, 22, tzinfo=dt.UTC), 0),
        (dt.datetime(2026, 11, 21, 23, 59, 59, 999999, tzinfo=dt.UTC), 1),
        (dt.datetime(2026, 11, 21, tzinfo=dt.UTC), 1),
        (dt.datetime(2026, 10, 23, 18, tzinfo=dt.UTC), 30),
    ],
)
def test_age_counts_by_the_day(settings: Settings, published_at: dt.datetime, days: int) -> None:
    settings.SEARCH_RECENCY_DAYS = 30

    [hit] = apply_recency_boost([(2.0, Candidate(1, 7, "ARTICLE", published_at))], 0.1, NOW)

    assert hit == Hit(2.0 * (1 + 0.1 * math.exp(-math.log(2) * days / 30)), 7, 1, "ARTICLE")


def test_those_without_a_date_gain_nothing_and_the_higher_page_comes_first() -> None:
    found = [
        (1.0, Candidate(3, 7, "HOME", None)),
        (1.0, Candidate(2, 8, "HOME", None)),
        (0.95, Candidate(1, 9, "ARTICLE", NOW)),
    ]

    assert apply_recency_boost(found, 0.1, NOW) == [
        Hit(0.95 * 1.1, 9, 1, "ARTICLE"),
        Hit(1.0, 8, 2, "HOME"),
        Hit(1.0, 7, 3, "HOME"),
    ]
    assert [hit.score for hit in apply_recency_boost(found, 0, NOW)] == [1.0, 1.0, 0.95]


@pytest.fixture
def many(index: NewsIndexPage) -> None:
    """Forty articles about a harbour, longer and longer and of all ages."""
    draw = random.Random(5)
    for number in range(40):
        body = stored(("paragraph", {"html": f"<p>harbour {'quay ' * (number * 3)}</p>"}))
        published_at = timezone.now() - dt.timedelta(days=draw.randrange(90))
        make_article(index, title=f"Story {number}", body=body, published_at=published_at)
    index_all()


def asked(one: Search, first: int | None, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Hit], list[int]]:
    """Returns the hits of whoever looks at some of them, and of how many entries it was asked each time."""
    one.depth, one.first = RERANK_WINDOW, first
    seen, counts = one.seen, []

    def counted(keys: Any) -> list[Candidate]:
        counts.append(len(keys))
        return seen(keys)

    monkeypatch.setattr(one, "seen", counted)
    return [*one.hits], counts


@pytest.mark.django_db
@pytest.mark.parametrize("hidden", [0, 1, 5, 6, 12])
def test_the_first_are_the_same_however_few_are_looked_at(
    many: None, hidden: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = [hit.page for hit in search("harbour").hits[:hidden]]
    ArticlePage.objects.filter(pk__in=best).update(live=False)
    every, counts = asked(search("harbour"), None, monkeypatch)
    assert (len(every), counts) == (40 - hidden, [40])

    for first in (1, 2, 5, 11, 25, 40):
        one = search("harbour")
        hits, _counts = asked(one, first, monkeypatch)

        assert hits[:first] == every[:first]
        assert len(every) <= one.count <= 40


@pytest.mark.django_db
def test_it_is_not_asked_of_what_cannot_be_among_the_first(many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    one = search("harbour")
    hits, [few] = asked(one, 3, monkeypatch)

    assert 3 + 5 <= few < 40
    assert (len(hits), one.count) == (few, 40)

    _hits, counts = asked(search("harbour", type=["ARTICLE"]), 3, monkeypatch)
    assert counts == [40]


@pytest.mark.django_db
def test_hidden_pages_do_not_shorten_the_first(many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    hits, _counts = asked(search("harbour qquay"), 2, monkeypatch)
    ArticlePage.objects.filter(pk__in=[hit.page for hit in hits[2:]]).update(live=False)

    one, every = search("harbour qquay"), search("harbour qquay")
    hits, _counts = asked(one, 2, monkeypatch)

    assert len(every.hits) > 20
    assert hits[:2] == every.hits[:2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("server", "chosen", "first"),
    [(0, None, "Harbour"), (2, None, "News"), (2, RecencyBoost.NONE, "Harbour"), (0, RecencyBoost.STRONG, "News")],
)
def test_what_editors_choose_for_a_site_goes_before_what_the_server_has(
    site: Site, index: NewsIndexPage, settings: Settings, server: float, chosen: int | None, first: str
) -> None:
    settings.SEARCH_RECENCY = server
    make_article(index, title="Harbour", published_at=timezone.now() - dt.timedelta(days=900))
    body = stored(("paragraph", {"html": "<p>The harbour is open again.</p>"}))
    make_article(index, title="News", body=body, published_at=timezone.now())
    index_all()
    pages = {title: page.pk for page in ArticlePage.objects.all() for title in [page.title]}
    SearchSettings.objects.create(site=site, recency_boost=chosen)

    assert search("harbour").hits[0].page == pages[first]


@pytest.mark.django_db
def test_the_settings_of_one_site_are_not_those_of_another(site: Site, index: NewsIndexPage) -> None:
    SearchSettings.objects.create(site=make_site("other.example"), recency_boost=RecencyBoost.STRONG)

    assert search("harbour").prefetched.recency_boost is None
