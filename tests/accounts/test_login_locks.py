"""Logins that are refused after too many wrong passwords."""

import logging
import re
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.accounts.login_locks import UNKNOWN_ADDRESS
from cms.accounts.models import LoginLock, User
from tests.accounts.logins import ELSEWHERE, HERE, age, attempt, guess, locks
from tests.user_accounts import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("Editors", email="editor@example.org")


@pytest.fixture
def administrator() -> User:
    user: User = User.objects.create_superuser("ada", "ada@example.org", PASSWORD)
    return user


@pytest.mark.parametrize("path", ["/admin/login/", "/login/"])
def test_the_right_password_after_25_wrong_ones_is_refused(editor: User, path: str) -> None:
    statuses = [attempt(editor, f"wrong-{number}", path=path).status_code for number in range(25)]

    assert attempt(editor, PASSWORD, path=path).status_code == 429
    assert statuses == [200] * 9 + [429] * 16
    assert locks() == [(editor.username, HERE, 10)]


def test_the_same_account_logs_in_from_another_address(editor: User) -> None:
    guess(editor, 25)

    assert attempt(editor, PASSWORD, ELSEWHERE).status_code == 302


def test_the_lock_ends_with_its_time_which_refused_attempts_do_not_prolong(editor: User) -> None:
    guess(editor, 10)
    age(timedelta(minutes=29))
    assert attempt(editor, PASSWORD).status_code == 429
    age(timedelta(minutes=1))

    assert attempt(editor).status_code == 200
    assert attempt(editor, PASSWORD).status_code == 302


def test_the_right_password_starts_the_count_anew(editor: User) -> None:
    for _round in range(3):
        assert guess(editor, 9) == [200] * 9
        assert attempt(editor, PASSWORD).status_code == 302


def test_another_name_of_the_browser_is_no_other_client(editor: User) -> None:
    statuses = [attempt(editor, "wrong", **{"User-Agent": f"Browser/{n}"}).status_code for n in range(11)]

    assert statuses == [200] * 9 + [429] * 2
    assert AccessAttempt.objects.count() == 1


@pytest.mark.parametrize("address", ["2001:db8::1", "2001:db8::ffff:1"])
def test_a_network_of_ipv6_is_one_client(editor: User, address: str) -> None:
    guess(editor, 10, "2001:db8::abcd")

    assert attempt(editor, PASSWORD, address).status_code == 429
    assert attempt(editor, PASSWORD, "2001:db8:0:1::1").status_code == 302
    assert locks() == [(editor.username, "2001:db8::", 10)]


def test_the_forwarded_address_counts_as_everywhere_else(editor: User) -> None:
    for number in range(10):
        attempt(editor, "wrong", "127.0.0.1", **{"X-Forwarded-For": f"192.0.2.{number}, {HERE}"})

    assert attempt(editor, PASSWORD, HERE).status_code == 429


def test_without_any_address_a_name_is_locked(editor: User) -> None:
    guess(editor, 10, "")

    assert attempt(editor, PASSWORD, "").status_code == 429
    assert attempt(make_user("Editors"), PASSWORD, "").status_code == 302
    assert locks() == [(editor.username, UNKNOWN_ADDRESS, 10)]
    assert [status for number in range(9) for status in guess(f"nobody-{number}", 9, "")] == [200] * 81


def test_many_names_from_one_address(editor: User) -> None:
    known = make_user("Editors")
    attempt(known, PASSWORD)
    statuses = [status for number in range(11) for status in guess(f"nobody-{number}", 5)]

    assert statuses == [200] * 49 + [429] * 6
    assert attempt(editor, PASSWORD).status_code == 429
    assert attempt(editor, PASSWORD, ELSEWHERE).status_code == 302
    assert attempt(known, PASSWORD).status_code == 302, "who has logged in from there before is not locked out"
    assert locks() == [("", HERE, 50)]


def test_one_name_from_many_addresses(editor: User) -> None:
    attempt(editor, PASSWORD, ELSEWHERE)
    statuses = [status for number in range(11) for status in guess(editor, 5, f"192.0.2.{number}")]

    assert statuses == [200] * 49 + [429] * 6
    assert attempt(editor, PASSWORD, "192.0.2.99").status_code == 429
    assert attempt(editor, PASSWORD, ELSEWHERE).status_code == 302, "where it is at home it is not locked out"
    assert locks() == [(editor.username, "", 50)]


def test_a_name_without_an_account_is_answered_alike(editor: User) -> None:
    def answers(user: User | str) -> list[tuple[int, str]]:
        responses = [attempt(user, address=ELSEWHERE) for _number in range(11)]
        return [(response.status_code, normal(response)) for response in responses]

    assert answers("nobody") == answers(editor)


def normal(response: HttpResponse) -> str:
    """Return a page without what differs each time: its token, the name that was typed, and the minute."""
    return re.sub(r'value="[^"]*"|"[A-Za-z0-9]{64}"|\d\d:\d\d', "", response.content.decode())


