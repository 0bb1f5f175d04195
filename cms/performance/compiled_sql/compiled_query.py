"""A query as SQL with bind parameters."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import JSONField, QuerySet
from wagtail.fields import StreamField

from cms.performance.compiled_sql.execution import execute_sql
from cms.performance.compiled_sql.placeholders import NOW, is_placeholder
from cms.performance.response_cache.cache_tags import add_tags, tags_of


class CompiledQuery:
    """A queryset as SQL, with the converters of its columns.

    Args:
        queryset: the queryset, built with placeholders instead of parameters.
        columns: names of the columns; "category__name" is a column of a related row.
    """

    def __init__(self, queryset: QuerySet[Any], columns: Iterable[str]) -> None:
        compiler = queryset.values_list(*columns).query.get_compiler(connection=connection)
        try:
            self.sql, parameters = compiler.as_sql()
        except EmptyResultSet:  # raised by Django where no row can match
            self.sql, parameters = "", ()
        self.tags = tags_of(self.sql)
        self._adapt = connection.ops.adapt_datetimefield_value
        now = self._adapt(NOW)
        parameters = [NOW if parameter == now else parameter for parameter in parameters]
        if connection.vendor == "postgresql":
            self.sql, parameters = _with_literals(self.sql, parameters)
        self._parameters = parameters
        self._bound = [(position, one) for position, one in enumerate(parameters) if is_placeholder(one)]
        expressions = [expression for expression, *_rest in compiler.select or ()]
        self._converters = [
            (position, _converter(converters, expression))
            for position, (converters, expression) in compiler.get_converters(expressions).items()
        ]

    def fetch(self, values: Mapping[Any, Any] | None = None, tags: Iterable[str] | None = None) -> list[Any]:
        """Return the rows, each a sequence of the columns' values.

        Args:
            values: the parameters by their placeholders.
            tags: the cache tags of the rows, where the caller has more precise ones than those of the tables.
        """
        add_tags(self.tags if tags is None else tags)
        if not self.sql:
            return []
        parameters = self._parameters.copy()
        for position, placeholder in self._bound:
            value = (values or {})[placeholder]
            parameters[position] = self._adapt(value) if placeholder is NOW else value
        rows = execute_sql(self.sql, parameters)
        if self._converters:
            rows = [list(row) for row in rows]
            for position, convert in self._converters:
                for row in rows:
                    row[position] = convert(row[position])
        return rows


def _with_literals(sql: str, parameters: list[Any]) -> tuple[str, list[Any]]:
    """Write constants into the SQL, so that one plan of PostgreSQL serves all values of the bind parameters."""
    from psycopg.sql import Literal  # the extra "production" has it

    connection.ensure_connection()
    first, *parts = sql.split("%s")
    written = [first]
    for parameter, part in zip(parameters, parts, strict=True):
        constant = "%s" if is_placeholder(parameter) else Literal(parameter).as_string(connection.connection)
        written += [constant if constant == "%s" else constant.replace("%", "%%"), part]
    return "".join(written), [parameter for parameter in parameters if is_placeholder(parameter)]


def _load_json(value: str | None) -> Any:
    """Return the parsed JSON; the text itself where it is no JSON, as StreamField does with old rich text."""
    try:
        return None if value is None else orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


def _converter(converters: list[Any], expression: Any) -> Callable[[Any], Any]:
    """Return the function that converts a column from its database value to its Python value."""
    field = expression.output_field
    if isinstance(field, JSONField) and field.decoder is None and converters == [field.from_db_value]:
        return lambda value: None if value is None else orjson.loads(value)
    if isinstance(field, StreamField) and converters == [field.from_db_value]:
        return lambda value: field.to_python(_load_json(value))

    def convert(value: Any) -> Any:
        for converter in converters:
            value = converter(value, expression, connection)
        return value

    return convert
