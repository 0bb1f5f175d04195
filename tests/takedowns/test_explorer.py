"""The page explorer shows what is public, and what was taken down, without a statement more for each row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.takedowns.actions import take_down
from news.models import NewsIndexPage
from tests.factories import make_article
from tests.user_accounts import log_in, make_user


@pytest.mark.parametrize("group", ["Moderators", "Editors"])
def test_statements_do_not_grow_with_what_was_taken_down(index: NewsIndexPage, group: str) -> None:
    browser, chief = log_in(make_user(group)), make_user("Moderators")
    counts = []
    for total in (3, 20):
        for number in range(index.get_children().count() // 2, total):
            take_down(make_article(index, title=f"Withdrawn {number}"), chief, "Names a minor.")
            make_article(index, title=f"Public {number}")
        browser.get(f"/admin/pages/{index.pk}/")
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(f"/admin/pages/{index.pk}/")
        assert answer.text.count("taken down") >= total
        counts.append(len(asked))
    assert counts[0] == counts[1]
