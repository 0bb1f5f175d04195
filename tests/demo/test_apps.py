"""Development and tests install the demo newsroom, a production server has nothing of it."""

import pytest

from tests.settings.process import PRODUCTION, ROOT, run, settings

pytestmark = pytest.mark.processes


@pytest.mark.parametrize(
    ("module", "environment", "is_installed"),
    [("dev", {}, True), ("test", {}, True), ("production", PRODUCTION, False)],
)
def test_production_alone_does_not_install_it(module: str, environment: dict[str, str], is_installed: bool) -> None:
    assert ("demo" in settings(module, "INSTALLED_APPS", **environment)["INSTALLED_APPS"]) is is_installed


@pytest.mark.parametrize("command", ["seed_demo", "demo_accounts"])
def test_a_production_server_has_no_command_of_it(command: str) -> None:
    result = run("manage.py", command, **PRODUCTION)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Unknown command: '{command}'")


def test_the_image_holds_the_packages_of_a_server_alone() -> None:
    held = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}

    assert {name for name in ("benchmarks", "cms", "demo", "news", "search", "tests") if name in held} == {
        "cms",
        "news",
        "search",
    }
