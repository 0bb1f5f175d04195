"""Execution of SQL: prepared statements where the database backend has them and they are on, else Django's cursor."""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from cms.performance.response_cache.cache_tags import no_automatic_tags


def execute_sql(sql: str, parameters: list[Any], *, binary: bool = False) -> list[Any]:
    """Return the rows of a statement, whose cache tags the caller adds.

    Args:
        sql: the statement.
        parameters: its bind parameters.
        binary: fetch prepared statements in PostgreSQL's binary format, in which binary columns have half the length.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]
    with no_automatic_tags():
        if settings.PREPARED_STATEMENTS and hasattr(database, "fetch_prepared"):
            rows: list[Any] = database.fetch_prepared(sql, parameters, binary=binary)
            return rows
        with database.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())
