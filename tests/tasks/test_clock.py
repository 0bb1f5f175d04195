import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, get_commands
from django.db import OperationalError

from cms.tasks.clock import Clock
from cms.tasks.liveness import is_recently_alive, liveness_file
from tests.settings.process import ROOT
from tests.settings.process import settings as settings_of

pytestmark = pytest.mark.processes

PATIENCE = 60


class Commands:
    """Commands that note when they were called."""

    def __init__(self) -> None:
        self.called: list[str] = []
        self.hung = threading.Event()

    def call(self, name: str) -> None:
        self.called.append(name)
        if name == "slow":
            self.hung.wait(PATIENCE)
        if name == "refused":
            raise CommandError("1 of 4 could not be published.")
        if name == "unreachable":
            raise OperationalError("connection refused")
        if name == "leaving":
            raise SystemExit(2)
        if name == "broken":
            raise KeyError("internal")


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    made = Commands()
    monkeypatch.setattr("cms.tasks.clock.call_command", made.call)
    monkeypatch.setattr("cms.tasks.clock.connections", type("None", (), {"close_all": staticmethod(lambda: None)}))
    return made


def run_until(clock: Clock, happened: Any) -> None:
    thread = threading.Thread(target=clock.run)
    thread.start()
    late = time.monotonic() + PATIENCE
    while not happened() and time.monotonic() < late:
        time.sleep(0.01)
    clock.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert happened()


def test_a_slow_command_makes_no_other_late(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.tasks.clock.STOP_SECONDS", 0.1)
    run_until(Clock({"slow": 0, "quick": 0}), lambda: commands.called.count("quick") >= 3)
    commands.hung.set()

    assert commands.called.count("slow") == 1


@pytest.mark.parametrize("name", ["refused", "unreachable", "leaving", "broken"])
def test_a_command_that_fails_runs_again(name: str, commands: Commands, caplog: pytest.LogCaptureFixture) -> None:
    run_until(Clock({name: 0}), lambda: commands.called.count(name) >= 3)

    records = [record for record in caplog.records if record.name == "cms.tasks"]
    assert {record.levelname for record in records} == {"ERROR"}
    assert (records[0].exc_info is not None) is (name == "broken")


def test_the_commands_exist_and_a_cdn_adds_its_own() -> None:
    assert set(settings.CLOCK_COMMANDS) <= set(get_commands())
    assert settings_of("base", "CLOCK_COMMANDS")["CLOCK_COMMANDS"] == {
        "publish_scheduled": 60,
        "requeue_lost_tasks": 60,
        "process_search_outbox": 60,
        "delete_withheld_renditions": 60,
        "record_changes": 60,
        "refresh_read_totals": 300,
        "send_webhooks": 60,
        "sweep_previews": 900,
        "retry_embeds": 900,
        "clearsessions": 86_400,
        "sweep_uploads": 86_400,
        "prune_login_records": 86_400,
    }
    assert settings_of("base", "CLOCK_COMMANDS", CDN="fastly")["CLOCK_COMMANDS"]["purge_cdn"] == 60


def test_our_publish_scheduled_stands_before_wagtails() -> None:
    assert (get_commands()["publish_scheduled"], get_commands()["db_worker"]) == ("cms.scheduling", "cms.tasks")


def test_a_sign_of_life_grows_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert is_recently_alive("clock") is False

    liveness_file("clock").touch()
    assert is_recently_alive("clock") is True

    os.utime(liveness_file("clock"), (0, time.time() - 91))
    assert is_recently_alive("clock") is False


def test_the_process_survives_a_database_without_tables_and_stops_when_told(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
        "TMPDIR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "run_clock"]
    with (tmp_path / "log").open("wb") as log:
        clock = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        late = time.monotonic() + PATIENCE
        alive, failure = tmp_path / "dateline-clock.alive", "publish_scheduled: no such table"
        while not (alive.exists() and failure in (tmp_path / "log").read_text()):
            assert clock.poll() is None
            assert time.monotonic() < late
            time.sleep(0.1)
        probe = [sys.executable, "-m", "cms.tasks.liveness", "clock"]
        assert subprocess.run(probe, cwd=ROOT, env=environment, check=False).returncode == 0
        clock.send_signal(signal.SIGTERM)
        assert clock.wait(PATIENCE) == 0
    finally:
        clock.kill()
    assert (tmp_path / "log").read_text().startswith("The clock runs: publish_scheduled every 60 s, ")
