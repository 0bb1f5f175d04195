"""Receivers on this machine, which the tests may ask."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from cms.tasks.queue import DATABASE_BACKEND
from tests.webhooks.receiver import Receiver


@pytest.fixture
def open_network(settings: Settings) -> None:
    """Receivers on this machine may be asked without TLS; a worker has yet to be run."""
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    settings.WEBHOOKS_OVER_HTTP = True
    settings.TASKS = {"default": {"BACKEND": DATABASE_BACKEND}}


@pytest.fixture
def receiver(db: None, open_network: None) -> Iterator[Receiver]:
    """A receiver."""
    found = Receiver().start()
    yield found
    found.stop()


@pytest.fixture
def other_receiver(db: None, open_network: None) -> Iterator[Receiver]:
    """Another one."""
    found = Receiver().start()
    yield found
    found.stop()
