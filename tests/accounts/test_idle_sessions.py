"""Sessions that end when nobody uses them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from wagtail.admin.models import EditingSession

from cms.accounts.models import User
from cms.accounts.sessions import STARTED_AT, SessionStore
from news.models import ArticlePage, NewsIndexPage
from tests.factories import make_article
from tests.news.article_form import article_form
from tests.user_accounts import PASSWORD, account_form, log_in, make_user

pytestmark = pytest.mark.django_db

IDLE, LIFETIME = timedelta(hours=4), timedelta(days=7)


@pytest.fixture
def editor() -> User:
    return make_user("Moderators", first_name="Ada", last_name="Byron", email="ada@example.org")


@pytest.fixture
def browser(editor: User) -> Client:
    return log_in(editor)


@pytest.fixture
def article(index: NewsIndexPage) -> ArticlePage:
    return make_article(index, title="Ferries return")


def row() -> Session:
    return Session.objects.get()


def lives_for(expected: timedelta) -> bool:
    """Tell whether the session ends after this time, give or take what a slow test takes."""
    lasting = row().expire_date - timezone.now()
    return abs(lasting - expected) < timedelta(minutes=1, seconds=30)


def begin_earlier(by: timedelta) -> None:
    """Let the login have been that much earlier."""
    store = SessionStore(row().session_key)
    if STARTED_AT in store:
        store[STARTED_AT] -= int(by.total_seconds())
        store.save()


def pass_time(by: timedelta) -> None:
    """Let the session have begun, and been used, that much earlier."""
    ended_at = row().expire_date
    begin_earlier(by)
    Session.objects.update(expire_date=ended_at - by)


def is_logged_in(browser: Client) -> bool:
    return bool(browser.get("/admin/").status_code == 200)


def test_a_session_ends_after_four_hours_without_use(browser: Client) -> None:
    assert lives_for(IDLE)
    pass_time(IDLE)

    assert is_logged_in(browser) is False


def test_use_renews_it(browser: Client) -> None:
    for _time in range(3):
        pass_time(IDLE - timedelta(minutes=2))
        assert lives_for(timedelta(minutes=2))
        assert is_logged_in(browser) is True
        assert lives_for(IDLE)


def test_it_ends_a_week_after_the_login_whatever_happens(browser: Client) -> None:
    begin_earlier(LIFETIME - timedelta(hours=8))
    for left in (8 - 3, 8 - 3 - 3):
        pass_time(timedelta(hours=3))
        assert is_logged_in(browser) is True
        assert lives_for(min(IDLE, timedelta(hours=left)))
    pass_time(timedelta(hours=3))

    assert is_logged_in(browser) is False


def test_what_is_saved_into_the_session_prolongs_it_no_further(browser: Client) -> None:
    begin_earlier(LIFETIME - timedelta(hours=1))
    store = SessionStore(row().session_key)
    store["anything"] = 1
    store.save()

    assert lives_for(timedelta(hours=1))


def test_reading_writes_at_most_once_a_minute(browser: Client) -> None:
    def writes() -> list[str]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert is_logged_in(browser)
        sent = [query["sql"] for query in queries.captured_queries]
        return [sql for sql in sent if "django_session" in sql and not sql.startswith("SELECT")]

    pass_time(timedelta(seconds=20))
    assert writes() == []
    pass_time(timedelta(seconds=60))
    assert len(writes()) == 1
    assert writes() == []


def test_an_open_form_renews_nothing_by_itself(browser: Client, editor: User, article: ArticlePage) -> None:
    content_type = ContentType.objects.get_for_model(ArticlePage)
    session = EditingSession.objects.create(
        user=editor, content_type=content_type, object_id=str(article.pk), last_seen_at=timezone.now()
    )
    pass_time(timedelta(hours=1))
    response = browser.post(f"/admin/editing-sessions/ping/news/articlepage/{article.pk}/{session.pk}/")

    assert response.status_code == 200
    assert "session_id" in response.json()
    assert lives_for(timedelta(hours=3))


def autosave(browser: Client, article: ArticlePage) -> Any:
    address = f"/admin/pages/{article.pk}/edit/"
    return browser.post(address, article_form(title="Ferries return at nine"), headers={"accept": "application/json"})


def test_an_autosave_renews_it(browser: Client, article: ArticlePage) -> None:
    pass_time(timedelta(hours=3))

    assert autosave(browser, article).json()["success"] is True
    assert lives_for(IDLE)


def test_an_autosave_after_the_end_keeps_the_words(browser: Client, article: ArticlePage) -> None:
    pass_time(IDLE)
    response = autosave(browser, article)

    assert (response.status_code, response.json()["error_code"]) == (401, "session_expired")


def test_a_session_that_ended_meanwhile_is_not_brought_back(browser: Client) -> None:
    store = SessionStore(row().session_key)
    store.load()
    pass_time(IDLE)
    store.renew()
    assert is_logged_in(browser) is False

    Session.objects.all().delete()
    store.renew()
    assert Session.objects.count() == 0


def test_zero_switches_it_off(editor: User, settings: Settings) -> None:
    settings.SESSION_IDLE_SECONDS = 0
    browser = log_in(editor)

    assert lives_for(LIFETIME)
    assert is_logged_in(browser) is True
    assert lives_for(LIFETIME)


def test_a_shorter_time_holds_at_once_for_who_is_logged_in(browser: Client, settings: Settings) -> None:
    settings.SESSION_IDLE_SECONDS = 600
    assert is_logged_in(browser) is True

    assert lives_for(timedelta(minutes=10))


def test_a_session_of_before_the_upgrade_is_only_shortened(browser: Client) -> None:
    store = SessionStore(row().session_key)
    del store[STARTED_AT]
    store.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(days=14))
    assert is_logged_in(browser) is True
    assert lives_for(IDLE)
    pass_time(timedelta(hours=1))

    assert is_logged_in(browser) is True
    assert lives_for(timedelta(hours=3))


@pytest.mark.parametrize(("remember", "age"), [("on", 604_800), ("", "")])
def test_the_cookie_ends_with_the_browser_unless_it_is_to_stay(editor: User, remember: str, age: int | str) -> None:
    fields = {"username": editor.username, "password": PASSWORD, "remember": remember}
    response = Client().post("/admin/login/", fields)

    assert response.cookies["sessionid"]["max-age"] == age
    assert lives_for(IDLE)


@pytest.mark.parametrize("path", ["/graphql/?query={__typename}", "/"])
def test_public_addresses_leave_the_session_alone(browser: Client, path: str) -> None:
    pass_time(timedelta(hours=1))
    with CaptureQueriesContext(connection) as queries:
        response = browser.get(path, headers={"accept": "application/json"})

    assert response.status_code == 200
    assert [query["sql"] for query in queries.captured_queries if "django_session" in query["sql"]] == []
    assert "Cookie" not in response.get("Vary", "")
    assert lives_for(timedelta(hours=3))


def test_an_account_that_is_switched_off_is_out(browser: Client, editor: User) -> None:
    User.objects.filter(pk=editor.pk).update(is_active=False)

    assert is_logged_in(browser) is False


def test_a_new_password_ends_the_other_sessions(browser: Client, editor: User) -> None:
    elsewhere = log_in(editor)
    new = "a longer pass phrase"
    fields = {"password-old_password": PASSWORD, "password-new_password1": new, "password-new_password2": new}
    response = browser.post("/admin/account/", account_form(browser) | fields)

    assert response.status_code == 302
    assert is_logged_in(browser) is True
    assert is_logged_in(elsewhere) is False
