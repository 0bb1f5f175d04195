"""Queries that Django builds and compiles once, to run many times.

Building a queryset and turning it into SQL takes Django longer than PostgreSQL takes to answer it. What is the same
from one request to the next is therefore kept: the SQL, and how its rows become instances of the asked columns alone.
"""

import inspect
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, datetime
from operator import itemgetter
from threading import Lock
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import JSONField, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query_utils import DeferredAttribute
from wagtail.fields import StreamField

from cms.reading import read, tags_of, told

MOMENT = datetime(1, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
"""Stands in a kept query for the moment of reading; no client speaks of that very microsecond."""

TEXT = "\0text\0"
"""Stands for a text; PostgreSQL stores none like it."""

FIRST_KEY = -(2**31)
"""Stands for a primary key, as do the numbers that follow; no row has one below zero."""

MOST_KEYS = 2**20
MOST_KEPT = 1_000


class Statement:
    """A compiled query.

    Args:
        queryset: what to read, with stand-ins for what differs from one time to the next.
        columns: which columns; "category__name" is that of a related row.
    """

    def __init__(self, queryset: QuerySet[Any], columns: Iterable[str]) -> None:
        compiler = queryset.values_list(*columns).query.get_compiler(connection=connection)
        try:
            self.sql, parameters = compiler.as_sql()
        except EmptyResultSet:  # Django sees by itself that nothing can match
            self.sql, parameters = "", ()
        self.tags = tags_of(self.sql)
        self._adapt = connection.ops.adapt_datetimefield_value
        moment = self._adapt(MOMENT)
        parameters = [MOMENT if parameter == moment else parameter for parameter in parameters]
        if connection.vendor == "postgresql":
            self.sql, parameters = _with_literals(self.sql, parameters)
        self._parameters = parameters
        self._slots = [(place, one) for place, one in enumerate(parameters) if _is_stand_in(one)]
        expressions = [expression for expression, *_rest in compiler.select or ()]
        self._converters = [
            (place, _converter(converters, expression))
            for place, (converters, expression) in compiler.get_converters(expressions).items()
        ]

    def rows(self, values: Mapping[Any, Any] | None = None, tags: Iterable[str] | None = None) -> list[Any]:
        """Return the rows, each a sequence of the columns' values.

        Args:
            values: what takes the place of each stand-in.
            tags: what is read, where the caller knows it better than by the tables.
        """
        read(self.tags if tags is None else tags)
        if not self.sql:
            return []
        parameters = self._parameters.copy()
        for place, stand_in in self._slots:
            value = (values or {})[stand_in]
            parameters[place] = self._adapt(value) if stand_in is MOMENT else value
        rows = _rows(self.sql, parameters)
        if self._converters:
            rows = [list(row) for row in rows]
            for place, convert in self._converters:
                for row in rows:
                    row[place] = convert(row[place])
        return rows


class Instances:
    """Makes instances of a model of some of its columns; any other is read when somebody asks for it.

    Args:
        model: the model.
        columns: names of its columns; "category__name" is that of a related row.
    """

    def __init__(self, model: type[Model], columns: Iterable[str]) -> None:
        names = {"pk", *columns}
        relations = sorted({name.split("__")[0] for name in names if "__" in name})
        self.model = model
        self.columns = sorted(names | {f"{relation}__pk" for relation in relations})
        places = {name: place for place, name in enumerate(self.columns)}
        self._own = _Blank(model, {name: place for name, place in places.items() if "__" not in name})
        self._related = []
        for relation in relations:
            field: Any = model._meta.get_field(relation)
            below = {name.split("__")[1]: place for name, place in places.items() if name.startswith(f"{relation}__")}
            self._related.append((field.name, places[f"{relation}__pk"], _Blank(field.related_model, below)))

    @property
    def key(self) -> Hashable:
        """What tells these columns from others."""
        return self.model, tuple(self.columns)

    def make(self, rows: Iterable[Any]) -> list[Any]:
        """Return an instance for each row of a statement with these columns, related ones at their fields."""
        return self.make_all(rows)[0]

    def make_all(self, rows: Iterable[Any]) -> tuple[list[Any], dict[type[Model], dict[Any, Any]]]:
        """Return what `make` does, and the related rows by their models and primary keys."""
        instances = []
        related: dict[type[Model], dict[Any, Any]] = {blank.model: {} for _name, _place, blank in self._related}
        beside = [(name, place, blank, related[blank.model]) for name, place, blank in self._related]
        for row in rows:
            instance = self._own.fill(row)
            cache = instance._state.fields_cache
            for name, place, blank, known in beside:
                key = row[place]
                if key is not None and key not in known:
                    known[key] = blank.fill(row)
                cache[name] = known.get(key)
            instances.append(instance)
        return instances, related


class _Blank:
    """Fills in instances of a model without what Django's constructor does for each of its columns."""

    def __init__(self, model: type[Model], places: Mapping[str, int]) -> None:
        self.model = model
        values: list[tuple[str, int]] = []
        self._setters: list[tuple[Callable[[Any, Any], None], int]] = []
        for name, place in places.items():
            for attribute in _primary_keys(model) if name == "pk" else [name]:
                descriptor: Any = inspect.getattr_static(model, attribute, None)
                if descriptor is None or isinstance(descriptor, DeferredAttribute):
                    values.append((attribute, place))
                else:  # a field that converts what is assigned to it, as StreamField does
                    self._setters.append((descriptor.__set__, place))
        self._names = [name for name, _place in values]
        self._values = itemgetter(*(place for _name, place in values), 0)  # of several places it gives a tuple

    def fill(self, row: Any) -> Any:
        """Return the instance that a row holds."""
        instance: Any = self.model.__new__(self.model)
        instance._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        instance.__dict__.update(zip(self._names, self._values(row), strict=False))
        for assign, place in self._setters:
            assign(instance, row[place])
        return instance


def _is_stand_in(parameter: Any) -> bool:
    if type(parameter) is int:
        return FIRST_KEY <= parameter < FIRST_KEY + MOST_KEYS
    return parameter is MOMENT or (type(parameter) is str and parameter.startswith(TEXT))


def _with_literals(sql: str, parameters: list[Any]) -> tuple[str, list[Any]]:
    """Write what stays the same into the SQL, so that PostgreSQL can plan once for all that differs."""
    from psycopg.sql import Literal  # the extra "production" has it

    connection.ensure_connection()
    first, *parts = sql.split("%s")
    written = [first]
    for parameter, part in zip(parameters, parts, strict=True):
        constant = "%s" if _is_stand_in(parameter) else Literal(parameter).as_string(connection.connection)
        written += [constant if constant == "%s" else constant.replace("%", "%%"), part]
    return "".join(written), [parameter for parameter in parameters if _is_stand_in(parameter)]


def binary_rows(sql: str, parameters: Iterable[Any], tags: Iterable[str]) -> list[Any]:
    """Return the rows of a statement with much binary data, which PostgreSQL else sends as text of twice the length.

    Args:
        sql: the statement; the same text each time, so that its plan is kept.
        parameters: its values.
        tags: what is read.
    """
    read(tags)
    return _rows(sql, list(parameters), binary=True)


def _rows(sql: str, parameters: list[Any], *, binary: bool = False) -> list[Any]:
    database: Any = connections[DEFAULT_DB_ALIAS]
    with told():
        if database.vendor == "postgresql" and settings.PREPARED_STATEMENTS:
            found: list[Any] = database.rows(sql, parameters, binary=binary)
            return found
        with database.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())


