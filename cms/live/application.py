"""The ASGI application that holds the connections: `/live/`, and `/live/health/` for probes.

Source: https://asgi.readthedocs.io/en/latest/specs/main.html
"""

import asyncio
import signal
from contextlib import suppress
from typing import Any

import orjson

from cms.live import events
from cms.live.broadcaster import Broadcaster, Subscriber
from cms.live.connection_limits import ConnectionLimits, TooManyConnections
from cms.live.follower import ChangeFollower
from cms.live.http_request import LiveRequest, Message, Receive, Send, refuse, respond, start_response
from cms.live.subscription import SubscriptionError, parse_subscription

LIVE_PATHS = {"/live", "/live/"}
HEALTH_PATHS = {"/live/health", "/live/health/"}
RETRY_UNREADY_SECONDS = 5
NOT_READY = "Live updates are being started, or the database cannot be reached. Try again in a few seconds."


class LiveApplication:
    """The application of one process. An idle connection costs two tasks of the event loop, and no thread."""

    def __init__(self) -> None:
        self.broadcaster = Broadcaster()
        self.limits = ConnectionLimits()
        self.follower: ChangeFollower | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle the connection of a request, or the lifespan of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(LiveRequest(scope), receive, send)
        else:
            raise ValueError(f"{scope['type']} is not spoken here")

    async def _live(self, receive: Receive, send: Send) -> None:
        """Follow the log from the start of the server to its end.

        Source: https://asgi.readthedocs.io/en/latest/specs/lifespan.html
        """
        following: asyncio.Task[None] | None = None
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.follower = ChangeFollower(self.broadcaster)
                following = asyncio.create_task(self.follower.run())
                self._end_connections_at_sigterm()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self.broadcaster.close()
                if following:
                    following.cancel()
                    with suppress(asyncio.CancelledError):
                        await following
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _end_connections_at_sigterm(self) -> None:
        """End all connections at SIGTERM and SIGINT: granian sends the shutdown event only after they have."""

        def stop() -> None:
            self.broadcaster.close()
            signal.raise_signal(signal.SIGINT)

        with suppress(NotImplementedError, RuntimeError, ValueError):  # outside the main thread, as in tests
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)

    async def _answer(self, request: LiveRequest, receive: Receive, send: Send) -> None:
        if request.path in HEALTH_PATHS:
            await self._report(send)
        elif request.path not in LIVE_PATHS:
            await refuse(request, send, 404, "Here are live updates alone, at /live/.")
        elif request.method == "OPTIONS":
            await respond(send, 204, request.preflight_headers)
        elif request.method not in ("GET", "HEAD"):
            await refuse(request, send, 405, "Ask by GET, as EventSource does.", Allow="GET, HEAD, OPTIONS")
        else:
            await self._subscribe(request, receive, send)

    async def _report(self, send: Send) -> None:
        is_well = self.follower is not None and self.follower.is_well and not self.broadcaster.is_closing
        report = {"status": "ok" if is_well else "failed", "connections": len(self.broadcaster)}
        await respond(send, 200 if is_well else 503, {"Content-Type": "application/json"}, orjson.dumps(report))

    async def _subscribe(self, request: LiveRequest, receive: Receive, send: Send) -> None:
        try:
            subscription = parse_subscription(request.query_string, request.headers.get("last-event-id", ""))
            if self.broadcaster.position is None or self.broadcaster.is_closing:
                raise TooManyConnections(503, NOT_READY, RETRY_UNREADY_SECONDS)
            with self.limits.admit(request.client):
                await start_response(send, 200, {**events.STREAM_HEADERS, **request.cors_headers})
                if request.method == "HEAD":
                    await send({"type": "http.response.body", "body": b""})
                    return
                subscriber = self.broadcaster.subscribe(subscription)
                try:
                    await self._hold(subscriber, receive, send)
                finally:
                    self.broadcaster.unsubscribe(subscriber)
        except SubscriptionError as error:
            await refuse(request, send, 400, str(error))
        except TooManyConnections as error:
            await refuse(request, send, error.status, str(error), Retry_After=str(error.retry_after))

    async def _hold(self, subscriber: Subscriber, receive: Receive, send: Send) -> None:
        """Write events to a connection until its client disconnects or the process ends."""
        writing = asyncio.create_task(self._write(subscriber, send))
        leaving = asyncio.create_task(_disconnected(receive))
        try:
            await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (writing, leaving):
                task.cancel()
            await asyncio.gather(writing, leaving, return_exceptions=True)

    async def _write(self, subscriber: Subscriber, send: Send) -> None:
        body = events.opening(subscriber.event_id) if not subscriber.woken.is_set() else b""
        while True:
            if body:
                await send({"type": "http.response.body", "body": body, "more_body": True})
            if self.broadcaster.is_closing:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
                return
            try:
                async with asyncio.timeout(events.KEEP_ALIVE_SECONDS):
                    await subscriber.woken.wait()
            except TimeoutError:
                body = events.heartbeat(subscriber.event_id)
            else:
                body = subscriber.take()


async def _disconnected(receive: Receive) -> None:
    while True:
        message: dict[str, Any] | Message = await receive()
        if message["type"] == "http.disconnect":
            return
