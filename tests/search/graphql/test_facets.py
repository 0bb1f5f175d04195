"""The facets of a search by author, tag and month."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import AuthorFactory, make_article, make_hidden_articles
from tests.search.finding import index_all

FACETS = """query($q: String!, $filter: SearchFilter, $first: Int) { search(query: $q, filter: $filter) {
  facets {
    months { year month count }
    authors(first: $first) { author { slug } count }
    tags(first: $first) { tag { slug path } count }
  }
} }"""
# In Vienna it is January.
NEW_YEAR = dt.datetime(2025, 12, 31, 23, 30, tzinfo=dt.UTC)
MARCH = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def stories(index: NewsIndexPage) -> None:
    """Three articles that speak of a harbour, and one that does not."""
    ana, ben, draft = (
        AuthorFactory(name=name, slug=name.lower(), live=name != "Draft") for name in ("Ana", "Ben", "Draft")
    )
    make_article(index, title="Harbour", tags=["flood", "quay"], authors=[ana, ben], published_at=MARCH)
    make_article(index, title="Harbour master", tags=["flood"], authors=[ana, draft], published_at=MARCH)
    make_article(index, title="Harbour ferry", published_at=NEW_YEAR)
    make_article(index, title="Council", tags=["flood"], authors=[ben], published_at=MARCH)
    index_all()


def facets(api: GraphQLClient, q: str = "harbour", first: int | None = None, **conditions: Any) -> list[Any]:
    """Returns the counts by month, author and tag."""
    found = api.data(FACETS, q=q, first=first, filter=conditions)["search"]["facets"]
    return [
        [(row["year"], row["month"], row["count"]) for row in found["months"]],
        [(row["author"]["slug"], row["count"]) for row in found["authors"]],
        [(row["tag"]["slug"], row["count"]) for row in found["tags"]],
    ]


MONTHS = [(2026, 3, 2), (2025, 12, 1)]
AUTHORS = [("ana", 2), ("ben", 1)]
TAGS = [("flood", 2), ("quay", 1)]


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, [MONTHS, AUTHORS, TAGS]),
        ({"author": ["ben"]}, [[(2026, 3, 1)], AUTHORS, [("flood", 1), ("quay", 1)]]),
        ({"tag": ["quay"]}, [[(2026, 3, 1)], [("ana", 1), ("ben", 1)], TAGS]),
        ({"tagAll": ["quay"]}, [[(2026, 3, 1)], [("ana", 1), ("ben", 1)], [("flood", 1), ("quay", 1)]]),
        ({"tagNone": ["quay"]}, [[(2026, 3, 1), (2025, 12, 1)], [("ana", 1)], [("flood", 1)]]),
        ({"publishedTo": "2025-12-31"}, [MONTHS, [], []]),
        ({"type": ["STANDARD"]}, [[], [], []]),
    ],
)
def test_each_counts_what_all_conditions_but_its_own_leave(
    api: GraphQLClient, conditions: dict[str, Any], expected: list[Any]
) -> None:
    assert facets(api, **conditions) == expected


@pytest.mark.usefixtures("stories")
def test_a_month_is_that_of_the_newsroom(api: GraphQLClient, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Vienna"

    assert facets(api)[0] == [(2026, 3, 2), (2026, 1, 1)]


@pytest.mark.usefixtures("stories")
def test_the_most_frequent_ones_are_returned(api: GraphQLClient) -> None:
    assert facets(api, first=1)[1:] == [[("ana", 2)], [("flood", 2)]]
    assert api.error(FACETS, q="harbour", first=0) == ("BAD_USER_INPUT", "`first` takes a number from 1 to 100.")
    assert api.error(FACETS, q="harbour", first=101) == ("BAD_USER_INPUT", "`first` takes a number from 1 to 100.")


@pytest.mark.usefixtures("stories")
def test_nothing_found_is_nothing_counted(api: GraphQLClient) -> None:
    assert facets(api, q="lighthouse") == [[], [], []]


def test_hidden_articles_are_not_counted(index: NewsIndexPage, api: GraphQLClient) -> None:
    author = AuthorFactory(name="Ana", slug="ana")
    make_article(index, title="Open secret", tags=["open"], published_at=MARCH)
    make_hidden_articles(index, authors=[author], tags=["secret"])
    index_all()

    assert facets(api, "secret") == [[(2026, 3, 1)], [], [("open", 1)]]


def test_statements_do_not_grow_with_the_values(index: NewsIndexPage, api: GraphQLClient) -> None:
    def statements() -> int:
        index_all()
        with CaptureQueriesContext(connection) as queries:
            facets(api)
        return len(queries)

    for number in range(3):
        make_article(index, title="Harbour", tags=[f"a {number}"], authors=[AuthorFactory()], published_at=MARCH)
    few = statements()
    for number in range(10):
        make_article(index, title="Harbour", tags=[f"tag {number}"], authors=[AuthorFactory()], published_at=NEW_YEAR)

    assert statements() == few
