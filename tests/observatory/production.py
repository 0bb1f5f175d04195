"""A server with the production settings, as the image starts it."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server.image import ROOT, Image, running


@contextmanager
def production_server(directory: Path, *commands: list[str], **variables: str) -> Iterator[Image]:
    """Start the server on a database without content, and yield it.

    Args:
        directory: for its files.
        commands: of `manage.py` that run first.
        variables: further environment variables.
    """
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.observatory.settings",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": f"sqlite:///{directory}/server.sqlite3",
        "PUBLIC_URL": "https://localhost",
        "FRONTEND_URL": "https://www.example.org",
        "REDIS_URL": "",
        "STATIC_ROOT": str(directory / "static"),
        "PYTHONUNBUFFERED": "1",
        **variables,
    }
    for command in (["migrate", "--verbosity=0"], ["collectstatic", "--noinput", "--verbosity=0"], *commands):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=os.environ | environment, check=True, timeout=600
        )
    with running(directory, environment=environment) as server:
        yield server
