"""A newsroom of an earlier version, upgraded: its database migrates, and readers see what they saw."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASES = Path(__file__).parent / "upgrade"

READ = """
import json
from django.test import Client
query = '''{
  articles(orderBy: OLDEST) { edges { node { title category { name } authors { name } tags } } }
  search(query: "ferry") { totalCount }
  hidden: search(query: "merger budget") { totalCount }
}'''
print(Client().post("/graphql/", {"query": query}, content_type="application/json").content.decode())
"""


def manage(database: Path, *arguments: str) -> str:
    """Run a management command of this version on a database, and return what it printed."""
    variables = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, text=True).stdout


@pytest.mark.slow
@pytest.mark.parametrize("version", ["before-0.1.0"])
def test_a_database_of_an_earlier_version_is_upgraded(version: str, tmp_path: Path) -> None:
    database = tmp_path / "newsroom.sqlite3"
    database.write_bytes(gzip.decompress((DATABASES / f"{version}.sqlite3.gz").read_bytes()))

    manage(database, "migrate", "--verbosity=0")
    assert "[ ]" not in manage(database, "showmigrations")
    data: dict[str, Any] = json.loads(manage(database, "shell", "--verbosity=0", "--command", READ))["data"]

    assert [edge["node"] for edge in data["articles"]["edges"]] == [
        {
            "title": f"Ferry {number} returns",
            "category": {"name": "Harbour"},
            "authors": [{"name": "Ada Okafor"}],
            "tags": ["piers"],
        }
        for number in (1, 2, 3)
    ]
    assert (data["search"], data["hidden"]) == ({"totalCount": 3}, {"totalCount": 0})
