"""The report: in time, not too often, and with nothing in it that is not for everybody."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cms.health import report as module
from cms.health.checks import Check, Status
from cms.health.report import HealthMonitor


def well() -> str:
    return ""


def test_a_server_is_as_well_as_its_worst_check() -> None:
    checks = [
        Check("first", Status.DEGRADED, lambda: "Slower.", ""),
        Check("second", Status.FAILED, lambda: "Broken.", ""),
        Check("third", Status.DEGRADED, well, ""),
    ]

    assert HealthMonitor(checks).report() == {
        "status": "failed",
        "checks": {
            "first": {"status": "degraded", "message": "Slower."},
            "second": {"status": "failed", "message": "Broken."},
            "third": {"status": "ok"},
        },
    }
    assert HealthMonitor([checks[0], checks[2]]).report()["status"] == "degraded"


def test_the_text_of_an_exception_is_for_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise ConnectionError("could not connect to secret.internal:5432")

    check = Check("database", Status.FAILED, fail, "The database does not answer.")
    with caplog.at_level(logging.WARNING, "cms.health"):
        found = HealthMonitor([check]).report()

    assert found["checks"] == {"database": {"status": "failed", "message": "The database does not answer."}}
    assert caplog.messages == ["Check of database: could not connect to secret.internal:5432"]


def test_a_check_that_hangs_has_failed_and_is_not_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHECK_SECONDS", 0.2)
    monkeypatch.setattr(module, "REPORT_SECONDS", 0.0)
    runs: list[None] = []
    end = threading.Event()

    def hang() -> str:
        runs.append(None)
        end.wait(60)
        return ""

    monitor = HealthMonitor(
        [Check("disk", Status.DEGRADED, hang, "No answer."), Check("other", Status.FAILED, well, "")]
    )
    hung = {"disk": {"status": "degraded", "message": "No answer."}, "other": {"status": "ok"}}
    began = time.monotonic()

    assert [monitor.report()["checks"] for _time in range(3)] == [hung] * 3
    assert time.monotonic() - began < 30
    assert len(runs) == 1
    end.set()
    time.sleep(0.1)
    assert monitor.report()["checks"]["disk"] == {"status": "ok"}


def test_many_who_ask_at_once_get_one_report(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[None] = []

    def count() -> str:
        runs.append(None)
        time.sleep(0.05)
        return ""

    monitor = HealthMonitor([Check("database", Status.FAILED, count, "")])
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _number: monitor.report()["status"], range(100)))

    assert (found, len(runs)) == (["ok"] * 100, 1)
    monkeypatch.setattr(module, "time", _Later)
    assert (monitor.report()["status"], len(runs)) == ("ok", 2)


class _Later:
    """The clock, five seconds on."""

    @staticmethod
    def monotonic() -> float:
        return time.monotonic() + module.REPORT_SECONDS
