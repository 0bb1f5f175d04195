"""Fixtures that all tests share."""

import pytest
from django.core.cache import cache
from wagtail.models import Page, Site

from cms.api import documents
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import index_of, make_site


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
    documents.forget()


@pytest.fixture
def site(db: None) -> Site:
    """The default site, with a home page and a listing at /news/."""
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
