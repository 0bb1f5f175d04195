"""The response store that the settings name."""

from functools import cache

from django.conf import settings

from cms.performance.response_cache.stores.base import ResponseStore
from cms.performance.response_cache.stores.locmem import LocMemStore


@cache
def response_store() -> ResponseStore:
    """Return the store: Redis where REDIS_URL is set, else the memory of this process."""
    if settings.REDIS_URL:
        from cms.performance.response_cache.stores.redis import RedisStore  # the extra "production" has redis

        return RedisStore(settings.REDIS_URL)
    return LocMemStore()
