"""Articles between two days or moments."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings
from wagtail.models import Site

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article
from tests.news.graphql.test_schema import TITLES, titles


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_days_are_those_of_the_newsrooms_time_zone(
    index: NewsIndexPage, api: GraphQLClient, settings: Settings, zone: str
) -> None:
    settings.TIME_ZONE = zone
    midnight = dt.datetime(2026, 6, 1, tzinfo=ZoneInfo(zone))
    tick = dt.timedelta(microseconds=1)
    for title, moment in (
        ("before", midnight - tick),
        ("first", midnight),
        ("last", midnight + dt.timedelta(days=1) - tick),
        ("after", midnight + dt.timedelta(days=1)),
    ):
        make_article(index, title=title, published_at=moment)

    assert titles(api, filter={"publishedFrom": "2026-06-01", "publishedTo": "2026-06-01"}) == ["last", "first"]
    archive = api.data('{ page(path: "/news/") { ... on NewsIndexPage { archive { year month count } } } }')
    assert archive["page"]["archive"] == [
        {"year": 2026, "month": 6, "count": 3},
        {"year": 2026, "month": 5, "count": 1},
    ]


@pytest.mark.parametrize(
    ("zone", "day", "begins", "hours"),
    [
        ("America/New_York", "2023-03-12", 5, 23),
        ("America/New_York", "2023-11-05", 4, 25),
        ("Europe/Lisbon", "2023-10-29", -1, 25),
        ("America/Asuncion", "2023-10-01", 4, 23),  # at midnight the clock went to one
    ],
)
def test_days_on_which_the_clock_is_changed_are_shorter_or_longer(
    index: NewsIndexPage, api: GraphQLClient, settings: Settings, zone: str, day: str, begins: int, hours: int
) -> None:
    settings.TIME_ZONE = zone
    midnight = dt.datetime.fromisoformat(f"{day}T00:00Z") + dt.timedelta(hours=begins)
    for hour in (-1, 0, 1, hours - 1, hours, hours + 1):
        make_article(index, title=f"{hour} ", published_at=midnight + dt.timedelta(hours=hour))

    assert "".join(titles(api, filter={"publishedFrom": day, "publishedTo": day})) == f"{hours - 1} 1 0 "


def test_moments_are_bounds_themselves_included(index: NewsIndexPage, api: GraphQLClient, settings: Settings) -> None:
    settings.TIME_ZONE = "America/New_York"
    noon = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
    tick = dt.timedelta(microseconds=1)
    for title, moment in (("a", noon - tick), ("b", noon), ("c", noon + tick), ("d", noon + 12 * tick * 10**9)):
        make_article(index, title=title, published_at=moment)

    for bounds, expected in (
        ({"publishedFrom": "2026-06-01T12:00:00Z"}, "dcb"),
        ({"publishedTo": "2026-06-01T12:00:00+00:00"}, "ba"),
        ({"publishedFrom": "2026-06-01T14:00:00+02:00", "publishedTo": "2026-06-01T08:00:00-04:00"}, "b"),
        ({"publishedFrom": "2026-06-01t12:00:00.000001z"}, "dc"),
        ({"publishedTo": "2026-06-01T11:59:59.999999Z"}, "a"),
        ({"publishedFrom": "2026-06-01T12:00:00Z", "publishedTo": "2026-06-01"}, "dcb"),
        ({"publishedFrom": "2026-06-01", "publishedTo": "2026-06-01T12:00:00Z"}, "ba"),
    ):
        assert "".join(titles(api, filter=bounds)) == expected, bounds


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-06-01T12:00:00.000001Z", "2026-06-01T12:00:00Z"),
        ("2026-06-02T00:00:00-04:00", "2026-06-01"),
        ("2026-06-02", "2026-06-01T23:59:59.999999-04:00"),
    ],
)
def test_a_last_moment_before_the_first(
    index: NewsIndexPage, api: GraphQLClient, settings: Settings, first: str, last: str
) -> None:
    settings.TIME_ZONE = "America/New_York"

    assert api.error(TITLES, filter={"publishedFrom": first, "publishedTo": last}) == (
        "BAD_USER_INPUT",
        "`publishedTo` comes before `publishedFrom`. Swap them.",
    )


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Tokyo"])
@pytest.mark.parametrize(("first", "last"), [("0001-01-01", "0001-01-01"), ("9999-12-31", "9999-12-31")])
def test_days_at_the_ends_of_the_calendar(
    site: Site, api: GraphQLClient, settings: Settings, zone: str, first: str, last: str
) -> None:
    settings.TIME_ZONE = zone

    assert titles(api, filter={"publishedFrom": first, "publishedTo": last}) == []


@pytest.mark.parametrize("place", ["{ %s }", '{ page(path: "/news/") { ... on NewsIndexPage { %s } } }'])
def test_a_last_day_before_the_first(index: NewsIndexPage, api: GraphQLClient, place: str) -> None:
    field = 'articles(filter: {publishedFrom: "2026-05-02", publishedTo: "2026-05-01"}) { totalCount }'

    assert api.error(place % field) == (
        "BAD_USER_INPUT",
        "`publishedTo` comes before `publishedFrom`. Swap them.",
    )
