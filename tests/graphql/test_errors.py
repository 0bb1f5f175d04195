"""Nothing internal reaches a client, and nothing that goes wrong goes unnoticed (L14 of the table of leaks)."""

import json
import logging
import re
from typing import Any

import pytest

from cms.images.files.storage import rendition_storage
from cms.images.models import CreditedImage
from cms.images.tasks import make_renditions
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import ImageFactory, make_article, stored

REQUEST = "0123456789abcdef"
WRITTEN = (
    "A Date is written as YYYY-MM-DD, for example 2026-05-29, or as a moment with its offset from UTC, "
    "for example 2026-05-29T08:00:00+02:00 or 2026-05-29T06:00:00Z."
)


@pytest.fixture
def api() -> GraphQLClient:
    """A frontend behind a proxy that numbers its requests."""
    return GraphQLClient(headers={"X-Request-Id": REQUEST})


MASKED = {
    "message": "Something went wrong on our side. The error has been recorded.",
    "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": REQUEST},
}


def test_l14_broken_data(index: NewsIndexPage, api: GraphQLClient, caplog: pytest.LogCaptureFixture) -> None:
    """Vanilla sends `str(exception)` to the client, with HTTP 200, and logs nothing."""
    image = ImageFactory()
    make_article(index, title="Open", image=image)
    CreditedImage.objects.update(variants={"of": [image.file.name], "CARD": "/srv/secret"})

    with caplog.at_level(logging.ERROR):
        answer = api.answer("{ articles { nodes { title image { rendition(preset: CARD) { width } } } } }")

    place = {"locations": [{"line": 1, "column": 62}], "path": ["articles", "nodes", 0, "image", "rendition", "width"]}
    assert answer == {
        "errors": [MASKED | place],
        "data": {"articles": {"nodes": [{"title": "Open", "image": None}]}},
    }
    (record,) = (record for record in caplog.records if record.name == "cms.graphql")
    assert record.getMessage() == (
        "Resolver failed at ['articles', 'nodes', 0, 'image', 'rendition', 'width'], request 0123456789abcdef"
    )
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == "invalid literal for int() with base 10: 't'"