def _primary_keys(model: type[Model]) -> list[str]:
    """Return the attributes that hold a model's primary key: one in each table that its rows span."""
    key: Any = model._meta.pk
    inherited = _primary_keys(key.related_model) if key.is_relation else []
    return [key.attname, *inherited]


class Kept:
    """The statements of this process, the longest unused forgotten first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._statements: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what was made for a key, or make and keep it; what is made for None is not kept."""
        if key is None:
            return make()
        with self._lock:
            if key in self._statements:
                self._statements.move_to_end(key)
                return self._statements[key]
        made = make()
        with self._lock:
            self._statements[key] = made
            if len(self._statements) > MOST_KEPT:
                self._statements.popitem(last=False)
        return made


kept = Kept()


def _loaded(value: str | None) -> Any:
    """Return what a JSON text says; the text itself where it is none, as StreamField reads old rich text."""
    try:
        return None if value is None else orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


def _converter(converters: list[Any], expression: Any) -> Callable[[Any], Any]:
    """Return what turns a column as the database gives it into a value."""
    field = expression.output_field
    if isinstance(field, JSONField) and field.decoder is None and converters == [field.from_db_value]:
        return lambda value: None if value is None else orjson.loads(value)
    if isinstance(field, StreamField) and converters == [field.from_db_value]:
        return lambda value: field.to_python(_loaded(value))

    def convert(value: Any) -> Any:
        for converter in converters:
            value = converter(value, expression, connection)
        return value

    return convert
