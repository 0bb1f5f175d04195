"""Asks the ASGI application as a server does, without one."""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from cms.live.application import LiveApplication
from cms.live.change_feed import LiveChange, Position


@dataclass
class Connection:
    """One request, and what was sent to it so far."""

    scope: dict[str, Any]
    sent: list[dict[str, Any]] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    task: Any = None

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)
        self.came.set()

    @property
    def status(self) -> int:
        status: int = self.sent[0]["status"]
        return status

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    async def until(self, text: bytes) -> None:
        """Waits until the body holds a text."""
        while text not in self.body:
            self.came.clear()
            await asyncio.wait_for(self.came.wait(), 10)


def scope_of(path: str, method: str = "GET", client: str = "203.0.113.1", **headers: str) -> dict[str, Any]:
    path, _mark, query = path.partition("?")
    named = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": named,
        "client": (client, 50_000),
    }


async def ask(application: LiveApplication, path: str, *args: Any, **headers: str) -> Connection:
    """Opens a connection, and returns it once it was answered or begun."""
    connection = Connection(scope_of(path, *args, **headers))
    connection.task = asyncio.create_task(application(connection.scope, connection.receive, connection.send))
    while len(connection.sent) < 2:
        connection.came.clear()
        await asyncio.wait_for(connection.came.wait(), 10)
    return connection


async def leave(connection: Connection) -> None:
    connection.left.set()
    await asyncio.wait_for(connection.task, 10)


def ready(newest: int = 0) -> LiveApplication:
    """Returns an application that has read an empty log."""
    application = LiveApplication()
    application.broadcaster.begin(Position(newest, newest))
    return application


def change(number: int, *keys: str) -> LiveChange:
    return LiveChange(number, frozenset(keys))


def play(scene: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(scene)
