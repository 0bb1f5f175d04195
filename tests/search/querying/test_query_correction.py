"""Likelier spellings: each word of a query is judged by itself, whatever the others find."""

from typing import Any

import pytest
from wagtail.models import Locale

from news.models import NewsIndexPage
from search.models import SynonymSet
from search.querying import query_correction
from search.querying.spelling import Spelling
from tests.client import GraphQLClient
from tests.factories import make_article, stored
from tests.search.finding import index_all

SEARCH = """query($q: String!, $autocorrect: Boolean! = false) {
  search(query: $q, autocorrect: $autocorrect) {
    totalCount didYouMean correctedQuery nodes { title } edges { highlight { title } } facets { types { count } }
  }
}"""


@pytest.fixture
def archive(index: NewsIndexPage) -> NewsIndexPage:
    """Five stories of a government, and one that is misspelt."""
    for number in range(5):
        make_article(index, title=f"Government number {number} alive", summary="The council votes on the budget.")
    make_article(index, title="Harbour closed")
    make_article(index, title="Goverment wins", summary="Elections in spring. One election more.")
    index_all()
    return index


def meant(api: GraphQLClient, query: str) -> str | None:
    """Return what is offered in place of a query."""
    offered: str | None = api.data(SEARCH, q=query)["search"]["didYouMean"]
    return offered


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five entries are many."""
    monkeypatch.setattr(query_correction, "MIN_FREQUENCY_RATIO", 3)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("government council budgte", "government council budget"),
        ("governmnet council budget", "government council budget"),
        ("harbour", None),
        ("government council budget", None),
        ('"the council" budgte', '"the council" budget'),
        ("budgte -harbour", "budget -harbour"),
        ("council xyzzyx", None),
        ("council xyzzyx-budgte", "council budget"),
        ("council-budgte", "council-budget"),
        ("記者会見 budgte", "記者会見 budget"),
        ("삼성전자 budgte", "삼성전자 budget"),
    ],
)
def test_a_word_that_stands_nowhere_is_misspelt_whatever_the_others_find(
    archive: NewsIndexPage, api: GraphQLClient, typed: str, offered: str | None
) -> None:
    assert meant(api, typed) == offered


def test_a_rare_word_is_misspelt_beside_a_frequent_one(archive: NewsIndexPage, api: GraphQLClient, few: None) -> None:
    assert meant(api, "goverment budget") == "government budget"
    assert meant(api, "government budget") is None


@pytest.mark.parametrize(
    ("written", "offered"),
    [("met Ilham Aliev", None), ("met an aliev", "alive"), ("spoke d’Aliev", None), ("met Al-Aliev", None)],
)
def test_no_frequency_makes_a_name_a_common_word(
    archive: NewsIndexPage, api: GraphQLClient, few: None, written: str, offered: str | None
) -> None:
    body = stored(("paragraph", {"html": f"<p>Ministers {written} in the harbour.</p>"}))
    make_article(archive, title="A visit", body=body)
    index_all()
    assert meant(api, "aliev") == offered


def test_a_rare_word_stays_while_the_other_is_not_far_more_frequent(
    archive: NewsIndexPage, api: GraphQLClient
) -> None:
    assert meant(api, "goverment budget") is None


def test_it_is_printed_as_a_page_has_it(archive: NewsIndexPage, api: GraphQLClient) -> None:
    assert meant(api, "electoins") == "elections"
    assert meant(api, "electoin") == "election"


def test_numbers_beginnings_and_what_editors_know_are_not_spelled(archive: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(archive, title="The year 2026 and the A380")
    index_all()
    assert [meant(api, query) for query in ("2027", "a390", "counc", "gov")] == [None, None, None, None]
    assert meant(api, "councli ") == "council"
    SynonymSet.objects.create(locale=Locale.get_default(), expressions="councli\ntown hall")
    assert meant(api, "councli ") is None


def test_the_results_of_the_correction_stand_in_place_of_none(archive: NewsIndexPage, api: GraphQLClient) -> None:
    offered = api.data(SEARCH, q="Budgte")["search"]
    shown = api.data(SEARCH, q="Budgte", autocorrect=True)["search"]
    meant = api.data(SEARCH, q="budget")["search"]

    assert offered == {
        "totalCount": 0,
        "didYouMean": "budget",
        "correctedQuery": None,
        "nodes": [],
        "edges": [],
        "facets": {"types": []},
    }
    assert shown == {**meant, "didYouMean": "budget", "correctedQuery": "budget"}
    assert meant["totalCount"] == 5


@pytest.mark.parametrize("query", ["council budgte", "budget", "xyzzyx", ""])
def test_results_of_what_was_typed_are_never_replaced(archive: NewsIndexPage, api: GraphQLClient, query: str) -> None:
    assert api.data(SEARCH, q=query, autocorrect=True) == api.data(SEARCH, q=query)


def test_an_empty_correction_replaces_nothing(archive: NewsIndexPage, api: GraphQLClient) -> None:
    found = api.data(SEARCH, q='"no such phrase" budgte', autocorrect=True)["search"]
    assert (found["correctedQuery"], found["didYouMean"]) == (None, '"no such phrase" budget')


@pytest.mark.parametrize("order", ["RELEVANCE", "NEWEST"])
def test_it_is_corrected_in_either_order(archive: NewsIndexPage, api: GraphQLClient, order: str) -> None:
    query = """query($order: SearchOrder!) {
      search(query: "budgte", autocorrect: true, orderBy: $order) { totalCount correctedQuery }
    }"""
    assert api.data(query, order=order) == {"search": {"totalCount": 5, "correctedQuery": "budget"}}


def test_a_form_that_hidden_pages_alone_have_is_not_printed(archive: NewsIndexPage, api: GraphQLClient) -> None:
    gone = make_article(archive, title="Okapis")
    index_all()
    make_article(archive, title="Zoo", tags=["Okapi"])
    index_all()
    gone.unpublish()
    index_all()
    assert meant(api, "okapsi") in (None, "okapi")


@pytest.mark.parametrize("times", [1, 100])
def test_texts_are_read_once_for_each_different_word(
    archive: NewsIndexPage, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    written, read = query_correction._written, []

    def noted(spelling: Spelling, *arguments: Any) -> str:
        read.append(spelling.term)
        return written(spelling, *arguments)

    monkeypatch.setattr(query_correction, "_written", noted)
    assert meant(api, "budgte " * times) == " ".join(["budget"] * times)
    assert read == ["budget"]