def test_a_name_without_an_account_costs_one_comparison_too(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = record_comparisons(monkeypatch)
    attempt(editor, "for the account")
    attempt("nobody", "for nobody")

    assert compared == ["for the account", "for nobody"]


def record_comparisons(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that each password joins when it is compared."""
    compared: list[str] = []
    encode = MD5PasswordHasher.encode

    def record(self: Any, password: str, salt: str) -> str:
        compared.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", record)
    return compared


def test_the_page_says_when_it_ends(editor: User, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    guess(editor, 10)
    LoginLock.objects.update(expires_at=datetime.fromisoformat("2099-07-01T10:30:00Z"))
    response = attempt(editor, PASSWORD)

    assert "You can try again on 1 July 2099, 12:30 CEST." in response.content.decode()
    assert int(response["Retry-After"]) > 70 * 365 * 86_400
    assert response["Cache-Control"] == "private, no-store"


def test_a_script_is_told_in_json(editor: User) -> None:
    guess(editor, 10)
    response = attempt(editor, PASSWORD, accept="application/json")

    assert (response.status_code, response["Content-Type"]) == (429, "application/json")
    assert 1_790 < int(response["Retry-After"]) <= 1_800
    assert response.json()["error_code"] == "login_locked"


def test_nothing_that_was_typed_is_kept_but_the_name(editor: User) -> None:
    for number in range(3):
        Client().post(
            "/admin/login/?next=/x/",
            {"username": "n" * 254, "password": f"s3cret-{number}", "email": "s3cret", "next": "/s3cret/"},
            REMOTE_ADDR=HERE,
        )
    attempt_row = AccessAttempt.objects.values().get()

    assert attempt_row["username"] == "n" * 254
    assert (attempt_row["get_data"], attempt_row["post_data"], attempt_row["failures_since_start"]) == ("", "", 3)
    assert "s3cret" not in str(attempt_row)


@pytest.mark.parametrize("name", ["x" * 10_000, "\0", "' OR 1=1 --", "<script>", "%s\r\nSet-Cookie: a=b", "🚢" * 200])
def test_hostile_names(name: str) -> None:
    assert {attempt(name).status_code for _number in range(12)} <= {200, 429}


def test_administrators_and_the_account_hear_of_each_lock_once(
    editor: User, administrator: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="cms.accounts"):
        guess(editor, 25)

    texts = {message.to[0]: message.body for message in mail.outbox}
    assert len(mail.outbox) == 2
    assert (
        f"For the account “{editor.username}”, 10 wrong passwords were tried from {HERE}." in texts["ada@example.org"]
    )
    assert "http://testserver/admin/login-locks/" in texts["ada@example.org"]
    assert f"For your account “{editor.username}”, 10 wrong passwords" in texts["editor@example.org"]
    assert "http://testserver/admin/password_reset/" in texts["editor@example.org"]
    warnings = [record.getMessage() for record in caplog.records if record.name == "cms.accounts"]
    assert len(warnings) == 1
    assert warnings[0].startswith(f"Logins of '{editor.username}' from {HERE} are refused until ")
    assert warnings[0].endswith(" after 10 wrong passwords.")


def test_a_later_lock_is_announced_again(editor: User) -> None:
    guess(editor, 12)
    age(timedelta(minutes=31))
    guess(editor, 12)

    assert [message.to for message in mail.outbox] == [["editor@example.org"]] * 2
    assert LoginLock.objects.count() == 1


def test_mail_about_an_address(administrator: User) -> None:
    for number in range(10):
        guess(f"nobody-{number}", 5)

    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    assert f"50 wrong passwords, for one account or several, were tried from {HERE}." in mail.outbox[0].body


def test_names_without_an_account_and_floods_send_no_mail(administrator: User, editor: User) -> None:
    guess("nobody", 10)
    assert mail.outbox == []

    now = timezone.now()
    for number in range(20):
        LoginLock.objects.create(username=f"n{number}", failures=10, locked_at=now, expires_at=now)
    guess(editor, 10)
    assert [message.to for message in mail.outbox] == [["editor@example.org"]]


def test_locks_hold_while_redis_is_down(editor: User, settings: Settings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "cms.backends.redis_cache.FailOpenRedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }

    assert guess(editor, 11) == [200] * 9 + [429] * 2


def test_a_login_that_no_request_makes_is_an_error(editor: User) -> None:
    with pytest.raises(Exception, match="requires a request"):
        authenticate(username=editor.username, password=PASSWORD)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_attempts_at_the_same_time_are_all_counted(
    editor: User, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads, each = 6, 5
    compared = record_comparisons(monkeypatch)
    statuses: list[int] = []
    start = threading.Barrier(threads)

    def run() -> None:
        start.wait()
        statuses.extend(guess(editor, each))
        connection.close()

    running = [threading.Thread(target=run) for _number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()

    assert 10 <= len(compared) <= 10 + threads - 1, "at most one more for each of the others that were under way"
    assert (set(statuses), len(statuses)) == ({200, 429}, threads * each)
    assert LoginLock.objects.count() == 1
    assert sorted(message.to[0] for message in mail.outbox) == ["ada@example.org", "editor@example.org"]
    assert attempt(editor, PASSWORD).status_code == 429
