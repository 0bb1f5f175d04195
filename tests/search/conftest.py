"""OpenSearch, or what stands in for it."""

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from pytest_django import Settings

from search import backends
from search.backends.opensearch import indexes
from tests.search.backends.opensearch.standin import StandIn, served


def _forget() -> None:
    backends._make.cache_clear()
    indexes.client.cache_clear()


@pytest.fixture
def stand_in(settings: Settings) -> Iterator[StandIn]:
    """A stand-in for OpenSearch, which ranks while the test runs."""
    with served(made := StandIn()) as url:
        settings.OPENSEARCH_URL = made.url = url
        settings.OPENSEARCH_TIMEOUT = 30  # a slow machine is no failure
        _forget()
        yield made
    _forget()


@pytest.fixture
def opensearch(settings: Settings, request: pytest.FixtureRequest) -> Iterator[None]:
    """The OpenSearch that OPENSEARCH_URL names, else a stand-in; it ranks while the test runs."""
    if not (url := os.environ.get("OPENSEARCH_URL")):
        request.getfixturevalue("stand_in")
        yield
        return
    settings.OPENSEARCH_URL, settings.OPENSEARCH_PREFIX = url, f"test-{uuid4().hex}"
    _forget()
    yield
    for name in indexes.client().indices.get_alias(index=f"{settings.OPENSEARCH_PREFIX}-*"):
        indexes.client().indices.delete(index=name)
    _forget()
