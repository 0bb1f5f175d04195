"""Answers are those of an index that never had the hidden page, from the moment at which it is hidden."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings
from wagtail.models import Page, Site

from news.models import ArticlePage, NewsIndexPage
from search.backends import hidden
from search.indexing.entries import refresh
from search.indexing.outbox import process_outbox
from search.models import Change, Entry, Term
from tests.client import GraphQLClient
from tests.factories import CategoryFactory, index_of, make_article, make_site, restrict, stored
from tests.search.finding import index_all, search, settle

LATER = dt.timedelta(hours=2)
SEARCH = """query($q: String!, $order: SearchOrder!) {
  search(query: $q, orderBy: $order, autocorrect: true) {
    totalCount didYouMean correctedQuery
    edges { score highlight { title text } node { id title } }
    facets { types { type count } categories { category { slug } count } years { year count } }
  }
}"""
SUGGEST = "query($q: String!) { suggest(prefix: $q) { text page { id } } }"
TYPED = [
    *("zqembargoword harbuor", "zqnowhereword harbuor", "harbuor", "zqembargowrod", "zqembargo", "zqem", "harbour"),
    *("harbor", "ferrie", "ferris", "tunnel pier", '"tunnel under"', "harbour -tunnel", "har", "tunn", "elec", "z"),
]


@pytest.fixture(autouse=True)
def _ageless(settings: Settings) -> None:
    settings.SEARCH_RECENCY = 0


@pytest.fixture
def stories(site: Site, index: NewsIndexPage) -> None:
    """What everybody may see."""
    ports = CategoryFactory(name="Ports", slug="ports")
    for title, text in (
        ("Harbour reopens", "Ships are back after the flood at the harbour."),
        ("Ferries return", "The harbour is open, and the ferries are full."),
        ("New tunnel under the harbour", "It was dug for six years, an election ago."),
        ("Old and new", "A tunnel, long planned, and a pier."),
    ):
        make_article(index, title=title, category=ports, body=body(text))
    index_all()


def body(text: str) -> str:
    """Returns a body of one paragraph."""
    return stored(("paragraph", {"html": f"<p>{text}</p>"}))


def answers(api: GraphQLClient, typed: list[str] = TYPED) -> list[Any]:
    """Returns all that search and suggest say."""
    found = [api.data(SEARCH, q=text, order=order) for text in typed for order in ("RELEVANCE", "NEWEST")]
    return found + [api.data(SUGGEST, q=text) for text in typed]


def add(index: NewsIndexPage, text: str, **fields: Any) -> ArticlePage:
    """Returns an article that is public and in the index, as if the worker had run."""
    article: ArticlePage = make_article(
        index,
        category=CategoryFactory(name="Sealed", slug=f"sealed-{timezone.now().timestamp()}"),
        body=body(text),
        **fields,
    )
    refresh([article.pk])
    Change.objects.all().delete()
    settle()
    return article


def embargo(article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a saved draft does it: past all signals."""
    ArticlePage.objects.filter(pk=article.pk).update(embargo=True)


def expire(article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    Page.objects.filter(pk=article.pk).update(expire_at=timezone.now() + LATER / 2)
    refresh([article.pk])
    Change.objects.all().delete()
    later = timezone.now() + LATER
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)


