"""The deadline of a request: it beats long statements, many short ones, and loops without any."""

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site

from cms.graphql.operation import prepare_document
from cms.http.deadline import DeadlineExceeded, check_deadline, deadline, remaining_seconds
from cms.schema import schema

TOO_SLOW = "This took too long and was stopped. Ask for less at once, or try again later."
ENDLESS = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number) SELECT count(*) FROM number"


def test_a_deadline_ends_with_its_block() -> None:
    with deadline(0.01):
        time.sleep(0.02)
        assert remaining_seconds() < 0
        with pytest.raises(DeadlineExceeded):
            check_deadline()
    check_deadline()
    with deadline(0):
        check_deadline()


def short_statements() -> None:
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT 1")


def one_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ENDLESS)


@pytest.fixture
def resolve_page_by(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[], Any]], None]]:
    """Has the field `page` of the schema do something else."""

    def replace(work: Callable[[], Any]) -> None:
        field = schema.graphql_schema.query_type.fields["page"]
        monkeypatch.setattr(field, "resolve", lambda root, info, **arguments: work())
        prepare_document.cache_clear()

    yield replace
    prepare_document.cache_clear()


@pytest.mark.django_db
def test_many_short_statements_are_stopped(site: Site, settings: Settings, resolve_page_by: Any) -> None:
    settings.GRAPHQL_TIMEOUT_SECONDS = 0.2
    resolve_page_by(short_statements)

    begun = time.monotonic()
    answer = Client().post(
        "/graphql/", {"query": '{ page(path: "/") { id } site { name } }'}, content_type="application/json"
    )

    assert time.monotonic() - begun < 20
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"
    (error,) = answer.json()["errors"]
    assert (error["message"], error["extensions"]["code"]) == (TOO_SLOW, "TIMEOUT")
    assert "data" not in answer.json()


@pytest.mark.django_db
def test_the_same_document_is_answered_afterwards(site: Site, settings: Settings, resolve_page_by: Any) -> None:
    """Nobody waits for an answer that was given up."""
    settings.RESPONSE_CACHE_TTL, settings.GRAPHQL_TIMEOUT_SECONDS = 60, 0.1
    pauses = iter([0.2, 0])
    resolve_page_by(lambda: time.sleep(next(pauses)))
    query = {"query": '{ page(path: "/") { id } site { name } }'}

    statuses = [Client().post("/graphql/", query, content_type="application/json").status_code for _ in range(2)]

    assert statuses == [503, 200]


@pytest.mark.django_db
def test_a_loop_over_a_list_is_stopped(site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    field = schema.graphql_schema.query_type.fields["nodes"]
    monkeypatch.setattr(field, "resolve", lambda root, info, **arguments: itertools.repeat(None))
    settings.GRAPHQL_TIMEOUT_SECONDS = 0.2
    prepare_document.cache_clear()

    answer = Client().post("/graphql/", {"query": "{ nodes(ids: []) { id } }"}, content_type="application/json")

    prepare_document.cache_clear()
    assert answer.status_code == 503


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_statement_that_runs_is_stopped(site: Site, settings: Settings, resolve_page_by: Any) -> None:
    """On both databases, long before GRAPHQL_STATEMENT_TIMEOUT."""
    settings.GRAPHQL_TIMEOUT_SECONDS, settings.GRAPHQL_STATEMENT_TIMEOUT = 0.3, 60_000
    resolve_page_by(one_statement)

    begun = time.monotonic()
    answer = Client().post(
        "/graphql/", {"query": '{ page(path: "/") { id } a: page(path: "/") { id } }'}, content_type="application/json"
    )

    assert time.monotonic() - begun < settings.GRAPHQL_STATEMENT_TIMEOUT / 2_000
    assert answer.status_code == 503
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
