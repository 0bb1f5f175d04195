"""Two publications of an article at the same moment, on connections of their own."""

import threading

import pytest
from django.db import connection, connections
from wagtail.models import Revision

from news.models import ArticlePage, Edition, NewsIndexPage
from tests.factories import make_article


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory belongs to one thread")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_publications_at_once_are_two_editions(index: NewsIndexPage) -> None:
    article = make_article(index, live=False, first_published_at=None)
    revisions = [ArticlePage.objects.get(pk=article.pk).save_revision().pk for _number in range(4)]
    gate, failures = threading.Barrier(len(revisions)), list[Exception]()

    def publish(pk: int) -> None:
        try:
            revision = Revision.objects.get(pk=pk)
            gate.wait()
            revision.publish()
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish, args=[pk]) for pk in revisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    editions = Edition.objects.filter(article=article).order_by("number")
    assert list(editions.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert {edition.revision_id for edition in editions} == set(revisions)