def test_l14_exceptions_from_below(
    index: NewsIndexPage, api: GraphQLClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text of a storage's, database's or cache's exception stays in the log."""
    image = ImageFactory()
    make_renditions(image)
    make_article(index, title="Open", image=image)

    def fail(name: str) -> str:
        raise OSError(f"[Errno 5] Input/output error: '/srv/secret/media/{name}'")

    monkeypatch.setattr(rendition_storage(), "url", fail)
    with caplog.at_level(logging.ERROR):
        answer = api.answer("{ articles { nodes { title image { alt rendition(preset: CARD) { url } } } } }")

    place = {
        "locations": [{"line": 1, "column": 66}],
        "path": ["articles", "nodes", 0, "image", "rendition", "url"],
    }
    assert answer["errors"] == [MASKED | place]
    assert answer["data"]["articles"]["nodes"] == [{"title": "Open", "image": None}]
    assert "/srv/secret/media/" in caplog.text


def test_l14_values_that_the_schema_cannot_give(
    index: NewsIndexPage, api: GraphQLClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The message of graphql-core quotes the value that it could not serialise: that is no client's fault either."""
    make_article(index, body=stored(("heading", {"text": "A", "level": "/srv/secret"})))

    with caplog.at_level(logging.ERROR):
        answer = api.answer("{ articles { nodes { body { ... on HeadingBlock { level } } } } }")

    assert [error["extensions"] for error in answer["errors"]] == [MASKED["extensions"]]
    assert "/srv/secret" not in json.dumps(answer)
    assert "/srv/secret" in caplog.text


@pytest.mark.parametrize(
    ("query", "variables", "code", "message"),
    [
        (
            "query($slug: String!) { author(slug: $slug) { name } }",
            {},
            "BAD_USER_INPUT",
            "Variable '$slug' of required type 'String!' was not provided.",
        ),
        (
            'query($slug: String = "ana") { author(slug: $slug) { name } }',
            {"slug": None},
            "BAD_USER_INPUT",
            "Argument 'slug' of non-null type 'String!' must not be null.",
        ),
        (
            "query($day: Date) { articles(filter: {publishedFrom: $day}) { totalCount } }",
            {"day": "yesterday"},
            "BAD_USER_INPUT",
            f"Variable '$day' got invalid value 'yesterday'; {WRITTEN}",
        ),
        (
            '{ articles(filter: {publishedFrom: "2026-W22-5"}) { totalCount } }',
            {},
            "GRAPHQL_VALIDATION_FAILED",
            WRITTEN,
        ),
        (
            "{ articles(filter: {publishedFrom: 20260529}) { totalCount } }",
            {},
            "GRAPHQL_VALIDATION_FAILED",
            WRITTEN,
        ),
        (
            "{ articles(filter: {publishedFrom: {}}) { totalCount } }",
            {},
            "GRAPHQL_VALIDATION_FAILED",
            WRITTEN,
        ),
    ],
)
def test_what_a_client_got_wrong_is_explained(
    site: object,
    api: GraphQLClient,
    caplog: pytest.LogCaptureFixture,
    query: str,
    variables: dict[str, Any],
    code: str,
    message: str,
) -> None:
    with caplog.at_level(logging.ERROR):
        assert api.error(query, **variables) == (code, message)

    assert caplog.records == []


@pytest.mark.parametrize(
    "moment",
    [
        *("2026-05-29T08:00:00", "2026-05-29T08:00Z", "2026-05-29 08:00:00Z", "2026-05-29T25:00:00Z", "2026-05-29T"),
        *("2026-02-30T08:00:00Z", "2026-05-29T08:00:00+24:00", "2026-05-29T08:00:00+02:00:30", "20260529T080000Z"),
        *(
            "9999-12-31T23:59:59-01:00",
            "0001-01-01T00:00:00+01:00",
            "2026-05-29T08:00:60Z",
            "٢٠٢٦-05-29",
            " 2026-05-29",
        ),
    ],
)
def test_a_moment_that_is_none_is_explained(site: object, api: GraphQLClient, moment: str) -> None:
    query = "query($m: Date) { articles(filter: {publishedTo: $m}) { totalCount } }"
    assert api.error(query, m=moment) == (
        "BAD_USER_INPUT",
        f"Variable '$m' got invalid value '{moment}'; {WRITTEN}",
    )


def test_a_wrong_value_in_the_document_is_located(site: object, api: GraphQLClient) -> None:
    answer = api.answer('{ articles(filter: {publishedFrom: "today"}) { totalCount } }')

    assert answer["errors"][0]["locations"] == [{"line": 1, "column": 36}]


def test_a_fault_before_any_resolver_is_masked_too(
    site: object, api: GraphQLClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise OSError("/srv/secret")

    monkeypatch.setattr("cms.graphql.http.view.operation_of", fail)
    with caplog.at_level(logging.ERROR):
        response = api.http.post("/graphql/", {"query": "{ __typename }"}, content_type="application/json")

    assert (response.status_code, response.json()) == (500, {"errors": [MASKED]})
    assert response.headers["X-Request-Id"] == REQUEST
    assert f"Request {REQUEST} failed" in caplog.text
    assert "/srv/secret" in caplog.text


@pytest.mark.parametrize("given", ["short", "a b c d e f g h", "x" * 65, "ü" * 12, ""])
def test_a_request_id_that_is_no_sensible_one_is_replaced(site: object, given: str) -> None:
    response = GraphQLClient(headers={"X-Request-Id": given}).http.get("/graphql/?query={__typename}")

    assert re.fullmatch("[0-9a-f]{32}", response.headers["X-Request-Id"])
