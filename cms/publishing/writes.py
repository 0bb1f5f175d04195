"""Notes what is written to the database; tells the kept answers before and after each commit, and the CDN after it.

Statements are watched, not models alone, because much is written past `save()`: by `update()`, by the page tree, in
bulk. A statement says which table it writes; the signals around `save()` say which row. What no signal accounts for
may have changed any row of its table.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.models import Page

from cms import reading
from cms.publishing import purging
from cms.publishing.answers import answers
from cms.reading import EVERYTHING

_WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"(\w+)"', re.IGNORECASE)
_SET = re.compile(r"\bSET\s+(.*?)(?:\sWHERE\s|$)", re.IGNORECASE | re.DOTALL)
_COLUMN = re.compile(r'(?:^|,)\s*"?(\w+)"?\s*=')

UNREAD = {
    *("draft_title", "latest_revision_id", "latest_revision_created_at", "has_unpublished_changes"),
    *("numchild", "last_login"),
}
"""Columns in which no answer differs: those of drafts, the page tree's own count, and who was here."""

UNREAD_TABLES = (
    *(
        "django_session",
        "django_tasks_database_",
        "tasks_",
        "scheduling_",
        "preview_",
        "publishing_",
        "wagtailadmin_",
        "wagtailsearch_",
    ),
    *("wagtailcore_comment", "wagtailcore_modellogentry", "wagtailcore_pagelogentry", "wagtailcore_pagesubscription"),
    *("wagtailcore_referenceindex", "wagtailcore_revision", "wagtailcore_taskstate", "wagtailcore_uploadedfile"),
    "wagtailcore_workflowstate",
)
"""How the names of tables begin that no answer reads: those of drafts, sessions, queues and the admin."""


VISIBILITY_COLUMNS = {
    *("live", "expire_at", "go_live_at", "embargo", "embargo_until", "path", "alias_of_id", "collection_id"),
}
"""Columns that decide who sees a row. Where many rows of them are written at once, nothing says which responses refer
to those rows without naming them, so that the CDN drops everything."""

HOME_DEPTH = 2
"""The depth of home pages in the page tree: each response depends on all of them."""


class Writes:
    """What one connection has written since its last commit.

    Attributes:
        tags: what may have changed for readers.
        unaccounted: statements by table, as long as no signal tells which row they wrote.
        revealing: tables of which a column of VISIBILITY_COLUMNS was written.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._commit, self._rollback = connection.commit, connection.rollback
        self.tags: set[str] = set()
        self.unaccounted: Counter[str] = Counter()
        self.revealing: set[str] = set()

    def attach(self) -> None:
        """Watch the connection from now on."""
        # First in line: those who watch for a while take the last one off again.
        self._connection.execute_wrappers.insert(0, self.watch)
        self._connection.commit = self.commit  # type: ignore[method-assign]  # Django has no signal before a commit
        self._connection.rollback = self.rollback  # type: ignore[method-assign]

    def watch(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Note what a statement writes; outside a transaction it is its own commit."""
        written = _WRITE.match(sql) if isinstance(sql, str) else None
        if written is None or _is_unread(sql):
            return execute(sql, params, many, context)
        table = written[1]
        if table.startswith(UNREAD_TABLES):
            return execute(sql, params, many, context)
        self.tags.add(f"list:{reading.label(table)}")
        self.unaccounted[table] += 1
        if _columns_of(sql) & VISIBILITY_COLUMNS:
            self.revealing.add(table)
        if self._connection.in_atomic_block:
            return execute(sql, params, many, context)
        return self._between_marks(lambda: execute(sql, params, many, context))

    def account(self, model: type[models.Model], before: Counter[str]) -> None:
        """Take the statements that were sent while a row was saved for writes of that row."""
        for table in reading.tables_of(model):
            self.unaccounted[table] = before[table]

    def commit(self) -> None:
        """Commit, and let no answer of before be given from then on."""
        self._between_marks(self._commit)

    def rollback(self) -> None:
        """Roll back; nothing has changed."""
        self.tags.clear()
        self.unaccounted.clear()
        self.revealing.clear()
        self._rollback()

    def _between_marks(self, write: Callable[[], Any]) -> Any:
        tags = self.tags | {f"rows:{reading.label(table)}" for table, count in self.unaccounted.items() if count}
        everything = {EVERYTHING} if any(self.unaccounted[table] for table in self.revealing) else set()
        self.tags, self.unaccounted, self.revealing = set(), Counter(), set()
        if not tags or not settings.ANSWERS_KEPT:
            return write()
        with purging.owed(tags | everything, self._connection), answers().changing(tags):
            return write()


def connect() -> None:
    """Watch all connections to the database; called once, when the apps are ready."""
    connection_created.connect(_attach, dispatch_uid="answers")
    pre_save.connect(_before_save, dispatch_uid="answers")
    post_save.connect(_after_save, dispatch_uid="answers")
    post_delete.connect(_after_delete, dispatch_uid="answers")


def _attach(connection: Any, **_kwargs: Any) -> None:
    if not hasattr(connection, "writes"):
        connection.writes = Writes(connection)
        connection.writes.attach()


def _writes(using: str) -> Writes | None:
    return getattr(connections[using], "writes", None)


def _before_save(instance: models.Model, using: str, **_kwargs: Any) -> None:
    if (writes := _writes(using)) is not None:
        instance.__dict__["_unaccounted"] = writes.unaccounted.copy()


def _after_save(sender: type[models.Model], instance: models.Model, using: str, **_kwargs: Any) -> None:
    before = instance.__dict__.pop("_unaccounted", None)
    if (writes := _writes(using)) is not None and before is not None and sender is type(instance):
        written = writes.unaccounted - before
        if written and not _has_heirs(sender):
            writes.account(sender, before)
            writes.tags |= _tags_of(instance)


def _after_delete(instance: models.Model, using: str, **_kwargs: Any) -> None:
    if (writes := _writes(using)) is not None and not instance._meta.db_table.startswith(UNREAD_TABLES):
        writes.tags |= _tags_of(instance)


def _tags_of(instance: models.Model) -> set[str]:
    model = type(instance)
    tables = reading.tables_of(model)
    tags = {f"list:{reading.label(table)}" for table in tables} | {f"{reading.label(tables[0])}:{instance.pk}"}
    if isinstance(instance, Page):
        tags |= {f"path:{instance.path}", f"translation:{instance.translation_key}"}
        if instance.depth == HOME_DEPTH:
            tags.add(EVERYTHING)
    return tags


def _has_heirs(model: type[models.Model]) -> bool:
    """Tell whether a row of a model may be part of a row of another, whose readers this name says nothing to."""
    return any(getattr(relation, "parent_link", False) for relation in model._meta.related_objects)


def _is_unread(sql: str) -> bool:
    """Tell whether an UPDATE touches nothing that an answer could show."""
    columns = _columns_of(sql)
    return bool(columns) and columns <= UNREAD


def _columns_of(sql: str) -> set[str]:
    """Return the columns that an UPDATE writes; none of any other statement."""
    changes = _SET.search(sql) if sql.lstrip()[:6].upper() == "UPDATE" else None
    return set(_COLUMN.findall(changes[1])) if changes else set()
