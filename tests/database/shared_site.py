"""The site of tests that use the `site` fixture: made once, in a transaction around theirs, as `TestCase` does.

Making it takes longer than most of the tests that look at it. A test that does not use it, or that commits, finds the
database as the migrations leave it.
"""

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from wagtail.models import Page

from tests.factories import make_site


class SharedSite:
    """The transaction in which the site exists."""

    def __init__(self) -> None:
        self._transaction: transaction.Atomic | None = None

    def open(self) -> None:
        """Begin the transaction and make the site, unless both are done; again where a test lost the connection."""
        if self._transaction is not None and _is_lost():
            self.close()
        if self._transaction is None:
            self._transaction = transaction.atomic()
            self._transaction.__enter__()
            Page.objects.filter(depth=2).delete()
            make_site()
            connection.check_constraints()  # PostgreSQL alters no table that waits for it.

    def close(self) -> None:
        """Roll the transaction back, if there is one."""
        if self._transaction is not None:
            transaction.set_rollback(True)
            self._transaction.__exit__(None, None, None)
            self._transaction = None


shared_site = SharedSite()


def _is_lost() -> bool:
    return connection.closed_in_transaction or connection.needs_rollback or not connection.is_usable()


def uses_database(item: pytest.Item) -> bool:
    """Tell whether a test asks pytest-django for the database, or is a Django test case."""
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", []))
    is_django_test = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return bool(fixtures) or is_django_test or item.get_closest_marker("django_db") is not None


def shares_site(item: pytest.Item) -> bool:
    """Tell whether a test uses the `site` fixture and rolls back what it does."""
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction", False)
    fixtures = getattr(item, "fixturenames", [])
    return "site" in fixtures and not commits and "transactional_db" not in fixtures and "live_server" not in fixtures
