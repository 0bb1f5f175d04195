"""The options of an import."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from news.importing.files.readers import NO_OPTIONS
from news.importing.files.reading import ReadOptions
from news.importing.updates import UpdatePolicy

DEFAULT_BATCH_ROWS = 500
MAX_BATCH_ROWS = 10_000


@dataclass(frozen=True)
class Options:
    """How a listing is imported.

    Attributes:
        images: the directory of the picture files.
        image_hosts: the servers that pictures are fetched from; without any, none are fetched.
        old_sites: hosts of the old site, links to which become links to the imported articles.
        update: update existing articles that differ from their rows.
        update_columns: the columns that may change; None for all.
        overwrite: the row takes precedence where editors have changed the same column.
        dry_run: write nothing, and report what would be done.
        batch_rows: the rows of one transaction.
        all_or_nothing: commit all rows together.
        resume: continue after the last committed batch of an interrupted run.
        rejects: a file for bad rows, while the others are imported; None refuses the whole file for a bad row.
        reading: how the file is read.
    """

    images: Path | None = None
    image_hosts: Collection[str] = ()
    old_sites: Collection[str] = ()
    update: bool = False
    update_columns: Collection[str] | None = None
    overwrite: bool = False
    dry_run: bool = False
    batch_rows: int = DEFAULT_BATCH_ROWS
    all_or_nothing: bool = False
    resume: bool = False
    rejects: Path | None = None
    reading: ReadOptions = NO_OPTIONS

    @property
    def policy(self) -> UpdatePolicy:
        """The policy for existing articles."""
        return UpdatePolicy(self.update_columns if self.update else frozenset(), self.update and self.overwrite)
