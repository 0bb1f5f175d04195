"""The texts of server-sent events.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

import random
from collections.abc import Iterable, Mapping

import orjson

from cms.http.security_headers import STRICT

KEEP_ALIVE_SECONDS = 20.0
"""Interval of heartbeats on an idle connection, shorter than the timeouts of proxies (nginx: 60 seconds)."""

MIN_RETRY_MILLISECONDS, MAX_RETRY_MILLISECONDS = 2_000, 6_000
"""Range of the reconnection time, drawn for each client so that they do not all reconnect at the same moment."""

LIVE_HEADERS: Mapping[str, str] = dict(STRICT) | {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
"""The headers of each response of the live process."""

STREAM_HEADERS: Mapping[str, str] = dict(LIVE_HEADERS) | {
    "Content-Type": "text/event-stream",
    # Turns off the response buffering of nginx and of other proxies that know this header.
    "X-Accel-Buffering": "no",
}


def opening(event_id: int) -> bytes:
    """Return the first text of a connection: its reconnection time, and the id to continue from."""
    retry = random.randint(MIN_RETRY_MILLISECONDS, MAX_RETRY_MILLISECONDS)  # noqa: S311  # spreads load, no secret
    return b"retry: %d\n%b" % (retry, heartbeat(event_id))


def heartbeat(event_id: int) -> bytes:
    """Return a heartbeat with the id to continue from: without data, clients store the id but dispatch no event."""
    return b": alive\nid: %d\n\n" % event_id


def changed(event_id: int, tags: Iterable[str]) -> bytes:
    """Return the event that tags have changed."""
    return b"id: %d\nevent: changed\ndata: %b\n\n" % (event_id, orjson.dumps({"tags": sorted(tags)}))


def reset(event_id: int) -> bytes:
    """Return the event that changes may have been missed: the client fetches all that it shows."""
    return b"id: %d\nevent: reset\ndata: {}\n\n" % event_id
