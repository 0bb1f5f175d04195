"""Logging in with a second factor, and that there is no way in without it."""

import time
from collections.abc import Callable

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from cms.accounts.models import User
from tests.accounts.second_factor.authenticator import (
    STEP_SECONDS,
    app_code,
    give_second_factor,
    shown_key,
    shown_recovery_codes,
    type_password,
)
from tests.user_accounts import PASSWORD, log_in, make_user

pytestmark = pytest.mark.django_db

WRONG = "This code is wrong or was used before. Wait until your app shows the next one."


@pytest.fixture
def user() -> User:
    return make_user("Moderators", email="noor@example.org")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock of sessions and codes forward."""
    now = time.time()
    offset = [0.0]
    monkeypatch.setattr(time, "time", lambda: now + offset[0])

    def forward(seconds: float) -> None:
        offset[0] += seconds

    return forward


def is_logged_in(browser: Client) -> bool:
    return browser.get("/admin/").status_code == 200


def test_the_password_leads_to_the_code_and_the_code_to_where_one_wanted_to_go(user: User) -> None:
    key, _codes = give_second_factor(user)
    browser = Client()

    assert type_password(browser, user, next="/admin/account/") == "/admin/login/code/"
    assert not is_logged_in(browser)
    page = browser.get("/admin/login/code/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page

    answer = browser.post("/admin/login/code/", {"code": app_code(key)})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/account/")
    assert is_logged_in(browser)


def test_an_account_without_a_second_factor_logs_in_as_before(user: User) -> None:
    assert is_logged_in(log_in(user))


@pytest.mark.parametrize(("remember", "ends_with_browser"), [("on", False), (None, True)])
def test_remember_me_holds_until_after_the_code(user: User, remember: str | None, ends_with_browser: bool) -> None:
    key, _codes = give_second_factor(user)
    browser = Client()
    type_password(browser, user, **({"remember": remember} if remember else {}))
    browser.post("/admin/login/code/", {"code": app_code(key)})

    assert browser.session.get_expire_at_browser_close() is ends_with_browser


def test_a_strangers_address_is_not_gone_to(user: User) -> None:
    key, _codes = give_second_factor(user)
    browser = Client()
    type_password(browser, user, next="https://evil.example/")

    assert browser.post("/admin/login/code/", {"code": app_code(key)})["Location"] == "/admin/"


def test_a_code_works_once(user: User) -> None:
    key, _codes = give_second_factor(user)
    code = app_code(key)
    first, second = Client(), Client()
    type_password(first, user)
    type_password(second, user)

    assert first.post("/admin/login/code/", {"code": code}).status_code == 302
    answer = second.post("/admin/login/code/", {"code": code})
    assert answer.status_code == 200
    assert WRONG in answer.content.decode()
    assert not is_logged_in(second)


@pytest.mark.parametrize(("steps", "status"), [(-2, 200), (-1, 302), (0, 302), (1, 302), (2, 200)])
def test_a_phones_clock_may_be_one_step_off(
    user: User, clock: Callable[[float], None], steps: int, status: int
) -> None:
    key, _codes = give_second_factor(user)
    browser = Client()
    type_password(browser, user)

    code = app_code(key, at=time.time() + steps * STEP_SECONDS)
    assert browser.post("/admin/login/code/", {"code": code}).status_code == status


def test_wrong_codes_make_the_next_one_wait_also_after_the_password_was_typed_again(user: User) -> None:
    key, _codes = give_second_factor(user)
    TOTPDevice.objects.update(throttling_failure_count=6)
    browser = Client()
    type_password(browser, user)
    assert WRONG in browser.post("/admin/login/code/", {"code": wrong(key)}).content.decode()

    type_password(browser, user)
    answer = browser.post("/admin/login/code/", {"code": app_code(key)})

    assert "Too many wrong codes. Try again in 2 minutes." in answer.content.decode()
    assert not is_logged_in(browser)


def test_five_wrong_codes_in_a_row_are_told_the_owner_once(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, caplog: pytest.LogCaptureFixture
) -> None:
    key, _codes = give_second_factor(user)
    browser = Client()
    type_password(browser, user)
    with django_capture_on_commit_callbacks(execute=True):
        for _attempt in range(6):
            TOTPDevice.objects.update(throttling_failure_timestamp=None)
            browser.post("/admin/login/code/", {"code": wrong(key)})

    assert [message.subject for message in mail.outbox] == ["Wrong codes typed after the right password"]
    assert "somebody knows your password" in mail.outbox[0].body
    assert mail.outbox[0].to == ["noor@example.org"]
    assert f"Second factor of account {user.username}: wrong codes." in [record.message for record in caplog.records]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\uff11" * 6, "12345678901", "-12345", "'; --"])
def test_what_cannot_be_a_code_is_refused_and_not_counted(user: User, code: str) -> None:
    give_second_factor(user)
    browser = Client()
    type_password(browser, user)

    answer = browser.post("/admin/login/code/", {"code": code})

    assert answer.status_code == 200
    sentence = "A code of the app has six digits, a recovery code ten." if code else "This field is required."
    assert sentence in answer.content.decode()
    assert TOTPDevice.objects.get().throttling_failure_count == 0


def test_a_recovery_code_works_once_and_is_told_the_owner(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    _key, codes = give_second_factor(user)
    typed = f"{codes[3][:5]} {codes[3][5:]}"
    first, second = Client(), Client()
    type_password(first, user)
    type_password(second, user)
    with django_capture_on_commit_callbacks(execute=True):
        assert first.post("/admin/login/code/", {"code": typed}).status_code == 302

    home = first.get("/admin/")
    assert home.status_code == 200
    assert "You used a recovery code; 9 are left." in home.content.decode()
    assert [message.subject for message in mail.outbox] == ["Recovery code used"]
    assert WRONG in second.post("/admin/login/code/", {"code": typed}).content.decode()
    assert not is_logged_in(second)


def test_a_recovery_code_outlives_a_new_secret_key(user: User, settings: Settings) -> None:
    _key, codes = give_second_factor(user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    browser = Client()
    type_password(browser, user)

    assert browser.post("/admin/login/code/", {"code": codes[0]}).status_code == 302


def test_the_password_is_asked_again_after_a_quarter_of_an_hour(user: User, clock: Callable[[float], None]) -> None:
    key, _codes = give_second_factor(user)
    browser = Client()
    type_password(browser, user)
    clock(15 * 60 + 1)

    answer = browser.post("/admin/login/code/", {"code": app_code(key)}, follow=True)

    assert answer.redirect_chain == [("/admin/login/", 302)]
    assert "Sign in with your password first." in answer.content.decode()


@pytest.mark.parametrize("change", ["password", "deactivation"])
def test_a_login_under_way_ends_with_the_password_or_the_account(user: User, change: str) -> None:
    key, _codes = give_second_factor(user)
    browser = Client()
    type_password(browser, user)
    if change == "password":
        user.set_password("another long password")
    else:
        user.is_active = False
    user.save()

    answer = browser.post("/admin/login/code/", {"code": app_code(key)})

    assert answer["Location"] == "/admin/login/"
    assert not is_logged_in(browser)


def test_nobody_comes_to_the_code_or_the_set_up_without_a_password() -> None:
    for address in ("/admin/login/code/", "/admin/login/set-up/"):
        assert Client().get(address)["Location"] == "/admin/login/"
        assert Client().post(address, {"code": "123456"})["Location"] == "/admin/login/"


def test_the_password_alone_replaces_no_second_factor(user: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    give_second_factor(user)
    browser = Client()
    type_password(browser, user)

    answer = browser.get("/admin/login/set-up/")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/login/code/")


def test_where_it_is_required_the_first_login_sets_it_up(user: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    browser = Client()

    assert type_password(browser, user, next="/admin/reports/") == "/admin/login/set-up/"
    assert not is_logged_in(browser)
    key = shown_key(browser.get("/admin/login/set-up/").content.decode())
    assert "Does it have this key" in browser.post("/admin/login/set-up/", {"new_code": wrong(key)}).content.decode()
    code = app_code(key)
    page = browser.post("/admin/login/set-up/", {"new_code": code}).content.decode()

    assert len(shown_recovery_codes(page)) == 10
    assert 'href="/admin/reports/"' in page
    assert is_logged_in(browser)
    again = Client()
    assert type_password(again, user) == "/admin/login/code/"
    assert WRONG in again.post("/admin/login/code/", {"code": code}).content.decode()


def test_the_key_of_one_account_is_not_offered_to_the_next_at_the_same_computer(
    user: User, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "required"
    browser = Client()
    type_password(browser, user)
    first = shown_key(browser.get("/admin/login/set-up/").content.decode())
    type_password(browser, make_user("Editors"))

    assert shown_key(browser.get("/admin/login/set-up/").content.decode()) != first


def test_the_session_has_another_key_after_each_step(user: User) -> None:
    key, _codes = give_second_factor(user)
    browser = Client()
    browser.get("/admin/login/")
    keys = []
    type_password(browser, user)
    keys.append(browser.session.session_key)
    browser.post("/admin/login/code/", {"code": app_code(key)})
    keys.append(browser.session.session_key)
    type_password(browser, user)
    keys.append(browser.session.session_key)

    assert len(set(keys)) == 3


def wrong(key: str) -> str:
    """Return a code that is none of the three that count as right."""
    right = {app_code(key, at=time.time() + steps * STEP_SECONDS) for steps in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in right)


def test_a_new_password_by_mail_logs_nobody_in(user: User) -> None:
    give_second_factor(user)
    uid, token = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
    browser = Client()
    form = browser.get(f"/admin/password_reset/confirm/{uid}/{token}/")["Location"]
    browser.post(form, {"new_password1": f"new {PASSWORD}", "new_password2": f"new {PASSWORD}"})

    assert not is_logged_in(browser)
    assert type_password(browser, user, password=f"new {PASSWORD}") == "/admin/login/code/"
    assert not is_logged_in(browser)
