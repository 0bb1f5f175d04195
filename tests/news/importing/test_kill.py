"""An import that is killed in the middle of a batch, as a process of its own, and the one that resumes it."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from news.models import NewsIndexPage
from tests.news.importing.samples import write_json
from tests.settings.process import ROOT

pytestmark = pytest.mark.processes

PATIENCE = 120
IMPORT = """
import django, json, os, signal, sys
from pathlib import Path
django.setup()
from wagtail.models import Page
from wagtail.signals import page_published
from news.importing.listing import import_listing
from news.importing.options import Options
from news.models import ArticlePage, ImportRun, NewsIndexPage

def kill(instance, **_arguments):
    if instance.title == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

page_published.connect(kill)
before = [ArticlePage.objects.count(), ImportRun.objects.values_list("rows_done", flat=True).first()]
options = Options(batch_rows=2, resume=before[1] is not None)
report = import_listing(Path(sys.argv[1]), NewsIndexPage.objects.get(), options)
print(json.dumps({
    "before": before,
    "resumed_after": report.resumed_after,
    "created": report.created,
    "titles": list(ArticlePage.objects.order_by("-published_at").values_list("title", flat=True)),
    "problems": Page.find_problems(),
    "runs": ImportRun.objects.count(),
}))
"""


def run_import(directory: Path, url: str, path: Path, killed_at: str) -> subprocess.CompletedProcess[str]:
    """Runs an import that dies as an article of this title is published."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": url, "REDIS_URL": ""}
    return subprocess.run(
        [sys.executable, "-c", IMPORT, str(path), killed_at],
        cwd=ROOT,
        env=environment | {"MEDIA_ROOT": str(directory)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def database_of_the_suite(directory: Path) -> str:
    """Returns the address of the suite's database; of one in memory, a copy on disk."""
    if connection.vendor == "postgresql":
        database: dict[str, Any] = settings.DATABASES["default"]
        place = f"{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
        user = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
        return f"postgres://{user}@{place}/{database['NAME']}"
    path = directory / "newsroom.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    return f"sqlite:///{path}"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_killed_import_is_resumed_after_its_last_batch(index: NewsIndexPage, tmp_path: Path) -> None:
    rows = [{"title": f"Story {number}", "date": f"2024-03-{20 - number:02}"} for number in range(1, 8)]
    path, url = write_json(tmp_path, *rows), database_of_the_suite(tmp_path)

    killed = run_import(tmp_path, url, path, "Story 2")
    resumed = run_import(tmp_path, url, path, "")

    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, ""), killed.stderr
    assert resumed.returncode == 0, resumed.stderr
    assert json.loads(resumed.stdout.splitlines()[-1]) == {
        "before": [4, 4],
        "resumed_after": 4,
        "created": 3,
        "titles": [f"Story {number}" for number in range(1, 8)],
        "problems": [[], [], [], [], []],
        "runs": 0,
    }
