"""What a client may ask for beside the data: members of `extensions` in the answer, by their names in the request.

Source: https://spec.graphql.org/October2021/#sec-Response-Format
"""

from typing import Any

from cms.cdn.surrogate_keys import surrogate_key
from cms.graphql.http.cached_response import bounded
from cms.graphql.http.request import Parameters
from cms.performance.response_cache.cache_tags import EVERYTHING, TagCollector

COST_EXTENSION, TAGS_EXTENSION = "cost", "tags"


def extensions_key(parameters: Parameters) -> list[Any]:
    """Return the part of a cache key that tells answers with different extensions apart.

    The digest of a tag changes with the secret, and responses outlive one in a store.
    """
    has_tags = TAGS_EXTENSION in parameters.extensions
    return [COST_EXTENSION in parameters.extensions, surrogate_key(TAGS_EXTENSION) if has_tags else ""]


def extensions_of(parameters: Parameters, cost: int, max_cost: int, collector: TagCollector) -> dict[str, Any]:
    """Return the extensions that a request asks for, empty where it asks for none.

    Args:
        parameters: of the request.
        cost: of its operation.
        max_cost: what one operation may cost.
        collector: what was read for the answer; its hidden tags are not named.
    """
    extensions: dict[str, Any] = {}
    if COST_EXTENSION in parameters.extensions:
        extensions["cost"] = {"cost": cost, "limit": max_cost}
    if TAGS_EXTENSION in parameters.extensions:
        extensions["tags"] = sorted(surrogate_key(tag) for tag in bounded(collector.tags) if tag != EVERYTHING)
    return extensions
