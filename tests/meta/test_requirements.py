"""The lock files fit pyproject.toml, hold hashes and name no index."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "python" / "requirements.in"
TOOLS = [*sorted((ROOT / "requirements").glob("*.in")), EXAMPLE]
LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), EXAMPLE.with_suffix(".txt")]
INSTALLED = {".venv", "node_modules", "var"}
PACKAGE_LOCKS = [
    path for path in sorted(ROOT.glob("**/package-lock.json")) if INSTALLED.isdisjoint(path.relative_to(ROOT).parts)
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
PYTHONS = [{"python_version": version, "python_full_version": f"{version}.8"} for version in ("3.11", "3.12")]


def pins(name: str | Path) -> dict[str, list[Requirement]]:
    """The pinned requirements of a lock file, a path or a name in requirements/, by package."""
    found: dict[str, list[Requirement]] = {}
    for line in re.findall(r"^([a-z0-9].*?) \\$", (ROOT / "requirements" / name).read_text(), flags=re.MULTILINE):
        requirement = Requirement(line)
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def missing(name: str | Path, requirements: list[str]) -> list[str]:
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


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: path.parent.name + "/" + path.stem)
def test_a_tool_that_is_installed_apart_is_locked_within_its_range(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]

    assert lines
    assert missing(path.with_suffix(".txt"), lines) == []


def test_development_runs_the_versions_of_the_server() -> None:
    server, development = pins("server.txt"), pins("development.txt")

    assert {name: list(map(str, development.get(name, []))) for name in server} == {
        name: list(map(str, server[name])) for name in server
    }


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.parent.name + "/" + path.stem)
def test_each_pin_has_hashes_and_no_address(path: Path) -> None:
    text = path.read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

    assert len(blocks) == sum(map(len, pins(path).values())) > 0
    for block in blocks:
        assert re.match(r"[a-z0-9.-]+==\S+( ; [^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", block), block
    assert re.findall(r"https?:|file:|^--?\w", text, flags=re.MULTILINE) == []


@pytest.mark.parametrize("path", PACKAGE_LOCKS, ids=lambda path: path.parent.name)
def test_each_package_of_npm_has_a_hash_and_no_address(path: Path) -> None:
    """npm also writes the addresses of sponsors and of packages that replace one: they are taken out."""
    text = path.read_text()
    packages = {name: package for name, package in json.loads(text)["packages"].items() if name}

    assert packages
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
    assert "://" not in text