def go_live_later(article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    article.go_live_at = timezone.now() + LATER
    article.save()


def close(article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    restrict(article)


def close_parent(article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = article.get_parent().specific
    other = parent.copy(update_attrs={"slug": "closed", "title": "Closed"})
    article.move(other, pos="last-child")
    refresh([article.pk])
    Change.objects.all().delete()
    restrict(other)


def unpublish(article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    article.unpublish()


def delete(article: ArticlePage, monkeypatch: pytest.MonkeyPatch) -> None:
    article.delete()


Hide = Callable[[ArticlePage, pytest.MonkeyPatch], None]
SECRET = "Zqembargoword " * 3 + "harbor harbors ferris zebra harbour harbour tunnel under elections elector " * 5


@pytest.mark.parametrize("hide", [embargo, expire, go_live_later, close, unpublish, delete])
def test_a_hidden_page_is_as_if_it_had_never_been(
    stories: None, index: NewsIndexPage, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch, hide: Hide
) -> None:
    before = answers(api)
    assert before[0]["search"]["didYouMean"] == "harbour"
    article = add(index, SECRET, title="Zqembargoword harbor election")
    assert answers(api) != before

    hide(article, monkeypatch)

    assert answers(api) == before
    process_outbox.func()
    assert not Entry.objects.filter(page=article.pk, held=False).exists()
    assert not Term.objects.filter(word="zqembargoword").exists()
    assert answers(api) == before


def test_so_is_one_below_a_page_that_was_closed(
    stories: None, index: NewsIndexPage, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers(api)
    article = add(index, SECRET, title="Zqembargoword harbor election")
    close_parent(article, monkeypatch)

    assert [one for one in answers(api) if "Closed" not in str(one)] == before


def test_so_is_an_alias_of_an_embargoed_page(stories: None, index: NewsIndexPage, api: GraphQLClient) -> None:
    before = answers(api)
    article = add(index, SECRET, title="Zqembargoword harbor election")
    alias = article.create_alias(parent=index.get_parent(), update_slug="elsewhere")
    refresh([alias.pk])
    Change.objects.all().delete()
    assert Entry.objects.filter(page=alias.pk, held=False).exists()

    ArticlePage.objects.filter(pk__in=[article.pk, alias.pk]).update(embargo=True)
    assert answers(api) == before
    ArticlePage.objects.filter(pk=alias.pk).update(live=False, embargo=False)
    assert answers(api) == before

    process_outbox.func()
    assert not Entry.objects.filter(page__in=[article.pk, alias.pk], held=False).exists()


def test_so_are_the_pages_of_a_site_whose_home_page_has_expired(
    stories: None, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers(api)
    other = index_of(make_site("b.example", default=False))
    add(other, SECRET, title="Zqembargoword harbor election")
    Page.objects.filter(pk=other.get_parent().pk).update(expire_at=timezone.now() + LATER / 2)
    assert answers(api) != before

    later = timezone.now() + LATER
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    assert answers(api) == before
    process_outbox.func()
    assert not Term.objects.filter(word="zqembargoword").exists()


def test_opensearch_ranks_no_more_than_the_database_while_something_is_hidden(
    stories: None, index: NewsIndexPage, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch, opensearch: None
) -> None:
    index_all()
    before = answers(api)
    embargo(add(index, SECRET, title="Zqembargoword harbor election"), monkeypatch)

    for ours, theirs in zip(answers(api), before, strict=True):
        for one in (ours, theirs):
            for edge in one.get("search", {}).get("edges", []):
                del edge["score"]  # Lucene keeps lengths in one byte, and the database answers meanwhile
        assert ours == theirs


WORDS = st.lists(
    st.sampled_from(["harbour", "harbor", "harbours", "ferries", "ferry", "tunnel", "zebra", "zqword", "elect"]),
    min_size=1,
    max_size=12,
).map(" ".join)


@hypothesis_settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(words=WORDS, typed=WORDS)
def test_whatever_words_it_has(
    stories: None, index: NewsIndexPage, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch, words: str, typed: str
) -> None:
    queries = [typed, typed.replace("r", "rr"), typed.replace("b", "")]
    before = answers(api, queries)
    article = add(index, words, title=words)

    embargo(article, monkeypatch)
    assert answers(api, queries) == before

    article.delete()
    assert answers(api, queries) == before
    process_outbox.func()


def test_a_word_is_written_as_a_visible_page_writes_it(index: NewsIndexPage, api: GraphQLClient) -> None:
    sealed = make_article(index, title="Okapi’s")
    refresh([sealed.pk])
    Term.objects.filter(term="okapi").update(written="okapis", word="okapis")
    make_article(index, title="Okapi at large")
    index_all()
    Change.objects.all().delete()
    ArticlePage.objects.filter(pk=sealed.pk).update(embargo=True)

    assert api.data(SEARCH, q="okapsi", order="RELEVANCE")["search"]["didYouMean"] == "okapi"


def test_nothing_is_spelled_while_too_much_is_hidden(
    stories: None, index: NewsIndexPage, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hidden, "MAX_COUNTED_HIDDEN_ENTRIES", 0)
    embargo(add(index, SECRET, title="Zqembargoword"), monkeypatch)

    found = api.data(SEARCH, q="zqembargoword harbuor", order="RELEVANCE")["search"]
    assert (found["didYouMean"], found["totalCount"]) == (None, 0)
    assert api.data(SEARCH, q="harbour", order="RELEVANCE")["search"]["totalCount"] == 3


@pytest.mark.parametrize("size", [3, 30])
def test_statements_do_not_grow_with_hidden_pages(
    stories: None, index: NewsIndexPage, api: GraphQLClient, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    for number in range(size):
        embargo(add(index, SECRET, title=f"Zqembargoword {number}"), monkeypatch)
    counts = []
    for query, variables in ((SEARCH, {"q": "harbuor", "order": "RELEVANCE"}), (SUGGEST, {"q": "harbuor"})):
        api.data(query, **variables)
        with CaptureQueriesContext(connection) as queries:
            api.data(query, **variables)
        counts.append(len(queries))
    assert counts == [19, 14]


def test_terms_that_were_not_typed_are_counted_without_their_postings(
    stories: None, index: NewsIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_article(index, title="A foot ball, a foot and a colour")
    index_all()
    embargo(add(index, "A foot, foot ball colour", title="Football"), monkeypatch)
    one = search("football color harbour")

    with CaptureQueriesContext(connection) as queries:
        assert one.documents == {"foot": 1, "ball": 1, "colour": 1, "harbour": 3}
    assert len([query for query in queries if "search_posting" in query["sql"]]) == 1
