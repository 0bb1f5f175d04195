"""Two people act on the same articles at the same moment, on connections of their own."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.test import Client
from wagtail.models import PageLogEntry

from news.models import ArticlePage, Category, NewsIndexPage
from tests.factories import make_article
from tests.news.desk.bulk.acting import carry_out
from tests.news.desk.bulk.test_undo import act, undo
from tests.user_accounts import log_in, make_user

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

COUNT = 5


@pytest.fixture
def articles(index: NewsIndexPage) -> list[ArticlePage]:
    return [make_article(index, title=f"Article {number}", tags=["rail"]) for number in range(COUNT)]


@pytest.fixture
def colleague(index: NewsIndexPage) -> Client:
    return log_in(make_user("Moderators"))


def at_once(*acts: Callable[[], list[str]]) -> list[list[str]]:
    """Begins all at the same moment, and returns what each was told."""
    gate, told = threading.Barrier(len(acts)), dict[int, list[str]]()

    def run(number: int) -> None:
        try:
            gate.wait()
            told[number] = acts[number]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [told[number] for number in range(len(acts))]


def stored(articles: list[ArticlePage]) -> list[ArticlePage]:
    return list(ArticlePage.objects.filter(pk__in=[article.pk for article in articles]).order_by("pk"))


def test_two_fields_of_the_same_articles_are_both_changed(
    moderator: Client, colleague: Client, articles: list[ArticlePage], europe: Category
) -> None:
    told = at_once(
        lambda: carry_out(moderator, "set_category", *articles, category=europe.pk),
        lambda: carry_out(colleague, "change_tags", *reversed(articles), add="port", remove="rail"),
    )

    assert told == [["5 articles have been changed and published."]] * 2
    for article in stored(articles):
        assert (article.category, list(article.tags.names())) == (europe, ["port"])
        assert (article.live, article.has_unpublished_changes, article.revisions.count()) == (True, False, 2)
        assert article.get_latest_revision_as_object().category == europe


def test_of_two_values_the_later_one_knows_the_earlier(
    moderator: Client, colleague: Client, articles: list[ArticlePage], world: Category, europe: Category
) -> None:
    told = at_once(
        lambda: carry_out(moderator, "set_category", *articles, category=europe.pk),
        lambda: carry_out(colleague, "set_category", *articles, category=world.pk),
    )

    assert told == [["5 articles have been changed and published."]] * 2
    for article in stored(articles):
        entries = PageLogEntry.objects.filter(page=article, action="news.bulk.category").order_by("pk")
        first, second = [(entry.data["before"], entry.data["after"]) for entry in entries]
        assert first[0] is None
        assert first[1] == second[0]
        assert {first[1], second[1]} == {world.pk, europe.pk}
        assert article.category_id == second[1]


def test_the_category_of_what_is_unpublished_meanwhile_is_kept(
    moderator: Client, colleague: Client, articles: list[ArticlePage], europe: Category
) -> None:
    category, unpublished = at_once(
        lambda: carry_out(moderator, "set_category", *articles, category=europe.pk),
        lambda: carry_out(colleague, "unpublish", *articles),
    )

    assert category in (
        ["5 articles have been changed and published."],
        ["5 articles have been changed in their drafts."],
    )
    assert unpublished == ["5 pages have been unpublished"]
    for article in stored(articles):
        assert article.get_latest_revision_as_object().category == europe
        assert not article.live


def test_an_undo_that_is_sent_twice_is_done_once(
    moderator: Client, articles: list[ArticlePage], europe: Category
) -> None:
    url = act(moderator, "set_category", *articles, category=europe.pk)
    second_tab = Client()
    second_tab.cookies = moderator.cookies

    told = at_once(lambda: undo(moderator, url), lambda: undo(second_tab, url))

    assert sorted(told) == [
        ["Nothing was changed."],
        ["The changes of 5 articles have been taken back and published."],
    ]
    for article in stored(articles):
        assert article.category is None
        assert article.revisions.count() == 2


def test_what_is_unpublished_twice_is_counted_once(
    moderator: Client, colleague: Client, articles: list[ArticlePage]
) -> None:
    told = at_once(
        lambda: carry_out(moderator, "unpublish", *articles),
        lambda: carry_out(colleague, "unpublish", *articles),
    )

    assert sorted(told) == [["5 pages have been unpublished"], ["Nothing was changed."]]
    entries = PageLogEntry.objects.filter(action="wagtail.unpublish")
    assert sorted(entries.values_list("page_id", flat=True)) == sorted(article.pk for article in articles)
