"""What queries cost, before they are run."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from graphql import get_operation_ast, parse, validate
from pytest_django import Settings

from cms.graphql.limits.cost import cost_of
from cms.graphql.limits.document import Limits
from cms.schema import schema
from news.graphql.examples import EXAMPLES, PREVIEW

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
        ('{ search(query: "harbour") { nodes { id } } }', 1 + 601 + 4 + 20),
        ('{ search(query: "harbour front", first: 3) { nodes { id } didYouMean } }', 1 + 601 + 7 + 3 + 20),
        ('{ search(query: "", first: 3, autocorrect: true) { nodes { id } } }', 1 + 601 + 620 + 3),
        ('{ search(query: "", first: 3, autocorrect: false) { nodes { id } } }', 1 + 601 + 3),
        ('{ search(query: "ab", first: 3, locales: ["en"]) { nodes { id } totalCount } }', 1 + 601 + 1 + 3 + 200),
        (
            '{ search(query: "ab", first: 3, locales: ["en", "fr", "ar"]) { nodes { id } totalCount } }',
            1 + 1 + 3 * (600 + 1 + 200) + 3,
        ),
        ('{ search(query: "", first: 3) { edges { highlight { title text } } } }', 1 + 601 + 3 * (1 + 25 + 1)),
        ('{ suggest(prefix: "harb") { text } }', 1 + 450 + 2 + 10),
        ('{ similar(id: "a", first: 3) { id } }', 1 + 800 + 3),
        (
            '{ search(query: "") { facets { months { year } tags(first: 3) { count } authors { count } } } }',
            1 + 601 + 320 + 1 + (500 + 10) + (500 + 3) + (500 + 10),
        ),
        ('{ search(query: "") { totalCount facets { years { count } } } }', 1 + 601 + 200 + 320 + 1 + 10),
        ('{ articles(first: 3, filter: {tag: ["a", "b"], category: ["c"]}) { nodes { id } } }', 1 + 1 + 3 + 4 * 3),
        (
            '{ articles(first: 3, filter: {tagAll: ["a", "b"], tagNone: ["c"]}) { nodes { id } } }',
            1 + 1 + 3 + 2 * 100 + 4,
        ),
        ("{ articles(first: 100, page: 61) { nodes { id } } }", 1 + 1 + 100 + 6000 // 6),
        ("{ articles(first: 100, page: 900) { nodes { id } } }", 1 + 1 + 100 + 2_000),
        ("{ articles(page: -1) { nodes { id } } }", 1 + 1 + 20),
        ("{ articles(page: 1000001) { nodes { id } } }", 1 + 1 + 20),
        ("{ articles(first: 3) { nodes { structuredData a: structuredDataScript } } }", 1 + 1 + 3 * (1 + 4 + 4)),
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
    pages = """
      ... on ArticlePage { image { id } }
      ... on ArticlePage { image { focalPoint { x } } }
      ... on NewsIndexPage { articles(first: 3) { nodes { id } } }
      ... on Page { parent { id } }
    """
    assert cost(f'{{ page(path: "/") {{ seo {{ title }} {pages} }} }}') == 1 + 1 + 1 + 1 + max(1 + 2, 1 + 3)


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ("__typename id", 0),
        ("... on HeadingBlock { text }", 0),
        ("... on ParagraphBlock { html }", 5),
        ("... on ParagraphBlock { html content }", 10),
        ("... on ParagraphBlock { a: html b: html } ... on CalloutBlock { html }", 3 * 5),
        ("... on TableBlock { caption header rows }", 1),
        ("... on ImageBlock { image { rendition(preset: CARD) { url } } }", 2),
        ("... on GalleryBlock { items { alt image { rendition(preset: CARD) { url } } } }", 5 * 3),
        ("... on GalleryBlock { a: items { image { id } } b: items { image { id } } }", 2 * 5 * 2),
        ("... on ImageBlock { image { id } } ... on GalleryBlock { items { id } } ... on Block { id }", 1 + 5),
        ("... on RelatedArticlesBlock { articles { body { id } } }", 5 * (1 + 30)),
        ("...F } } } } fragment F on Block { ... on ImageBlock { ...G ... on ImageBlock { image { id", 1 + 1),
    ],
)
def test_a_body_costs_what_its_blocks_cost_together(blocks: str, expected: int) -> None:
    body = f"body {{ {blocks} }}"
    figure = " fragment G on ImageBlock { image { id } }" if "...G" in blocks else ""
    assert cost(f'{{ page(path: "/") {{ ... on StandardPage {{ {body} }} }} }}{figure}') == 1 + 1 + 30 + expected


def test_fifty_articles_with_their_bodies_fit_the_limit() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    picture = re.search(r"\nfragment Picture on Image \{\n.*?\n\}\n", guide, flags=re.DOTALL)
    body = re.search(r"\n      body \{\n.*?\n      \}\n", guide, flags=re.DOTALL)
    assert picture
    assert body
    card = "title path publishedAt summary category { name slug } image { ...Picture } authors { name slug } tags"

    assert cost(f"{{ articles(first: 50) {{ nodes {{ {card} {body[0]} }} }} }} {picture[0]}") == 1 + 1 + 50 * (
        1 + (1 + 2 + 10) + (30 + 5 * 3 + 1 + 2 + 5 * 3 + 5)
    )
    assert 50 * 82 + 2 < Limits().cost < 100 * 69


@pytest.mark.parametrize(
    ("variables", "expected"),
    [({"n": 5}, 5), ({}, 30), ({"n": None}, 20), ({"n": "many"}, 20), ({"n": 10**30}, 100), ({"n": 2.5}, 20)],
)
def test_a_size_may_be_a_variable(variables: dict[str, Any], expected: int) -> None:
    assert cost("query($n: Int = 30) { articles(first: $n) { nodes { id } } }", **variables) == 1 + 1 + expected


@pytest.mark.parametrize(
    ("variables", "expected"), [({"q": "x" * 1_000}, 500), ({"q": "x"}, 1), ({}, 0), ({"q": 7}, 0)]
)
def test_a_text_costs_by_its_length(variables: dict[str, Any], expected: int) -> None:
    query = "query($q: String!) { search(query: $q, first: 1) { nodes { id } } }"
    assert cost(query, **variables) == 1 + 601 + expected + 1


@pytest.mark.parametrize(
    "variables", [{"filter": {"tag": ["a", "b"], "hasImage": True}}, {"filter": {"author": ["a"], "category": ["b"]}}]
)
def test_a_filter_may_be_a_variable(variables: dict[str, Any]) -> None:
    query = "query($filter: ArticleFilter) { articles(first: 1, filter: $filter) { nodes { id } } }"
    assert cost(query, **variables) == 1 + 1 + 1 + 4 * 2


def test_so_may_be_its_values() -> None:
    query = "query($tags: [String!]) { articles(first: 1, filter: {tag: $tags}) { nodes { id } } }"
    assert cost(query, tags=["a", "b", "c"]) == 1 + 1 + 1 + 4 * 3


@pytest.mark.parametrize(("ids", "expected"), [(["a"], 1), ([], 0), (["a"] * 1_000, 100), ("a", 10)])
def test_as_many_ids_as_are_asked_for(ids: Any, expected: int) -> None:
    assert cost("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids) == 1 + expected


def test_what_our_own_pages_ask_for_is_a_third_of_the_limit_at_most() -> None:
    costs = {title: cost(query, page=1) for title, query in {**EXAMPLES, "Preview": PREVIEW}.items()}

    assert costs == {
        "The latest articles": 37,
        "A page with its body": 63,
        "A category, page by page": 29,
        "The site and its menus": 133,
        "Preview": 113,
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
