"""The admin's own API reads pages, and changes none: it would do so past the checks of the forms."""

import pytest
from wagtail.models import Page

from cms.takedowns.actions import take_down
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.user_accounts import log_in, make_user

ACTIONS = {
    "publish": {},
    "unpublish": {},
    "delete": {},
    "copy": {"slug": "copy"},
    "copy_for_translation": {"locale": "fr", "alias": True, "copy_parents": True},
    "create_alias": {"update_slug": "alias"},
    "convert_alias": {},
    "move": {},
    "revert_to_page_revision": {"revision_id": 1},
}


@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_changes_a_page(index: NewsIndexPage, action: str) -> None:
    moderator = make_user("Moderators")
    article = make_article(index)
    take_down(article, moderator, "Names a minor.", "")
    pages = Page.objects.count()

    address = f"/admin/api/main/pages/{article.pk}/action/{action}/"
    answer = log_in(moderator).post(address, ACTIONS[action], content_type="application/json")

    assert answer.status_code == 404
    assert (Page.objects.count(), ArticlePage.objects.get(pk=article.pk).live) == (pages, False)


def test_pages_are_read(index: NewsIndexPage) -> None:
    article = make_article(index, title="Harbour reopens")
    answer = log_in(make_user("Moderators")).get(f"/admin/api/main/pages/{article.pk}/")
    assert (answer.status_code, answer.json()["title"]) == (200, "Harbour reopens")
