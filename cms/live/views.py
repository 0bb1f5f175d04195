"""Live updates by Django's development server, which uses a thread for each connection."""

import time
from collections.abc import Iterator
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from cms.live import events
from cms.live.change_feed import changes_after, log_position
from cms.live.subscription import Subscription, SubscriptionError, parse_subscription

DEVELOPMENT_CONNECTIONS = 20
DEVELOPMENT_POLL_SECONDS = 1.0
OWN_PROCESS = "Live updates have a process of their own, to which the proxy passes /live/: see docs/operations.md."


class DevelopmentConnections:
    """Counts the connections of this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0

    def take(self) -> bool:
        """Count a new connection; return False when the limit is reached."""
        with self._lock:
            if self._count >= DEVELOPMENT_CONNECTIONS:
                return False
            self._count += 1
            return True

    def give_back(self) -> None:
        """Count the end of a connection."""
        with self._lock:
            self._count -= 1


development_connections = DevelopmentConnections()


@require_safe
def stream_changes(request: HttpRequest) -> HttpResponseBase:
    """Respond as `LiveApplication` does if LIVE_IN_PROCESS is set; otherwise name the process that does."""
    if not settings.LIVE_IN_PROCESS:
        return _problem(404, "Not Found", OWN_PROCESS)
    try:
        query = request.META.get("QUERY_STRING", "")
        subscription = parse_subscription(query, request.headers.get("Last-Event-ID", ""))
    except SubscriptionError as error:
        return _problem(400, "Bad Request", str(error))
    if request.method == "HEAD":
        return StreamingHttpResponse([], headers=dict(events.STREAM_HEADERS))
    if not development_connections.take():
        refused = _problem(503, "Service Unavailable", "All connections of the development server are taken.")
        refused["Retry-After"] = "5"
        return refused
    return ChangeStream(_event_texts(subscription), headers=dict(events.STREAM_HEADERS))


class ChangeStream(StreamingHttpResponse):
    """A response that releases its connection when it is closed, even if it was never iterated over."""

    _is_given_back = False

    def close(self) -> None:
        """Close the response, and give its connection back the first time."""
        if not self._is_given_back:
            self._is_given_back = True
            development_connections.give_back()
        super().close()


def _event_texts(subscription: Subscription) -> Iterator[bytes]:
    """Yield the texts to write: events of the log, and heartbeats, which fail once the client has disconnected."""
    position, last = log_position(), subscription.last_event_id
    event_id = position.newest
    yield events.opening(event_id)
    if last is not None:
        if position.can_replay(last):
            event_id = last
        else:
            yield events.reset(event_id)
    written_at = time.monotonic()
    while True:
        changes = changes_after(event_id)
        tags: set[str] = set().union(*(change.of(subscription.tags) for change in changes))
        event_id = changes[-1].id if changes else event_id
        if tags:
            yield events.changed(event_id, tags)
            written_at = time.monotonic()
        elif time.monotonic() - written_at > events.KEEP_ALIVE_SECONDS:
            yield events.heartbeat(event_id)
            written_at = time.monotonic()
        if not changes:
            time.sleep(DEVELOPMENT_POLL_SECONDS)


def _problem(status: int, title: str, detail: str) -> HttpResponseBase:
    problem = {"title": title, "status": status, "detail": detail}
    headers = {"Cache-Control": "no-store"}
    return JsonResponse(problem, status=status, headers=headers, content_type="application/problem+json")
