"""A CDN that is told of changes, and an article of which it knows."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from wagtail.models import Page

from cms.publishing.answers import answers
from news.models import ArticlePage
from tests.factories import CategoryFactory, ImageFactory, index_of, make_article, make_site
from tests.publishing.acting import forget
from tests.publishing.cdn import Edge, Reply, edge

DONE: Reply = (200, {}, b"Dropped")
WORKER = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def cdn(settings: Settings) -> Iterator[Edge]:
    """A Varnish that is told of changes; a worker has yet to be run."""
    with edge(DONE) as found:
        settings.TASKS = WORKER
        settings.ANSWERS_KEPT = settings.GRAPHQL_SHARED_MAX_AGE = 3_600
        settings.WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": "cms.publishing.cdn.Varnish", "URLS": [found.url]}}
        answers.cache_clear()
        yield found
        answers.cache_clear()


@pytest.fixture
def article(cdn: Edge) -> ArticlePage:
    """An article of which the CDN knows."""
    Page.objects.filter(depth=2).delete()
    article = make_article(
        index_of(make_site()), slug="one", category=CategoryFactory(name="Ports"), image=ImageFactory()
    )
    forget()
    return article
