"""The migrated SQLite database, kept for the next process: 250 migrations take longer than most test files.

The template's name is a digest of what makes it: our migrations and settings, and the locked dependencies. Other
databases than SQLite are migrated as they are.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "var" / "test-databases"
SOURCES = ("*/migrations/*.py", "*/*/migrations/*.py", "cms/settings/*.py", "requirements/*.txt")


@contextmanager
def restored_template() -> Iterator[None]:
    """Restore the template, where there is one, when the test database is made in the block, before its migrations."""
    creation: Any = connection.creation
    path, create = template_path(), creation._create_test_db
    if connection.vendor != "sqlite" or not path.exists():
        yield
        return
    # A database in memory lives as long as a connection to it.
    with ExitStack() as connections:

        def create_from_template(*args: Any, **options: Any) -> str:
            name: str = create(*args, **options)
            restored = connections.enter_context(closing(sqlite3.connect(name, uri=True)))
            with closing(sqlite3.connect(path)) as template:
                template.backup(restored)
            return name

        with patch.object(creation, "_create_test_db", create_from_template):
            yield


def save_template() -> None:
    """Make the template of the test database, and drop those of other code; nothing where it is there."""
    path = template_path()
    if connection.vendor != "sqlite" or path.exists():
        return
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(made)) as template:
        connection.connection.backup(template)
    for other in TEMPLATES.glob("*.sqlite3"):
        other.unlink(missing_ok=True)
    made.replace(path)


def template_path() -> Path:
    """Return where the template of this code is, or would be."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return TEMPLATES / f"{digest.hexdigest()[:16]}.sqlite3"
