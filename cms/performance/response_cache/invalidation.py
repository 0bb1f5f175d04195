"""Invalidation: the writes of each transaction become cache tags, which the response cache drops at its commit.

SQL statements are tracked, not only signals of models, because `update()`, `bulk_create()` and the page tree send no
signals. A statement names the table that it writes; the signals around `save()` name the row. A statement without a
signal may have changed any row of its table.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page

from cms.aliases import with_aliases
from cms.cdn import purge_outbox
from cms.changes.commit_outbox import announce_commit, enqueue_commit
from cms.performance.response_cache import cache_tags
from cms.performance.response_cache.cache_tags import EVERYTHING
from cms.performance.response_cache.stores.configured import response_store

_WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"(\w+)"', re.IGNORECASE)
_SET = re.compile(r"\bSET\s+(.*?)(?:\sWHERE\s|$)", re.IGNORECASE | re.DOTALL)
_COLUMN = re.compile(r'(?:^|,)\s*"?(\w+)"?\s*=')

IGNORED_COLUMNS = {
    *("draft_title", "latest_revision_id", "latest_revision_created_at", "has_unpublished_changes"),
    *("numchild", "last_login", "password_link_sent_at", "looked_at"),
}
"""Columns that no response shows: those of drafts, the number of children in the page tree, the use of accounts, the
moment of the last comparison for the change log."""

IGNORED_TABLES = (
    *(
        "django_session",
        "django_tasks_database_",
        "tasks_",
        "webhooks_",
        "scheduling_",
        "preview_",
        "publishing_",
        "changes_pendingcommit",
        "changes_publicpage",
        "changes_hiddenrow",
        "axes_",
        "accounts_loginlock",
        "otp_",
        "news_planningnote",
        "readership_pagereads",
        "wagtailadmin_",
        "wagtailsearch_",
    ),
    *("wagtailcore_comment", "wagtailcore_modellogentry", "wagtailcore_pagelogentry", "wagtailcore_pagesubscription"),
    *("wagtailcore_referenceindex", "wagtailcore_revision", "wagtailcore_taskstate", "wagtailcore_uploadedfile"),
    "wagtailcore_workflowstate",
)
"""Prefixes of tables that no response reads: those of drafts, logins, queues and the admin."""

VISIBILITY_COLUMNS = {
    *("live", "expire_at", "go_live_at", "embargo", "embargo_until", "path", "alias_of_id", "collection_id"),
    *("usage_terms", "rights_expire_at"),
}
"""Columns that decide who sees a row. When one is written for an unknown number of rows, responses may depend on these
without showing them, and headers name only what is shown: the CDN drops everything."""

HOME_DEPTH = 2
"""The depth of home pages in the page tree: each response depends on all of them."""


class WriteTracker:
    """The writes of one connection since its last commit.

    Attributes:
        tags: the cache tags of what was written.
        unattributed: how many statements wrote each table without a signal that says which row.
        revealing: tables of which a column of VISIBILITY_COLUMNS was written.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._commit, self._rollback = connection.commit, connection.rollback
        self.tags: set[str] = set()
        self.unattributed: Counter[str] = Counter()
        self.revealing: set[str] = set()
        self._saves: list[tuple[models.Model, Counter[str]]] = []
        self._deletes: list[tuple[models.Model, int]] = []
        self._is_unannounced = False

    def attach(self) -> None:
        """Track all statements and commits of the connection."""
        # First in line: wrappers that are added for a while take the last one off again.
        self._connection.execute_wrappers.insert(0, self.watch)
        self._connection.commit = self.commit  # type: ignore[method-assign]  # Django has no signal before a commit
        self._connection.rollback = self.rollback  # type: ignore[method-assign]

    def watch(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Record what a statement writes; outside a transaction, invalidate at once."""
        written = _WRITE.match(sql) if isinstance(sql, str) else None
        if written is None or _writes_ignored_columns_alone(sql):
            return execute(sql, params, many, context)
        table = written[1]
        if table.startswith(IGNORED_TABLES):
            return execute(sql, params, many, context)
        self.tags.add(f"list:{cache_tags.table_label(table)}")
        self.unattributed[table] += 1
        if _columns_of(sql) & VISIBILITY_COLUMNS:
            self.revealing.add(table)
        if self._connection.in_atomic_block:
            return execute(sql, params, many, context)
        self._is_unannounced = " RETURNING " in sql
        return self._invalidating(lambda: execute(sql, params, many, context))

    def begin_save(self, instance: models.Model) -> None:
        """Remember the statements before a row is saved, so that `end_save` knows which ones saved it.

        Only in a transaction: outside one, a save has been committed and its tables invalidated before `post_save`.
        """
        if self._connection.in_atomic_block:
            self._saves.append((instance, self.unattributed.copy()))

    def end_save(self, instance: models.Model) -> None:
        """Attribute the statements since `begin_save` to the row that was saved.

        Saves that began later and failed are forgotten with it; all others that failed, at the end of the transaction.
        """
        if self._is_unannounced:
            self._is_unannounced = False
            announce_commit(self._connection)
        if not any(saved is instance for saved, _ in self._saves):
            return
        saved, before = self._saves.pop()
        while saved is not instance:
            saved, before = self._saves.pop()
        model = type(instance)
        if self.unattributed - before and not _has_multi_table_children(model):
            for table in cache_tags.tables_of(model):
                self.unattributed[table] = before[table]
            self.tags |= _tags_of(instance)

    def begin_delete(self, part: models.Model) -> None:
        """Remember how many statements wrote the table before a part of a page is deleted.

        Deletions of other rows are not attributed: with them go updates of the same table, by foreign keys to itself.
        """
        self._deletes.append((part, self.unattributed[part._meta.db_table]))

    def end_delete(self, instance: models.Model) -> None:
        """Add the tags of a row that was deleted, and attribute the statement to it if `begin_delete` knows it."""
        self.tags |= _tags_of(instance)
        for place, (part, before) in enumerate(self._deletes):
            if part is instance:
                self.unattributed[part._meta.db_table] = before
                del self._deletes[place]
                break

    def commit(self) -> None:
        """Commit, and invalidate the responses with the tags of what was written."""
        self._invalidating(self._commit)

    def rollback(self) -> None:
        """Roll back, and forget what was written."""
        self._forget()
        self._rollback()

    def _invalidating(self, write: Callable[[], Any]) -> Any:
        tags = self.tags | {
            f"rows:{cache_tags.table_label(table)}" for table, count in self.unattributed.items() if count
        }
        everything = {EVERYTHING} if any(self.unattributed[table] for table in self.revealing) else set()
        self._forget()
        if not tags:
            return write()
        with enqueue_commit(tags | everything, self._connection, is_in_progress=self._is_unannounced):
            return self._invalidating_responses(tags, everything, write)

    def _invalidating_responses(self, tags: set[str], everything: set[str], write: Callable[[], Any]) -> Any:
        if not settings.RESPONSE_CACHE_TTL:
            return write()
        with purge_outbox.enqueue_purge(tags | everything, self._connection), response_store().invalidating(tags):
            return write()

    def _forget(self) -> None:
        self.tags, self.unattributed, self.revealing, self._saves, self._deletes = set(), Counter(), set(), [], []


def connect_invalidation() -> None:
    """Track all connections to the database; called once, when the apps are ready."""
    connection_created.connect(_attach, dispatch_uid="response cache")
    pre_save.connect(_before_save, dispatch_uid="response cache")
    post_save.connect(_after_save, dispatch_uid="response cache")
    pre_delete.connect(_before_delete, dispatch_uid="response cache")
    post_delete.connect(_after_delete, dispatch_uid="response cache")


def add_written_rows(model: type[models.Model], keys: Iterable[int], using: str = DEFAULT_DB_ALIAS) -> None:
    """Count rows as written that statements change without naming them, such as `update()` and `bulk_update()`.

    They are so by the commit of the present transaction, or of one of its own.

    Args:
        model: the model.
        keys: primary keys.
        using: the alias of the database.
    """
    label = cache_tags.table_label(cache_tags.tables_of(model)[0])
    tags = {f"{label}:{key}" for key in keys}
    if tags and (tracker := _tracker_of(using)) is not None:
        is_within = connections[using].in_atomic_block  # a savepoint would be two statements
        with nullcontext() if is_within else transaction.atomic(using):
            tracker.tags |= tags


def _attach(connection: Any, **_kwargs: Any) -> None:
    if not hasattr(connection, "write_tracker"):
        connection.write_tracker = WriteTracker(connection)
        connection.write_tracker.attach()


def _tracker_of(using: str) -> WriteTracker | None:
    return getattr(connections[using], "write_tracker", None)


def _before_save(sender: type[models.Model], instance: models.Model, using: str, **_kwargs: Any) -> None:
    if (tracker := _tracker_of(using)) is not None and sender is type(instance):
        tracker.begin_save(instance)


def _after_save(sender: type[models.Model], instance: models.Model, using: str, **_kwargs: Any) -> None:
    if (tracker := _tracker_of(using)) is not None and sender is type(instance):
        tracker.end_save(instance)


def _before_delete(instance: models.Model, using: str, **_kwargs: Any) -> None:
    if (tracker := _tracker_of(using)) is not None and cache_tags.part_key(type(instance)):
        tracker.begin_delete(instance)


def _after_delete(instance: models.Model, using: str, **_kwargs: Any) -> None:
    if (tracker := _tracker_of(using)) is not None and not instance._meta.db_table.startswith(IGNORED_TABLES):
        tracker.end_delete(instance)


def _tags_of(instance: models.Model) -> set[str]:
    model = type(instance)
    tables = cache_tags.tables_of(model)
    tags = {f"list:{cache_tags.table_label(table)}" for table in tables} | {
        f"{cache_tags.table_label(tables[0])}:{instance.pk}"
    }
    if key := cache_tags.part_key(model):
        whole = cache_tags.tables_of(key.related_model)[0]
        tags.add(f"{cache_tags.table_label(whole)}:{getattr(instance, key.attname)}")
    if isinstance(instance, Page):
        tags |= {f"path:{instance.path}", f"translation:{instance.translation_key}"}
        # What hides a page hides its aliases too, without a write to their rows.
        aliases = Page.objects.filter(pk__in=with_aliases([instance.pk])).exclude(pk=instance.pk)
        for pk, path in aliases.values_list("pk", "path"):
            tags |= {f"{cache_tags.table_label(tables[0])}:{pk}", f"path:{path}"}
        if instance.depth == HOME_DEPTH:
            tags.add(EVERYTHING)
    return tags


def _has_multi_table_children(model: type[models.Model]) -> bool:
    """Return whether a row of a model may be part of a row of a model that inherits from it by its own table."""
    return any(getattr(relation, "parent_link", False) for relation in model._meta.related_objects)


def _writes_ignored_columns_alone(sql: str) -> bool:
    """Return whether an UPDATE writes IGNORED_COLUMNS alone."""
    columns = _columns_of(sql)
    return bool(columns) and columns <= IGNORED_COLUMNS


def _columns_of(sql: str) -> set[str]:
    """Return the columns that an UPDATE sets; none for any other statement."""
    changes = _SET.search(sql) if sql.lstrip()[:6].upper() == "UPDATE" else None
    return set(_COLUMN.findall(changes[1])) if changes else set()
