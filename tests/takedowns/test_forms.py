"""The screens that take a page down and lift that."""

import re

import pytest

from cms.takedowns.actions import take_down
from cms.takedowns.models import TakeDown
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.user_accounts import log_in, make_user

pytestmark = pytest.mark.django_db


def test_each_screen_says_in_its_heading_what_it_does_to_which_page(index: NewsIndexPage) -> None:
    user = make_user("Moderators")
    article = make_article(index, title="Harbour reopens")
    browser = log_in(user)

    assert heading(browser.get(f"/admin/pages/{article.pk}/take-down/").text) == "Take down Harbour reopens"

    take_down(article, user, "Names a minor.", "")
    assert heading(browser.get(f"/admin/pages/{article.pk}/lift-take-down/").text) == (
        "Lift the take-down Harbour reopens"
    )


def test_an_alias_comes_back_with_its_source_alone(index: NewsIndexPage) -> None:
    user = make_user("Moderators")
    article = make_article(index, title="Harbour reopens")
    alias = article.create_alias(parent=index, update_slug="mirrored")
    take_down(article, user, "Names a minor.", "")
    browser = log_in(user)
    assert TakeDown.objects.in_force().count() == 2

    for address in (f"{alias.pk}/lift-take-down/", f"{alias.pk}/convert_alias/"):
        answer = browser.post(f"/admin/pages/{address}", follow=True)
        assert "with the page that it mirrors" in answer.text

    assert TakeDown.objects.in_force().count() == 2
    assert ArticlePage.objects.get(pk=alias.pk).alias_of_id == article.pk


def heading(html: str) -> str:
    """Return the text of the only heading of the first level, without its icon."""
    (found,) = re.findall(r"<h1.*?</h1>", html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())
