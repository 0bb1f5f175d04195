"""Attempts to log in, and what came of them."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.test import Client

from cms.accounts.models import LoginLock, User

WRONG = "wrong"
HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def attempt(
    user: User | str, password: str = WRONG, address: str = HERE, path: str = "/admin/login/", **headers: str
) -> Any:
    name = user if isinstance(user, str) else user.username
    return Client().post(path, {"username": name, "password": password}, REMOTE_ADDR=address, headers=headers)


def guess(user: User | str, times: int, address: str = HERE) -> list[int]:
    return [attempt(user, f"wrong-{number}", address).status_code for number in range(times)]


def age(by: timedelta) -> None:
    """Let everything have happened that much earlier."""
    for row in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=row.attempt_time - by)
    for lock in LoginLock.objects.all():
        LoginLock.objects.filter(pk=lock.pk).update(locked_at=lock.locked_at - by, expires_at=lock.expires_at - by)


def locks() -> list[tuple[str, str, int]]:
    return list(LoginLock.objects.order_by("pk").values_list("username", "ip_address", "failures"))
