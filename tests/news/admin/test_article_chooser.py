"""Choosing articles for the home page: what the dialog lists, and what the form says of a choice."""

import datetime as dt
import html
import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import GroupPagePermission

from news.admin.article_chooser import AdminArticleChooser
from news.models import ArticlePage, HomePage, NewsIndexPage
from tests.factories import NOON, ImageFactory, list_of, make_article, make_hidden_articles, make_index, stored
from tests.user_accounts import log_in, make_user

CHOOSER = "/admin/article-chooser/"


@pytest.fixture
def moderator(index: NewsIndexPage) -> Client:
    return log_in(make_user("Moderators"))


def rows(browser: Client, query: str = "") -> list[list[str]]:
    """Returns the words of each row of the dialog, cell by cell."""
    shown = browser.get(f"{CHOOSER}results/?{query}").content.decode()
    return [
        [
            " ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<td.*?</td>", row, re.S)
        ]
        for row in shown.split("<tr")[2:]
    ]


def facts(article: ArticlePage) -> tuple[str, str]:
    data = AdminArticleChooser().get_value_data_from_instance(ArticlePage.objects.get(pk=article.pk))
    return data["facts"], data["notice"]


def test_the_dialog_lists_articles_with_picture_state_and_date_the_newest_first(
    index: NewsIndexPage, moderator: Client
) -> None:
    make_article(index, title="Old", published_at=NOON - dt.timedelta(days=1), image=ImageFactory())
    make_article(index, title="New", published_at=NOON)
    make_article(index, title="Unfinished", live=False, published_at=None)

    assert rows(moderator) == [
        ["", "Unfinished", "English", "Draft", ""],
        ["", "New", "English", "Live", "29 May 2026 12:00 UTC"],
        ["", "Old", "English", "Live", "28 May 2026 12:00 UTC"],
    ]
    assert [row[1] for row in rows(moderator, "q=ol")] == ["Old"]
    assert moderator.get(CHOOSER).json()["step"] == "choose"


def test_a_choice_says_what_readers_see_of_it(index: NewsIndexPage) -> None:
    later = timezone.now() + dt.timedelta(days=1)
    moment = f"{later:%-d %b %Y, %H:%M} UTC"
    date, gone = "29 May 2026, 12:00 UTC", "Readers do not see this article now: it is left out."
    fields: dict[str, Any] = {"published_at": NOON}

    assert facts(make_article(index, **fields)) == (f"Live · {date}", "")
    assert facts(make_article(index, live=False, **fields)) == (f"Draft · {date}", gone)
    scheduled = make_article(index, live=False, go_live_at=later, **fields)
    assert facts(scheduled) == (f"Draft, to go live {moment} · {date}", gone)
    held = make_article(index, embargo=True, **fields)
    assert facts(held) == (f"Under embargo · {date}", gone)
    held = make_article(index, embargo=True, embargo_until=later, **fields)
    assert facts(held) == (f"Under embargo until {moment} · {date}", gone)
    expired = make_article(index, expire_at=timezone.now() - dt.timedelta(hours=1), **fields)
    assert facts(expired) == (f"Expired · {date}", gone)
    assert facts(make_article(index, live=False, published_at=None)) == ("Draft · No dateline", gone)
    hidden = make_hidden_articles(index)
    assert {facts(article)[1] for article in hidden} == {gone}


def test_only_articles_that_the_account_may_see_are_offered_and_taken(index: NewsIndexPage) -> None:
    own = make_index(index.get_site(), title="Sport")
    group = Group.objects.create(name="Sport")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group, page=own, permission=Permission.objects.get(codename="change_page")
    )
    mine = make_article(own, title="My draft", live=False)
    public = make_article(index, title="Public")
    secret = make_article(index, title="Secret draft", live=False)
    browser = log_in(make_user("Sport"))

    assert {row[1] for row in rows(browser)} == {"My draft", "Public"}
    assert "Secret" not in browser.get(f"{CHOOSER}results/?q=secret").content.decode()
    assert browser.get(f"{CHOOSER}chosen/{mine.pk}/").json()["result"]["title"] == "My draft"
    assert browser.get(f"{CHOOSER}chosen/{public.pk}/").json()["result"]["facts"].startswith("Live · ")
    refused = browser.get(f"{CHOOSER}chosen/{secret.pk}/")
    assert "Secret" not in refused.content.decode()
    assert refused.status_code == 302
    several = browser.get(f"{CHOOSER}chosen-multiple/?id={public.pk}&id={secret.pk}&id={mine.pk}").json()["result"]
    assert [one["title"] for one in several] == ["Public", "My draft"]


@pytest.mark.parametrize("picks", [2, 12])
def test_the_form_costs_the_same_for_any_number_of_choices(
    index: NewsIndexPage, picks: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    articles = [make_article(index, image=ImageFactory()) for _number in range(picks)]
    home = HomePage.objects.get(pk=index.get_parent().pk)
    value = {"heading": "Top", "link": None, "articles": list_of(*[article.pk for article in articles])}
    home.sections = json.loads(stored(("section", value)))
    home.save()
    section = HomePage.objects.get(pk=home.pk).sections[0]

    with django_assert_num_queries(4):
        state = section.block.get_form_state(section.value)

    assert [child["value"]["title"] for child in state["articles"]] == [article.title for article in articles]
