"""Tasks that do what the tests want of them."""

import sys
import time
from pathlib import Path

from django_tasks import task

NEVER = 60


@task()
def hold(directory: str) -> str:
    """Say in a file that an attempt began, then wait for leave to end it."""
    began = Path(directory) / "began"
    with began.open("a") as file:
        file.write("attempt\n")
    late = time.monotonic() + NEVER
    while not (Path(directory) / "open").exists() and time.monotonic() < late:
        time.sleep(0.05)
    return "done"


@task()
def fetch(directory: str, failures: int) -> int:
    """Fail as an unreachable server does, this many times."""
    attempts = Path(directory) / "attempts"
    made = len(attempts.read_text()) if attempts.exists() else 0
    attempts.write_text("x" * (made + 1))
    if made < failures:
        raise ConnectionRefusedError(111, "Connection refused")
    return made


@task()
def leave() -> None:
    """End the process, as a library might that was written for scripts."""
    sys.exit("no reason")


@task()
def divide(by: int) -> float:
    """Fail for good, given zero."""
    return 1 / by
