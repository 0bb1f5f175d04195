"""Which failures of a task are tried again, and when."""

import errno
import smtplib
import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError
from django_tasks_db.models import DBTaskResult

from cms.backoff import Backoff

TRANSIENT_ERRORS = (
    OperationalError,
    InterfaceError,
    ConnectionError,
    TimeoutError,
    requests.ConnectionError,
    requests.Timeout,
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
)
TRANSIENT_ERRORS_OF_EXTRAS = {
    "botocore.exceptions.ConnectionError",
    "botocore.exceptions.HTTPClientError",
    "opensearchpy.exceptions.ConnectionError",
    "redis.exceptions.ConnectionError",
    "redis.exceptions.TimeoutError",
}
"""The same of packages that are not always installed."""

TRANSIENT_ERRNOS = {
    *(errno.EAGAIN, errno.EBUSY, errno.EDQUOT, errno.EHOSTUNREACH, errno.EIO, errno.EMFILE, errno.ENETUNREACH),
    *(errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.ESTALE),
}
HTTP_TOO_MANY_REQUESTS, HTTP_SERVER_ERROR = 429, 500
SMTP_TEMPORARY_CODES = range(400, 500)

DEFAULT_BACKOFF = Backoff(initial_delay=timedelta(seconds=10), max_delay=timedelta(hours=1), factor=3)
"""The delays between eight attempts take about two hours together."""


@dataclass(frozen=True)
class RetryPolicy:
    """How often a task is tried, and how long it waits after each failure.

    Attributes:
        max_attempts: attempts in all, those included during which the worker died.
        backoff: the delays after failures.
        is_of_one_object: the task's arguments are the app, model and primary key of an object, and there is nothing to
            do once that is deleted.
    """

    max_attempts: int = 8
    backoff: Backoff = DEFAULT_BACKOFF
    is_of_one_object: bool = False

    def delay(self, attempts: int) -> timedelta:
        """Return the delay after this many attempts, 1 or more."""
        return self.backoff.delay(attempts - 1)


DEFAULT_RETRY_POLICY = RetryPolicy()
RETRY_POLICIES = {
    "modelsearch.tasks.insert_or_update_object_task": RetryPolicy(is_of_one_object=True),
    "wagtail.tasks.update_reference_index_task": RetryPolicy(is_of_one_object=True),
    "wagtail.images.tasks.set_image_focal_point_task": RetryPolicy(is_of_one_object=True),
    # These keep their own list of what is left to do, with pauses of its own.
    "cms.cdn.purge_outbox.send_pending_purges": RetryPolicy(max_attempts=3),
    "cms.webhooks.sending.send_pending_webhooks": RetryPolicy(max_attempts=3),
    "cms.changes.recording.record_changes": RetryPolicy(max_attempts=3),
    "search.indexing.outbox.process_outbox": RetryPolicy(max_attempts=3),
}
"""The policies of the tasks that differ from the default, by the tasks' paths."""


def retry_policy(task_path: str) -> RetryPolicy:
    """Return the policy of a task."""
    return RETRY_POLICIES.get(task_path, DEFAULT_RETRY_POLICY)


def is_transient(error: BaseException) -> bool:
    """Tell whether the same task may succeed later: after faults of the network, a server, a disk or the database."""
    return any(_is_transient(one) for one in _chain(error))


def is_moot(task: DBTaskResult[Any, Any], error: BaseException) -> bool:
    """Tell whether a task failed only because its object was deleted before the worker came to it."""
    if not isinstance(error, ObjectDoesNotExist) or not retry_policy(task.task_path).is_of_one_object:
        return False
    app_label, model_name, pk = task.args_kwargs["args"]
    return not apps.get_model(app_label, model_name)._base_manager.filter(pk=pk).exists()


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those that it was raised from."""
    seen: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in seen:
        seen.append(following)
        yield following
        following = following.__cause__


def _is_transient(error: BaseException) -> bool:
    status = _http_status(error)
    if status is not None:
        return status >= HTTP_SERVER_ERROR or status == HTTP_TOO_MANY_REQUESTS
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(error, smtplib.SMTPConnectError):
        return error.smtp_code in SMTP_TEMPORARY_CODES
    if isinstance(error, (*TRANSIENT_ERRORS, urllib.error.URLError)):
        return True
    names = {f"{base.__module__}.{base.__qualname__}" for base in type(error).__mro__}
    return bool(names & TRANSIENT_ERRORS_OF_EXTRAS) or getattr(error, "errno", None) in TRANSIENT_ERRNOS


def _http_status(error: BaseException) -> int | None:
    """Return the status of the response that an error reports, as urllib, requests or boto3 do; None without one."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code
    response: Any = getattr(error, "response", None)
    if isinstance(response, dict):
        response = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return response if isinstance(response, int) else None
    status = getattr(response, "status_code", None)
    return status if isinstance(status, int) else None
