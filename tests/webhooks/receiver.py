"""A receiver of webhooks: a real HTTP server that checks signatures by the library of Standard Webhooks."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from standardwebhooks import Webhook

from cms.webhooks.models import WebhookEndpoint
from cms.webhooks.signatures import secret_text

Reply = tuple[int, dict[str, str], bytes]
TAKEN: Reply = (204, {}, b"")
DIES: Reply = (0, {}, b"")
"""Takes the message, and dies before it answers."""


@dataclass
class Message:
    """One request: its headers in lower case, and its JSON."""

    headers: dict[str, str]
    raw: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.raw)
        return found

    @property
    def sequence(self) -> int:
        return int(self.json["data"]["sequence"])


@dataclass
class Receiver:
    """The server.

    Attributes:
        replies: what it answers next; then it takes everything.
        taken: what it has got.
        before: called with each message before it is answered.
    """

    replies: list[Reply] = field(default_factory=list)
    taken: list[Message] = field(default_factory=list)
    before: Callable[[Message], object] = lambda message: None
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    def start(self) -> Self:
        """Take connections; after a stop, at the same port."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                message = Message({name.lower(): value for name, value in self.headers.items()}, raw)
                receiver.taken.append(message)
                status, headers, body = receiver.replies.pop(0) if receiver.replies else TAKEN
                receiver.before(message)
                if not status:
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        return self

    def stop(self) -> None:
        """Take no more connections."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def endpoint(self, name: str = "Website", **fields: Any) -> WebhookEndpoint:
        """Return an endpoint at this server."""
        return WebhookEndpoint.objects.create(name=name, url=self.url, **fields)


def verify(message: Message, secret: str) -> dict[str, Any]:
    """Return the JSON of a message that is signed with a secret.

    Raises:
        WebhookVerificationError: it is not.
    """
    found: dict[str, Any] = Webhook(secret).verify(message.raw, message.headers)
    return found


def secret_of(endpoint: WebhookEndpoint) -> str:
    """Return the newest secret of an endpoint."""
    secret = endpoint.secrets.first()
    assert secret is not None
    return secret_text(secret)
