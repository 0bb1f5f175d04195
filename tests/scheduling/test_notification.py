from typing import Any

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from cms.accounts.models import User
from cms.scheduling.models import ScheduleFailure
from cms.scheduling.notification import notify_editors
from cms.scheduling.schedule import run_schedule
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.scheduling.newsroom import make_clash, schedule
from tests.user_accounts import make_user


def fail(index: NewsIndexPage, user: User | None, **fields: Any) -> ArticlePage:
    """Return an article that is due and whose slug a colleague took."""
    article = make_article(index, title="Harbour\r\nopens", slug="taken-draft", live=False, **fields)
    schedule(article, user=user, slug="taken")
    ArticlePage.objects.filter(pk=article.pk).update(slug="taken-draft")
    make_clash(index, "taken")
    return article


@pytest.fixture
def moderator(index: NewsIndexPage) -> User:
    return make_user("Moderators", email="mo@example.org")


def test_the_editor_of_a_failed_schedule_gets_mail_once(
    index: NewsIndexPage,
    moderator: User,
    mailoutbox: list[Any],
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    article = fail(index, moderator)
    for _run in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            run_schedule()

    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["mo@example.org"], "Not published on time: Harbour opens")
    assert "opens” was to be published on " in mail.body
    assert "Slug: “taken” is the slug of another page in the same place." in mail.body
    assert f"http://testserver/admin/pages/{article.pk}/edit/" in mail.body


def test_another_reason_is_news(
    index: NewsIndexPage,
    moderator: User,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    fail(index, moderator)
    with django_capture_on_commit_callbacks(execute=True):
        run_schedule()
        ScheduleFailure.objects.update(reason="Another.")
        run_schedule()

    assert len(mailoutbox) == 2


def test_who_may_no_longer_edit_the_page_hears_nothing_and_administrators_do(
    index: NewsIndexPage,
    moderator: User,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    User.objects.create_superuser("ada", email="ada@example.org", password="x")
    fail(index, moderator)
    moderator.groups.clear()
    with django_capture_on_commit_callbacks(execute=True):
        run_schedule()

    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


def test_nothing_is_sent_once_it_is_mended(index: NewsIndexPage, mailoutbox: list[Any]) -> None:
    assert notify_editors.call(999_999, None) == 0
    assert mailoutbox == []
