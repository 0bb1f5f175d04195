"""System checks of the CDN's settings."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from wagtail.contrib.frontend_cache.utils import InvalidFrontendCacheBackendError, get_backends


def check_cdn(**_kwargs: Any) -> list[CheckMessage]:
    """Return what is wrong with the CDN's settings."""
    if not settings.WAGTAILFRONTENDCACHE:
        return []
    try:
        backends = get_backends()
    except InvalidFrontendCacheBackendError:
        hint = "Write fastly, cloudflare, varnish or cloudfront; leave it empty for none."
        return [Error(f"CDN: “{settings.CDN}” is not known.", hint=hint, id="publishing.E001")]
    except ImproperlyConfigured as error:
        return [Error(str(error), id="publishing.E002")]
    found: list[CheckMessage] = [
        Error(f"The frontend cache “{name}” has no purge_tags.", id="publishing.E003")
        for name, backend in backends.items()
        if not hasattr(backend, "purge_tags")
    ]
    if not settings.RESPONSE_CACHE_TTL:
        hint = "Set REDIS_URL, or RESPONSE_CACHE_TTL to a number of seconds: uncached responses carry no tags."
        found.append(Error("There is a CDN, but the response cache is off.", hint=hint, id="publishing.E004"))
    elif not settings.GRAPHQL_SHARED_MAX_AGE:
        hint = "Set GRAPHQL_SHARED_MAX_AGE to a number of seconds."
        found.append(checks.Warning("There is a CDN, but it may cache no response.", hint=hint, id="publishing.W001"))
    return found
