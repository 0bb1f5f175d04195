"""Fixtures of the tests of what readers searched for."""

import pytest
from pytest_django import Settings

from news.models import NewsIndexPage
from search.analytics.query_log import QueryLog, query_log
from search.models import PastQuery
from tests.factories import make_article
from tests.search.finding import index_all


@pytest.fixture
def counting(settings: Settings) -> QueryLog:
    """This process's journal, which writes when it is told to."""
    settings.SEARCH_LOG_SECONDS = 3600
    query_log.write()
    PastQuery.objects.all().delete()
    return query_log


@pytest.fixture
def harbour(index: NewsIndexPage) -> None:
    """One article, in the search."""
    make_article(index, title="Harbour and mayor")
    index_all()
