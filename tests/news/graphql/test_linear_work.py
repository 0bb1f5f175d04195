"""The work of a request grows with its rows, not with their square."""

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest
from pytest_django import Settings
from wagtail.models import Site

from cms.graphql.schema import global_ids
from tests.client import GraphQLClient
from tests.news.graphql.test_sql_counts import CARD, QUERIES, log_as_published
from tests.news.newsroom import make_newsroom

SIZES = 4, 20, 36
"""Equal steps: work that grew with the square would grow 2.3 times as much in the second one."""

NOISE = 1.15

OTHERS = {
    "cards and what is worked out": (
        f"{{ articles(first: 100) {{ nodes {{ {CARD} structuredData tagList {{ url }} }} }} }}"
    ),
    "authors and their heads": "{ authors(first: 100) { nodes { url seo { title image { alt } } } } }",
    "things by id": QUERIES["things by id"],
}


def calls_of(work: Callable[[], Any]) -> int:
    """Return how many Python functions are called."""
    count = 0

    def profile(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.slow
@pytest.mark.django_db
def test_work_grows_with_the_rows_asked_for(site: Site, api: GraphQLClient, settings: Settings) -> None:
    settings.WAGTAILSEARCH_BACKENDS = {"default": settings.WAGTAILSEARCH_BACKENDS["default"] | {"AUTO_UPDATE": False}}
    settings.GRAPHQL_LIMITS = {"cost": 50_000}
    settings.GRAPHQL_TIMEOUT_SECONDS = 3_600  # counting calls makes them slow
    articles = make_newsroom(site, max(SIZES))
    log_as_published()
    queries = OTHERS | {title: query for title, query in QUERIES.items() if "first: 100" in query}
    faster_than_rows = {}
    for title, query in queries.items():
        counts = []
        for size in SIZES:
            asked = query.replace("first: 100", f"first: {size}")
            named = [global_ids.to_global_id("ArticlePage", one.pk) for one in articles[:size]]
            variables = {"ids": named} if "$ids" in asked else {}
            api.data(asked, **variables)
            counts.append(calls_of(partial(api.data, asked, **variables)))
        small, middle, large = counts
        assert small < middle, f"{title}: the query does not depend on the rows"
        if large - middle > NOISE * (middle - small):
            faster_than_rows[title] = counts

    assert faster_than_rows == {}
