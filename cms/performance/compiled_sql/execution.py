"""Execution of SQL: prepared statements on PostgreSQL where `PREPARED_STATEMENTS` is on, else Django's cursor."""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from cms.performance.response_cache.cache_tags import no_automatic_tags


def execute_sql(sql: str, parameters: list[Any], *, binary: bool = False) -> list[Any]:
    """Return the rows of a statement, whose cache tags the caller adds.

    Args:
        sql: the statement.
        parameters: its bind parameters.
        binary: fetch binary columns in PostgreSQL's binary format, not as text of twice the length.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]
    with no_automatic_tags():
        if database.vendor == "postgresql" and settings.PREPARED_STATEMENTS:
            rows: list[Any] = database.fetch_prepared(sql, parameters, binary=binary)
            return rows
        with database.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
