"""Subscriptions: the tags that a client names, and the last event that it has received."""

import re
import sys
from dataclasses import dataclass
from urllib.parse import parse_qs

from cms.cdn.surrogate_keys import DIGEST_LENGTH

MAX_SUBSCRIBED_TAGS = 400
"""Tags that one connection may name: twice the maximum of one API response."""

MAX_QUERY_STRING_CHARACTERS = 8_000

MAX_EVENT_ID = 2**63 - 1
"""The largest primary key of a change set."""

_TAG = re.compile(f"[0-9a-f]{{{DIGEST_LENGTH}}}")
_EXAMPLE = "/live/?tags=05f1c2aa90be,9b27e0d41f3c"


class SubscriptionError(ValueError):
    """An invalid subscription; its text says what would be valid."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """The subscription of one connection.

    Attributes:
        tags: the tags whose changes are sent to it.
        last_event_id: the id of the last event that the client has received; None for a new client.
    """

    tags: frozenset[str]
    last_event_id: int | None


def parse_subscription(query_string: str, last_event_id: str = "") -> Subscription:
    """Return the subscription of a request.

    Args:
        query_string: `tags`, comma-separated, and `lastEventId`, which polyfills send instead of the header.
        last_event_id: the header `Last-Event-ID`, which takes precedence over the parameter.

    Raises:
        SubscriptionError: there are no tags or too many, or a tag or the id is malformed.
    """
    if len(query_string) > MAX_QUERY_STRING_CHARACTERS:
        raise SubscriptionError(f"The query is too long: it may have {MAX_QUERY_STRING_CHARACTERS:,} characters.")
    parameters = parse_qs(query_string, keep_blank_values=True)
    tags = {tag for given in parameters.get("tags", []) for tag in given.split(",") if tag}
    if not tags:
        raise SubscriptionError(f"Name the tags to follow, as answers have them in `extensions.tags`: {_EXAMPLE}.")
    if len(tags) > MAX_SUBSCRIBED_TAGS:
        raise SubscriptionError(f"Name at most {MAX_SUBSCRIBED_TAGS} tags; these are {len(tags)}.")
    if wrong := sorted(tag for tag in tags if not _TAG.fullmatch(tag)):
        raise SubscriptionError(
            f"A tag has {DIGEST_LENGTH} hexadecimal digits, as in {_EXAMPLE}; {wrong[0][:40]!r} is none."
        )
    ids = [last_event_id, *parameters.get("lastEventId", [])]
    return Subscription(frozenset(map(sys.intern, tags)), _event_id(next(filter(None, ids), "")))


def _event_id(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= MAX_EVENT_ID):
        raise SubscriptionError(
            f"The last event id is the number in the `id` of an event; {text[:40]!r} is none. Leave it out to begin."
        )
    return int(text)
