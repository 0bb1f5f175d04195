"""Two runs at once, as processes of their own where it matters that one dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections

from cms.scheduling.locks import exclusive_lock
from news.models import NewsIndexPage
from tests.scheduling.newsroom import make_scheduled
from tests.settings.process import ROOT

pytestmark = pytest.mark.processes

PATIENCE = 60
HOLD = (
    "import django; django.setup(); from cms.scheduling.locks import exclusive_lock; import time, sys\n"
    "with exclusive_lock('trial') as is_held:\n"
    "    print(is_held, flush=True)\n"
    "    time.sleep(60 if is_held else 0)\n"
)


def hold(directory: Path) -> subprocess.Popen[str]:
    """Start a process that holds the lock if it can, and return it once it has said whether."""
    url = os.environ.get("DATABASE_URL", "") if connection.vendor == "postgresql" else ""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "DATABASE_URL": url or f"sqlite:///{directory}/newsroom.sqlite3",
    }
    return subprocess.Popen([sys.executable, "-c", HOLD], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    with process.stdout as output:
        return output.readline().strip()


def test_one_process_holds_the_lock_and_its_death_lets_go_of_it(tmp_path: Path) -> None:
    (tmp_path / "newsroom.sqlite3").touch()
    first = hold(tmp_path)
    assert said(first) == "True"
    second = hold(tmp_path)
    assert said(second) == "False"
    second.wait(PATIENCE)

    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE)

    late = time.monotonic() + PATIENCE
    while True:
        third = hold(tmp_path)
        answer = said(third)
        third.kill()
        third.wait(PATIENCE)
        if answer == "True":
            break
        assert time.monotonic() < late


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has a lock on a file")
@pytest.mark.django_db
def test_it_is_free_before_the_server_learns_that_its_connection_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    create, opened = connections.create_connection, []

    def closing_late(alias: str) -> Any:
        made = create(alias)
        opened.append(made.close)
        monkeypatch.setattr(made, "close", lambda: None)
        return made

    monkeypatch.setattr(connections, "create_connection", closing_late)
    for _again in range(2):
        with exclusive_lock("again") as is_held:
            assert is_held
    for close in opened:
        close()


@pytest.mark.django_db
def test_locks_of_other_names_are_others() -> None:
    with exclusive_lock("one") as one, exclusive_lock("two") as two, exclusive_lock("one") as again:
        assert (one, two, again) == (True, True, False)
    with exclusive_lock("one") as free:
        assert free is True


def test_a_run_that_overlaps_another_leaves(index: NewsIndexPage, capsys: pytest.CaptureFixture[str]) -> None:
    (article,) = make_scheduled(index, 1)
    with exclusive_lock("publish_scheduled"):
        call_command("publish_scheduled")

    assert capsys.readouterr().out == "Another run is under way; this one leaves.\n"
    article.refresh_from_db()
    assert article.live is False
