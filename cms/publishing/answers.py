"""Answers that are kept until something that they read changes."""

from functools import cache
from typing import Any

from django.conf import settings

from cms.publishing.own import OwnAnswers


@cache
def answers() -> Any:
    """Return where answers are kept: in Redis, or in this process when there is none.

    Source: https://www.drupal.org/docs/drupal-apis/cache-api/cache-tags
    """
    if settings.REDIS_URL:
        from cms.publishing.shared import SharedAnswers  # the extra "production" has redis

        return SharedAnswers(settings.REDIS_URL)
    return OwnAnswers()
