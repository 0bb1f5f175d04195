"""A session that ends while an editor is writing."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from cms.accounts.models import User
from news.models import ArticlePage, NewsIndexPage
from tests.e2e.test_newsroom import log_in
from tests.factories import make_article
from tests.user_accounts import PASSWORD, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

LOGGED_OUT = "You were logged out. Log in again in another tab; your words are kept on this computer."
NOT_SAVED = "Words that you typed here were not saved."
FORM_READY_MS = 3_000
"""When Wagtail's script has noted what the form held at first; what is typed before counts as loaded."""


@pytest.fixture
def editor(index: NewsIndexPage) -> User:
    return make_user("Editors")


def end_session(page: Page, by: str) -> None:
    if by == "time":
        Session.objects.update(expire_date=timezone.now())
    else:
        page.context.clear_cookies(**({"name": "sessionid"} if by == "session cookie" else {}))


@pytest.mark.parametrize("ended_by", ["time", "session cookie", "all cookies"])
def test_words_typed_after_the_session_ended_are_offered_again(
    live_server: LiveServer, page: Page, index: NewsIndexPage, editor: User, settings: Settings, ended_by: str
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 500
    log_in(live_server, page, editor)
    article = make_article(index, title="Ferries return", summary="On Monday.")
    form = f"{live_server.url}/admin/pages/{article.pk}/edit/"
    page.goto(form, wait_until="networkidle")
    page.wait_for_timeout(FORM_READY_MS)
    end_session(page, ended_by)
    page.locator("#id_summary").fill("On Tuesday, at nine.")
    page.get_by_text(LOGGED_OUT).first.wait_for()
    page.get_by_role("button", name="Save draft").click()
    if ended_by == "all cookies":
        page.get_by_role("heading", name="You were logged out").wait_for()
        page.get_by_role("link", name="Log in again").click()
    page.locator("#id_username").fill(editor.username)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_text(NOT_SAVED).wait_for()
    assert page.url == form
    page.get_by_role("button", name="Restore these words").click()
    page.get_by_text("Page 'Ferries return' has been updated.").wait_for()
    assert page.locator("#id_summary").input_value() == "On Tuesday, at nine."
    assert page.get_by_text(NOT_SAVED).count() == 0
    restored = ArticlePage.objects.get().get_latest_revision_as_object()
    assert restored.summary == "On Tuesday, at nine."


def test_another_account_on_the_same_computer_is_offered_nothing(
    live_server: LiveServer, page: Page, index: NewsIndexPage, editor: User, settings: Settings
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 500
    log_in(live_server, page, editor)
    article = make_article(index, title="Ferries return", summary="On Monday.")
    form = f"{live_server.url}/admin/pages/{article.pk}/edit/"
    page.goto(form, wait_until="networkidle")
    page.wait_for_timeout(FORM_READY_MS)
    page.context.clear_cookies()
    page.locator("#id_summary").fill("A secret.")
    page.get_by_text(LOGGED_OUT).first.wait_for()

    page.once("dialog", lambda dialog: dialog.accept())
    log_in(live_server, page, make_user("Editors"))
    page.goto(form, wait_until="networkidle")
    assert page.get_by_text(NOT_SAVED).count() == 0
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('dateline:draft:'))") == []
