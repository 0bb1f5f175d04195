"""Backends that purge the caches before this server, in the form of Wagtail's frontend cache.

Wagtail's own purge addresses. An answer of the API has no address that anybody could list, but carries tags, so these
have one more method, `purge_tags`. They raise what Wagtail's only log, since the caller tries again.
"""

import uuid
from collections.abc import Collection, Iterator, Sequence
from typing import Any, ClassVar

import requests
from django.core.exceptions import ImproperlyConfigured
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.contrib.frontend_cache.utils import get_backends

from cms.cdn.surrogate_keys import surrogate_key

PURGE_TIMEOUT_SECONDS = 10
"""For how many seconds anybody waits for a CDN."""


class PurgeFailed(Exception):
    """A CDN did not do what it was asked for.

    Attributes:
        retry_after: for how many seconds it wants to be left alone; 0 when it did not say.
    """

    def __init__(self, message: str, retry_after: float = 0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TagBackend(BaseBackend):
    """A cache that drops what carries a tag.

    Args:
        params: what WAGTAILFRONTENDCACHE says of it.

    Raises:
        ImproperlyConfigured: something is missing.
    """

    needs: ClassVar[Sequence[str]] = ("ID", "TOKEN")
    max_tags_per_request: ClassVar[int]
    """The number of tags that one request may name."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        if missing := [f"CDN_{name}" for name in self.needs if not params.get(name)]:
            raise ImproperlyConfigured(f"CDN={type(self).__name__.lower()} also needs {' and '.join(missing)}.")
        self.params = params

    def purge_tags(self, tags: Collection[str]) -> None:
        """Drop everything that carries one of the tags.

        Raises:
            PurgeFailed: some of it may still be there.
        """
        for chunk in _chunks(tags, self.max_tags_per_request):
            self.send(chunk)

    def send(self, tags: Sequence[str]) -> None:
        """Name some tags to the cache, in one request."""
        raise NotImplementedError

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """Return the response to a request, if it is 200."""
        try:
            response = requests.request(method, url, timeout=PURGE_TIMEOUT_SECONDS, allow_redirects=False, **options)
        except requests.RequestException as error:
            raise PurgeFailed(f"{type(error).__name__}: it cannot be reached.") from error
        if response.status_code != 200:
            header = response.headers.get("Retry-After", "")
            retry_after = float(header) if header.isdecimal() else 0
            raise PurgeFailed(f"It answered {response.status_code}: {response.text[:200]}", retry_after)
        return response


class Fastly(TagBackend):
    """Fastly, by surrogate keys.

    Source: https://www.fastly.com/documentation/reference/api/purging/
    """

    api = "https://api.fastly.com"
    max_tags_per_request = 256

    def send(self, tags: Sequence[str]) -> None:
        """Name some tags to the cache, in one request."""
        headers = {"Fastly-Key": self.params["TOKEN"], "Accept": "application/json"}
        url = f"{self.api}/service/{self.params['ID']}/purge"
        self.request("POST", url, headers=headers, json={"surrogate_keys": tags})


class Cloudflare(TagBackend):
    """Cloudflare, by cache tags, which every plan has.

    Source: https://developers.cloudflare.com/api/resources/cache/methods/purge/
    """

    api = "https://api.cloudflare.com/client/v4"
    max_tags_per_request = 100

    def send(self, tags: Sequence[str]) -> None:
        """Name some tags to the cache, in one request."""
        headers = {"Authorization": f"Bearer {self.params['TOKEN']}"}
        response = self.request(
            "POST", f"{self.api}/zones/{self.params['ID']}/purge_cache", headers=headers, json={"tags": tags}
        )
        try:
            done = response.json()["success"]
        except (ValueError, TypeError, KeyError):
            done = False
        if done is not True:
            raise PurgeFailed(f"It answered: {response.text[:200]}")


class Varnish(TagBackend):
    """One or more servers of Varnish with its module xkey, by a few lines of VCL that are in the guide to operations.

    Source: https://github.com/varnish/varnish-modules/blob/master/src/vmod_xkey.vcc
    """

    needs = ("URLS",)
    max_tags_per_request = 80  # a header has room for 8 kB, a tag has 50 bytes at most

    def send(self, tags: Sequence[str]) -> None:
        """Name some tags to every server."""
        for url in self.params["URLS"]:
            self.request("PURGE", f"{url}/", headers={"xkey-purge": " ".join(tags)})


class Cloudfront(TagBackend):
    """CloudFront, which knows no tags: whatever has changed, everything under the given paths goes.

    Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
    """

    needs = ("ID", "PATHS")

    def purge_tags(self, tags: Collection[str]) -> None:
        """Drop everything under the paths."""
        import boto3  # the extra "production" has it
        from botocore.exceptions import BotoCoreError, ClientError

        paths = self.params["PATHS"]
        batch = {"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": str(uuid.uuid4())}
        try:
            client = boto3.client("cloudfront", region_name="us-east-1")  # which stands for the whole world
            client.create_invalidation(DistributionId=self.params["ID"], InvalidationBatch=batch)
        except (BotoCoreError, ClientError) as error:
            raise PurgeFailed(f"{type(error).__name__}: {error}") from error


def purge(tags: Collection[str]) -> None:
    """Tell every cache of WAGTAILFRONTENDCACHE to drop what carries one of these tags.

    Raises:
        PurgeFailed: one of them did not do it.
    """
    keys = set(map(surrogate_key, tags))
    for backend in get_backends().values():
        backend.purge_tags(keys)


def _chunks(tags: Collection[str], max_size: int) -> Iterator[list[str]]:
    names = sorted(tags)
    for first in range(0, len(names), max_size):
        yield names[first : first + max_size]
