"""The screens that take a page down and lift that."""

import re

import pytest

from cms.takedowns.actions import take_down
from news.models import NewsIndexPage
from tests.factories import make_article
from tests.people import log_in, make_user

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


def heading(html: str) -> str:
    """Return the text of the only heading of the first level, without its icon."""
    (found,) = re.findall(r"<h1.*?</h1>", html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())
