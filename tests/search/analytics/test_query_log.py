"""What readers searched for: whose searches are offered to others, and how much of it is kept."""

import datetime as dt
import json

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.graphql.schema.global_ids import to_global_id
from news.models import ArticlePage, NewsIndexPage
from search.analytics import query_clients, query_pruning
from search.analytics import query_log as journal_module
from search.analytics.query_log import QueryLog, client_digest, popular, query_log, query_words
from search.models import Click, PastQuery, QueryClient
from tests.client import GraphQLClient
from tests.factories import make_site
from tests.search.analytics.searching import QUERY, past, reader, suggested

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting")]


def test_one_client_suggests_nothing_to_others(harbour: None) -> None:
    text = "mayor dupont took bribes from ferries"
    for first in range(1, 8):
        reader(1).data(QUERY, q=text, first=first)
        query_log.write()
    reader(2).data(QUERY, q=text)
    query_log.write()
    assert suggested("mayor d") == []

    reader(3).data(QUERY, q=text)
    query_log.write()
    assert suggested("mayor d") == [text]


def test_clients_of_several_days_are_not_added_up(harbour: None) -> None:
    """A client has another digest each day, so that it would be counted again."""
    for number in range(3):
        day = timezone.localdate() + dt.timedelta(days=number)
        query_log.record_search("mayor dupont", "en", 1, "203.0.113.1")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.utils.timezone.localdate", lambda day=day: day)
            query_log.record_search("mayor dupont", "en", 1, "203.0.113.1")
            query_log.write()

    assert PastQuery.objects.get().clients <= 2
    assert QueryClient.objects.values("day").distinct().count() == 1


def test_the_text_is_that_of_the_first_and_holds_words_alone(harbour: None) -> None:
    for number, text in enumerate(["Harbour!", "harbour 🖕", "h.a.r.b.o.u.r", "HARBOUR", "=harbour"]):
        reader(number).data(QUERY, q=text)
        query_log.write()

    assert list(PastQuery.objects.values_list("text", "clients")) == [("Harbour", 3)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("harbour 🖕", "harbour"),
        ("h.a.r.b.o.u.r", "harbour"),
        ("=1+1 ferries", "11 ferries"),
        ('"new tunnel" -pier', "new tunnel pier"),
        ("l’Élysée au-delà", "l’Élysée au-delà"),
        ("हिन्दी समाचार", "हिन्दी समाचार"),
        ("\tharbour\r\n_x_", "harbour x"),
        ("🖕 !?", ""),
    ],
)
def test_the_words_of_a_query(typed: str, words: str) -> None:
    assert query_words(typed) == words


def test_a_digest_tells_clients_apart_for_a_day(settings: Settings) -> None:
    day = dt.date(2026, 5, 1)
    one = client_digest("203.0.113.1", day)
    assert one == client_digest("203.0.113.1", day)
    assert len({one, client_digest("203.0.113.2", day), client_digest("203.0.113.1", dt.date(2026, 5, 2))}) == 3
    settings.SECRET_KEY = django_settings.SECRET_KEY + "x"
    assert client_digest("203.0.113.1", day) != one


@pytest.mark.parametrize(
    ("addresses", "clients"),
    [
        (["2001:db8:7:1::1", "2001:db8:7:2::1", "2001:db8:7:ffff::1"], 1),
        (["2001:db8:7:1::1", "2001:db8:8:1::1", "2001:db8:9:1::1"], 3),
        (["203.0.113.1", "203.0.113.2", "2001:db8:7:1::1"], 3),
    ],
)
def test_the_networks_of_one_customer_are_one_client(harbour: None, addresses: list[str], clients: int) -> None:
    for address in addresses:
        GraphQLClient({"X-Forwarded-For": address}).data(QUERY, q="harbour tour")
    query_log.write()

    assert PastQuery.objects.get().clients == clients
    assert suggested("harb") == (["harbour tour"] if clients == 3 else [])


FILTERED = """query($q: String!, $site: String) {
  search(query: $q, filter: {type: [STANDARD]}, site: $site) { nodes { id } }
}"""
OF_A_SITE = "query($q: String!, $site: String) { search(query: $q, site: $site) { nodes { id } } }"


@pytest.mark.parametrize(
    ("document", "typed", "hostname"),
    [
        (FILTERED, "harbour", "localhost"),
        (OF_A_SITE, "harbour", "other.example"),
        (OF_A_SITE, '"harbour"', "other.example"),
        (OF_A_SITE, "harbour -harbour", "localhost"),
    ],
)
def test_a_search_that_is_narrowed_takes_no_suggestion_away(
    harbour: None, document: str, typed: str, hostname: str
) -> None:
    make_site("other.example", default=False, name="Other")
    text = "harbour harbour" if "-" in typed else "harbour"
    for number in range(3):
        reader(number).data(QUERY, q=text)
    query_log.write()
    assert suggested("harb") == [text]

    answer = reader(4).data(document, q=typed, site=hostname)
    query_log.write()

    assert answer["search"]["nodes"] == []
    assert list(PastQuery.objects.values_list("text", "searches", "found")) == [(text, 4, 1)]
    assert suggested("harb") == [text]


