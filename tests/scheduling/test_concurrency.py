"""Two runs at the same moment, on connections of their own."""

import threading

import pytest
from django.db import connection, connections
from wagtail.models import PageLogEntry

from cms.scheduling.schedule import run_schedule
from news.models import ArticlePage, NewsIndexPage
from tests.scheduling.newsroom import make_scheduled


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory belongs to one thread")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_runs_at_once_publish_each_page_once(index: NewsIndexPage) -> None:
    articles = make_scheduled(index, 6)
    gate, counts = threading.Barrier(2), []

    def run() -> None:
        try:
            gate.wait()
            counts.append(run_schedule().published)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(counts) == 6
    assert PageLogEntry.objects.filter(action="wagtail.publish.scheduled").count() == 6
    assert ArticlePage.objects.filter(pk__in=[article.pk for article in articles], live=True).count() == 6
