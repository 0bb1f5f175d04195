"""The search as frontends see it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, Site

from news.models import ArticlePage, NewsIndexPage
from search.graphql.schema import MAX_PREFIX_CHARACTERS, MAX_SEARCH_QUERY_CHARACTERS
from tests.client import GraphQLClient
from tests.factories import (
    AuthorFactory,
    CategoryFactory,
    index_of,
    make_article,
    make_hidden_articles,
    make_page,
    make_site,
    make_translation,
    stored,
)
from tests.search.finding import index_all

YEAR = dt.timedelta(days=365)
DAY = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
TITLES = "query($q: String!) { search(query: $q) { totalCount nodes { title } didYouMean } }"
EVERYTHING = """query($q: String!, $first: Int, $filter: SearchFilter, $order: SearchOrder!) {
  search(query: $q, first: $first, filter: $filter, orderBy: $order) {
    totalCount didYouMean
    edges { cursor score highlight { title text } node { __typename id title path ... on ArticlePage { kicker } } }
    pageInfo { hasNextPage endCursor }
    facets { types { type count } categories { category { slug } count } years { year count } }
  }
}"""


@pytest.fixture
def stories(site: Site, index: NewsIndexPage) -> None:
    """Four articles of two categories and years, and a page, that all speak of a harbour."""
    ports, ships = CategoryFactory(name="Ports", slug="ports"), CategoryFactory(name="Ships", slug="ships")
    ana = AuthorFactory(name="Ana Duarte", slug="ana-duarte")
    make_article(
        index,
        title="Harbour <reopens>",
        category=ports,
        published_at=DAY,
        tags=["flood"],
        authors=[ana],
        body=stored(("paragraph", {"html": "<p>The old harbour &amp; its pier are open.</p>"})),
    )
    make_article(index, title="Harbour master", category=ports, published_at=DAY - YEAR)
    make_article(index, title="Harbour ferry", category=ships, published_at=DAY - YEAR)
    make_article(index, title="Council", published_at=DAY)
    make_page(site.root_page, title="About the harbour")
    index_all()


def facets(api: GraphQLClient, **conditions: Any) -> tuple[int, dict[str, int], dict[str, int], dict[int, int]]:
    """Returns the total and the three facets of a search for the harbour."""
    found = api.data(EVERYTHING, q="harbour", filter=conditions, order="RELEVANCE")["search"]
    spread = found["facets"]
    return (
        found["totalCount"],
        {row["type"]: row["count"] for row in spread["types"]},
        {row["category"]["slug"]: row["count"] for row in spread["categories"]},
        {row["year"]: row["count"] for row in spread["years"]},
    )


def test_a_search(stories: None, api: GraphQLClient) -> None:
    found = api.data(EVERYTHING, q="harbour pier", order="RELEVANCE")["search"]

    best = found["edges"][0]
    assert best["node"]["title"] == "Harbour <reopens>"
    assert best["highlight"] == {
        "title": "<mark>Harbour</mark> &lt;reopens&gt;",
        "text": "The old <mark>harbour</mark> &amp; its <mark>pier</mark> are open.",
    }
    assert best["score"] > found["edges"][1]["score"] > 0
    assert found["totalCount"] == 4
    assert {edge["node"]["__typename"] for edge in found["edges"]} == {"ArticlePage", "StandardPage"}
    assert found["didYouMean"] is None


def test_facets_respect_the_other_filters(stories: None, api: GraphQLClient) -> None:
    assert facets(api) == (4, {"ARTICLE": 3, "STANDARD": 1}, {"ports": 2, "ships": 1}, {2026: 1, 2025: 2})
    assert facets(api, category=["ports"]) == (2, {"ARTICLE": 2}, {"ports": 2, "ships": 1}, {2026: 1, 2025: 1})
    assert facets(api, type=["STANDARD"]) == (1, {"ARTICLE": 3, "STANDARD": 1}, {}, {})
    assert facets(api, publishedTo="2025-12-31") == (2, {"ARTICLE": 2}, {"ports": 1, "ships": 1}, {2026: 1, 2025: 2})
    assert facets(api, author=["ana-duarte"], tag=["flood"]) == (1, {"ARTICLE": 1}, {"ports": 1}, {2026: 1})
    assert facets(api, type=["HOME"], category=["ships"])[0] == 0
    assert facets(api, type=[], category=[], author=[], tag=[]) == facets(api)


def test_nothing_hidden_is_found_counted_or_suggested(index: NewsIndexPage, api: GraphQLClient) -> None:
    secret = CategoryFactory(name="Secret category", slug="secret")
    make_article(index, title="Open secret")
    make_hidden_articles(index, category=secret, authors=[AuthorFactory(name="Secret agent")], tags=["secret"])
    index_all()

    found = api.data(EVERYTHING, q="secret", order="RELEVANCE")["search"]
    assert [edge["node"]["title"] for edge in found["edges"]] == ["Open secret"]
    assert found["totalCount"] == 1
    assert found["facets"] == {
        "types": [{"type": "ARTICLE", "count": 1}],
        "categories": [],
        "years": [{"year": 2026, "count": 1}],
    }
    newest = api.data(EVERYTHING, q="secret", order="NEWEST")["search"]
    assert [edge["node"]["title"] for edge in newest["edges"]] == ["Open secret"]
    for prefix in ("sec", "secret agent", "secret emb", "embargo"):
        texts = [
            one["text"] for one in api.data("query($p: String!) { suggest(prefix: $p) { text } }", p=prefix)["suggest"]
        ]
        assert set(texts) <= {"Open secret"}
    for typed in ("embargoo", "schedulled", "agentt", "expird"):
        assert api.data(TITLES, q=typed)["search"]["didYouMean"] is None


def test_pages_of_results(index: NewsIndexPage, api: GraphQLClient) -> None:
    for number in range(5):
        make_article(index, title="Harbour " + "word " * number, published_at=DAY - number * YEAR)
    index_all()
    query = """query($first: Int, $after: String, $page: Int, $order: SearchOrder!) {
      search(query: "harbour", first: $first, after: $after, page: $page, orderBy: $order) {
        nodes { title } pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }"""
    for order in ("RELEVANCE", "NEWEST"):
        everything = [one["title"] for one in api.data(query, first=5, order=order)["search"]["nodes"]]
        assert len(everything) == 5
        by_cursor, after = [], None
        for _ in range(3):
            part = api.data(query, first=2, after=after, order=order)["search"]
            by_cursor += [one["title"] for one in part["nodes"]]
            assert part["pageInfo"]["hasPreviousPage"] is (after is not None)
            after = part["pageInfo"]["endCursor"]
        assert part["pageInfo"]["hasNextPage"] is False
        by_page = [
            one["title"]
            for page in (1, 2, 3)
            for one in api.data(query, first=2, page=page, order=order)["search"]["nodes"]
        ]
        assert by_cursor == by_page == everything
    assert everything == ["Harbour " + "word " * number for number in range(5)]


def test_bad_input(index: NewsIndexPage, api: GraphQLClient) -> None:
    index_all()
    code = "BAD_USER_INPUT"
    for arguments, message in (
        ("first: 0", "`first` takes a number from 1 to 100."),
        ("first: 101", "`first` takes a number from 1 to 100."),
        ("page: 0", "`page` takes a number from 1 to 1,000,000."),
        ('page: 1, after: "x"', "Pass either `after` or `page`, not both."),
        ("page: 51", "By RELEVANCE the first 1,000 results can be read. Narrow them, or use NEWEST."),
        ('after: "x"', "This cursor is broken. Pass a `cursor` or `endCursor` exactly as an earlier answer gave it."),
        (
            'filter: {publishedFrom: "2026-01-02", publishedTo: "2026-01-01"}',
            "`publishedTo` comes before `publishedFrom`. Swap them.",
        ),
        ('site: "nowhere.example"', "There is no site with this hostname. Leave it out for the default site."),
    ):
        assert api.error(f'{{ search(query: "x", {arguments}) {{ totalCount }} }}') == (code, message)
    too_long = "x" * (MAX_SEARCH_QUERY_CHARACTERS + 1)
    assert api.error(TITLES, q=too_long) == (code, "`query` takes at most 1,000 characters.")
    suggest = "query($p: String!, $f: Int) { suggest(prefix: $p, first: $f) { text } }"
    assert api.error(suggest, p="x" * 201) == (code, "`prefix` takes at most 200 characters.")
    phrases = "takes at most 8 phrases and excluded words, of 32 words together."
    for too_many in ("-word " * 9, '"a" ' * 9, f'"{"a " * 33}"', f'"{"a " * 32}" -b'):
        assert api.error(TITLES, q=too_many) == (code, f"`query` {phrases}")
    assert api.error(suggest, p="-word " * 9) == (code, f"`prefix` {phrases}")
    assert api.error(suggest, p="x", f=21) == (code, "`first` takes a number from 1 to 20.")


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "  ",
            "the",
            "!?",
            '"',
            '"" -',
            "a AND (",
            "NEAR(",
            "x:*",
            "' OR 1=1",
            "\0",
            "\ud800",
            "שלום עולם",
            "😀",
        ),
        *("!?", "黑豹队", "\u202eevil", "-", "--", '"a" -"a"', "w " * 499),
    ],
)
def test_hostile_queries_are_answered(stories: None, api: GraphQLClient, typed: str) -> None:
    found = api.data(EVERYTHING, q=typed, order="RELEVANCE")["search"]
    assert found["totalCount"] == len(found["edges"])
    assert api.data(EVERYTHING, q=typed, order="NEWEST")["search"]["totalCount"] == found["totalCount"]
    api.data("query($p: String!) { suggest(prefix: $p) { text page { title } } }", p=typed[:MAX_PREFIX_CHARACTERS])


def test_did_you_mean_is_offered_not_forced(stories: None, api: GraphQLClient) -> None:
    assert api.data(TITLES, q="Harbuor")["search"] == {"totalCount": 0, "nodes": [], "didYouMean": "harbour"}
    assert api.data(TITLES, q="counsil xyzzyx")["search"]["didYouMean"] == "council"
    assert api.data(TITLES, q="harbour")["search"]["didYouMean"] is None
    assert api.data(TITLES, q="qqqqqqqq")["search"]["didYouMean"] is None


def test_a_title_is_suggested_from_the_moment_its_embargo_lifts(index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index, title="Zebra at large", embargo=True)
    index_all()
    suggest = "query($p: String!) { suggest(prefix: $p) { text page { title } } }"
    assert api.data(suggest, p="zeb") == {"suggest": []}

    ArticlePage.objects.filter(pk=article.pk).update(embargo_until=timezone.now())

    found = [{"text": "Zebra at large", "page": {"title": "Zebra at large"}}]
    for typed in ("zeb", "zebra", "zebra at la", "large zebra"):
        assert api.data(suggest, p=typed) == {"suggest": found}
    assert api.data(suggest, p="zebra okapi") == {"suggest": []}


def test_suggestions(stories: None, api: GraphQLClient) -> None:
    def suggest(prefix: str) -> list[tuple[str, bool]]:
        found = api.data("query($p: String!) { suggest(prefix: $p) { text page { title } } }", p=prefix)["suggest"]
        return [(one["text"], one["page"] is not None) for one in found]

    assert suggest("harb") == [
        ("Harbour <reopens>", True),
        ("Harbour ferry", True),
        ("Harbour master", True),
        ("About the harbour", True),
    ]
    assert suggest("harbour ma") == [("Harbour master", True)]
    assert suggest("por") == [("Ports", False)]
    assert suggest("dúar") == [("Ana Duarte", False)]
    assert suggest("harbuor") == suggest("harbour")
    assert suggest("zzz") == suggest("") == []


def test_site_and_language(stories: None, index: NewsIndexPage, api: GraphQLClient) -> None:
    make_translation(make_article(index, title="Harbour story"), "fr", title="Le port")
    make_article(index_of(make_site("b.example", default=False)), title="Harbour elsewhere")
    index_all()
    query = (
        "query($q: String!, $s: String, $l: String) { search(query: $q, site: $s, locale: $l) { nodes { title } } }"
    )

    assert api.data(query, q="ports", l="fr")["search"]["nodes"] == [{"title": "Le port"}]
    assert api.data(query, q="harbour", s="b.example")["search"]["nodes"] == [{"title": "Harbour elsewhere"}]
    assert api.data(query, q="harbour", l="xx")["search"]["nodes"] == []


def test_a_page_that_was_hidden_since_is_left_out(stories: None, api: GraphQLClient) -> None:
    Page.objects.filter(title="Harbour master").update(live=False)

    found = api.data(TITLES, q="master")["search"]
    assert (found["nodes"], found["totalCount"]) == ([], 0)


@pytest.mark.parametrize("size", [3, 30])
def test_queries_do_not_grow_with_rows(index: NewsIndexPage, api: GraphQLClient, size: int) -> None:
    for number in range(size):
        category = CategoryFactory(name=f"Category {number}", slug=f"category-{number}")
        make_article(index, title=f"Harbour {number}", category=category, published_at=DAY - number * YEAR)
    index_all()
    counts = []
    for query, variables in (
        (EVERYTHING, {"q": "harbour", "first": 100, "order": "RELEVANCE"}),
        (EVERYTHING, {"q": "harbour", "first": 100, "order": "NEWEST"}),
        ('{ suggest(prefix: "harb", first: 20) { text page { title path } } }', {}),
    ):
        api.data(query, **variables)
        with CaptureQueriesContext(connection) as queries:
            api.data(query, **variables)
        counts.append(len(queries))

    expected = [8, 9, 10]
    assert counts == expected