def test_a_search_under_conditions_alone_is_counted_as_one_that_found_nothing(harbour: None) -> None:
    for number in range(3):
        reader(number).data("""{ search(query: "harbour", filter: {type: [ARTICLE]}) { nodes { id } } }""")
    query_log.write()
    assert list(PastQuery.objects.values_list("searches", "found", "clients")) == [(3, 0, 3)]

    reader(4).data(QUERY, q="harbour")
    query_log.write()
    assert list(PastQuery.objects.values_list("searches", "found", "clients")) == [(4, 1, 3)]


def test_of_one_site_the_last_search_says_how_much_there_is(harbour: None) -> None:
    for found in (7, 3):
        query_log.record_search("harbour", "en", found, "203.0.113.1")
        query_log.write()

    assert PastQuery.objects.get().found == 3


def test_junk_of_one_client_keeps_nothing_else_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "MAX_QUERIES", 30)
    counted = QueryLog()
    for client in range(2):
        for number in range(100):
            counted.record_search(f"junk{client} {chr(97 + number % 26)}{number}", "en", 0, f"198.51.100.{client}")
    assert len(counted.searches) == 30
    for client in range(10):
        counted.record_search(f"real {chr(97 + client)}", "en", 1, f"203.0.113.{client}")

    texts = [one.text for one in counted.searches.values()]
    assert len(texts) == 30
    assert sum(text.startswith("real") for text in texts) == 10
    counted._timer.stop()


def test_a_client_adds_so_many_searches_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_clients, "MAX_QUERIES_PER_CLIENT_PER_DAY", 25)
    for round_ in range(3):
        for number in range(20):
            query_log.record_search(f"junk {chr(97 + number)}{chr(97 + round_)}", "en", 0, "198.51.100.1")
        query_log.record_search(f"real {chr(97 + round_)}", "en", 1, "203.0.113.1")
        query_log.write()

    assert PastQuery.objects.filter(text__startswith="junk").count() == 25
    assert PastQuery.objects.filter(text__startswith="real").count() == 3


def test_clicks_of_one_client_are_bounded() -> None:
    counted = QueryLog()
    for number in range(200):
        counted.record_click("zebra", "en", number, "198.51.100.1")
    counted.record_click("zebra", "en", 1000, "203.0.113.1")
    assert len(counted.clicks) == 51
    counted._timer.stop()


def test_past_queries_are_pruned(index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_pruning, "MAX_PAST_QUERIES", 5)
    monkeypatch.setattr(query_pruning, "MAX_CLICKS", 1)
    today = timezone.localdate()
    old = dt.timedelta(days=query_pruning.PAST_QUERY_DAYS + 1)
    past("forgotten", last_on=today - old)
    past("forgotten but approved", last_on=today - old, review="approved")
    popular_one = past("popular", searches=90)
    for number in range(6):
        past(f"rare {chr(97 + number)}", searches=1, clients=1, last_on=today - dt.timedelta(days=number))
    QueryClient.objects.create(query=popular_one, day=today - dt.timedelta(days=1), digest="x")
    for times, page in ((5, index), (1, index.get_parent())):
        Click.objects.create(query=popular_one, page=page, times=times)

    query_pruning.prune_query_log(today)

    assert set(PastQuery.objects.values_list("text", flat=True)) == {
        "forgotten but approved",
        "popular",
        *("rare a", "rare b", "rare c"),
    }
    assert not QueryClient.objects.exists()
    assert list(Click.objects.values_list("times", flat=True)) == [5]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_kept_suggestions_follow_what_is_written(harbour: None, settings: Settings) -> None:
    settings.RESPONSE_CACHE_TTL = 3600
    suggest = {"query": '{ suggest(prefix: "harb") { text } }'}
    first = reader(1).answer(suggest["query"])
    for number in range(3):
        query_log.record_search("harbour tour", "en", 1, f"203.0.113.{number}")
    query_log.write()

    assert first["data"]["suggest"] == [{"text": "Harbour and mayor"}]
    assert reader(1).answer(suggest["query"])["data"]["suggest"] == [
        {"text": "harbour tour"},
        {"text": "Harbour and mayor"},
    ]
    assert popular("harb", "en", 3) == ["harbour tour"]


@pytest.mark.parametrize("locale", ["\ud800", "e\x00n", "x" * 20, "x" * 200, ""])
def test_no_language_loses_what_others_searched_for(harbour: None, client: Client, locale: str) -> None:
    """What no row can hold would fail the write, and all that was counted with it."""
    reader(1).data(QUERY, q="harbour")
    page = to_global_id("ArticlePage", ArticlePage.objects.get().pk)
    for query in ("harbour", "\ud800harbour\x00"):
        for code in (locale, "en"):
            body = {"query": query, "id": page, "locale": code}
            client.post("/search/click/", json.dumps(body), content_type="application/json")
    in_language = "query($q: String!, $in: [String!]) { search(query: $q, locales: $in) { nodes { id } } }"
    reader(2).data(in_language, q="harbour", **{"in": [locale.replace("\ud800", "xx")]})
    query_log.write()

    assert list(PastQuery.objects.values_list("text", "locale", "searches")) == [("harbour", "en", 1 + (not locale))]
    assert [click.times for click in Click.objects.all()] == [2]
