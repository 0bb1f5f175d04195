"""The lock files in requirements/ fit pyproject.toml, hold hashes and name no index."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
PYTHONS = [{"python_version": version, "python_full_version": f"{version}.8"} for version in ("3.11", "3.12")]


def pins(name: str) -> dict[str, list[Requirement]]:
    """The pinned requirements of a lock file, by package."""
    found: dict[str, list[Requirement]] = {}
    for line in re.findall(r"^([a-z0-9].*?) \\$", (ROOT / "requirements" / name).read_text(), flags=re.MULTILINE):
        requirement = Requirement(line)
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def missing(name: str, requirements: list[str]) -> list[str]:
    """Which requirements no pin of the lock file meets, on some supported Python."""
    locked = pins(name)
    unmet = []
    for requirement in map(Requirement, requirements):
        for python in PYTHONS:
            versions = [
                next(iter(pin.specifier)).version
                for pin in locked.get(canonicalize_name(requirement.name), [])
                if pin.marker is None or pin.marker.evaluate(python)
            ]
            if len(versions) != 1 or versions[0] not in requirement.specifier:
                unmet.append(f"{requirement} on {python['python_version']}: {versions}")
    return unmet


def required(*extras: str) -> list[str]:
    """What pyproject.toml requires with these extras, and with those that they include."""
    requirements = list(PROJECT["dependencies"])
    for extra in extras:
        for line in EXTRAS[extra]:
            requirement = Requirement(line)
            requirements += required(*requirement.extras) if requirement.name == PROJECT["name"] else [line]
    return requirements


def test_the_server_is_locked_within_the_ranges() -> None:
    assert missing("server.txt", required("production", "opensearch", "telemetry")) == []


def test_development_is_locked_within_the_ranges() -> None:
    assert missing("development.txt", required(*EXTRAS)) == []


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.in")), ids=lambda path: path.stem)
def test_a_tool_that_is_installed_apart_is_locked_within_its_range(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]

    assert lines
    assert missing(path.with_suffix(".txt").name, lines) == []


def test_development_runs_the_versions_of_the_server() -> None:
    server, development = pins("server.txt"), pins("development.txt")

    assert {name: list(map(str, development.get(name, []))) for name in server} == {
        name: list(map(str, server[name])) for name in server
    }


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_each_pin_has_hashes_and_no_address(path: Path) -> None:
    text = path.read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

    assert len(blocks) == sum(map(len, pins(path.name).values())) > 0
    for block in blocks:
        assert re.match(r"[a-z0-9.-]+==\S+( ; [^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", block), block
    assert re.findall(r"https?:|file:|^--?\w", text, flags=re.MULTILINE) == []
