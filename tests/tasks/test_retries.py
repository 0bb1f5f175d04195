import errno
import smtplib
import urllib.error
from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest
import redis
import requests
from django.db import IntegrityError, OperationalError
from django_tasks_db.models import DBTaskResult
from modelsearch.tasks import insert_or_update_object_task
from PIL import UnidentifiedImageError
from wagtail.images.tasks import set_image_focal_point_task
from wagtail.models import Page
from wagtail.tasks import update_reference_index_task

from cms.images.models import CreditedImage
from cms.tasks.retries import DEFAULT_RETRY_POLICY, is_transient
from news.models import NewsIndexPage
from tests.tasks.work import divide, fetch, leave

Rows = list[DBTaskResult[Any, Any]]


def response(status: int) -> requests.Response:
    made = requests.Response()
    made.status_code = status
    return made


def http_error(status: int) -> urllib.error.HTTPError:
    return urllib.error.HTTPError("https://example.org", status, "", Message(), None)


def s3_error(status: int) -> Exception:
    answer: Any = {"Error": {"Code": "x"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    error: Exception = botocore.exceptions.ClientError(answer, "PutObject")
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("the connection is closed"), True),
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (requests.ConnectionError(), True),
        (requests.Timeout(), True),
        (requests.HTTPError(response=response(503)), True),
        (requests.HTTPError(response=response(429)), True),
        (requests.HTTPError(response=response(404)), False),
        (http_error(502), True),
        (http_error(403), False),
        (urllib.error.URLError("no route"), True),
        (s3_error(500), True),
        (s3_error(403), False),
        (botocore.exceptions.EndpointConnectionError(endpoint_url="https://s3"), True),
        (botocore.exceptions.ReadTimeoutError(endpoint_url="https://s3"), True),
        (redis.ConnectionError(), True),
        (smtplib.SMTPServerDisconnected(), True),
        (smtplib.SMTPDataError(451, b"try later"), True),
        (smtplib.SMTPDataError(550, b"no such user"), False),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (FileNotFoundError(errno.ENOENT, "No such file"), False),
        (UnidentifiedImageError("cannot identify image file"), False),
        (IntegrityError(), False),
        (ValueError(), False),
    ],
    ids=repr,
)
def test_faults_of_others_are_transient_and_our_own_are_not(error: Exception, expected: bool) -> None:
    assert is_transient(error) is expected


def test_the_cause_of_an_error_counts() -> None:
    error = RuntimeError("the picture could not be stored")
    error.__cause__ = ConnectionResetError()

    assert is_transient(error) is True


def test_the_pauses_grow_to_an_hour() -> None:
    pauses = [DEFAULT_RETRY_POLICY.delay(attempts) for attempts in range(1, 8)]

    assert pauses == [timedelta(seconds=seconds) for seconds in (10, 30, 90, 270, 810, 2430, 3600)]


def test_a_transient_failure_waits_for_its_next_attempt(work_off: Callable[[], Rows], tmp_path: Path) -> None:
    fetch.enqueue(str(tmp_path), 9)

    (row,) = work_off()

    assert (row.status, row.worker_ids, row.exception_class_path) == (
        "READY",
        ["w1"],
        "builtins.ConnectionRefusedError",
    )
    assert row.traceback.endswith("ConnectionRefusedError: [Errno 111] Connection refused\n")
    assert row.finished_at is None
    assert row.started_at is not None
    assert timedelta(0) <= row.run_after - row.started_at - timedelta(seconds=10) < timedelta(seconds=5)


def test_the_last_attempt_fails_for_good(work_off: Callable[[], Rows], tmp_path: Path) -> None:
    fetch.enqueue(str(tmp_path), 9)
    DBTaskResult.objects.update(worker_ids=["w0"] * 7)

    (row,) = work_off()

    assert (row.status, len(row.worker_ids), (tmp_path / "attempts").read_text()) == ("FAILED", 8, "x")
    assert row.finished_at is not None


def test_a_permanent_failure_is_not_tried_again(work_off: Callable[[], Rows]) -> None:
    divide.enqueue(0)

    (row,) = work_off()

    assert (row.status, row.worker_ids, row.exception_class_path) == ("FAILED", ["w1"], "builtins.ZeroDivisionError")


@pytest.mark.parametrize(
    ("task", "model"),
    [
        (insert_or_update_object_task, Page),
        (update_reference_index_task, Page),
        (set_image_focal_point_task, CreditedImage),
    ],
)
def test_work_for_an_object_that_is_deleted_meanwhile_is_no_failure(
    task: Any, model: Any, work_off: Callable[[], Rows]
) -> None:
    task.enqueue(model._meta.app_label, model._meta.model_name, "999999")

    (row,) = work_off()

    assert (row.status, row.exception_class_path, row.traceback) == ("SUCCESSFUL", "", "")


def test_another_object_that_is_missing_is_a_failure(
    index: NewsIndexPage, work_off: Callable[[], Rows], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(instance: Page) -> None:
        raise Page.DoesNotExist

    DBTaskResult.objects.all().delete()
    insert_or_update_object_task.enqueue("news", "newsindexpage", str(index.pk))
    monkeypatch.setattr("modelsearch.index.insert_or_update_object", fail)

    (row,) = work_off()

    assert (row.status, row.exception_class_path) == ("FAILED", "wagtail.models.pages.Page.DoesNotExist")


def test_a_task_that_ends_the_process_fails_and_the_worker_goes_on(work_off: Callable[[], Rows]) -> None:
    leave.enqueue()
    divide.enqueue(2)

    assert [(row.status, row.exception_class_path) for row in work_off()] == [
        ("FAILED", "builtins.SystemExit"),
        ("SUCCESSFUL", ""),
    ]


def test_a_task_that_no_longer_exists_fails_and_the_worker_goes_on(work_off: Callable[[], Rows]) -> None:
    divide.enqueue(1)
    DBTaskResult.objects.update(task_path="tests.tasks.work.removed")
    divide.enqueue(2)

    assert [row.status for row in work_off()] == ["FAILED", "SUCCESSFUL"]
