"""GraphQL over HTTP: requests that cannot be answered, and what is said of them."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.graphql.http.requests import ANSWER, GRAPHQL, NAME, error, get, post


@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (GRAPHQL, 400)])
@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("{", "GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>."),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nothing' on type 'Query'."),
        (
            "{ page { title } }",
            "GRAPHQL_VALIDATION_FAILED",
            "Field 'page' argument 'path' of type 'String!' is required, but it was not provided.",
        ),
        (
            "{ site { name ...A } } fragment A on Site { ...B } fragment B on Site { ...A }",
            "GRAPHQL_VALIDATION_FAILED",
            "Cannot spread fragment 'A' within itself via 'B'.",
        ),
    ],
)
def test_documents_that_cannot_be_run(
    http: Client, accept: str, status: int, query: str, code: str, message: str
) -> None:
    assert error(post(http, {"query": query}, headers={"Accept": accept})) == (status, code, message)


@pytest.mark.parametrize("depth", [100, 200, 300, 400, 600, 900, 100_000])
def test_documents_nested_beyond_reason(http: Client, depth: int) -> None:
    """However deep, the answer is an error with a code."""
    query = '{ page(path: "/") ' + "{ parent " * depth + "{ id }" + "}" * (depth + 1)

    status, code, _message = error(post(http, {"query": query}))

    assert (status, code) in {
        (200, "QUERY_TOO_EXPENSIVE"),
        (200, "GRAPHQL_PARSE_FAILED"),
        (413, "BAD_USER_INPUT"),
    }


@pytest.mark.parametrize(
    ("body", "extra", "expected"),
    [
        ({"query": NAME}, {"content_type": "text/plain"}, (415, "Send the body as application/json, in UTF-8.")),
        (
            "query=x",
            {"content_type": "application/x-www-form-urlencoded"},
            (415, "Send the body as application/json, in UTF-8."),
        ),
        ("{", {}, (400, "The body is no valid JSON.")),
        (b"\xff", {}, (400, "The body is no valid JSON.")),
        ("[" * 20_000, {}, (400, "The body is no valid JSON.")),
        ([{"query": NAME}], {}, (400, "Send one operation at a time: this address takes no batches.")),
        (b'{"query": "{ __typename }", "variables": {"x": NaN}}', {}, (400, "The body is no valid JSON.")),
        ({"query": NAME}, {"content_type": "application/json; charset=utf-8"}, ANSWER),
        (
            {"query": NAME},
            {"content_type": "application/json; charset=latin-1"},
            (415, "Send the body as application/json, in UTF-8."),
        ),
        (
            "1",
            {},
            (400, "The body is a JSON object with `query`, and maybe `variables` and `operationName`."),
        ),
        ({}, {}, (400, "Send a GraphQL document in `query`.")),
        ({"query": ""}, {}, (400, "Send a GraphQL document in `query`.")),
        ({"query": None}, {}, (400, "Send a GraphQL document in `query`.")),
        ({"query": 1}, {}, (400, "`query` is a JSON string.")),
        ({"query": NAME, "variables": []}, {}, (400, "`variables` is a JSON object.")),
        ({"query": NAME, "variables": "{}"}, {}, (400, "`variables` is a JSON object.")),
        ({"query": NAME, "operationName": 1}, {}, (400, "`operationName` is a JSON string.")),
        ({"query": NAME, "extensions": 1}, {}, (400, "`extensions` is a JSON object.")),
        (
            {"query": f"query A {NAME} query B {NAME}"},
            {},
            (400, "Name one of the document's operations in `operationName`."),
        ),
        (
            {"query": NAME, "operationName": "B"},
            {},
            (400, "Name one of the document's operations in `operationName`."),
        ),
        (
            {"query": "fragment A on Site { name }"},
            {},
            None,
        ),
        ({"query": NAME, "documentId": 1}, {}, (400, "`documentId` is a JSON string.")),
    ],
)
def test_requests_that_are_not_understood(http: Client, body: Any, extra: dict[str, Any], expected: Any) -> None:
    response = post(http, body, **extra)

    if expected is ANSWER:
        assert json.loads(response.content) == ANSWER
    elif expected is None:
        assert error(response)[1] == "GRAPHQL_VALIDATION_FAILED"
    else:
        assert error(response) == (expected[0], "BAD_USER_INPUT", expected[1])


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"query": NAME, "variables": "{"}, "`variables` is no valid JSON."),
        ({"query": NAME, "variables": "[]"}, "`variables` is a JSON object."),
        ({"query": NAME, "extensions": "["}, "`extensions` is no valid JSON."),
        ({}, "Send a GraphQL document in `query`."),
    ],
)
def test_addresses_that_are_not_understood(http: Client, parameters: dict[str, str], message: str) -> None:
    assert error(get(http, **parameters)) == (400, "BAD_USER_INPUT", message)


def test_a_body_that_is_too_large(http: Client, settings: Settings) -> None:
    settings.GRAPHQL_LIMITS = {"body": "100"}
    expected = (413, "BAD_USER_INPUT", "The body is too large: it may have 100 bytes.")

    assert error(post(http, {"query": NAME, "variables": {"x": "y" * 100}})) == expected
    settings.GRAPHQL_LIMITS, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = {"body": "1000"}, 100
    assert error(post(http, {"query": NAME, "variables": {"x": "y" * 100}}))[:2] == expected[:2]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods(http: Client, method: str) -> None:
    response = getattr(http, method)("/graphql/")

    assert error(response) == (405, "BAD_USER_INPUT", "Send queries by GET or POST.")
    assert response["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("operation", ["mutation", "subscription"])
def test_nothing_but_queries(http: Client, operation: str) -> None:
    """There are no mutations; one sent by GET is refused before anything else is looked at."""
    query = f"{operation} {{ publish }}"

    by_post, by_get = post(http, {"query": query}), get(http, query=query)

    assert json.loads(by_post.content)["errors"] == [
        {
            "message": f"The schema has no {operation} type: there are only queries.",
            "locations": [{"line": 1, "column": 1}],
            "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
        }
    ]
    assert error(by_get) == (405, "BAD_USER_INPUT", "Only queries may be sent by GET.")
    assert by_get["Allow"] == "POST"


def test_characters_that_are_no_text(http: Client) -> None:
    """Half a surrogate pair can be sent in JSON; the answer is well-formed all the same."""
    half = '"\\ud800"'
    by_variable = f'{{"query": "query($s: String) {{ site(hostname: $s) {{ name }} }}", "variables": {{"s": {half}}}}}'
    in_document = '{"query": "{ site { name(x: \\"\\ud800\\") } }"}'

    codes = [json.loads(post(http, body).content)["errors"][0]["extensions"] for body in (by_variable, in_document)]

    assert codes == [{"code": "BAD_USER_INPUT"}, {"code": "GRAPHQL_PARSE_FAILED"}]


@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), (GRAPHQL, 400)])
def test_a_variable_that_does_not_fit_leaves_no_data(http: Client, accept: str, status: int) -> None:
    body = {"query": "query($path: String!) { page(path: $path) { id } }", "variables": {"path": 1}}

    assert error(post(http, body, headers={"Accept": accept})) == (
        status,
        "BAD_USER_INPUT",
        "Variable '$path' got invalid value 1; String cannot represent a non string value: 1",
    )


@pytest.mark.parametrize("accept", ["application/json", GRAPHQL])
def test_an_error_that_leaves_nothing_is_still_an_answer(http: Client, accept: str) -> None:
    response = post(http, {"query": "{ articles(first: 0) { totalCount } }"}, headers={"Accept": accept})

    assert response.status_code == 200
    assert json.loads(response.content)["data"] is None
