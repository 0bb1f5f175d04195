"""The demo newsroom for tests that only read it."""

import gc
import warnings
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def _seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo newsroom, seeded once for all tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with warnings.catch_warnings():
            # Wagtail leaves the closing of new renditions' files to the garbage collector.
            warnings.simplefilter("ignore", ResourceWarning)
            call_command("seed_demo", picture_width=32, verbosity=0)
            gc.collect()
        yield
        transaction.set_rollback(True)
