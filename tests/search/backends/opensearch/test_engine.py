"""OpenSearch before the database: who answers what, and what happens when it fails. It is a stand-in that is asked."""

import json
import logging
import socket
import time
from base64 import b64encode
from typing import Any

import pytest
from pytest_django import Settings

from news.models import ArticlePage, NewsIndexPage
from search import backends
from search.backends import database_engine, pending_releases
from search.backends.base import Alternative, SearchRequest
from search.backends.opensearch import backend as module
from search.backends.opensearch import indexes
from search.backends.weights import weigh
from search.models import Entry, Index
from search.query import Phrase
from tests.factories import make_article, stored
from tests.search.backends.opensearch.standin import StandIn
from tests.search.finding import found, index_all, ranked, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories(stand_in: StandIn, index: NewsIndexPage) -> None:
    """Ten articles, the first ones about the most zebras."""
    for number in range(10):
        words = "zebra " * (10 - number) + "and okapis"
        make_article(index, title=f"Story {number}", body=stored(("paragraph", {"html": f"<p>{words}</p>"})))
    index_all()
    stand_in.asked.clear()


def asked(stand_in: StandIn) -> list[Any]:
    """Returns the bodies of all searches."""
    return [body for _method, path, _parameters, body in stand_in.asked if path.endswith("_search")]


def by_database(text: str) -> list[str]:
    """Returns the titles of what the database's engine finds."""
    one = search(text)
    assert one.wanted is not None
    hits = ranked(one, one.wanted, by=database_engine())
    return [Entry.objects.get(pk=hit.entry).title for hit in hits]


def test_the_request(stand_in: StandIn, stories: None) -> None:
    number = Index.objects.get()
    wanted = SearchRequest(number, "en", (("zebra",), ("okapi",)), (("zebra",), ("new", "pier")), (("lion",),))

    ranked(search("zebra"), wanted, 5)

    [(method, path, parameters, body)] = stand_in.asked
    assert (method, path) == ("POST", "/dateline/_search")
    assert parameters.pop("preference")[0] in "0123456789abcdef"
    assert parameters == {"search_type": "dfs_query_then_fetch", "allow_partial_search_results": "false"}
    assert body == {
        "query": {
            "bool": {
                "must": [{"match_phrase": {"terms.en": "zebra"}}, {"match_phrase": {"terms.en": "new pier"}}],
                "should": [{"match_phrase": {"terms.en": "okapi"}}],
                "must_not": [{"match_phrase": {"terms.en": "lion"}}],
                "minimum_should_match": 0,
                "boost": 2.2,
            }
        },
        "sort": [{"_score": "desc"}, {"entry": "desc"}],
        "size": 10,
        "_source": False,
        "track_total_hits": False,
    }


def test_the_weight_of_what_stands_for_another_word(stand_in: StandIn, stories: None) -> None:
    alternatives: dict[Phrase, Alternative] = {("okapi",): Alternative(0.5, ("zebra",))}
    wanted = SearchRequest(Index.objects.get(), "en", (("zebra",), ("okapi",)), alternatives=alternatives)

    ranked(search("zebra"), wanted, 5)

    assert asked(stand_in)[0]["query"]["bool"]["should"] == [
        {"match_phrase": {"terms.en": "zebra"}},
        {"match_phrase": {"terms.en": {"query": "okapi", "boost": 0.5}}},
    ]


def test_it_ranks_like_the_database(stand_in: StandIn, stories: None) -> None:
    assert found("zebra") == by_database("zebra") == [f"Story {number}" for number in range(10)]
    assert len(asked(stand_in)) == 1


def test_scores_are_like_those_that_are_reckoned_here(stand_in: StandIn, stories: None) -> None:
    one = search("zebra okapi")
    assert one.wanted is not None
    entries = [Entry.objects.get(pk=hit.entry) for hit in one.hits]

    ours = pending_releases.ranked(entries, one.wanted, weigh(one.wanted))

    theirs = ranked(one, one.wanted)
    assert [hit.score for hit in theirs] == pytest.approx([score for score, _seen in ours], rel=0.05)


