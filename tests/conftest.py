"""Fixtures that all tests share."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker
from wagtail.models import Page, Site

from cms.graphql.persisted import documents
from cms.performance.response_cache.stores.configured import response_store
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.database.initial_rows import InitialRows
from tests.database.shared_site import shared_site, shares_site, uses_database
from tests.database.template import restored_template, save_template
from tests.factories import index_of, make_site

WITHOUT_INDEXES = (
    "graphql",
    "news/exporting",
    "news/feeds",
    "news/importing",
    "performance/compiled_sql",
    "performance/executor",
    "preview",
    "readership",
    "scheduling",
    "search",
)
"""Folders of tests whose pages stand neither in the search of the admin nor in the reference index, unless a test is
marked `wagtail_indexes`: a page costs more statements there than anywhere else."""

MAX_ID_CHARACTERS = 60


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Begin with the slow tests, so that at the end no process waits for another's.

    Tests that use the database are marked before `-m` selects among them. The shared site is opened or closed before a
    test's own transaction begins.
    """
    for item in filter(uses_database, items):
        item.add_marker("database")
    yield
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        if hasattr(item, "fixturenames"):
            item.fixturenames.insert(0, "_opened_shared_site" if shares_site(item) else "_closed_shared_site")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name long texts by their beginning and files by their argument: hostile ones have millions of characters."""
    if isinstance(val, str) and len(val) > MAX_ID_CHARACTERS:
        return f"{val[:MAX_ID_CHARACTERS]}…"
    return argname if isinstance(val, bytes) and len(val) > MAX_ID_CHARACTERS else None


def pytest_collection_finish() -> None:
    """Spare the garbage collector what was imported: it takes a tenth of the tests' time to walk through it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _empty_tables_quickly() -> Iterator[None]:
    """PostgreSQL takes a second to truncate a hundred empty tables, and no time to delete nothing from them."""

    def deletes(operations: Any, style: Any, tables: list[str], **_options: Any) -> list[str]:
        return [f"DELETE FROM {operations.quote_name(table)};" for table in tables]  # noqa: S608  # names of our own

    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql":
            patch.setattr(type(connection.ops), "sql_flush", deletes)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """Prepares the making of the test database."""
    with restored_template():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Makes the test database."""
    save_template()
    with django_db_blocker.unblock():
        rows = InitialRows()
        _commit_without_waiting()
    with patch.object(connection.creation, "deserialize_db_from_string", rows.restore):
        yield


def _commit_without_waiting() -> None:
    """Have PostgreSQL not wait for the disk when a test commits: nothing of its database outlives a crash."""
    if connection.vendor == "postgresql":
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        connection.close()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
    response_store.cache_clear()  # Tests are rolled back without an invalidation: the cache is off by then.
    documents.clear_lookups()


@pytest.fixture(autouse=True)
def _indexes_of_wagtail(request: pytest.FixtureRequest) -> Iterator[None]:
    """Have pages entered in Wagtail's own indexes, or not."""
    folder = request.path.parent.relative_to(Path(__file__).parent)
    if request.node.get_closest_marker("wagtail_indexes") or not folder.as_posix().startswith(WITHOUT_INDEXES):
        yield
        return
    with (
        patch("modelsearch.signal_handlers.insert_or_update_object_task", NoTask),
        patch("wagtail.signal_handlers.update_reference_index_task", NoTask),
    ):
        yield


class NoTask:
    """A task that does nothing."""

    @staticmethod
    def enqueue(*arguments: object) -> None:
        """Take the arguments of the task."""


@pytest.fixture(scope="session")
def _closed_in_the_end(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        shared_site.close()


@pytest.fixture
def _opened_shared_site(_closed_in_the_end: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        shared_site.open()


@pytest.fixture
def _closed_shared_site(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        shared_site.close()


@pytest.fixture
def site(request: pytest.FixtureRequest, db: None) -> Site:
    """The default site, with a home page and a listing at /news/."""
    if shares_site(request.node):
        return Site.objects.get()
    with transaction.atomic():
        Page.objects.filter(depth=2).delete()
        return make_site()


@pytest.fixture
def index(site: Site) -> NewsIndexPage:
    """The listing at /news/."""
    return index_of(site)


@pytest.fixture
def api() -> GraphQLClient:
    """An anonymous frontend."""
    return GraphQLClient()
