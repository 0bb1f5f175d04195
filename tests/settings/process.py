"""Runs Python with an environment of its own, because settings read theirs only once, when they are imported."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "cms.example.org,10.0.0.1",
    "DATABASE_URL": "postgres://dateline:secret@db.example.org:5433/newsroom",
    "PUBLIC_URL": "https://cms.example.org/",
    "FRONTEND_URL": "https://www.example.org/",
    "EMAIL_URL": "smtp+tls://dateline:secret@smtp.example.org:587",
}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python in the project's directory with these variables and no others."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def settings(module: str, *names: str, **environment: str) -> dict[str, Any]:
    """Returns the named settings of `cms.settings.<module>`; paths come as text."""
    code = (
        f"import json; from cms.settings import {module} as module; "
        f"print(json.dumps({{name: getattr(module, name) for name in {list(names)}}}, default=str))"
    )
    result = run("-W", "error", "-c", code, **environment)
    assert result.stderr == ""
    read: dict[str, Any] = json.loads(result.stdout)
    return read
