"""What queries cost, before they are run."""

import json
from typing import Any

import pytest
from django.test import Client
from graphql import get_operation_ast, parse, validate
from pytest_django import Settings

from cms.api.cost import cost_of
from cms.schema import schema
from news.examples import EXAMPLES, PREVIEW

SCHEMA = schema.graphql_schema


def cost(query: str, **variables: Any) -> int:
    document = parse(query)
    assert validate(SCHEMA, document) == []
    operation = get_operation_ast(document)
    assert operation is not None
    return cost_of(SCHEMA, document, operation, variables)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ __typename }", 1),
        ("{ site { name hostname } }", 1 + 1),
        ("{ site { locales { code } } }", 1 + 1 + 10),
        ("{ articles { nodes { title tags } } }", 1 + 1 + 20),
        ("{ articles(first: 3) { nodes { title } } }", 1 + 1 + 3),
        ("{ articles(first: 3) { edges { cursor node { title } } pageInfo { endCursor } } }", 1 + 1 + 3 * 2 + 1),
        ("{ articles(first: 3) { totalCount } }", 1 + 1 + 5),
        ("{ categories { articleCount articles(first: 2) { totalCount } } }", 1 + 10 * (1 + 5 + 1 + 5)),
        (
            "{ articles(first: 3) { nodes { authors { articles(first: 2) { nodes { id } } } } } }",
            1 + 1 + 3 * (1 + 10 * (1 + 1 + 2)),
        ),
        ("{ articles(first: 1) { nodes { related(first: 4) { id } } } }", 1 + 1 + 1 + 4),
        ('{ nodes(ids: ["a", "b", "c"]) { id ... on Page { parent { id } } } }', 1 + 3 * 2),
        ("{ a: site { name } b: site { name } }", 1 + 2),
        ("{ articles(first: 1000000) { nodes { id } } }", 1 + 1 + 100),
        ("{ articles(first: -5) { nodes { id } } }", 1 + 1),
        ('{ __schema { types { name } } __type(name: "Site") { name } }', 1 + 500 + 500),
        ('{ search(query: "harbour") { nodes { id } } }', 1 + 51 + 1 + 20),
        ('{ search(query: "harbour front", first: 3) { nodes { id } didYouMean } }', 1 + 51 + 2 + 3 + 20),
        ('{ search(query: "", first: 3) { edges { highlight { title text } } } }', 1 + 51 + 3 * (1 + 15 + 1)),
        ('{ suggest(prefix: "harb") { text } }', 1 + 30 + 1 + 10),
        ("{ ...F ...F } fragment F on Query { site { name } }", 1 + 2),
        (
            "{ articles(first: 7) { ...C } authors(first: 2) { nodes { articles(first: 3) { ...C } } } } "
            "fragment C on ArticleConnection { nodes { id } }",
            1 + (1 + 7) + 1 + 2 * (1 + 1 + 3),
        ),
    ],
)
def test_objects_times_the_lists_they_are_in(query: str, expected: int) -> None:
    assert cost(query) == expected


def test_of_the_types_that_an_object_may_have_the_dearest_counts() -> None:
    blocks = """
      ... on ImageBlock { image { id } }
      ... on ImageBlock { image { focalPoint { x } } }
      ... on GalleryBlock { items { id } }
      ... on Block { id }
    """
    query = f'{{ page(path: "/") {{ seo {{ title }} ... on StandardPage {{ body {{ {blocks} }} }} }} }}'

    assert cost(query) == 1 + 1 + 1 + 10 * (1 + max(1 + 2, 10))


@pytest.mark.parametrize(
    ("variables", "expected"),
    [({"n": 5}, 5), ({}, 30), ({"n": None}, 20), ({"n": "many"}, 20), ({"n": 10**30}, 100), ({"n": 2.5}, 20)],
)
def test_a_size_may_be_a_variable(variables: dict[str, Any], expected: int) -> None:
    assert cost("query($n: Int = 30) { articles(first: $n) { nodes { id } } }", **variables) == 1 + 1 + expected


@pytest.mark.parametrize(
    ("variables", "expected"), [({"q": "x" * 1_000}, 100), ({"q": "x"}, 1), ({}, 0), ({"q": 7}, 0)]
)
def test_a_text_costs_by_its_length(variables: dict[str, Any], expected: int) -> None:
    query = "query($q: String!) { search(query: $q, first: 1) { nodes { id } } }"
    assert cost(query, **variables) == 1 + 51 + expected + 1


@pytest.mark.parametrize(("ids", "expected"), [(["a"], 1), ([], 0), (["a"] * 1_000, 100), ("a", 10)])
def test_as_many_ids_as_are_asked_for(ids: Any, expected: int) -> None:
    assert cost("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids) == 1 + expected


def test_what_our_own_pages_ask_for_is_a_third_of_the_limit_at_most() -> None:
    costs = {title: cost(query, page=1) for title, query in {**EXAMPLES, "Preview": PREVIEW}.items()}

    assert costs == {
        "The latest articles": 37,
        "A page with its body": 56,
        "A category, page by page": 29,
        "The site and its menus": 133,
        "Preview": 346,
    }


def test_every_answer_tells_its_cost(site: object, settings: Settings) -> None:
    query = "{ articles(first: 3) { nodes { id } } }"
    http = Client()

    plain = http.get("/graphql/", {"query": query})
    asked = http.get("/graphql/", {"query": query, "extensions": json.dumps({"cost": True})})
    settings.GRAPHQL_LIMITS = {"cost": 4}
    refused = http.get("/graphql/", {"query": query})

    assert [one.headers["X-GraphQL-Cost"] for one in (plain, asked, refused)] == ["5", "5", "5"]
    assert "extensions" not in plain.json()
    assert asked.json()["extensions"] == {"cost": {"cost": 5, "limit": 5_000}}
    assert refused.json()["errors"][0]["extensions"] == {
        "code": "QUERY_TOO_EXPENSIVE",
        "measure": "cost",
        "limit": 4,
        "cost": 5,
    }
