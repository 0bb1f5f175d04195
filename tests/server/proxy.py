"""nginx with the project's own configuration, before a server."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.server.image import PATIENCE, ROOT, Image, until

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
TEMPLATE = ROOT / "deploy" / "nginx" / "dateline.conf.template"

needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed: apt-get install nginx-light")


@contextmanager
def proxied(image: Image, directory: Path, before: bool = True) -> Iterator[Image]:
    """Starts nginx before a server and waits until it listens.

    Args:
        image: the server.
        directory: for nginx's files.
        before: whether this machine is a proxy before nginx, which is believed, as by the configuration; or a reader.

    Yields:
        The server, at the port of nginx.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (directory / "dateline.conf").write_text(configuration(image.port, port, directory, before))
    # Its workers leave root for an account that does not reach the directories of tests.
    user = "user root;" if os.geteuid() == 0 else ""
    kept = "".join(f"{kind}_temp_path {directory}/{kind};\n" for kind in TEMPORARY)
    (directory / "nginx.conf").write_text(
        f"daemon off; {user} pid {directory}/pid; error_log {directory}/error.log;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{\n{kept}include {directory}/dateline.conf;\n}}\n"
    )
    assert NGINX is not None
    process = subprocess.Popen([NGINX, "-e", f"{directory}/error.log", "-c", f"{directory}/nginx.conf"])
    proxy = replace(image, process=process, port=port, log=directory / "access.log")
    try:
        until(lambda: proxy.listens() or process.poll() is not None)
        yield proxy
    finally:
        process.terminate()
        process.wait(PATIENCE)


def configuration(upstream: int, port: int, directory: Path, before: bool) -> str:
    """Returns the configuration as the official image makes it: with the values of the variables in it."""
    values = {
        "DATELINE_UPSTREAM": f"127.0.0.1:{upstream}",
        "DATELINE_LIVE_UPSTREAM": f"127.0.0.1:{upstream}",
        "DATELINE_LISTEN": f"127.0.0.1:{port}",
        "NGINX_LOCAL_RESOLVERS": "127.0.0.1",
    }
    written = re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], TEMPLATE.read_text())
    if not before:
        written, changed = re.subn(r"^.*\b127\.0\.0\.0/8.*$", "", written, flags=re.MULTILINE)
        assert changed == 2
    return written.replace("/var/log/nginx", str(directory))
