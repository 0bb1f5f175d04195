"""Cache tags as the headers and purges of a CDN name them: keyed digests, and only of what was shown.

Source: https://www.fastly.com/documentation/guides/full-site-delivery/purging/working-with-surrogate-keys/
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponseBase
from django.utils.crypto import salted_hmac
from wagtail.models import ReferenceIndex

from cms.performance.response_cache.cache_tags import EVERYTHING, root_models, table_label

DIGEST_LENGTH = 12
"""Hexadecimal digits of a digest. Two tags that share one are purged together, which is early and never late."""


def surrogate_key(tag: str) -> str:
    """Return the digest of a tag, which says neither what it names nor how many rows there are.

    `everything` stays as it is: every response carries it.
    """
    return tag if tag == EVERYTHING else _digest(tag, settings.SECRET_KEY)


@lru_cache(maxsize=20_000)
def _digest(tag: str, secret: str) -> str:
    return salted_hmac("cms.cdn.surrogate_keys", tag, secret, algorithm="sha256").hexdigest()[:DIGEST_LENGTH]


def add_surrogate_keys(response: HttpResponseBase, tags: Iterable[str]) -> None:
    """Name the tags of a response to the CDN, if there is one."""
    if settings.WAGTAILFRONTENDCACHE:
        keys = [EVERYTHING, *sorted(map(surrogate_key, tags))]
        response["Surrogate-Key"], response["Cache-Tag"] = " ".join(keys), ",".join(keys)


def with_referrers(tags: Iterable[str]) -> set[str]:
    """Return tags of rows together with those of the rows that refer to them.

    A response names no hidden row that it refers to, so that when that row becomes visible, the rows that refer to it
    are purged in its place.

    Args:
        tags: such as `page:12`; others stay alone.
    """
    found = set(tags)
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, _colon, key in (tag.partition(":") for tag in found):
        keys[kind].add(key)
    for kind, model in root_models().items():
        if kind in keys:
            references = ReferenceIndex.objects.filter(
                to_content_type=ContentType.objects.get_for_model(model), to_object_id__in=keys[kind]
            )
            for content_type, key in references.values_list("base_content_type", "object_id").distinct():
                referrer = ContentType.objects.get_for_id(content_type).model_class()
                if referrer is not None:
                    found.add(f"{table_label(referrer._meta.db_table)}:{key}")
    return found
