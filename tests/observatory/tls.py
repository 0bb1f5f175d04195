"""A proxy that ends TLS before a server, as one stands before every server in production."""

import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import parse_headers
from pathlib import Path

HANDSHAKE = b"\x16"
"""The first byte that a client sends to begin TLS."""


def make_certificate(directory: Path) -> Path:
    """Write a certificate for localhost, with its key, into one file."""
    path = directory / "localhost.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "1", *names]
    subprocess.run([*command, "-keyout", path, "-out", directory / "public.pem"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (directory / "public.pem").read_bytes())
    return path


class Proxy(socketserver.ThreadingTCPServer):
    """Passes requests on and says whether they came over TLS; plain HTTP has the same port."""

    daemon_threads = True

    def __init__(self, port: int, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), Passage)
        self.server_port = port
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(certificate)


class Passage(socketserver.BaseRequestHandler):
    """One connection."""

    server: Proxy

    def handle(self) -> None:
        """Pass on one request and its response."""
        client, scheme = self.request, "http"
        if client.recv(1, socket.MSG_PEEK) == HANDSHAKE:
            client, scheme = self.server.tls.wrap_socket(client, server_side=True), "https"
        with client, client.makefile("rb") as request:
            start = request.readline()
            if not start:
                return  # a browser opens connections that it may need
            headers = parse_headers(request)
            for name in ("Connection", "X-Forwarded-Proto"):
                del headers[name]
            headers["Connection"], headers["X-Forwarded-Proto"] = "close", scheme
            body = request.read(int(headers.get("Content-Length", 0)))
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            with socket.create_connection(("127.0.0.1", self.server.server_port)) as server:
                server.sendall(start + lines.encode("latin-1") + b"\r\n" + body)
                for part in iter(lambda: server.recv(65_536), b""):
                    client.sendall(part)


@contextmanager
def proxy(port: int, certificate: Path) -> Iterator[str]:
    """Stand before the server on this port, and yield the host and port to ask instead."""
    with Proxy(port, certificate) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        yield f"localhost:{listener.server_address[1]}"
        listener.shutdown()
