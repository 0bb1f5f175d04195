"""The two addresses, asked of the server as the image starts it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.health.report import REPORT_SECONDS
from tests.server.image import Image, running

pytest.importorskip("granian", reason="granian, the server of the image, is not installed: make install")

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("server")]

NOTHING_LISTENS = "postgres://somebody:secret@127.0.0.1:1/newsroom"


@pytest.fixture(scope="module")
def without_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    """A server whose PostgreSQL is away; its uploads and its Redis, which it does without, are well."""
    with running(tmp_path_factory.mktemp("away"), environment={"DATABASE_URL": NOTHING_LISTENS}) as image:
        yield image


@pytest.mark.parametrize("path", ["/livez/", "/livez", "/healthz/"])
def test_a_server_without_a_database_lives(without_database: Image, path: str) -> None:
    answer = without_database.ask(path)

    assert (answer.status, answer.body) == (200, b"ok")
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/readyz/", "/readyz"])
def test_a_server_without_a_database_is_not_ready(without_database: Image, path: str) -> None:
    answer = without_database.ask(path)

    assert answer.status == 503
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json == {
        "status": "failed",
        "checks": {
            "database": {"status": "failed", "message": "The database does not answer."},
            "migrations": {"status": "failed", "message": "The migrations cannot be read."},
            "media": {"status": "ok"},
            "disk": {"status": "ok"},
            "cache": {"status": "ok"},
            "queue": {"status": "ok"},
            "search": {"status": "degraded", "message": "The search index cannot be read."},
        },
    }
    assert "127.0.0.1" in without_database.log.read_text(), "the reason is in the log"


def test_a_database_that_was_not_migrated_is_not_ready(tmp_path: Path) -> None:
    with running(tmp_path) as image:
        answer = image.ask("/readyz/")
        if answer.json["checks"]["migrations"]["message"] == "The migrations cannot be read.":
            # A busy machine may take longer than a check may: then the next report tells.
            time.sleep(REPORT_SECONDS)
            answer = image.ask("/readyz/")

    assert (answer.status, answer.json["status"]) == (503, "failed")
    assert answer.json["checks"]["database"] == {"status": "ok"}
    assert answer.json["checks"]["migrations"] == {
        "status": "failed",
        "message": "Migrations are missing. Run: manage.py migrate",
    }


def test_probes_need_no_name_that_is_allowed(without_database: Image) -> None:
    """A kubelet asks by the address of the pod."""
    assert without_database.ask("/livez/", Host="10.1.2.3:8000").status == 200
    assert without_database.ask("/readyz/", Host="10.1.2.3:8000").status == 503
    assert without_database.ask("/", Host="10.1.2.3:8000").status == 400


def test_a_head_has_no_body(without_database: Image) -> None:
    answer = without_database.ask("/readyz/", "HEAD")

    assert (answer.status, answer.body) == (503, b"")
    assert int(answer.headers["content-length"]) > 100
