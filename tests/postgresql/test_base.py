"""The connection to PostgreSQL: a time limit for some statements, and connections that are gone."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, OperationalError, connections, transaction
from django.test.utils import CaptureQueriesContext

from cms.postgresql.base import IDLE_SECONDS, PREPARE_THRESHOLD, DatabaseWrapper

pytestmark = [
    pytest.mark.skipif(not isinstance(connections["default"], DatabaseWrapper), reason="the backend is another one"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def database() -> Any:
    """The connection of this thread, opened anew."""
    found: Any = connections["default"]
    assert isinstance(found, DatabaseWrapper)
    found.close()
    found.ensure_connection()
    return found


def limit(database: Any) -> str:
    """Returns the present limit of statements, as PostgreSQL writes it."""
    with database.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


def told(database: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Returns a list to which what PostgreSQL is told of limits will be added."""
    commands: list[str] = []
    execute = database.connection.execute

    def note(sql: str) -> None:
        commands.append(sql)
        execute(sql)

    monkeypatch.setattr(database.connection, "execute", note)
    return commands


def test_a_limit_holds_for_what_is_sent_within(database: Any) -> None:
    with database.statement_timeout(70):
        assert limit(database) == "70ms"
        with pytest.raises(OperationalError, match="statement timeout"), database.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(2)")
    assert limit(database) == "0"


def test_a_limit_is_told_once_for_many_requests(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = told(database, monkeypatch)
    with database.statement_timeout(70):
        pass
    for _request in range(3):
        with database.statement_timeout(70):
            assert limit(database) == "70ms"
    assert commands == ["SET statement_timeout = 70"]

    assert limit(database) == "0"
    assert commands == ["SET statement_timeout = 70", "RESET statement_timeout"]


def test_a_rollback_brings_no_limit_back(database: Any) -> None:
    with database.statement_timeout(70):
        limit(database)
    with transaction.atomic():
        assert limit(database) == "0"
        transaction.set_rollback(True)
    assert limit(database) == "0"


def test_nor_takes_one_away(database: Any) -> None:
    with database.statement_timeout(70):
        with transaction.atomic():
            assert limit(database) == "70ms"
            transaction.set_rollback(True)
        assert limit(database) == "70ms"


def test_a_limit_within_a_transaction_ends_with_it(database: Any) -> None:
    with transaction.atomic():
        with database.statement_timeout(70):
            assert limit(database) == "70ms"
        assert limit(database) == "0"
        transaction.set_rollback(True)
    assert limit(database) == "0"


def test_a_limit_ends_with_a_transaction_that_failed(database: Any) -> None:
    with transaction.atomic(), database.statement_timeout(70):
        with pytest.raises(OperationalError), database.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(2)")
        transaction.set_rollback(True)
    assert limit(database) == "0"


def test_a_new_connection_has_no_limit(database: Any) -> None:
    with database.statement_timeout(70):
        limit(database)
    database.close()

    assert limit(database) == "0"
    with database.statement_timeout(70):
        database.close()
        assert limit(database) == "70ms"


def end(database: Any) -> None:
    """Lets PostgreSQL end the connection, as it does when it is restarted."""
    other = database.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [database.connection.info.backend_pid])
    finally:
        other.close()
    time.sleep(0.1)


def test_a_connection_that_was_ended_is_opened_anew(database: Any) -> None:
    with database.statement_timeout(70):
        limit(database)
    database.health_check_enabled = True
    end(database)
    database.close_if_unusable_or_obsolete()  # as a request begins

    with database.statement_timeout(70):
        assert limit(database) == "70ms"


def test_a_silent_connection_is_asked_after_some_time_alone(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def answers() -> bool:
        asked.append(1)
        return True

    monkeypatch.setattr(database, "is_usable", answers)
    database.health_check_enabled = True
    now = time.monotonic()
    for passed in (0, 1, 2, 2 + IDLE_SECONDS, 3 + IDLE_SECONDS):
        monkeypatch.setattr(time, "monotonic", lambda passed=passed: now + passed)
        database.health_check_done = False
        with CaptureQueriesContext(database) as queries:
            limit(database)
        assert len(queries) == 1
    assert len(asked) == 2  # the first time, and after the pause


@pytest.mark.parametrize(
    "text",
    ["2026-11-22 19:15:33.123456+00", "2026-11-22 19:15:33.1+02", "1969-12-31 23:59:59-12"],
)
def test_moments_are_read_as_django_reads_them(database: Any, text: str) -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [text])
        found, nothing = cursor.fetchone()

    assert (found, nothing) == (datetime.fromisoformat(text), None)
    assert found.tzinfo is UTC


def test_moments_beyond_the_calendar_are_refused(database: Any) -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT 'infinity'::timestamptz")
        with pytest.raises(DataError, match="timestamp too large"):
            cursor.fetchone()


@pytest.mark.parametrize(("setting", "value"), [("random_page_cost", "1.1"), ("jit", "off")])
def test_the_planner_assumes_fast_reads_and_compiles_nothing(database: Any, setting: str, value: str) -> None:
    with database.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        assert cursor.fetchone() == (value,)


def test_a_statement_that_is_sent_again_is_planned_once(database: Any) -> None:
    for number in range(PREPARE_THRESHOLD + 2):
        assert database.fetch_prepared("SELECT %s::int + 1, %s::bytea", [number, b"\0"], binary=True) == [
            (number + 1, b"\0")
        ]
    with database.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int + 1%'")
        assert cursor.fetchone() == (1,)


def test_statements_that_read_are_watched_limited_and_counted(database: Any) -> None:
    seen: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with database.execute_wrapper(watch), CaptureQueriesContext(database) as queries:
        database.fetch_prepared("SELECT 1", [])
    assert ([one["sql"] for one in queries], seen) == (["SELECT 1"], ["SELECT 1"])
    with database.execute_wrapper(watch), database.statement_timeout(70):
        assert database.fetch_prepared("SHOW statement_timeout", []) == [("70ms",)]
        with pytest.raises(OperationalError, match="statement timeout"):
            database.fetch_prepared("SELECT pg_sleep(2)", [])
    assert seen == ["SELECT 1", "SHOW statement_timeout", "SELECT pg_sleep(2)"]
    with pytest.raises(DataError):
        database.fetch_prepared("SELECT 1 / %s", [0])
