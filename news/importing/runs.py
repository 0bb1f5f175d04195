"""The progress of a run, committed with each batch, so that an interrupted run can be resumed."""

import hashlib
from pathlib import Path
from typing import Any

from news.importing.problems import ImportRefused
from news.models import ImportRun, NewsIndexPage

READ_BYTES = 1024 * 1024


class RunJournal:
    """The journal of one run over a file.

    Args:
        path: the file, or the folder of files.
        index: the listing.
        options: the options that must be the same when it is resumed.
    """

    def __init__(self, path: Path, index: NewsIndexPage, options: dict[str, Any]) -> None:
        self._path, self._index, self._options = path, index, options

    def begin(self, rows: int) -> None:
        """Prepare the journal of a new run; it is stored with the first batch."""
        self._run = ImportRun(
            listing=self._index,
            file_name=self._path.name[:255],
            file_hash=file_hash(self._path),
            options=self._options,
            rows=rows,
        )

    def resume(self, rows: int) -> int:
        """Return the number of rows that the interrupted run has committed.

        Raises:
            ImportRefused: there is no such run, or its file or options were different.
        """
        run = ImportRun.objects.filter(listing=self._index).first()
        if run is None:
            raise ImportRefused("No import into this listing was interrupted: run the command without --resume.")
        if run.file_hash != file_hash(self._path) or run.rows != rows:
            raise ImportRefused(
                f"The interrupted import was of another file, {run.file_name}, or that file has been changed since: "
                "run the command without --resume, which finds what is imported already."
            )
        if run.options != self._options:
            raise ImportRefused(
                "The interrupted import had other options: give the same ones, or run the command without --resume."
            )
        self._run = run
        return run.rows_done

    def advance(self, rows_done: int) -> None:
        """Store the number of rows done, in the transaction of their batch."""
        self._run.rows_done = rows_done
        if rows_done < self._run.rows:
            self._run.save()
        else:
            ImportRun.objects.filter(listing=self._index).delete()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file; for a folder, that of its files' names, sizes and modification times."""
    digest = hashlib.sha256()
    if path.is_dir():
        for file in sorted(file for file in path.rglob("*") if file.is_file()):
            state = file.stat()
            digest.update(f"{file.relative_to(path)}\0{state.st_size}\0{state.st_mtime_ns}\0".encode())
        return digest.hexdigest()
    with path.open("rb") as stream:
        while block := stream.read(READ_BYTES):
            digest.update(block)
    return digest.hexdigest()
