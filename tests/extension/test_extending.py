"""Another app's page type and block are each one class; nothing else is edited."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "tests" / "extension"


def run(*arguments: str) -> str:
    """Returns what Python prints with the example's settings; fails with what it complains of."""
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "tests.extension.settings", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_an_apps_page_type_and_block_are_in_the_api() -> None:
    answer = json.loads(run("-m", "tests.extension.newsroom"))

    assert "errors" not in answer
    assert answer["data"]["page"] == {
        "__typename": "EventPage",
        "title": "Open day",
        "url": "https://www.example.org/open-day/",
        "startsAt": "2026-06-01T10:00:00+00:00",
        "venue": "The docks",
        "poster": None,
        "body": [
            {
                "__typename": "MapBlock",
                "place": "Lisbon, Doca 1",
                "latitude": 38.7,
                "longitude": -9.15,
                "url": "https://www.openstreetmap.org/search?query=Lisbon%2C%20Doca%201",
            },
            {"__typename": "ParagraphBlock", "html": "<p>Come and see.</p>"},
        ],
    }
    for alias in ("byBody", "byVenue"):
        assert answer["data"][alias]["nodes"] == [{"title": "Open day"}]
    assert answer["data"]["events"]["children"]["nodes"] == [{"__typename": "EventPage", "title": "Open day"}]
    declared = {field["name"] for field in answer["data"]["__type"]["fields"]}
    assert {"startsAt", "venue", "poster", "body"} <= declared
    assert {"draftTitle", "live", "owner", "searchDescription"} & declared == set()
    assert sorted(answer["creatable"]) == ["EventPage", "NewsIndexPage", "StandardPage"]


def test_a_block_of_another_app_changes_no_migration_but_its_own() -> None:
    assert "No changes detected in app 'news'" in run("manage.py", "makemigrations", "news", "--check", "--dry-run")


@pytest.mark.parametrize("name", ["models.py", "blocks.py"])
def test_the_guide_shows_the_code_that_is_tested(name: str) -> None:
    guide = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    shown = re.search(rf"`events/{re.escape(name)}`:\n\n```python\n(.*?)```", guide, flags=re.DOTALL)

    assert shown is not None
    assert shown[1] == (EXAMPLE / name).read_text(encoding="utf-8")
