"""Primary keys that tell by their size what was planted when."""

from django.apps import apps
from django.db import connection, models


def number_from(first: int) -> None:
    """Have the rows that are made from now on numbered from here, in every table; undone with the transaction."""
    connection.check_constraints()  # PostgreSQL alters no table that waits for it.
    with connection.cursor() as cursor:
        for model in apps.get_models():
            key = model._meta.pk
            if not isinstance(key, models.AutoField | models.BigAutoField):
                continue
            table = model._meta.db_table
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first - 1])
            else:
                cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{key.column}" RESTART WITH {first:d}')
