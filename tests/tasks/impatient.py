"""`manage.py` with pauses that a test can wait for: `python -m tests.tasks.impatient db_worker`."""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
django.setup()

from django.core.management import execute_from_command_line  # noqa: E402

from cms.backoff import Backoff  # noqa: E402
from cms.tasks import heartbeat, queue, retries, worker  # noqa: E402

queue.HEARTBEAT_TIMEOUT_SECONDS = 4
heartbeat.HEARTBEAT_SECONDS = 1
worker.RECOVERY_SECONDS = 1
worker.DATABASE_RETRY_SECONDS = (1,)
retries.DEFAULT_RETRY_POLICY = retries.RetryPolicy(backoff=Backoff(timedelta(seconds=1), timedelta(hours=1), factor=3))

execute_from_command_line(sys.argv)
