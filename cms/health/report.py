"""The readiness report: what all checks found, made at most once in a few seconds."""

import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from math import inf
from typing import TypedDict

from django.db import connections

from cms.health.checks import CHECKS, Check, Status

logger = logging.getLogger("cms.health")

CHECK_SECONDS = 2.0
"""For how long all checks together may take; one that has not returned by then has found a fault."""

REPORT_SECONDS = 5.0
"""For how long a report is given again: anybody may ask for it, and the checks cost more than an answer."""


class HealthReport(TypedDict):
    """The report as JSON has it: the worst status of all checks, and for each its own status and fault."""

    status: Status
    checks: dict[str, dict[str, str]]


class HealthMonitor:
    """Runs the checks, each in a thread of its own, because one that hangs cannot be stopped.

    Args:
        checks: what is checked.
    """

    def __init__(self, checks: Sequence[Check] = CHECKS) -> None:
        self._checks = checks
        self._lock = threading.Lock()
        self._runs: dict[str, Future[str]] = {}
        self._report: HealthReport = {"status": Status.OK, "checks": {}}
        self._expires_at = -inf

    def report(self) -> HealthReport:
        """Return the present report, or make a new one; one thread makes it, others wait for it."""
        with self._lock:
            if time.monotonic() >= self._expires_at:
                self._report = self._make()
                self._expires_at = time.monotonic() + REPORT_SECONDS
            return self._report

    def _make(self) -> HealthReport:
        for check in self._checks:
            # A run that hangs is not joined by another: its fault is the same.
            if check.name not in self._runs or self._runs[check.name].done():
                self._runs[check.name] = _start(check)
        late = time.monotonic() + CHECK_SECONDS
        report: HealthReport = {"status": Status.OK, "checks": {}}
        for check in self._checks:
            fault = self._fault(check, late - time.monotonic())
            if fault:
                report["status"] = max(report["status"], check.severity, key=list(Status).index)
                report["checks"][check.name] = {"status": check.severity, "message": fault}
            else:
                report["checks"][check.name] = {"status": Status.OK}
        return report

    def _fault(self, check: Check, seconds: float) -> str:
        try:
            return self._runs[check.name].result(timeout=max(0.0, seconds))
        except Exception as error:
            logger.warning("Check of %s: %s", check.name, str(error).strip() or "no answer in time")
            return check.no_answer


def _start(check: Check) -> Future[str]:
    """Run a check in a thread that does not keep the process from ending; its connections are its own."""
    run: Future[str] = Future()

    def find() -> None:
        try:
            run.set_result(check.find_fault())
        except Exception as error:
            run.set_exception(error)
        finally:
            connections.close_all()

    threading.Thread(target=find, name=f"check-{check.name}", daemon=True).start()
    return run
