"""A CDN that is told of changes, and an article of which it knows."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from wagtail.models import Page

from cms.performance.response_cache.stores.configured import response_store
from news.models import ArticlePage
from tests.cdn.edge_server import Edge, Reply, edge
from tests.factories import CategoryFactory, ImageFactory, index_of, make_article, make_site
from tests.performance.response_cache.invalidating import forget

DONE: Reply = (200, {}, b"Dropped")
WORKER = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def cdn(settings: Settings) -> Iterator[Edge]:
    """A Varnish that is told of changes; a worker has yet to be run."""
    with edge(DONE) as found:
        settings.TASKS = WORKER
        settings.RESPONSE_CACHE_TTL = settings.GRAPHQL_SHARED_MAX_AGE = 3_600
        settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": "cms.cdn.backends.Varnish", "URLS": [found.url]}}
        response_store.cache_clear()
        yield found
        response_store.cache_clear()


@pytest.fixture
def article(cdn: Edge) -> ArticlePage:
    """An article of which the CDN knows."""
    Page.objects.filter(depth=2).delete()
    article = make_article(
        index_of(make_site()), slug="one", category=CategoryFactory(name="Ports"), image=ImageFactory()
    )
    forget()
    return article
