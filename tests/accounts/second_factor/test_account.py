"""The pages under Account: set up, move, renew recovery codes, switch off."""

import re
import time

import pytest
import segno
from django.core import mail
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.models import ModelLogEntry

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

SET_UP = "/admin/account/second-factor/set-up/"
CODES = "/admin/account/second-factor/recovery-codes/"
SWITCH_OFF = "/admin/account/second-factor/switch-off/"


@pytest.fixture
def user() -> User:
    return make_user("Editors", email="noor@example.org")


def later(key: str) -> str:
    """Return the app's next code, which is right too and was not used yet."""
    return app_code(key, at=time.time() + STEP_SECONDS)


def verified(user: User) -> tuple[Client, str, list[str]]:
    """Return the browser of somebody who logged in with a code, the app's key, and the recovery codes."""
    key, codes = give_second_factor(user)
    browser = Client()
    type_password(browser, user)
    assert browser.post("/admin/login/code/", {"code": app_code(key)}).status_code == 302
    return browser, key, codes


def qr_modules(page: str) -> list[str]:
    """Return what draws the dark squares of a QR code."""
    return re.findall(r'stroke="#000" d="([^"]+)"', page)


def log_actions(user: User) -> list[tuple[str, str]]:
    entries = ModelLogEntry.objects.filter(action__startswith="accounts.second_factor").order_by("pk")
    assert {entry.object_id for entry in entries} <= {str(user.pk)}
    return [(entry.action.rpartition(".")[2], entry.user.username if entry.user else "") for entry in entries]


def test_it_is_set_up_with_password_and_code(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    browser = log_in(user)
    assert "Your password alone logs you in." in browser.get("/admin/account/").content.decode()
    page = browser.get(SET_UP).content.decode()
    key = shown_key(page)
    assert qr_modules(page) == qr_modules(
        segno.make_qr(
            f"otpauth://totp/Dateline%20%28127.0.0.1%29%3A{user.username}?secret={key.replace(' ', '')}"
            "&algorithm=SHA1&digits=6&period=30&issuer=Dateline%20%28127.0.0.1%29"
        ).svg_inline(dark="#000", light="#fff")
    )
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(SET_UP, {"password": PASSWORD, "new_code": app_code(key)})
    codes = shown_recovery_codes(answer.content.decode())

    assert (answer.status_code, len(set(codes))) == (200, 10)
    assert "no-store" in answer["Cache-Control"]
    assert log_actions(user) == [("set_up", user.username)]
    assert [(message.subject, message.to) for message in mail.outbox] == [("Second factor set up", [user.email])]
    assert f"Your account “{user.username}”, on " in mail.outbox[0].body
    assert "http://testserver/admin/account/" in mail.outbox[0].body
    account = browser.get("/admin/account/").content.decode()
    assert "10 recovery codes are left." in account
    again = Client()
    type_password(again, user)
    assert again.post("/admin/login/code/", {"code": codes[0]})["Location"] == "/admin/"


def test_no_page_shows_a_key_or_a_recovery_code_again(user: User) -> None:
    browser, key, codes = verified(user)
    secrets = [key, TOTPDevice.objects.get().key, *codes, *(f"{code[:5]} {code[5:]}" for code in codes)]
    for address in ("/admin/account/", SET_UP, CODES, SWITCH_OFF):
        page = browser.get(address).content.decode().replace(" ", "")
        assert [secret for secret in secrets if secret.replace(" ", "") in page] == []


def test_recovery_codes_are_stored_as_digests(user: User) -> None:
    _key, codes = give_second_factor(user)
    stored = list(StaticToken.objects.values_list("token", flat=True))

    assert len(set(stored)) == 10
    assert all(re.fullmatch(r"[0-9a-f]{16}", token) for token in stored)
    assert set(stored) & set(codes) == set()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"password": "a wrong password"}, "This is not your password."),
        ({"password": ""}, "This field is required."),
        ({"new_code": "000000"}, "The app should show another code."),
        ({"new_code": "1234567890"}, "A code of the app has six digits."),
    ],
)
def test_it_is_not_set_up_with_one_of_both_wrong(user: User, sent: dict[str, str], sentence: str) -> None:
    browser = log_in(user)
    key = shown_key(browser.get(SET_UP).content.decode())
    answer = browser.post(SET_UP, {"password": PASSWORD, "new_code": app_code(key), **sent})

    assert sentence in answer.content.decode()
    assert shown_key(answer.content.decode()) == key
    assert not TOTPDevice.objects.exists()


def test_other_sessions_of_the_account_end_when_it_is_set_up(user: User) -> None:
    browser, elsewhere = log_in(user), log_in(user)
    key = shown_key(browser.get(SET_UP).content.decode())
    browser.post(SET_UP, {"password": PASSWORD, "new_code": app_code(key)})

    assert browser.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


