"""A newsroom that the tests of a module share."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.admin.newsroom import Newsroom


@pytest.fixture(scope="module")
def newsroom(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Newsroom]:
    """A newsroom that all tests of a module share; each request is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        planted = Newsroom()
        planted.plant()
        yield planted
        transaction.set_rollback(True)
