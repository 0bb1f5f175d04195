"""Execution of SQL: on each database backend, with prepared statements on and off."""

from typing import Any

import pytest
from pytest_django import Settings

from cms.performance.compiled_sql import execution
from cms.performance.compiled_sql.execution import execute_sql


@pytest.mark.django_db
@pytest.mark.parametrize("is_on", [True, False])
def test_rows_are_the_same_with_and_without_prepared_statements(settings: Settings, is_on: bool) -> None:
    settings.PREPARED_STATEMENTS = is_on

    assert [tuple(row) for row in execute_sql("SELECT 1 + %s, %s", [1, "a"])] == [(2, "a")]


class PreparingBackend:
    """A backend with prepared statements."""

    vendor = "postgresql"

    @staticmethod
    def fetch_prepared(sql: str, parameters: list[Any], *, binary: bool) -> list[Any]:
        return [("prepared", sql, parameters, binary)]


class Cursor:
    """A cursor of Django's."""

    def __enter__(self) -> "Cursor":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def execute(self, sql: str, parameters: list[Any]) -> None:
        self.rows = [("cursor", sql, parameters)]

    def fetchall(self) -> list[Any]:
        return self.rows


class PlainBackend:
    """Django's backend for PostgreSQL, which has no prepared statements."""

    vendor = "postgresql"
    cursor = Cursor


class PreparingBackendWithCursor(PreparingBackend, PlainBackend):
    """The backend of this project."""


@pytest.mark.parametrize(
    ("backend", "is_on", "rows"),
    [
        (PreparingBackendWithCursor, True, [("prepared", "SELECT %s", [1], True)]),
        (PreparingBackendWithCursor, False, [("cursor", "SELECT %s", [1])]),
        (PlainBackend, True, [("cursor", "SELECT %s", [1])]),
        (PlainBackend, False, [("cursor", "SELECT %s", [1])]),
    ],
)
def test_statements_are_prepared_where_the_backend_can(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, backend: type[Any], is_on: bool, rows: list[Any]
) -> None:
    settings.PREPARED_STATEMENTS = is_on
    monkeypatch.setattr(execution, "connections", {"default": backend()})

    assert execute_sql("SELECT %s", [1], binary=True) == rows
