"""Cache tags: what an answer was made of, and what a change changes.

Both are read from the SQL itself, so that neither a new field nor a new way to edit can be forgotten. Whoever reads
rows by their keys says so (`rows`); whatever nobody speaks of counts as a list, which any change of its kind changes.

| Tag | An answer with it depends on | A change that carries it |
|---|---|---|
| `article:12` | that row | writes that row |
| `page.path=0001` | the row with this value, or there being none | writes a row that has this value now |
| `list:page` | which rows there are, and all that is in them | writes any row |
| `all:page` | (with either of the first two) | writes rows that the statement does not name |

Pages are of one kind, `page`, whatever their type. What belongs to a page, such as its bylines, is named after it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from modelcluster.fields import ParentalKey
from wagtail.models import Page

UNWATCHED = {"django_session", "django_tasks_database_dbtaskresult", "preview_preview", "access_accesstoken"}
"""Tables that change with each visit of an editor. No public answer reads them; one that does is not kept."""

LOOKUPS = {"wagtailcore_page": frozenset({"path", "url_path", "translation_key"})}
"""Columns by which single rows are looked up, other than their key."""

UNREAD = {
    "wagtailcore_page": frozenset(
        {
            *("numchild", "latest_revision_id", "latest_revision_created_at", "draft_title"),
            *("has_unpublished_changes", "locked", "locked_at", "locked_by_id", "owner_id"),
        }
    ),
}
"""Columns that no answer shows, so that saving a draft changes none."""

_WORD = re.compile(r"\w+")
_ASSIGNMENT = re.compile(r'"(\w+)" = (%s|NULL)(?:, |$)')
_INSERT = re.compile(r'INSERT INTO "(\w+)" \(([^)]*)\) VALUES \((%s(?:, %s)*)\)(?: RETURNING .*)?$')
_UPDATE = re.compile(r'UPDATE "(\w+)" SET (.*) WHERE "\w+"\."(\w+)" (= %s|IN \(%s(?:, %s)*\))$')
_DELETE = re.compile(r'DELETE FROM "(\w+)" WHERE "\w+"\."(\w+)" (= %s|IN \(%s(?:, %s)*\))$')


@dataclass(frozen=True)
class Table:
    """A table that is watched.

    Attributes:
        kind: what its rows are called in tags.
        key: the column that names a row.
        pk: the primary key's column.
        lookups: further columns by which rows are looked up.
        unread: columns that no answer shows.
    """

    kind: str
    key: str
    pk: str
    lookups: frozenset[str]
    unread: frozenset[str]


@dataclass
class Reading:
    """What has been read so far.

    Attributes:
        tags: the tags of it.
        is_complete: whether all of it has a tag.
    """

    tags: set[str] = field(default_factory=set)
    is_complete: bool = True
    _named: list[str] = field(default_factory=list)

    def note(self, sql: str) -> None:
        """Note a statement that reads."""
        kinds, watched = _kinds_in(sql)
        self.is_complete &= watched
        self.tags.update(f"list:{kind}" for kind in kinds if kind not in self._named)


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def recording() -> Iterator[Reading]:
    """Record what is read from the database in this block."""
    reading = Reading()
    token = _reading.set(reading)
    try:
        yield reading
    finally:
        _reading.reset(token)


def current() -> Reading | None:
    """Return the recording that is on, if any."""
    return _reading.get()


@contextmanager
def rows(
    model: type[Model], keys: Iterable[Any] = (), **lookups: Iterable[Any]
) -> Iterator[Callable[[Iterable[Any]], None]]:
    """Say that this block reads rows of a kind by their keys alone.

    Args:
        model: whose rows.
        keys: the keys that are looked for; those of the pages, for what belongs to pages.
        **lookups: values that are looked for, by column.

    Yields:
        Takes the keys of the rows that were found, where they were not known before.
    """
    reading = _reading.get()
    if reading is None:
        yield lambda found: None
        return
    kind = tables()[model._meta.db_table].kind
    reading.tags.add(f"all:{kind}")
    reading.tags.update(f"{kind}:{_text(key)}" for key in keys)
    for column, values in lookups.items():
        reading.tags.update(f"{kind}.{column}={_text(value)}" for value in values)
    reading._named.append(kind)
    try:
        yield lambda found: reading.tags.update(f"{kind}:{_text(key)}" for key in found)
    finally:
        reading._named.remove(kind)


@cache
def tables() -> Mapping[str, Table]:
    """Return all watched tables by name."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        parental = next((one for one in meta.local_fields if isinstance(one, ParentalKey)), None)
        pk = str(meta.pk.column)
        key = str(parental.column) if parental and issubclass(parental.related_model, Page) else pk
        kind = "page" if issubclass(model, Page) else str(getattr(model, "graphql_name", model.__name__)).lower()
        lookups, unread = (columns.get(meta.db_table, frozenset()) for columns in (LOOKUPS, UNREAD))
        found[meta.db_table] = Table(kind, key, pk, lookups, unread)
    return {name: table for name, table in found.items() if name not in UNWATCHED}


