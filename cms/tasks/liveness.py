"""The sign of life of the worker and the clock, and the check of it: `python -m cms.tasks.liveness worker`.

They listen on no port that a supervisor could ask. It imports nothing but the standard library, because it runs every
few seconds.
"""

import sys
import tempfile
import time
from pathlib import Path

ALIVE_SECONDS = 90


def liveness_file(name: str) -> Path:
    """Return the file that a process of this container touches as long as it runs."""
    return Path(tempfile.gettempdir()) / f"dateline-{name}.alive"


def is_recently_alive(name: str) -> bool:
    """Tell whether the process has given a sign of life of late."""
    try:
        return time.time() - liveness_file(name).stat().st_mtime < ALIVE_SECONDS
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if is_recently_alive(sys.argv[1]) else 1)
