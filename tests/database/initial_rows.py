"""The rows that the migrations leave, put back before each test that commits (`serialized_rollback`).

Django saves each of them as an object, which takes longer than most of these tests; here they are copied by table.
"""

from typing import Any

from django.db import connection, transaction


class InitialRows:
    """A copy of all tables that are not empty; statements for it pass by whatever watches those of the project."""

    def __init__(self) -> None:
        self._copies: dict[str, Any] = {}
        with transaction.atomic():
            for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
                rows = _rows_of(connection.ops.quote_name(table))
                if rows:
                    self._copies[connection.ops.quote_name(table)] = rows

    def restore(self, _serialized: str) -> None:
        """Have these tables hold what they held, in one transaction: Django's `deserialize_db_from_string`."""
        with transaction.atomic():
            for table in self._copies:
                connection.connection.execute(f"DELETE FROM {table}")  # noqa: S608  # names of our own
            for table, rows in self._copies.items():
                _insert(table, rows)


def _rows_of(table: str) -> Any:
    """Return the rows of a table: on PostgreSQL as COPY writes them, else as tuples."""
    if connection.vendor == "postgresql":
        with connection.connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
            return b"".join(copy)
    return connection.connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


def _insert(table: str, rows: Any) -> None:
    if connection.vendor == "postgresql":
        with connection.connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            copy.write(rows)
    else:
        marks = ", ".join("?" * len(rows[0]))
        connection.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
