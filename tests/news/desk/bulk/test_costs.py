"""What bulk actions cost: a confirmation as much for many articles as for few, and each change the same."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from news.models import ArticlePage, NewsIndexPage
from tests.factories import AuthorFactory, CategoryFactory, make_article
from tests.news.desk.bulk.acting import address
from tests.user_accounts import log_in, make_user


def articles(index: NewsIndexPage, count: int) -> list[ArticlePage]:
    """Returns articles of all kinds, each with what is its own."""
    made = []
    for number in range(count):
        article = make_article(
            index,
            category=CategoryFactory(parent=CategoryFactory()),
            tags=[f"own {number}", "shared"],
            authors=[AuthorFactory(), AuthorFactory()],
        )
        if number % 3 == 1:
            article.save_revision()
        if number % 3 == 2:
            ArticlePage.objects.filter(pk=article.pk).update(locked=True)
        made.append(article)
    return made


def queries(browser: Client, index: NewsIndexPage, action: str, values: dict[str, object], count: int) -> int:
    url = address(action, *articles(index, count))
    browser.post(url, values)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.post(url, values).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("action", "values"), [("set_category", {}), ("change_tags", {"add": "new"}), ("change_authors", {})]
)
def test_a_confirmation_costs_as_much_for_30_articles_as_for_3(
    index: NewsIndexPage, action: str, values: dict[str, object]
) -> None:
    if action == "set_category":
        values = {"category": CategoryFactory().pk}
    if action == "change_authors":
        values = {"add": AuthorFactory().pk}
    browser = log_in(make_user("Moderators"))
    assert queries(browser, index, action, values, 3) == queries(browser, index, action, values, 30)


def test_each_change_costs_the_same(
    index: NewsIndexPage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    browser = log_in(make_user("Moderators"))
    costs, callbacks = [], []
    for count in (1, 2, 3, 12):
        made = [make_article(index, title="Harbour", tags=["old"], authors=[AuthorFactory()]) for _ in range(count)]
        url = address("change_tags", *made)
        with CaptureQueriesContext(connection) as captured, django_capture_on_commit_callbacks() as on_commit:
            browser.post(url, {"add": "new", "remove": "old", "confirmed": "yes"})
        costs.append(len(captured))
        callbacks.append(len(on_commit))
    _with_the_new_tag, two, three, twelve = costs
    assert twelve - three == 9 * (three - two)
    assert [count / callbacks[0] for count in callbacks] == [1, 2, 3, 12], "caches, search and the CDN are told once"