@lru_cache(maxsize=4096)
def _kinds_in(sql: str) -> tuple[frozenset[str], bool]:
    """Return the kinds that a statement reads, and whether all that it reads is watched."""
    words = set(_WORD.findall(sql))
    known = [table.kind for name, table in tables().items() if name in words]
    return frozenset(known), not words & UNWATCHED and (bool(known) or "FROM" not in words)


def changed_by(sql: str, params: Any) -> set[str]:
    """Return the tags of what a statement changes; none for one that reads.

    Args:
        sql: the statement, with `%s` for its parameters.
        params: their values; None or a list of lists where they are not known one by one.
    """
    verb = sql[:6].upper()
    if verb in ("SELECT", "SAVEPO", "RELEAS", "ROLLBA", "PRAGMA", "EXPLAI"):
        return set()
    values = list(params) if isinstance(params, list | tuple) else []
    if verb == "INSERT" and (match := _INSERT.match(sql)):
        columns = re.findall(r'"(\w+)"', match[2])
        if match[1] in tables() and len(columns) == len(values):
            table = tables()[match[1]]
            return {f"list:{table.kind}", *_tags_of_values(table, dict(zip(columns, values, strict=True)))}
    if verb == "UPDATE" and (match := _UPDATE.match(sql)) and match[1] in tables():
        return _tags_of_update(tables()[match[1]], match[2], match[3], values)
    if verb == "DELETE" and (match := _DELETE.match(sql)) and match[1] in tables():
        table = tables()[match[1]]
        if match[2] == table.key:
            return {f"list:{table.kind}", *(f"{table.kind}:{_text(value)}" for value in values)}
    words = set(_WORD.findall(sql))
    kinds = {table.kind for name, table in tables().items() if name in words}
    return {f"{scope}:{kind}" for kind in kinds for scope in ("list", "all")}


def _tags_of_update(table: Table, assignments: str, column: str, values: list[Any]) -> set[str]:
    matches = list(_ASSIGNMENT.finditer(assignments))
    if "".join(match[0] for match in matches) != assignments:
        return {f"list:{table.kind}", f"all:{table.kind}"}
    names = [match[1] for match in matches]
    if set(names) <= table.unread:
        return set()
    rest = iter(values)
    assigned = {match[1]: next(rest) if match[2] == "%s" else None for match in matches}
    tags = {f"list:{table.kind}", *_tags_of_values(table, assigned)}
    if column == table.key:
        tags.update(f"{table.kind}:{_text(key)}" for key in rest)
    elif column != table.pk or table.key not in assigned:
        tags.add(f"all:{table.kind}")
    if not table.lookups <= assigned.keys():
        # Who looked for a value in vain does not know this row by its key.
        tags.add(f"all:{table.kind}")
    return tags


def _tags_of_values(table: Table, values: Mapping[str, Any]) -> set[str]:
    tags = {f"{table.kind}.{column}={_text(values[column])}" for column in table.lookups & values.keys()}
    if table.key in values:
        tags.add(f"{table.kind}:{_text(values[table.key])}")
    return tags


def _text(value: Any) -> str:
    return value.hex if isinstance(value, UUID) else str(value)


def kind_of(tag: str) -> str:
    """Return the kind that a tag is about."""
    scope, _colon, rest = tag.partition(":")
    return rest if scope in ("list", "all") else scope.partition(".")[0]
