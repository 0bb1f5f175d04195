"""No frontend breaks by surprise."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.graphql.management.commands.export_schema import schema_text

REMOVED = "Site.motto was removed."
HEAD = "# Changelog\n\n## [Unreleased]\n\n### Removed\n\n"


def compare(directory: Path, released: str | None, changelog: str = HEAD) -> str:
    out = io.StringIO()
    (directory / "CHANGELOG.md").write_text(changelog)
    if released is not None:
        (directory / "released.graphql").write_text(released)
    call_command(
        "compare_schema",
        released=directory / "released.graphql",
        changelog=directory / "CHANGELOG.md",
        stdout=out,
    )
    return out.getvalue()


def with_motto() -> str:
    """Returns a schema that has one field more than ours."""
    return schema_text().replace("type Site {\n", "type Site {\n  motto: String!\n\n")


def test_before_the_first_release_nothing_can_break(tmp_path: Path) -> None:
    assert compare(tmp_path, None) == "Nothing has been released yet, so nothing can break.\n"


def test_the_same_schema_breaks_nothing(tmp_path: Path) -> None:
    assert compare(tmp_path, schema_text()) == "No change breaks a frontend unannounced.\n"


def test_what_breaks_frontends_fails(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        compare(tmp_path, with_motto())

    assert str(refused.value).endswith(f"write under “Unreleased” in the changelog:\n- {REMOVED}")


def test_unless_the_changelog_says_so(tmp_path: Path) -> None:
    said = HEAD + "- `Site.motto` was\n  removed. Nobody used it.\n"

    assert compare(tmp_path, with_motto(), said) == (
        f"Breaking:\n- {REMOVED}\nNo change breaks a frontend unannounced.\n"
    )


def test_what_an_earlier_release_said_does_not_count(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=REMOVED):
        compare(tmp_path, with_motto(), f"{HEAD}\n## [0.1.0]\n\n- {REMOVED}\n")


def test_what_is_new_is_told_and_breaks_nothing(tmp_path: Path) -> None:
    older = schema_text().replace('\n  """Something is new."""\n  UPDATE\n', "")

    assert compare(tmp_path, older) == (
        "Dangerous: frontends may have to learn something new:\n"
        "- UPDATE was added to enum type CorrectionKind.\n"
        "No change breaks a frontend unannounced.\n"
    )
