"""Queries and variables that nobody would write: never a 5xx, never an error that says more than it should.

The seeds are fixed: what fails once fails for everybody. `pytest -rP` prints how much was tried.
"""

import base64
import json
import logging
import time
from collections import Counter
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from cms.graphql import errors
from cms.graphql.management.commands.export_schema import schema_text
from tests.news.newsroom import make_newsroom

EXAMPLES = 40
SECONDS = 15
CODES = {value for name, value in vars(errors).items() if name == value}
EXPECTED = CODES - {errors.INTERNAL_SERVER_ERROR, errors.TIMEOUT}

FOUND = schemathesis.graphql.from_file(schema_text()).get_all_operations()
OPERATIONS = [one.ok() for one in FOUND]  # type: ignore[union-attr]  # all of them are sound, or this fails

fixed = settings(
    derandomize=True, database=None, deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def newsroom(site: Site) -> None:
    make_newsroom(site, 3)


def sound(body: str, caplog: pytest.LogCaptureFixture) -> str:
    """Returns how a request was answered, "data" or an error's code; fails when the answer is not as it should be."""
    caplog.clear()
    response = Client().post("/graphql/", body, content_type="application/json")

    assert response.status_code in (200, 400, 413, 415), (response.status_code, body[:500])
    answer = json.loads(response.content)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == [], body[:500]
    codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
    assert set(codes) <= EXPECTED, (codes, body[:500])
    return codes[0] if codes else "data"


def attempts(bodies: st.SearchStrategy[str], caplog: pytest.LogCaptureFixture) -> Counter[str]:
    """Returns how often a request was answered how, as long as there is time."""
    counted: Counter[str] = Counter()
    until = time.monotonic() + SECONDS

    @fixed
    @given(body=bodies)
    def attempt(body: str) -> None:
        if time.monotonic() < until:
            counted[sound(body, caplog)] += 1

    attempt()
    return counted


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_queries_that_fit_the_schema(caplog: pytest.LogCaptureFixture) -> None:
    """From schemathesis: some for each root field."""
    outcomes: dict[str, Counter[str]] = {}
    for operation in OPERATIONS:
        bodies = operation.as_strategy().map(lambda case: json.dumps({"query": case.body}))
        outcomes[operation.label] = attempts(bodies, caplog)

    for label, counted in outcomes.items():
        print(f"{label:20} {counted.total():4} cases {dict(counted)}")  # noqa: T201
    print(f"schemathesis: {sum(one.total() for one in outcomes.values())} cases, 0 failures")  # noqa: T201
    assert set(outcomes) >= {"Query.articles", "Query.node", "Query.page", "Query.site"}
    assert all(counted.total() == EXAMPLES for counted in outcomes.values()), outcomes


NASTY = [
    "\0",
    "\ud800",
    "\udfff\ud800",
    "",
    " ",
    "%",
    "'",
    '"',
    "\\",
    "\u202e",
    "🏴",
    "1e999",
    "../",
    "{{",
    "a" * 5_000,
]
text = st.one_of(
    st.sampled_from(NASTY), st.text(), st.builds(str.__add__, st.sampled_from(NASTY), st.text(max_size=9))
)
number = st.one_of(
    st.integers(), st.sampled_from([2**31, -(2**31) - 1, 2**63, 2**64, -(2**63) - 1, 10**400, 1.5, 1e308, -0.0])
)


def encoded(value: str) -> str:
    return base64.urlsafe_b64encode(value.encode("utf-8", "surrogatepass")).decode()


identity = st.one_of(
    text,
    st.builds(lambda name, pk: encoded(f"{name}:{pk}"), st.sampled_from(["ArticlePage", "Image", "X"]) | text, number),
)
cursor = st.one_of(
    text,
    st.builds(
        lambda order, key, pk: encoded(json.dumps([order, key, pk])),
        st.sampled_from(["NEWEST", "TITLE", "position", "name"]) | text,
        st.sampled_from(["2026-05-29T12:00:00+00:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59-23:59"]) | text,
        number,
    ),
)
day = (
    st.sampled_from(["2026-05-29", "0001-01-01", "9999-12-31", "2026-02-30", "+2026-05-29"])
    | st.sampled_from(["2026-05-29T08:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-23:59"])
    | text
)
anything = st.recursive(
    st.none() | st.booleans() | number | text,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(text, inner, max_size=5),
    max_leaves=20,
)
conditions = st.dictionaries(
    st.sampled_from(["category", "tag", "author", "publishedFrom", "publishedTo", "hasImage"]),
    st.one_of(st.lists(text, max_size=4), day, st.booleans(), anything),
)

ARTICLES = """query($first: Int, $after: String, $page: Int, $order: ArticleOrder!, $site: String, $locale: String,
  $filter: ArticleFilter) {
  articles(first: $first, after: $after, page: $page, orderBy: $order, site: $site, locale: $locale, filter: $filter) {
    totalCount nodes { title } pageInfo { endCursor }
  }
}"""
order = st.sampled_from(["NEWEST", "OLDEST", "TITLE", "RECENTLY_UPDATED", "MOST_READ"])
QUERIES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    ARTICLES: {"first": number, "page": number, "order": order},
    ARTICLES.replace("totalCount", ""): {"after": cursor, "order": order},
    f"{ARTICLES} ": {"site": text, "locale": text, "order": order},
    f"{ARTICLES}  ": {"filter": conditions, "order": order},
    "query($ids: [ID!]!) { nodes(ids: $ids) { id } }": {"ids": st.lists(identity, max_size=110)},
    "query($id: ID!) { node(id: $id) { id } }": {"id": identity},
    "query($path: String!, $site: String) { page(path: $path, site: $site) { id children { totalCount } } }": {
        "path": text.map(lambda inner: f"/{inner}/"),
        "site": st.none() | text,
    },
    'query($after: String) { page(path: "/news/") { children(after: $after) { nodes { id } } } }': {"after": cursor},
    "query($slug: String!, $locale: String) { category(slug: $slug, locale: $locale) { articleCount } }": {
        "slug": text,
        "locale": st.none() | text,
    },
    "query($slug: String!, $after: String) { author(slug: $slug) { articles(after: $after) { totalCount } } }": {
        "slug": st.just("author-1") | text,
        "after": cursor,
    },
    "query($after: String) { authors(after: $after) { nodes { name } } }": {"after": cursor},
    "query($q: String!, $after: String) { search(query: $q, after: $after) { totalCount nodes { title } } }": {
        "q": text,
        "after": cursor,
    },
    "query($q: String!, $locale: String, $page: Int) {search(query: $q, locale: $locale, page: $page) {totalCount}}": {
        "q": text,
        "locale": text,
        "page": number,
    },
    "query($prefix: String!, $locale: String) { suggest(prefix: $prefix, locale: $locale) { text } }": {
        "prefix": text,
        "locale": st.none() | text,
    },
    "query($token: String!) { preview(token: $token) { id } }": {"token": text},
    "query($hostname: String) { site(hostname: $hostname) { name } }": {"hostname": text},
}


