"""The version, the changelog, the upgrade notes and the released schema name the same release."""

import io
import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import call_command
from graphql import build_schema

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
VERSION: str = PYPROJECT["project"]["version"]
HEADINGS = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)


def test_the_changelog_begins_with_what_is_unreleased_and_the_version_of_the_package() -> None:
    assert HEADINGS[0] == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(VERSION)}\] - 20\d\d-\d\d-\d\d", HEADINGS[1])


def test_each_release_has_upgrade_notes() -> None:
    notes = (ROOT / "docs" / "upgrading.md").read_text().partition("\n## Template\n")[0]

    assert re.findall(r"^## To (\S+)$", notes, flags=re.MULTILINE) == [
        heading.partition("]")[0].removeprefix("[") for heading in HEADINGS[1:]
    ]


def test_no_change_since_the_release_breaks_a_frontend_unannounced() -> None:
    out = io.StringIO()
    call_command("compare_schema", stdout=out)

    assert out.getvalue().endswith("No change breaks a frontend unannounced.\n")


def test_the_released_schema_is_a_whole_schema() -> None:
    assert {"articles", "page", "node"} <= set(
        build_schema((ROOT / "schema.released.graphql").read_text()).type_map["Query"].fields  # type: ignore[attr-defined]
    )


@pytest.mark.parametrize("package", PYPROJECT["tool"]["importlinter"]["root_packages"])
def test_each_package_says_that_it_has_types(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()
    assert PYPROJECT["tool"]["setuptools"]["package-data"][package] == ["py.typed"]
