"""Two requests at once with the same code, or the same account: one gets through."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from cms.accounts.models import User
from tests.accounts.second_factor.authenticator import app_code, give_second_factor, shown_key, type_password
from tests.user_accounts import make_user

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

REQUESTS = 6


@pytest.fixture
def user() -> User:
    return make_user("Editors", email="noor@example.org")


def send_at_once(browsers: list[Client], send: Callable[[Client], int]) -> list[int]:
    """Send a request from each browser at the same moment; return the statuses, sorted."""
    statuses: list[int] = []
    start = threading.Barrier(len(browsers))

    def run(browser: Client) -> None:
        start.wait()
        statuses.append(send(browser))
        connection.close()

    threads = [threading.Thread(target=run, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def with_password(user: User) -> list[Client]:
    """Return browsers in which the password of an account was typed."""
    browsers = [Client() for _number in range(REQUESTS)]
    for browser in browsers:
        type_password(browser, user)
    return browsers


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_logins_with_the_same_code_one_succeeds(user: User, kind: str) -> None:
    key, codes = give_second_factor(user)
    code = app_code(key) if kind == "app" else codes[0]
    browsers = with_password(user)
    statuses = send_at_once(browsers, lambda browser: browser.post("/admin/login/code/", {"code": code}).status_code)

    assert statuses == [200] * (REQUESTS - 1) + [302]
    assert [browser.get("/admin/").status_code for browser in browsers].count(200) == 1


def test_wrong_codes_at_once_are_compared_one_by_one(user: User) -> None:
    key, _codes = give_second_factor(user)
    TOTPDevice.objects.update(throttling_failure_count=9)
    wrong = str((int(app_code(key)) + 500_000) % 1_000_000).zfill(6)
    statuses = send_at_once(
        with_password(user), lambda browser: browser.post("/admin/login/code/", {"code": wrong}).status_code
    )

    assert statuses == [200] * REQUESTS
    assert TOTPDevice.objects.get().throttling_failure_count == 10


def test_of_two_who_set_up_the_same_account_one_succeeds(user: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    browsers = with_password(user)
    keys = {browser: shown_key(browser.get("/admin/login/set-up/").content.decode()) for browser in browsers}
    send_at_once(
        browsers,
        lambda browser: browser.post("/admin/login/set-up/", {"new_code": app_code(keys[browser])}).status_code,
    )

    assert len(set(keys.values())) == REQUESTS
    assert TOTPDevice.objects.count() == 1
    assert [browser.get("/admin/").status_code for browser in browsers].count(200) == 1
