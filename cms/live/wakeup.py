"""Wake-up messages by Redis to the live processes, which then read the change log. They carry no content."""

import logging
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction

logger = logging.getLogger("cms.live")

WAKE_UP_CHANNEL = "dateline:live"
WAKE_UP_TIMEOUT_SECONDS = 0.25


def wake_after_commit(**_kwargs: Any) -> None:
    """Wake the live processes after the commit of a change set."""
    if settings.REDIS_URL:
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Wake the live processes. Without Redis they read the log at intervals of LOG_POLL_SECONDS."""
    from redis import RedisError  # the extra "production" has it

    try:
        _client(settings.REDIS_URL).publish(WAKE_UP_CHANNEL, b"")
    except RedisError as error:
        logger.warning("Redis cannot be reached, so live updates are up to a second late: %s", error)


@cache
def _client(url: str) -> Any:
    from redis import Redis

    timeout = WAKE_UP_TIMEOUT_SECONDS
    return Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=None)
