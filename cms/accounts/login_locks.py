"""Refusing logins after too many wrong passwords: django-axes counts these, and a `LoginLock` holds until its time.

A lock of one name at one address cannot be brought upon an editor from elsewhere. A lock of an address stops the
guessing of many names from there, one of a name the guessing of it from many addresses. So that no attacker locks an
editor out by these, they spare accounts that have logged in from their address before.
"""

import logging
from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Q, Sum
from django.http import HttpRequest
from django.utils import timezone

from cms.accounts.alarms import announce_lock
from cms.accounts.models import LoginLock
from cms.http.client_address import client_address

logger = logging.getLogger("cms.accounts")

MAX_NAME_CHARACTERS = 255
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104  # nothing listens there
"""Stands for the address of a client of whom none is known. Of rows without one, the database would take several."""

IS_SHARED = "is_shared"
"""The key of credentials that many people have: these are not locked for everybody."""


def login_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the user name of a login attempt, truncated to what is stored."""
    return str((credentials or request.POST).get("username") or "")[:MAX_NAME_CHARACTERS]


def login_address(request: HttpRequest) -> str:
    """Return the client's address, of an IPv6 network its first one."""
    return client_address(request.META).partition("/")[0] or UNKNOWN_ADDRESS


def active_lock(username: str, address: str) -> LoginLock | None:
    """Return the lock that refuses a login of this name from this address, or None."""
    subjects = Q(username=username, ip_address=address)
    if not AccessLog.objects.filter(username=username, ip_address=address).exists():
        subjects |= Q(username=username, ip_address="") | Q(username="", ip_address=address)
    locks = LoginLock.objects.filter(subjects, expires_at__gt=timezone.now())
    return locks.order_by("-expires_at").first()


class LoginLockHandler(AxesDatabaseHandler):
    """Counts wrong passwords as django-axes does, in one row for each name and address, and locks by `LoginLock`."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        """Tell whether a login is refused."""
        return active_lock(login_name(request, credentials), request.axes_ip_address) is not None

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        """Count a wrong password, and lock where it was one too many."""
        if request is None:
            return
        is_refused = request.axes_locked_out
        # A guesser changes the name of his browser as he likes.
        request.axes_user_agent = ""
        super().user_login_failed(sender, credentials, request, **kwargs)
        if is_refused:
            return
        username, address = login_name(request, credentials), request.axes_ip_address
        _lock_where_due(username, address, request.axes_attempt_time, is_shared=IS_SHARED in credentials)
        if active_lock(username, address):
            request.axes_locked_out = True
            request.axes_credentials = credentials

    def reset_attempts(
        self, *, ip_address: str | None = None, username: str | None = None, ip_or_username: bool = False
    ) -> int:
        """Forget wrong passwords and lift their locks, for the commands `axes_reset…`."""
        given = {"ip_address": ip_address, "username": username}
        subjects = [Q(**{name: value}) for name, value in given.items() if value]
        locks = Q()
        for subject in subjects:
            locks = locks | subject if ip_or_username else locks & subject
        LoginLock.objects.filter(locks).delete()
        count: int = super().reset_attempts(ip_address=ip_address, username=username, ip_or_username=ip_or_username)
        return count


def forget_typed_data(instance: AccessAttempt, **kwargs: Any) -> None:
    """Keep nothing of a form: a password that was typed into another field would stand there."""
    instance.get_data = instance.post_data = ""


def _lock_where_due(username: str, address: str, now: datetime, *, is_shared: bool) -> None:
    limits = settings.LOGIN_FAILURE_LIMITS
    _lock_at(limits["name_and_address"], now, username=username, ip_address=address)
    if not is_shared:
        _lock_at(limits["name"], now, username=username)
    if address != UNKNOWN_ADDRESS:
        _lock_at(limits["address"], now, ip_address=address)


def _lock_at(limit: int, now: datetime, **subject: str) -> None:
    """Lock a name, an address or both, once they have reached a number of wrong passwords; announce each lock once."""
    recent = AccessAttempt.objects.filter(attempt_time__gt=now - settings.AXES_COOLOFF_TIME, **subject)
    failures = recent.aggregate(sum=Sum("failures_since_start", default=0))["sum"]
    if failures < limit:
        return
    key = {"username": "", "ip_address": ""} | subject
    state = {"failures": failures, "locked_at": now, "expires_at": now + settings.AXES_COOLOFF_TIME}
    # Of two that arrive here at once, the database lets one begin the lock.
    renewed = LoginLock.objects.filter(**key, expires_at__lte=now).update(**state)
    lock, is_new = LoginLock.objects.get_or_create(**key, defaults=state)
    if renewed or is_new:
        logger.warning(
            "Logins of %r from %s are refused until %s after %d wrong passwords.",
            lock.username or "any name",
            lock.ip_address or "any address",
            lock.expires_at.isoformat(timespec="seconds"),
            failures,
        )
        announce_lock.enqueue(lock.pk)
