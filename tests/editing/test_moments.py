"""Times in the admin name their zone: the newsroom's, unless the account chose another."""

import datetime as dt

import pytest
from django.utils import timezone, translation
from pytest_django import Settings
from wagtail.users.models import UserProfile
from wagtail.utils.timestamps import render_timestamp

from cms.editing.moments import moment_in_words
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.news.article_form import article_form
from tests.user_accounts import log_in, make_user

MOMENT = dt.datetime(2999, 11, 29, 8, 0, tzinfo=dt.UTC)


def test_a_moment_is_told_in_the_zone_of_the_account() -> None:
    with timezone.override("America/New_York"):
        assert moment_in_words(MOMENT) == "29 Nov 2999, 03:00 America/New_York"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "29 Nov 2999, 08:00 UTC"),
        ("fr", "29 novembre 2999 08:00 UTC"),
        ("es", "29 de noviembre de 2999 a las 08:00 UTC"),
    ],
)
def test_wagtails_own_times_name_it_too(language: str, words: str) -> None:
    with translation.override(language), timezone.override("UTC"):
        assert render_timestamp(MOMENT) == words


def test_fields_and_messages_name_the_newsrooms_zone(index: NewsIndexPage, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/London"
    article = make_article(index, slug="harbour-reopens", live=False)
    browser = log_in(make_user("Moderators"))
    form = browser.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    for name in ("published_at", "go_live_at", "expire_at", "embargo_until"):
        assert f'id="id_{name}-time-zone">Europe/London</span>' in form

    values = article_form("action-publish", go_live_at="2999-06-29 08:00")
    answer = browser.post(f"/admin/pages/{article.pk}/edit/", values, follow=True)
    told = " ".join(str(message) for message in answer.context["messages"])
    assert "“Harbour reopens” is scheduled for 29 Jun 2999, 08:00 Europe/London." in told
    revision = ArticlePage.objects.get(pk=article.pk).scheduled_revision
    assert revision is not None
    assert revision.approved_go_live_at == dt.datetime(2999, 6, 29, 7, 0, tzinfo=dt.UTC)


def test_an_account_may_choose_its_own(index: NewsIndexPage) -> None:
    user = make_user("Moderators")
    UserProfile.objects.update_or_create(user=user, defaults={"current_time_zone": "America/New_York"})
    form = log_in(user).get(f"/admin/pages/{make_article(index).pk}/edit/").content.decode()
    assert 'id="id_go_live_at-time-zone">America/New_York</span>' in form
