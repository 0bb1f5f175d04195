"""GraphQL over HTTP."""

import gzip
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site

from cms.accounts.models import User

GRAPHQL = "application/graphql-response+json"
NAME = "{ site { name } }"
ANSWER = {"data": {"site": {"name": "The Wire"}}}


@pytest.fixture
def http(site: Site) -> Client:
    """An anonymous client of a server with a site."""
    return Client()


def post(http: Client, body: Any, **extra: Any) -> Any:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return http.post("/graphql/", data, **({"content_type": "application/json"} | extra))


def get(http: Client, accept: str = "application/json", **parameters: str) -> Any:
    return http.get(f"/graphql/?{urlencode(parameters)}", headers={"Accept": accept})


def error(response: Any) -> tuple[int, str, str]:
    """Returns status, code and message of a response with one error and nothing else."""
    body = json.loads(response.content)
    (one,) = body["errors"]
    assert "data" not in body
    return response.status_code, one["extensions"]["code"], one["message"]


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
            "message": f"Schema is not configured to execute {operation} operation.",
            "locations": [{"line": 1, "column": 1}],
            "extensions": {"code": "BAD_USER_INPUT"},
        }
    ]
    assert error(by_get) == (405, "BAD_USER_INPUT", "Only queries may be sent by GET.")
    assert by_get["Allow"] == "POST"


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
