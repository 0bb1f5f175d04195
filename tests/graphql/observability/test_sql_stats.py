"""The SQL of one request."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site

from cms.graphql.observability.sql_stats import SQLStats


def test_statements_are_counted_and_timed(db: None) -> None:
    statements = SQLStats()

    with statements.watched(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 3")

    assert statements.count == 2
    assert 0 < statements.seconds < 5


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has statement timeouts")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(("milliseconds", "expected"), [(70, ["70ms", "70ms", "0"]), (0, ["0", "0", "0"])])
def test_the_statement_timeout_is_set_for_a_request(
    settings: Settings, milliseconds: int, expected: list[str]
) -> None:
    settings.GRAPHQL_STATEMENT_TIMEOUT = milliseconds
    timeouts = []
    with SQLStats().watched(), connection.cursor() as cursor:
        for _statement in range(2):
            cursor.execute("SHOW statement_timeout")
            timeouts += cursor.fetchone()
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        timeouts += cursor.fetchone()

    assert timeouts == expected


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL stops a statement")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_statement_that_takes_too_long_is_stopped(
    site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of the answer is not lost, and the connection is unlimited again afterwards."""
    settings.GRAPHQL_STATEMENT_TIMEOUT = 50

    def sleep(root: object, info: object, **arguments: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(2)")

    from cms.schema import schema

    monkeypatch.setattr(schema.graphql_schema.query_type.fields["page"], "resolve", sleep)
    body = {"query": '{ page(path: "/") { id } site { name } }'}
    answer = Client().post("/graphql/", body, content_type="application/json").json()

    (error,) = answer["errors"]
    assert error["message"] == "This took too long and was stopped. Ask for less at once, or try again later."
    assert error["extensions"]["code"] == "TIMEOUT"
    assert answer["data"] == {"page": None, "site": {"name": "The Wire"}}
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
