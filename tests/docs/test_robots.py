"""The lines for nginx in docs/feeds.md, in nginx, before a newsroom."""

import os
import subprocess
from pathlib import Path

import pytest
import requests
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from tests.docs.guides import NEWSROOM, code_blocks
from tests.live.server import free_port
from tests.server.image import PATIENCE, until
from tests.server.proxy import NGINX, TEMPORARY, needs_nginx

pytestmark = [
    pytest.mark.processes,
    needs_nginx,
    # The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def answers(address: str) -> bool:
    try:
        return bool(requests.get(address, timeout=PATIENCE))
    except requests.ConnectionError:
        return False


def test_a_website_passes_on_the_robots_txt_of_the_newsroom(
    site: Site, live_server: LiveServer, tmp_path: Path
) -> None:
    (written,) = code_blocks("docs/feeds.md", "nginx")
    location = written.replace(NEWSROOM, live_server.url).replace("www.example.org", "localhost")
    port = free_port()
    # Its workers leave root for an account that does not reach the directories of tests.
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in TEMPORARY)
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; {user} pid {tmp_path}/pid; error_log {tmp_path}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {temporary} server {{ listen 127.0.0.1:{port}; {location} }} }}\n"
    )
    with subprocess.Popen([str(NGINX), "-e", f"{tmp_path}/error.log", "-c", f"{tmp_path}/nginx.conf"]) as nginx:
        try:
            until(lambda: answers(f"http://127.0.0.1:{port}/robots.txt"))
            passed_on = requests.get(f"http://127.0.0.1:{port}/robots.txt", timeout=PATIENCE).text
        finally:
            nginx.terminate()

    assert passed_on == requests.get(f"{live_server.url}/feeds/localhost/robots.txt", timeout=PATIENCE).text
    assert "Sitemap: " in passed_on
