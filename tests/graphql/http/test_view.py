"""GraphQL over HTTP: what is asked, and how it is answered."""

import gzip
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import Settings

from cms.accounts.models import User
from tests.graphql.http.requests import ANSWER, GRAPHQL, NAME, error, get, post


def test_post(http: Client) -> None:
    response = post(http, {"query": NAME})

    assert (response.status_code, json.loads(response.content)) == (200, ANSWER)
    assert response["Content-Type"] == "application/json; charset=utf-8"


def test_get(http: Client) -> None:
    response = get(http, query=NAME)

    assert (response.status_code, json.loads(response.content)) == (200, ANSWER)


def test_head(http: Client) -> None:
    response = http.head(f"/graphql/?{urlencode({'query': NAME})}")

    assert (response.status_code, response.content) == (200, b"")


def test_variables_and_operation_names(http: Client) -> None:
    query = "query A { site { name } } query B($path: String!) { page(path: $path) { title } }"
    variables = {"path": "/"}
    expected = {"data": {"page": {"title": "The Wire home"}}}

    by_post = post(http, {"query": query, "operationName": "B", "variables": variables})
    by_get = get(http, query=query, operationName="B", variables=json.dumps(variables))

    assert json.loads(by_post.content) == json.loads(by_get.content) == expected
    assert json.loads(post(http, {"query": query, "operationName": "A", "variables": None}).content) == ANSWER


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_cache_is_kept_from_keeping_an_answer(http: Client, method: str) -> None:
    """No cookie is set, and nothing says that an answer depends on one."""
    response = get(http, query=NAME) if method == "get" else post(http, {"query": NAME})

    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")
    assert "Set-Cookie" not in response


def test_an_editor_gets_what_everybody_gets(http: Client) -> None:
    http.force_login(User.objects.create_superuser("admin", "admin@example.org", "secret"))

    response = post(http, {"query": NAME})

    assert json.loads(response.content) == ANSWER
    assert "Cookie" not in response.get("Vary", "")


def test_typename_needs_nothing(http: Client) -> None:
    assert json.loads(post(http, {"query": "{ __typename site { __typename } }"}).content) == {
        "data": {"__typename": "Query", "site": {"__typename": "Site"}}
    }


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*;q=0.5", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, application/json;q=0.9", GRAPHQL),
        (f"application/json, {GRAPHQL}", "application/json"),
        (f"text/html, {GRAPHQL.upper()}", GRAPHQL),
    ],
)
def test_media_types(http: Client, accept: str, media_type: str) -> None:
    response = post(http, {"query": NAME}, headers={"Accept": accept} if accept else {})

    assert response["Content-Type"] == f"{media_type}; charset=utf-8"
    assert json.loads(response.content) == ANSWER


def test_neither_media_type(http: Client) -> None:
    assert error(post(http, {"query": NAME}, headers={"Accept": "text/csv"})) == (
        406,
        "BAD_USER_INPUT",
        "This address answers in application/graphql-response+json or application/json.",
    )


def test_answers_are_compressed_for_those_who_can_read_it(http: Client) -> None:
    query = {"query": "{ __schema { types { name } } }"}

    plain, compressed = get(http, **query), http.get("/graphql/", query, headers={"Accept-Encoding": "gzip"})

    assert compressed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert "Accept-Encoding" in compressed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


ELSEWHERE = "https://www.example.org"


def test_scripts_on_websites_may_ask_from_the_allowed_origins(http: Client, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = [ELSEWHERE]
    preflight = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, authorization",
    }

    allowed = http.options("/graphql/", headers={"Origin": ELSEWHERE, **preflight})
    refused = http.options("/graphql/", headers={"Origin": "https://other.example.org", **preflight})
    asked = post(http, {"query": NAME}, headers={"Origin": ELSEWHERE})

    assert allowed.status_code == asked.status_code == 200
    assert allowed.headers["Access-Control-Allow-Origin"] == ELSEWHERE
    assert set(allowed.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "POST"}
    assert {"content-type", "authorization"} <= set(allowed.headers["Access-Control-Allow-Headers"].split(", "))
    assert asked.headers["Access-Control-Allow-Origin"] == ELSEWHERE
    assert "X-GraphQL-Cost" in asked.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked.headers
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_no_other_address_may_be_asked_from_elsewhere(http: Client, settings: Settings) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = True

    for path in ("/admin/login/", "/graphql/documents/", "/"):
        assert "Access-Control-Allow-Origin" not in http.get(path, headers={"Origin": ELSEWHERE}).headers


@pytest.mark.parametrize("query", ["{ __schema { types { name } } }", '{ __type(name: "Site") { name } }'])
def test_in_production_the_schema_is_not_read(http: Client, settings: Settings, query: str) -> None:
    settings.GRAPHQL_INTROSPECTION = False

    answer = json.loads(post(http, {"query": query}).content)

    assert {one["extensions"]["code"] for one in answer["errors"]} == {"GRAPHQL_VALIDATION_FAILED"}
    assert answer["errors"][0]["message"].startswith("GraphQL introspection has been disabled")
    assert "data" not in answer
    typename = post(http, {"query": "{ __typename site { __typename } }"})
    assert json.loads(typename.content) == {"data": {"__typename": "Query", "site": {"__typename": "Site"}}}


@pytest.mark.parametrize(
    ("query", "variables", "told"),
    [
        ("{ artcles { totalCount } }", {}, "Cannot query field 'artcles' on type 'Query'."),
        (
            "query($o: ArticleOrder!) { articles(orderBy: $o) { totalCount } }",
            {"o": "NEWES"},
            "Variable '$o' got invalid value 'NEWES'; Value 'NEWES' does not exist in 'ArticleOrder' enum.",
        ),
        (
            "query($f: ArticleFilter) { articles(filter: $f) { totalCount } }",
            {"f": {"categry": []}},
            "Variable '$f' got invalid value {'categry': []}; Field 'categry' is not defined by type 'ArticleFilter'.",
        ),
    ],
)
def test_in_production_misspelt_names_are_not_corrected(
    http: Client, settings: Settings, query: str, variables: dict[str, Any], told: str
) -> None:
    assert "Did you mean" in error(post(http, {"query": query, "variables": variables}))[2]

    settings.GRAPHQL_INTROSPECTION = False

    assert error(post(http, {"query": query, "variables": variables}))[2] == told
