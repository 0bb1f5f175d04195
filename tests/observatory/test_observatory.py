"""MDN's scanner of HTTP headers against a production server: `make observatory`."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.observatory.production import production_server
from tests.observatory.tls import make_certificate, proxy
from tests.server.image import Image

pytestmark = pytest.mark.observatory

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    with production_server(tmp_path_factory.mktemp("production")) as server:
        yield server


def test_the_api_has_the_best_grade(image: Image, certificate: Path) -> None:
    report = scan(image, certificate, "/graphql/?query=%7B__typename%7D")

    assert (report["scan"]["grade"], report["scan"]["testsFailed"]) == ("A+", 0)
    assert report["tests"]["cookies"]["data"] is None


def test_the_admin_has_a_good_grade_and_cookies_of_this_host_alone(image: Image, certificate: Path) -> None:
    report = scan(image, certificate, "/admin/login/")

    assert report["scan"]["grade"] in ("A", "A+")
    assert report["scan"]["testsFailed"] == 0
    (name, cookie), *others = report["tests"]["cookies"]["data"].items()
    assert (name, others) == ("__Host-csrftoken", [])
    assert {"secure": True, "httponly": True, "samesite": "lax", "path": "/"}.items() <= cookie.items()


def scan(image: Image, certificate: Path, path: str) -> dict[str, Any]:
    """Return what the scanner reports of a path, and print it."""
    with proxy(image.port, certificate) as host:
        result = subprocess.run(
            ["node", "scan.mjs", host + path],
            cwd=HERE,
            env=os.environ | {"NODE_EXTRA_CA_CERTS": str(certificate)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert result.returncode == 0, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    print(in_words(path, report))  # noqa: T201  # shown by `pytest -rP`
    assert report["scan"]["statusCode"] == 200
    return report


def in_words(path: str, report: dict[str, Any]) -> str:
    """Return the grade and the score, and the outcome of each test with the points that it gives or takes."""
    scan = report["scan"]
    tests = [f"  {test['scoreModifier']:+4} {name}: {test['result']}" for name, test in report["tests"].items()]
    return "\n".join([f"{path} {scan['grade']}, {scan['score']} points", *tests])
