"""The history of a page tells what was done to it, also together with other pages."""

import re

import pytest
from django.test import Client
from wagtail.models import PageLogEntry

from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article, make_translation
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db


def history(browser: Client, article: ArticlePage) -> list[str]:
    """Returns what the rows of the history say was done, the latest first."""
    table = browser.get(f"/admin/pages/{article.pk}/history/results/").text.split("<tbody")[1]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    cells = [re.search(r"<td.*?</td>", row, re.DOTALL) for row in rows]
    texts = [re.sub(r"<ul.*?</ul>|<[^>]+>", " ", cell[0], flags=re.DOTALL) for cell in cells if cell]
    return [" ".join(text.split()) for text in texts]


def test_each_page_of_a_take_down_has_it_in_its_history(index: NewsIndexPage) -> None:
    browser = log_in(make_user("Moderators"))
    article = make_article(index, title="Harbour reopens")
    translation = make_article(make_translation(index, "fr"), title="Le port", translation_key=article.translation_key)

    answer = browser.post(
        f"/admin/pages/{article.pk}/take-down/", {"reason": "Names a minor.", "translations": [translation.pk]}
    )

    assert answer.status_code == 302
    assert PageLogEntry.objects.filter(action="takedowns.take_down").values("uuid").distinct().count() == 1
    for page in (article, translation):
        assert history(browser, page)[0] == "Taken down Comment: Names a minor."


def test_each_page_of_a_bulk_action_has_it_in_its_history(index: NewsIndexPage) -> None:
    browser = log_in(make_user("Moderators"))
    articles = [make_article(index, title=title) for title in ("First", "Second", "Third")]
    keys = "&".join(f"id={article.pk}" for article in articles)

    browser.post(f"/admin/bulk/wagtailcore/page/unpublish/?{keys}&next=/admin/articles/")

    assert [history(browser, article)[0] for article in articles] == ["Unpublished"] * 3
