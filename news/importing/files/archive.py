"""This project's export as a source of imports: verified as a whole before it is used."""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from news.exporting.archive import FORMAT, FORMAT_VERSION, LIST_FILES, MANIFEST
from news.importing.files.columns import IMPORT_COLUMNS
from news.importing.files.folders import unpack_archive
from news.importing.files.reading import FileHead, RawRow, Reader, ReadOptions
from news.importing.problems import ImportRefused

MAX_LINE_BYTES = 10_000_000
MAX_MANIFEST_BYTES = 100_000


@dataclass(frozen=True)
class Archive:
    """A verified export.

    Attributes:
        path: the directory of its files.
        counts: the numbers of articles, drafts, images and documents in its manifest.
        files: the metadata of each image and document, by its path in the export.
    """

    path: Path
    counts: dict[str, int]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)


def is_archive(path: Path) -> bool:
    """Tell whether a path is an export: a directory or zip file with a manifest."""
    if path.is_dir():
        return (path / MANIFEST).exists()
    if not path.is_file() or not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as packed:
            return MANIFEST in packed.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


class ExportReader(Reader):
    """Reads the folder of an export, whose checksums `opened_archive` has compared."""

    name = "dateline"
    label = "export of Dateline"
    endings = (MANIFEST,)

    def recognises(self, head: FileHead) -> bool:
        """Tell by the manifest."""
        return head.path.name == MANIFEST and f'"{FORMAT}"' in head.text

    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the rows; what an article has beside the columns of the import is left out, such as its path."""
        if not path.is_dir():
            raise ImportRefused(f"{path.name} is a part of an export: name its folder.")
        for number, values in archived_rows(path / "articles.jsonl"):
            known = {name: value for name, value in values.items() if name in IMPORT_COLUMNS}
            yield RawRow(number, number, known)


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """Open an export, and verify the size and checksum of each file.

    A zip file is unpacked to a temporary directory, which is removed afterwards.

    Raises:
        ImportRefused: it is damaged, incomplete, of a newer version, or has unexpected files.
    """
    if path.is_dir():
        yield _checked(path, path.name)
        return
    directory = Path(tempfile.mkdtemp(prefix="dateline-import-"))
    try:
        unpack_archive(path, directory, lambda name: _place(directory, name, path.name))
        yield _checked(directory, path.name)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _place(directory: Path, name: str, archive_name: str) -> Path:
    """Return the path of a file of an export: one of its lists, or a file directly in one of its two folders."""
    parts = PurePosixPath(name).parts
    plain = name in (*LIST_FILES, MANIFEST) or (len(parts) == 2 and parts[0] in ("images", "documents"))
    if not plain or ".." in parts or "\\" in name or "\0" in name or name.startswith("/"):
        raise ImportRefused(f"{archive_name} names a file that no export has: “{ascii(name)[1:-1][:100]}”.")
    path = directory / name
    if path.is_symlink() or path.parent.is_symlink():
        raise ImportRefused(f"{archive_name} holds a symbolic link, “{name}”.")
    return path


def _checked(directory: Path, name: str) -> Archive:
    manifest = _manifest(directory, name)
    for listed in manifest["files"]:
        _check_file(directory, listed, name)
    if {one["file"] for one in manifest["files"]} != {*LIST_FILES}:
        raise ImportRefused(f"{name}: {MANIFEST} does not name {', '.join(LIST_FILES)}.")
    files: dict[str, dict[str, Any]] = {}
    for kind in ("images", "documents"):
        for number, values in archived_rows(directory / f"{kind}.jsonl"):
            if not str(values.get("file", "")).startswith(f"{kind}/"):
                raise ImportRefused(f"{name}: line {number} of {kind}.jsonl names no file of {kind}/.")
            _check_file(directory, values, name)
            files[values["file"]] = values
    return Archive(directory, manifest["counts"], files)


def _manifest(directory: Path, name: str) -> dict[str, Any]:
    path = _place(directory, MANIFEST, name)
    try:
        if path.stat().st_size > MAX_MANIFEST_BYTES:
            raise ImportRefused(f"{name}: {MANIFEST} is longer than {MAX_MANIFEST_BYTES:,} bytes.")
        manifest = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise ImportRefused(f"{name}: {MANIFEST} is no JSON.") from None
    except OSError:
        raise ImportRefused(f"{name} has no {MANIFEST}: it is no whole export.") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ImportRefused(f"{name} is no export of articles: {MANIFEST} does not say “{FORMAT}”.")
    if manifest.get("version") != FORMAT_VERSION:
        raise ImportRefused(
            f"{name} is of version {manifest.get('version')} of the format; this installation reads {FORMAT_VERSION}. "
            "Upgrade it first."
        )
    files, counts = manifest.get("files"), manifest.get("counts")
    if not isinstance(files, list) or not all(isinstance(one, dict) for one in files) or not isinstance(counts, dict):
        raise ImportRefused(f"{name}: {MANIFEST} lacks its `files` or `counts`.")
    return manifest


def _check_file(directory: Path, listed: dict[str, Any], name: str) -> None:
    place = str(listed.get("file"))
    path = _place(directory, place, name)
    digest, size = sha256(), 0
    try:
        with path.open("rb") as stream:
            while part := stream.read(1 << 20):
                digest.update(part)
                size += len(part)
    except OSError:
        raise ImportRefused(f"{name} lacks the file “{place}”, which it names.") from None
    if size != listed.get("bytes"):
        raise ImportRefused(f"{name}: “{place}” has {size:,} bytes in place of {listed.get('bytes')}: it was cut off.")
    if digest.hexdigest() != listed.get("sha256"):
        raise ImportRefused(f"{name}: “{place}” was changed or damaged; its checksum is not the one that is listed.")


def archived_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a list of an export with their lines, one at a time.

    Raises:
        ImportRefused: a line is none.
    """
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise ImportRefused(f"{path.name}: line {number} is longer than {MAX_LINE_BYTES:,} bytes.")
            try:
                values = json.loads(line)
            except (ValueError, RecursionError):
                raise ImportRefused(f"{path.name}: line {number} is no JSON.") from None
            if not isinstance(values, dict):
                raise ImportRefused(f"{path.name}: line {number} is no JSON object.")
            yield number, values
