"""Cache tags: names of the rows and tables that a response was made of.

    list:article    the table of articles, for lists and counts
    page:12         one row
    rows:article    any row of articles, for statements that write rows without naming them
    translation:…   pages with this translation key
    path:…          the page at this treebeard path

Each SQL statement has the tags of its tables, unless the code that sends it adds more precise ones by `add_tags`.
Parts, such as the corrections of a page, have the tags of the row that they belong to: a write to them is one to it.
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
from modelcluster.fields import ParentalKey
from wagtail.models import Page

EVERYTHING = "everything"
"""A tag that every response has."""

_TABLE = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"(\w+)"', re.IGNORECASE)


class TagCollector:
    """Collects the cache tags of one response.

    Attributes:
        tags: the tags of what the response shows.
        hidden_tags: tags of rows that were fetched by key, whether or not the viewer may see them. The response cache
            uses them; headers do not name them, because they would disclose references to hidden rows.
    """

    def __init__(self) -> None:
        self.tags: set[str] = set()
        self.hidden_tags: set[str] = set()
        self.is_automatic = True

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Add the tags of a statement's tables, unless the caller adds its own."""
        if self.is_automatic:
            self.tags.update(tags_of(sql))
        return execute(sql, params, many, context)


_current: ContextVar[TagCollector | None] = ContextVar("tag collector", default=None)


@contextmanager
def collect_tags() -> Iterator[TagCollector]:
    """Collect the tags of the block's SQL statements."""
    collector = TagCollector()
    token = _current.set(collector)
    try:
        with connection.execute_wrapper(collector.watch):
            yield collector
    finally:
        _current.reset(token)


def no_automatic_tags() -> AbstractContextManager[None]:
    """Add no tags for the tables of the block's statements, for which the caller adds its own."""
    collector = _current.get()
    if collector is None or not collector.is_automatic:
        return nullcontext()
    return _without_automatic_tags(collector)


@contextmanager
def _without_automatic_tags(collector: TagCollector) -> Iterator[None]:
    collector.is_automatic = False
    try:
        yield
    finally:
        collector.is_automatic = True


def add_tags(tags: Iterable[str]) -> None:
    """Add tags to the current response, if its tags are collected; else `tags` is not iterated."""
    collector = _current.get()
    if collector is not None:
        collector.tags.update(tags)


def add_hidden_tags(tags: Iterable[str]) -> None:
    """Add tags of rows that the visibility policy may hide; `add_tags` adds those of the rows that it shows."""
    collector = _current.get()
    if collector is not None:
        collector.hidden_tags.update(tags)


@contextmanager
def hidden_tags() -> Iterator[None]:
    """Collect the tags of the block as hidden ones: it reads rows to decide what is shown."""
    collector = _current.get()
    if collector is None:
        yield
        return
    shown, collector.tags = collector.tags, collector.hidden_tags
    try:
        yield
    finally:
        collector.tags = shown


@contextmanager
def reading_parts(model: type[Model], pages: Iterable[int]) -> Iterator[Callable[[Iterable[int]], None]]:
    """Tag the block's statements, which read parts of pages, by these pages instead of by the tables.

    The block is given a function that takes the primary keys of the parts found. A part that is moved to another page
    is written with the tag of that page and its own, which responses about one page have, too. The caller adds the
    tags of rows in other tables, and of those that it leaves out as hidden.

    Args:
        model: the model of the parts; it has a `part_key`.
        pages: the primary keys of the pages.
    """
    keys = set(pages)
    add_tags([f"rows:{table_label(model._meta.db_table)}"])
    add_hidden_tags(row_tags(Page, keys))
    with no_automatic_tags():
        yield lambda found: add_tags(row_tags(model, found) if len(keys) == 1 else ())


@lru_cache(maxsize=2_000)
def tags_of(sql: str) -> frozenset[str]:
    """Return the tags of the tables that a statement reads.

    Where the first table is that of a multi-table child, its parents' tables hold the same rows and have `rows:` tags.
    """
    tables = _TABLE.findall(sql)
    if not tables:
        return frozenset()
    models = _models()
    inherited = {parent._meta.db_table for parent in _parents(models[tables[0]])} if tables[0] in models else set()
    return frozenset(f"{'rows' if table in inherited else 'list'}:{table_label(table)}" for table in tables)


@cache
def tables_of(model: type[Model]) -> tuple[str, ...]:
    """Return the tables that a model's rows span, by multi-table inheritance; the first one's key names a row."""
    return tuple(one._meta.db_table for one in (*_parents(model), model) if not one._meta.proxy)


def row_tags(model: type[Model], keys: Iterable[Any]) -> Iterator[str]:
    """Yield the tags of some rows of a model, by their primary keys."""
    tables = tables_of(model)
    yield from (f"rows:{table_label(table)}" for table in tables)
    whole = table_label(tables[0])
    yield from (f"{whole}:{key}" for key in keys)


@cache
def part_key(model: type[Model]) -> Any:
    """Return the foreign key to the row that a row of a model is part of; None for a model whose rows are no parts.

    It is the `ParentalKey`, or the foreign key that the model names as `part_of`.
    """
    keys = (field for field in model._meta.concrete_fields if isinstance(field, ParentalKey))
    named = getattr(model, "part_of", None)
    return model._meta.get_field(named) if named else next(keys, None)


@cache
def table_label(table: str) -> str:
    """Return the name of a table in tags: "article" for that of ArticlePage."""
    model = _models().get(table)
    if model is None:
        return table
    name = str(getattr(model, "graphql_name", model.__name__))
    return (name.removesuffix("Page") or name).lower()


@cache
def root_models() -> dict[str, type[Model]]:
    """Return the models that inherit from no other, by the names of their tables in tags.

    Of two with one name, that which the schema names so is meant: the pictures here, not those of Wagtail's own model.
    """
    roots = [(table_label(table), model) for table, model in _models().items() if not model._meta.parents]
    return dict(sorted(roots, key=lambda root: hasattr(root[1], "graphql_name")))


@cache
def _models() -> dict[str, type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if not model._meta.proxy}


def _parents(model: type[Model]) -> list[type[Model]]:
    """Return the multi-table parents of a model, the root first."""
    return sorted(model._meta.get_parent_list(), key=lambda parent: len(parent._meta.get_parent_list()))
