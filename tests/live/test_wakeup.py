"""A change set wakes the processes that hold connections, once it is committed."""

import logging

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from redis import Redis

from cms.changes.signals import change_set_recorded
from cms.live.wakeup import WAKE_UP_CHANNEL
from tests.server.redis_server import RedisServer, needs_redis

pytestmark = pytest.mark.django_db


@needs_redis
def test_a_change_set_wakes_at_its_commit(
    tmp_path_factory: pytest.TempPathFactory,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server, Redis.from_url(server.url) as client:
        settings.REDIS_URL = server.url
        channel = client.pubsub(ignore_subscribe_messages=True)
        channel.subscribe(WAKE_UP_CHANNEL)
        channel.get_message(timeout=5)
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            change_set_recorded.send(sender=None, change_set=None, has_other_changes=False)
            assert channel.get_message(timeout=0.05) is None
        message = channel.get_message(timeout=5)
        channel.close()

    assert message is not None
    assert (message["channel"], message["data"]) == (WAKE_UP_CHANNEL.encode(), b"")


def test_a_redis_that_is_gone_is_logged(
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"
    with caplog.at_level(logging.WARNING, "cms.live"), django_capture_on_commit_callbacks(execute=True):
        change_set_recorded.send(sender=None, change_set=None, has_other_changes=False)

    (record,) = [record for record in caplog.records if record.name == "cms.live"]
    assert record.getMessage().startswith("Redis cannot be reached, so live updates are up to a second late")


def test_without_redis_nothing_is_sent(
    settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.REDIS_URL = ""
    with django_capture_on_commit_callbacks() as callbacks:
        change_set_recorded.send(sender=None, change_set=None, has_other_changes=False)

    assert callbacks == []
