"""An authenticator app as people have it on their phones, and accounts with one."""

import hmac
import re
import struct
import time
from base64 import b32decode, b32encode

from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.accounts.models import User
from cms.accounts.second_factor.devices import new_authenticator, save_authenticator
from tests.user_accounts import PASSWORD

STEP_SECONDS = 30


def app_code(typed_key: str, at: float | None = None) -> str:
    """Return the code that an app shows (RFC 6238), reckoned apart from django-otp."""
    counter = struct.pack(">Q", int(time.time() if at is None else at) // STEP_SECONDS)
    digest = hmac.digest(b32decode(typed_key.replace(" ", "")), counter, "sha1")
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def shown_key(page: str) -> str:
    """Return the key that a set-up page shows."""
    found = re.search(r"<code data-second-factor-key>([A-Z2-7 ]+)</code>", page)
    assert found, page
    return found[1]


def shown_recovery_codes(page: str) -> list[str]:
    """Return the recovery codes that a page shows."""
    return re.findall(r"<code>(\d{5} \d{5})</code>", page)


def give_second_factor(user: User) -> tuple[str, list[str]]:
    """Set a second factor up for an account; return the app's key and the recovery codes."""
    key = "1234567890" * 4
    codes = save_authenticator(new_authenticator(user, key), replaced=None)
    return b32encode(TOTPDevice.objects.get(user=user).bin_key).decode(), codes


def type_password(browser: Client, user: User, address: str = "/admin/login/", **fields: str) -> str:
    """Send the login form; return where it leads."""
    answer = browser.post(address, {"username": user.username, "password": PASSWORD, **fields})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])
