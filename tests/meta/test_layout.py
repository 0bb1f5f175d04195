"""A folder holds few enough modules to be read as a list (docs/decisions/0076)."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cms", "demo", "news", "search", "tests")

MAX_MODULES = 15
"""Modules of one folder, `__init__.py` not counted."""


def test_no_folder_holds_more_modules_than_can_be_read_as_a_list() -> None:
    counts = {
        str(folder.relative_to(ROOT)): len([path for path in folder.glob("*.py") if path.name != "__init__.py"])
        for package in PACKAGES
        for folder in [ROOT / package, *(path for path in (ROOT / package).rglob("*") if path.is_dir())]
        if folder.name != "migrations" and "node_modules" not in folder.parts
    }

    assert counts["cms/graphql/http"] > 0
    assert counts["tests/graphql/http"] > 0
    assert {folder: count for folder, count in counts.items() if count > MAX_MODULES} == {}
