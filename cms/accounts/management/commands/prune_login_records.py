"""Deletes what is kept of logins once it has served its time."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.accounts.models import LoginLock


class Command(BaseCommand):
    """Delete old wrong passwords, logins and locks."""

    help = (
        "Deletes wrong passwords that no longer count, and logins and locks that are older than LOGIN_RECORD_DAYS. "
        "`run_clock` runs it once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them and say how many there were."""
        now = timezone.now()
        oldest = now - timedelta(days=settings.LOGIN_RECORD_DAYS)
        attempts, _ = AccessAttempt.objects.filter(attempt_time__lte=now - settings.AXES_COOLOFF_TIME).delete()
        logins, _ = AccessLog.objects.filter(attempt_time__lte=oldest).delete()
        locks, _ = LoginLock.objects.filter(expires_at__lte=oldest).delete()
        self.stdout.write(f"Deleted {attempts} wrong passwords, {logins} logins and {locks} locks.")
