"""Fixtures that all tests share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django import DjangoDbBlocker
from wagtail.models import Page, Site

from cms.graphql.persisted import documents
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import index_of, make_site
from tests.shared_site import shared_site, shares_site, uses_database


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


@pytest.fixture(scope="session", autouse=True)
def _empty_tables_quickly() -> Iterator[None]:
    """PostgreSQL takes a second to truncate a hundred empty tables, and no time to delete nothing from them."""

    def deletes(operations: Any, style: Any, tables: list[str], **_options: Any) -> list[str]:
        return [f"DELETE FROM {operations.quote_name(table)};" for table in tables]  # noqa: S608  # names of our own

    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql":
            patch.setattr(type(connection.ops), "sql_flush", deletes)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
    documents.clear_lookups()


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
