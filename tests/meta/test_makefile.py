import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

TARGETS = set(re.findall(r"^\.PHONY: (\S+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


def test_help_lists_every_target() -> None:
    result = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert set(re.findall(r"^  make (\S+) +\S", result.stdout, flags=re.MULTILINE)) == TARGETS
    assert "\x1b" not in result.stdout


def test_help_is_what_make_alone_prints() -> None:
    printed = [
        subprocess.run(["make", *target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for target in ([], ["help"])
    ]

    assert printed[0] == printed[1]


def test_the_readme_lists_every_target() -> None:
    assert set(re.findall(r"^\| `make ([a-z0-9-]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)) == TARGETS


def test_the_build_server_runs_every_check() -> None:
    script = (ROOT / ".ci" / "run").read_text()

    checks = "test test-services clients observatory mutants mutants-plain lint types layers schema schema-diff docs"
    for target in [
        *checks.split(),
        "test-plain",
        "test-plain-services",
        "e2e",
        "accessibility",
        "deploy-check",
        "sbom",
        "audit",
    ]:
        assert re.search(rf"\bmake {target}$|\bmake {target} ", script, flags=re.MULTILINE), target
