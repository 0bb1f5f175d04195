"""Logins that are refused, as an editor and an administrator see them."""

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from cms.accounts.models import LoginLock, User
from news.models import NewsIndexPage
from tests.e2e.test_newsroom import log_in
from tests.user_accounts import PASSWORD, make_user

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

REFUSED = "Too many wrong passwords"


def sign_in(page: Page, user: User, password: str) -> None:
    page.locator("#id_username").fill(user.username)
    page.locator("#id_password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


def test_an_administrator_lifts_the_lock_of_an_editor_who_mistyped(
    live_server: LiveServer, page: Page, index: NewsIndexPage
) -> None:
    editor = make_user("Editors")
    for number in range(10):
        page.goto(f"{live_server.url}/admin/login/")
        sign_in(page, editor, f"wrong-{number}")
    page.get_by_role("heading", name=REFUSED).wait_for()
    assert (
        page.get_by_role("alert").inner_text().startswith("Too many wrong passwords were tried. You can try again on ")
    )
    page.get_by_role("link", name="Back to the sign-in page").click()
    sign_in(page, editor, PASSWORD)
    page.get_by_role("heading", name=REFUSED).wait_for()

    log_in(live_server, page, User.objects.create_superuser("ada", "ada@example.org", PASSWORD))
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("link", name="Login locks").click()
    page.get_by_role("heading", name="Login locks").wait_for()
    until = date_format(timezone.localtime(LoginLock.objects.get().expires_at), "j F Y, H:i e")
    assert page.get_by_role("cell", name=until).count() == 1
    page.get_by_role("button", name=f"Lift: {editor.username} @ 127.0.0.1").click()
    page.get_by_text("The lock is lifted.").wait_for()
    assert page.get_by_text("No login has been refused lately.").count() == 1

    page.context.clear_cookies()
    log_in(live_server, page, editor)
