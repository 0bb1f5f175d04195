"""A server that plays the CDNs' purge APIs, by their documentation, and writes down what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cms.cdn.surrogate_keys import surrogate_key

Reply = tuple[int, dict[str, str], bytes]
FASTLY: Reply = (200, {"Content-Type": "application/json"}, b'{"page:1": "108-1391560174-974124"}')
CLOUDFLARE: Reply = (
    200,
    {"Content-Type": "application/json"},
    b'{"success": true, "errors": [], "messages": [], "result": {"id": "9a7806061c88ada191ed06f989cc3dac"}}',
)


@dataclass
class Asked:
    """One request.

    Attributes:
        headers: names in lower case.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def tags(self) -> list[str]:
        """The tags in it, for any of the CDNs."""
        if "xkey-purge" in self.headers:
            return self.headers["xkey-purge"].split()
        found: dict[str, Any] = json.loads(self.body)
        return list(found.get("surrogate_keys") or found["tags"])


def keys(*tags: str) -> list[str]:
    """Returns what a CDN is told instead of tags, in the order in which it is told."""
    return sorted(surrogate_key(tag) for tag in tags)


@dataclass
class Edge:
    """The server.

    Attributes:
        replies: what it answers next; the last one goes on.
        hangs: it takes requests and does not answer.
    """

    url: str
    replies: list[Reply]
    asked: list[Asked] = field(default_factory=list)
    hangs: bool = False


@contextmanager
def edge(reply: Reply) -> Iterator[Edge]:
    """Runs it."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.asked.append(Asked(self.command, self.path, headers, body))
            if found.hangs:
                over.wait(30)
                return
            status, told, text = found.replies.pop(0) if len(found.replies) > 1 else found.replies[0]
            self.send_response(status)
            for name, value in told.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_POST = do_PURGE = answer  # noqa: N815  # the names that the handler looks for

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Edge(f"http://127.0.0.1:{server.server_port}", [reply])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield found
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
