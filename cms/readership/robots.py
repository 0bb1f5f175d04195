"""Recognition of robots, and of browsers that load a page in advance (prefetch)."""

from collections.abc import Mapping
from functools import lru_cache

from crawleruseragents import is_crawler

MAX_USER_AGENT_CHARACTERS = 500


def is_read(headers: Mapping[str, str]) -> bool:
    """Tell from its headers whether a beacon comes from a reader.

    Source: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Purpose
    """
    return "prefetch" not in headers.get("Sec-Purpose", "") and not is_robot(headers.get("User-Agent", ""))


@lru_cache(maxsize=2_000)
def is_robot(user_agent: str) -> bool:
    """Tell whether a user agent is a robot or another program that is no browser; an empty one is, too."""
    return not user_agent or bool(is_crawler(user_agent[:MAX_USER_AGENT_CHARACTERS]))
