"""The clients that frontends use, against a running server: `make clients`."""

import os
import subprocess
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

HERE = Path(__file__).resolve().parent

# The live server needs committed data, which is wiped afterwards; what the migrations made has to come back.
pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def run(server: LiveServer, *command: str) -> str:
    """Returns what a command printed, with the server's address in ENDPOINT; a failure shows it."""
    result = subprocess.run(
        command,
        cwd=HERE,
        env=os.environ | {"ENDPOINT": f"{server.url}/graphql/", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    print(result.stdout, result.stderr)  # noqa: T201  # the clients' own words, shown by `pytest -rP`
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_audit_of_graphql_over_http(live_server: LiveServer, site: Site) -> None:
    assert run(live_server, "node", "audit.mjs").splitlines()[-1] == "61 of 61 audits passed"