@pytest.mark.usefixtures("newsroom")
def test_variables_of_the_right_and_wrong_kind(caplog: pytest.LogCaptureFixture) -> None:
    """Huge numbers, NUL, half surrogate pairs, deep lists; some fit their type, and some do not."""
    outcomes: Counter[str] = Counter()
    for query, kinds in QUERIES.items():
        fitting = st.fixed_dictionaries(kinds)
        any_kind = st.fixed_dictionaries(dict.fromkeys(kinds, anything))
        requests = st.fixed_dictionaries({"query": st.just(query), "variables": fitting | any_kind})
        outcomes += attempts(requests.map(json.dumps), caplog)

    print(f"hypothesis: {outcomes.total()} cases, 0 failures {dict(outcomes)}")  # noqa: T201
    assert outcomes["data"] > 50
    assert outcomes["BAD_USER_INPUT"] > 50


@pytest.mark.usefixtures("newsroom")
@fixed
@example(body="[" * 20_000)
@example(body='{"query": "{__typename}", "variables": ' + '{"a":' * 900 + "1" + "}" * 900 + "}")
@example(body='{"query": "query($i:[ID!]!){nodes(ids:$i){id}}", "variables": {"i": ' + "[" * 900 + "]" * 900 + "}}")
@example(body='{"query": "{__typename}", "variables": {"a": ' + "9" * 5_000 + "}}")
@example(body='{"query": "{ articles(first: ' + "9" * 5_000 + ') { totalCount } }"}')
@example(body='{"query": "{ articles(filter: {tag: ' + "[" * 300 + "]" * 300 + '}) { totalCount } }"}')
@example(body='{"query": "\\ud800{__typename}"}')
@example(body='{"query": "{ page(path: \\"/\\u0000/\\") { id } }"}')
@example(body='{"query": "{__typename}", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": [[]]}}}')
@example(body='{"query": "{__typename}", "operationName": "\\ud800"}')
@example(body='{"documentId": "\\u0000\\ud800"}')
@given(
    body=st.text(max_size=200)
    | anything.map(json.dumps)
    | st.dictionaries(
        st.sampled_from(["query", "variables", "operationName", "extensions", "documentId"]), anything
    ).map(json.dumps)
)
def test_bodies_of_any_kind(caplog: pytest.LogCaptureFixture, body: str) -> None:
    assert sound(body.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), caplog)
