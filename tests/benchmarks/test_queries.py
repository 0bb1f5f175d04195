"""The benchmark's questions: what they cost this project, and what its chart shows."""

from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from benchmarks import content
from benchmarks.chart import chart
from benchmarks.seed import seed
from benchmarks.servers import QUERIES
from cms.performance.response_cache.stores.configured import response_store

COUNTS = {"Q1": 3, "Q2": 4, "Q3": 4, "Q4": 5}
"""Sites; view restrictions; articles with category and picture; of one its body's pictures; of a category the
total; of a search the words, and what of it may be seen."""


@pytest.fixture
def newsroom(db: None) -> None:
    """As many articles as the queries speak of."""
    seed(700)
    call_command("rebuild_search", "--verbosity=0")
    call_command("process_search_outbox")


def test_sql(newsroom: None, settings: Settings) -> None:
    settings.GRAPHQL_RATE = ""
    client, asked = Client(), {}
    kept = {}
    for name in COUNTS:
        query = {"query": (QUERIES / f"project-{name}.graphql").read_text(encoding="utf-8")}
        client.post("/graphql/", query, content_type="application/json")
        with CaptureQueriesContext(connection) as queries:
            response = client.post("/graphql/", query, content_type="application/json")
        assert b'"errors"' not in response.content
        asked[name] = len(queries)
        settings.RESPONSE_CACHE_TTL = 60
        response_store.cache_clear()
        client.post("/graphql/", query, content_type="application/json")
        with CaptureQueriesContext(connection) as queries:
            again = client.post("/graphql/", query, content_type="application/json")
        kept[name] = len(queries)
        assert again.content == response.content
        settings.RESPONSE_CACHE_TTL = 0

    assert asked == COUNTS
    assert kept == dict.fromkeys(COUNTS, 0)


def test_the_content_is_the_same_each_time() -> None:
    first, again = list(content.articles(30)), list(content.articles(30))

    assert first == again
    assert [one.key for one in first if "COVID workers" in one.summary] == [25]
    assert len({one.slug for one in first}) == 30
    assert [kind for kind, _value in first[0].body] == [
        *("paragraph", "heading", "paragraph", "image", "quote", "paragraph")
    ]


def test_the_chart_names_every_server() -> None:
    drawn = chart({"vanilla": {"Q1": 20.0}, "a <fast> one": {"Q1": 2000.0, "Q2": 1.0}})

    texts = [text.text for text in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    assert texts == [
        "Requests a second (logarithmic)",
        "Q1",
        "20  vanilla",
        "2,000  a <fast> one",
        "Q2",
        "1  a <fast> one",
    ]