def test_it_moves_to_another_app_with_a_code_of_the_present_one(user: User) -> None:
    browser, old_key, old_codes = verified(user)
    elsewhere = Client()
    type_password(elsewhere, user)
    elsewhere.post("/admin/login/code/", {"code": old_codes[0]})
    new_key = shown_key(browser.get(SET_UP).content.decode())
    without = browser.post(SET_UP, {"password": PASSWORD, "new_code": app_code(new_key)})
    assert "This field is required." in without.content.decode()
    fields = {"password": PASSWORD, "code": later(old_key), "new_code": app_code(new_key)}
    answer = browser.post(SET_UP, fields)

    assert len(shown_recovery_codes(answer.content.decode())) == 10
    assert TOTPDevice.objects.count() == 1
    assert log_actions(user)[-1] == ("moved", user.username)
    assert browser.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    again = Client()
    type_password(again, user)
    for old in (old_codes[1], later(old_key)):
        assert again.post("/admin/login/code/", {"code": old}).status_code == 200
    assert again.get("/admin/").status_code == 302


def test_a_code_is_not_used_up_while_something_else_in_the_form_is_wrong(user: User) -> None:
    browser, _key, codes = verified(user)
    browser.post(CODES, {"password": "a wrong password", "code": codes[0]})
    answer = browser.post(CODES, {"password": PASSWORD, "code": codes[0]})

    assert len(shown_recovery_codes(answer.content.decode())) == 10


def test_new_recovery_codes_replace_the_old_ones(user: User) -> None:
    browser, key, old = verified(user)
    page = browser.post(CODES, {"password": PASSWORD, "code": later(key)}).content.decode()
    new = shown_recovery_codes(page)
    login = Client()
    type_password(login, user)

    assert len(set(new)) == 10
    assert set(new) & {f"{code[:5]} {code[5:]}" for code in old} == set()
    assert login.post("/admin/login/code/", {"code": new[0]}).status_code == 302
    type_password(login, user)
    assert login.post("/admin/login/code/", {"code": old[0]}).status_code == 200
    assert log_actions(user)[1] == ("recovery_codes_renewed", user.username)


def test_few_recovery_codes_are_warned_of(user: User) -> None:
    browser, _key, _codes = verified(user)
    StaticToken.objects.filter(pk__in=StaticToken.objects.values("pk")[:8]).delete()

    page = browser.get("/admin/account/").content.decode()
    assert "2 recovery codes are left." in page
    assert "Make new recovery codes before you run out of them." in page


def test_it_is_switched_off_with_password_and_code(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    browser, key, _codes = verified(user)
    assert "This field is required." in browser.post(SWITCH_OFF, {"password": PASSWORD}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(SWITCH_OFF, {"password": PASSWORD, "code": later(key)})

    assert (answer.status_code, answer["Location"]) == (302, "/admin/account/")
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert [message.subject for message in mail.outbox] == ["Second factor switched off"]
    assert browser.get("/admin/").status_code == 200
    assert log_in(user).get("/admin/").status_code == 200


def test_where_it_is_required_it_is_not_switched_off(user: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    browser, key, _codes = verified(user)

    assert SWITCH_OFF not in browser.get("/admin/account/").content.decode()
    answer = browser.post(SWITCH_OFF, {"password": PASSWORD, "code": later(key)})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert TOTPDevice.objects.count() == 1


@pytest.mark.parametrize("address", [CODES, SWITCH_OFF])
def test_an_account_without_one_is_led_to_where_it_is_set_up(user: User, address: str) -> None:
    assert log_in(user).get(address)["Location"] == SET_UP


def test_an_account_without_a_password_confirms_with_the_code_alone(user: User) -> None:
    browser = Client()
    user.set_unusable_password()
    user.save()
    browser.force_login(user)
    page = browser.get(SET_UP).content.decode()
    assert 'name="password"' not in page

    browser.post(SET_UP, {"new_code": app_code(shown_key(page))})
    assert TOTPDevice.objects.get().user == user


def test_the_rest_of_the_account_page_is_still_saved(user: User) -> None:
    browser, _key, _codes = verified(user)
    fields = {
        field.html_name: field.value() or ""
        for panels in browser.get("/admin/account/").context["panels_by_tab"].values()
        for panel in panels
        for field in panel.get_form()
    }
    answer = browser.post("/admin/account/", {**fields, "name_email-first_name": "Noor", "name_email-last_name": "B"})

    user.refresh_from_db()
    assert (answer.status_code, user.first_name) == (302, "Noor")
    assert ModelLogEntry.objects.filter(action="wagtail.edit", object_id=str(user.pk), user=user).count() == 1
    assert browser.get("/admin/").status_code == 200
