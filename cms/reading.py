"""What was read of the database while something was made, as tags: names of what may change.

    list:article    any article at all, as a list or a count depends on it
    page:12         that one row
    rows:article    many articles at once, by a statement that does not say which
    translation:…   pages with this translation key
    path:…          the page at this place of the tree

Every statement counts by the tables that it names, unless whoever sends it knows better and says so by `read`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

EVERYTHING = "everything"
"""A tag that every answer has."""

_TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"(\w+)"', re.IGNORECASE)


class Reading:
    """What has been read so far.

    Attributes:
        tags: the tags of it.
        hidden_tags: those of rows that were asked for by key, whether the viewer may see them or not. They hold in the
            response cache and are named in no header, as they would say that something hidden is referred to.
    """

    def __init__(self) -> None:
        self.tags: set[str] = set()
        self.hidden_tags: set[str] = set()
        self.is_told = False

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Note the tables of a statement, unless somebody tells what it reads."""
        if not self.is_told:
            self.tags.update(tags_of(sql))
        return execute(sql, params, many, context)


_present: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading() -> Iterator[Reading]:
    """Note what is read within."""
    present = Reading()
    token = _present.set(present)
    try:
        with connection.execute_wrapper(present.watch):
            yield present
    finally:
        _present.reset(token)


def told() -> AbstractContextManager[None]:
    """Do not look at the tables of what is read within: whoever reads says by `read` what it was."""
    present = _present.get()
    return nullcontext() if present is None or present.is_told else _told(present)


@contextmanager
def _told(present: Reading) -> Iterator[None]:
    present.is_told = True
    try:
        yield
    finally:
        present.is_told = False


def read(tags: Iterable[str]) -> None:
    """Say what was read; while nobody notes it, the tags are not even looked at."""
    present = _present.get()
    if present is not None:
        present.tags.update(tags)


def add_hidden_tags(tags: Iterable[str]) -> None:
    """Add tags of rows that may turn out to be hidden; `read` adds those of the rows that were shown."""
    present = _present.get()
    if present is not None:
        present.hidden_tags.update(tags)


@contextmanager
def hidden_tags() -> Iterator[None]:
    """Add the tags of what is read within as hidden ones: it is read to know whether something may be shown."""
    present = _present.get()
    if present is None:
        yield
        return
    shown, present.tags = present.tags, present.hidden_tags
    try:
        yield
    finally:
        present.tags = shown


@lru_cache(maxsize=2_000)
def tags_of(sql: str) -> frozenset[str]:
    """Return the tags of what a statement reads.

    Where it begins at the table of a model that inherits from another, the other's table holds the same rows.
    """
    tables = _TABLE.findall(sql)
    if not tables:
        return frozenset()
    models = _models()
    inherited = {parent._meta.db_table for parent in _parents(models[tables[0]])} if tables[0] in models else set()
    return frozenset(f"{'rows' if table in inherited else 'list'}:{label(table)}" for table in tables)


@cache
def tables_of(model: type[Model]) -> tuple[str, ...]:
    """Return the tables that a model's rows span, the first one's primary key naming them all."""
    return tuple(one._meta.db_table for one in (*_parents(model), model))


def rows(model: type[Model], keys: Iterable[Any]) -> Iterator[str]:
    """Yield the tags of some rows of a model, by their primary keys."""
    tables = tables_of(model)
    yield from (f"rows:{label(table)}" for table in tables)
    whole = label(tables[0])
    yield from (f"{whole}:{key}" for key in keys)


@cache
def label(table: str) -> str:
    """Return what tags call a table: "article" for that of ArticlePage."""
    model = _models().get(table)
    if model is None:
        return table
    name = str(getattr(model, "graphql_name", model.__name__))
    return (name.removesuffix("Page") or name).lower()


@cache
def root_models() -> dict[str, type[Model]]:
    """Return the models that inherit from no other, by what tags call their tables."""
    return {label(table): model for table, model in _models().items() if not model._meta.parents}


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def _parents(model: type[Model]) -> list[type[Model]]:
    """Return the models whose tables hold the first columns of a model's rows, the root first."""
    return sorted(model._meta.get_parent_list(), key=lambda parent: len(parent._meta.get_parent_list()))