def test_few_of_the_best_may_be_seen(
    stand_in: StandIn, stories: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(indexes, "MAX_RESULT_WINDOW", 3)
    ArticlePage.objects.filter(title__in=[f"Story {number}" for number in range(7)]).update(live=False)
    one = search("zebra")
    one.depth = 2

    assert [hit.page for hit in one.hits] == list(
        ArticlePage.objects.filter(title__in=["Story 7", "Story 8"]).order_by("title").values_list("pk", flat=True)
    )

    bodies = asked(stand_in)
    assert [body["size"] for body in bodies] == [4, 3, 3]
    assert ["search_after" in body for body in bodies] == [False, True, True]
    assert "OpenSearch" not in caplog.text


def test_so_few_that_the_database_searches(stand_in: StandIn, stories: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "MAX_RESULT_WINDOW", 1)
    monkeypatch.setattr(module, "MAX_FURTHER_PAGES", 2)
    ArticlePage.objects.filter(title__in=[f"Story {number}" for number in range(9)]).update(live=False)
    one = search("zebra")
    one.depth = 2

    assert [hit.page for hit in one.hits] == [ArticlePage.objects.get(title="Story 9").pk]
    assert [body["size"] for body in asked(stand_in)] == [4, 1, 1]


REFUSALS = {
    "too many requests": (429, b'{"error":{"type":"rejected_execution_exception","reason":"full"},"status":429}'),
    "unavailable": (503, b'{"error":{"type":"search_phase_execution_exception","reason":"red"},"status":503}'),
    "a proxy's page": (502, b"<html>Bad Gateway</html>"),
    "unauthorised": (401, b"Unauthorized"),
    "broken JSON": (200, b'{"took":1,"hits":{"hits":[{"_ind'),
    "no JSON": (200, b"OK"),
    "another JSON": (200, b"[]"),
    "no hits": (200, b'{"took":1}'),
    "a hit without its place": (200, b'{"hits":{"hits":[{"_index":"x","_id":"1","_score":1.0}]}}'),
    "nothing": (200, b""),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_the_database_answers_when_it_fails(
    stand_in: StandIn, stories: None, caplog: pytest.LogCaptureFixture, refusal: str
) -> None:
    stand_in.fault = lambda method, path: REFUSALS[refusal]

    assert found("zebra") == by_database("zebra") != []

    [record] = [record for record in caplog.records if record.name == "search"]
    assert record.levelno == logging.WARNING
    assert record.getMessage().startswith("OpenSearch does not answer, so the database does: ")


def test_nobody_listens(stories: None, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    _turn_to(settings, f"http://127.0.0.1:{port}")

    assert found("zebra") == by_database("zebra") != []
    assert "ConnectionError" in caplog.text


def test_a_search_waits_no_longer_than_it_may(
    stand_in: StandIn, stories: None, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OPENSEARCH_TIMEOUT, slowness = 0.1, 3

    def slow(method: str, path: str) -> None:
        time.sleep(slowness)

    stand_in.fault = slow
    begun = time.monotonic()
    assert ranked(search("zebra"), _zebras()) != []

    assert time.monotonic() - begun < slowness
    assert "ConnectionTimeout" in caplog.text


def test_what_failed_is_asked_again_after_a_while(
    stand_in: StandIn, stories: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    stand_in.fault = lambda method, path: (503, b"{}")
    for _ in range(3):
        assert len(found("zebra")) == 10
    assert len(asked(stand_in)) == 1

    now[0] += 1.1
    found("zebra")
    found("zebra")
    assert len(asked(stand_in)) == 2

    stand_in.fault = lambda method, path: None
    now[0] += 1.1
    found("zebra")
    found("zebra")
    assert len(asked(stand_in)) == 4


def test_without_its_alias_it_is_not_believed(
    stand_in: StandIn, stories: None, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in.aliases.clear()
    stand_in.indexes.clear()

    assert found("zebra") == by_database("zebra") != []
    assert "index_not_found_exception" in caplog.text


def test_an_alias_of_another_index_is_not_believed(
    stand_in: StandIn, stories: None, caplog: pytest.LogCaptureFixture
) -> None:
    [kept] = stand_in.indexes.values()
    stand_in.indexes["dateline-999-20260101000000"] = kept
    stand_in.aliases["dateline"] = "dateline-999-20260101000000"

    assert found("zebra") == by_database("zebra") != []
    assert "names another index" in caplog.text


def test_what_it_still_names_is_gone(stand_in: StandIn, stories: None) -> None:
    Entry.objects.filter(title="Story 0")._raw_delete("default")

    assert found("zebra") == [f"Story {number}" for number in range(1, 10)]
    assert json.dumps(asked(stand_in)[0]["size"]) == "2000"


def test_counts_and_titles_are_the_databases(stand_in: StandIn, stories: None) -> None:
    one = search("zebra")

    assert (one.total, one.types) == (10, [("ARTICLE", 10)])
    ranked(one, SearchRequest(Index.objects.get(), "en", (("stori",),), in_title=True))
    assert asked(stand_in) == []


def test_name_and_password(stand_in: StandIn, settings: Settings) -> None:
    _turn_to(settings, stand_in.url.replace("://", "://name:pass%40word@"))

    headers = indexes.client().transport.get_connection().headers

    assert headers["authorization"] == f"Basic {b64encode(b'name:pass@word').decode()}"


def _zebras() -> SearchRequest:
    return SearchRequest(Index.objects.get(), "en", (("zebra",),))


def _turn_to(settings: Settings, url: str) -> None:
    settings.OPENSEARCH_URL = url
    backends._make.cache_clear()
    indexes.client.cache_clear()
