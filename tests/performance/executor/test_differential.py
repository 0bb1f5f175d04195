"""The engine against graphql-core: the same operations on the same data, and answers compared to the letter."""

import json
import os
from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import ExecutionResult, GraphQLSchema, execute_sync, parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from cms.graphql.context import Context
from cms.graphql.schema import global_ids
from cms.performance.executor import PreparedDocument, execute
from cms.performance.executor.execution import executions
from cms.schema import schema as real_schema
from tests.factories import make_page
from tests.news.newsroom import make_newsroom
from tests.performance.executor.oddities import Source, make_schema
from tests.performance.executor.operations import Author

EXAMPLES = int(os.environ.get("EXAMPLES", "400"))
ODD_SCHEMA = make_schema()
ODD_WORDS = ["a", "b", "Lamp", "12"]


def letters(result: ExecutionResult) -> str:
    """Returns all there is to an answer: its text, and what stands behind each error."""
    causes = [f"{type(error.original_error)} {error.original_error}" for error in result.errors or []]
    return json.dumps([result.formatted, causes], ensure_ascii=False)


def seen(calls: list[str]) -> list[str]:
    """Returns a record of calls, emptied for the next execution."""
    record = calls[:]
    calls.clear()
    return record


@pytest.fixture
def tally() -> Any:
    """Counts what the operations of a test gave, and prints it at the end."""
    counts: Counter[str] = Counter()
    before = executions.copy()
    yield counts
    ran = executions - before
    share = 100 * ran["graphql-core"] / max(1, ran.total())
    print(f"\n{dict(counts)}; {dict(ran)}: {share:.1f} % left to graphql-core")  # noqa: T201


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**63))
def _compare_oddities(tally: Counter[str], seed: int) -> None:
    operation = Author(Random(seed), ODD_SCHEMA, ODD_WORDS).write()
    document = parse(operation.text)
    assert validate(ODD_SCHEMA, document) == [], operation.text
    calls: list[str] = []
    root = Source(str(seed), "Query", calls)
    expected = letters(execute_sync(ODD_SCHEMA, document, root, "context", operation.variables)), seen(calls)
    prepared = PreparedDocument(ODD_SCHEMA, document)
    for _first_and_again in range(2):
        result = execute(prepared, operation.variables, "context", root=root)
        assert (letters(result), seen(calls)) == expected, operation.text
    tally["operations"] += 1
    tally["with errors"] += bool(result.errors)
    tally["without data"] += result.data is None
    tally["values"] += expected[0].count(":")


@pytest.mark.slow
def test_data_in_which_everything_goes_wrong(tally: Counter[str]) -> None:
    _compare_oddities(tally)

    assert tally["operations"] >= EXAMPLES
    assert tally["with errors"] > EXAMPLES / 5
    assert tally["with errors"] < tally["operations"]


def test_this_project(tally: Counter[str], site: Site) -> None:
    articles = make_newsroom(site, 4)
    make_page(site.root_page, slug="about")
    names = [global_ids.to_global_id("ArticlePage", article.pk) for article in articles]
    names += [
        global_ids.to_global_id("Category", articles[0].category_id),
        global_ids.to_global_id("Image", articles[0].image_id),
    ]
    words = [
        *names,
        "/",
        "/news/",
        "/about/",
        "/news/story-1/",
        "category-001",
        "fr",
        "en",
        "localhost",
        "ports",
        "no",
    ]
    graphql_schema = real_schema.graphql_schema
    fill = f"{{ nodes(ids: {json.dumps(names)}) {{ __typename id }} }}"
    execute_by_both(graphql_schema, fill, {})  # what a process keeps for good, such as content types, is not counted

    @settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**63))
    def compare(seed: int) -> None:
        operation = Author(Random(seed), graphql_schema, words).write()
        tally["operations"] += 1
        core, own, queries = execute_by_both(graphql_schema, operation.text, operation.variables)
        assert letters(own) == letters(core), operation.text
        assert queries[0] == queries[1], operation.text
        tally["with errors"] += bool(own.errors)
        tally["SQL queries"] += queries[1]
        tally["values"] += letters(own).count(":")

    compare()

    assert tally["operations"] >= EXAMPLES // 4
    assert tally["SQL queries"] > tally["operations"]


def execute_by_both(
    schema: GraphQLSchema, text: str, variables: dict[str, Any]
) -> tuple[ExecutionResult, ExecutionResult, tuple[int, int]]:
    """Returns the answers of graphql-core and of the engine, and how many SQL queries each took."""
    document = parse(text)
    assert validate(schema, document) == [], text
    with CaptureQueriesContext(connection) as of_core:
        core = execute_sync(schema, document, None, Context(), variables)
    with CaptureQueriesContext(connection) as of_own:
        own = execute(PreparedDocument(schema, document), variables, Context())
    return core, own, (len(of_core), len(of_own))
