"""Mail about locks: to administrators, and to the account whose password was guessed at."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from wagtail.admin.mail import send_mail
from wagtail.users.models import UserProfile

from cms.accounts.models import LoginLock

MAX_ALARMS_PER_HOUR = 20
"""Locks that administrators get mail about; in an attack by thousands of addresses, the list in the admin must do."""


@task()
def announce_lock(lock_pk: int) -> int:
    """Send mail about a lock; return to how many accounts.

    A name without an account concerns no user; only its address shows whether there is an attack.
    """
    lock = LoginLock.objects.filter(pk=lock_pk).first()
    if lock is None:
        return 0
    users = get_user_model()._default_manager.filter(is_active=True).exclude(email="")
    account = users.filter(username=lock.username).first() if lock.username else None
    if account is not None:
        _send(account, lock, "accounts/own_lock_mail.txt", _own_subject)
    is_of_nobody = lock.username and not get_user_model()._default_manager.filter(username=lock.username).exists()
    last_hour = LoginLock.objects.filter(locked_at__gt=timezone.now() - timedelta(hours=1))
    if is_of_nobody or last_hour.count() > MAX_ALARMS_PER_HOUR:
        return int(account is not None)
    administrators = [user for user in users.filter(is_superuser=True).order_by("pk") if user != account]
    for user in administrators:
        _send(user, lock, "accounts/lock_mail.txt", _subject)
    return len(administrators) + int(account is not None)


def _subject() -> str:
    return _("Dateline: logins are refused after too many wrong passwords")


def _own_subject() -> str:
    return _("Dateline: too many wrong passwords were tried for your account")


def _send(user: Any, lock: LoginLock, template: str, subject: Any) -> None:
    profile = UserProfile.get_for_user(user)
    with override(profile.get_preferred_language()):
        context = {
            "lock": lock,
            "time_zone": profile.get_current_time_zone(),
            "locks_url": settings.WAGTAILADMIN_BASE_URL + reverse("login_locks"),
            "reset_url": settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_password_reset"),
        }
        send_mail(subject(), render_to_string(template, context), [user.email])
