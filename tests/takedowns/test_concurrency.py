"""A publication and a take-down of one page at the same moment, on connections of their own."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from cms.accounts.models import User
from cms.takedowns.actions import take_down
from cms.takedowns.models import TakeDown, take_down_of
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.user_accounts import make_user

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

HELD_SECONDS = 0.5


@pytest.fixture
def draft(index: NewsIndexPage) -> ArticlePage:
    """A draft that may be published."""
    article = make_article(index, live=False, first_published_at=None)
    article.save_revision()
    return article


@pytest.fixture
def chief(db: None) -> User:
    """A user who may do everything."""
    return make_user(is_superuser=True)


def meet(first: Callable[[], None], second: Callable[[], None]) -> list[Exception]:
    """Run both, the second while the first is done but not committed; return what the second raised."""
    done, failures = threading.Event(), list[Exception]()

    def one() -> None:
        try:
            with transaction.atomic():
                first()
                done.set()
                threading.Event().wait(HELD_SECONDS)
        finally:
            connections.close_all()

    def other() -> None:
        try:
            done.wait()
            second()
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one), threading.Thread(target=other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def publish(article: ArticlePage) -> None:
    ArticlePage.objects.get(pk=article.pk).latest_revision.publish()


def test_a_publication_that_is_under_way_is_taken_down(draft: ArticlePage, chief: User) -> None:
    loaded = ArticlePage.objects.get(pk=draft.pk)

    assert meet(lambda: publish(draft), lambda: take_down(loaded, chief, "A court order")) == []

    assert (take_down_of(draft) is not None, ArticlePage.objects.get(pk=draft.pk).live) == (True, False)
    assert TakeDown.objects.get().was_public


def test_a_take_down_that_is_under_way_refuses_the_publication(draft: ArticlePage, chief: User) -> None:
    (failure,) = meet(lambda: take_down(draft, chief, "A court order"), lambda: publish(draft))

    assert isinstance(failure, ValidationError)
    assert "A court order" in failure.messages[0]
    assert not ArticlePage.objects.get(pk=draft.pk).live


def test_two_take_downs_are_one(draft: ArticlePage, chief: User) -> None:
    assert meet(lambda: take_down(draft, chief, "One"), lambda: take_down(draft, chief, "Two")) == []

    assert TakeDown.objects.get().reason == "One"
