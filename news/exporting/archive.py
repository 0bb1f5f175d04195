"""The folder or zip file of an export: written beside its place, and put there when it is whole."""

import fcntl
import json
import os
import shutil
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder

FORMAT = "dateline-articles"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
LIST_FILES = ("articles.jsonl", "images.jsonl", "documents.jsonl")
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a zip, so that the same articles make the same file."""


class ExportRefused(Exception):
    """Nothing is exported, and nothing was written over."""


class Folder:
    """The files of an export while they are written.

    Args:
        path: the directory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lists: dict[str, IO[str]] = {}
        for name in LIST_FILES:
            self._lists[name] = (path / name).open("w", encoding="utf-8")

    def add_line(self, name: str, values: Any) -> None:
        """Add an object to one of the lists, as one line of JSON."""
        line = json.dumps(values, ensure_ascii=False, sort_keys=True, cls=MomentEncoder)
        self._lists[name].write(line + "\n")

    def copy(self, stream: IO[bytes], kind: str, suffix: str, taken: set[str]) -> tuple[str, str, int]:
        """Copy a file into the folder of its kind, and return its place there, its SHA-256 and its bytes."""
        directory = self.path / kind
        directory.mkdir(exist_ok=True)
        partial, digest, size = directory / "partial", sha256(), 0
        with partial.open("wb") as copy:
            while part := stream.read(1 << 20):
                digest.update(part)
                size += len(part)
                copy.write(part)
        stem, number = digest.hexdigest()[:32], 1
        place = f"{kind}/{stem}{suffix}"
        while place in taken:
            number += 1
            place = f"{kind}/{stem}-{number}{suffix}"
        partial.rename(self.path / place)
        return place, digest.hexdigest(), size

    def close(self, counts: dict[str, int]) -> None:
        """Close the lists and write the manifest with the checksums of them."""
        listed = []
        for name, stream in self._lists.items():
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
            data = self.path / name
            with data.open("rb") as written:
                digest = sha256()
                while part := written.read(1 << 20):
                    digest.update(part)
            listed.append({"file": name, "bytes": data.stat().st_size, "sha256": digest.hexdigest()})
        manifest = {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "dateline": dateline_version(),
            "counts": counts,
            "files": listed,
        }
        (self.path / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")

    def abandon(self) -> None:
        """Close the lists of an export that failed."""
        for stream in self._lists.values():
            stream.close()


class MomentEncoder(DjangoJSONEncoder):
    """Writes moments with all their microseconds, which Django's encoder cuts to thousandths."""

    def default(self, o: Any) -> Any:
        """Return a moment as ISO 8601 writes it, anything else as Django does."""
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)


@contextmanager
def exported_to(target: Path, *, force: bool) -> Iterator[Folder]:
    """Give the folder to write into, and put it, packed where the name ends with .zip, in its place at the end.

    What a run that was killed has left is removed by the next one.

    Raises:
        ExportRefused: when there is something in its place already and `force` is not given, when that is no export,
            when there is no such directory, and while another export writes to the same place.
    """
    _check_target(target, force=force)
    partial = target.with_name(f".{target.name}.partial")
    partial.mkdir(exist_ok=True)
    lock = os.open(partial, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ExportRefused(f"Another export to {target} is running.") from None
        try:
            _empty(partial)
            folder = Folder(partial)
            try:
                yield folder
            finally:
                folder.abandon()
            _put_in_place(partial, target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
            target.with_name(f".{target.name}.packing").unlink(missing_ok=True)
    finally:
        os.close(lock)


def _check_target(target: Path, *, force: bool) -> None:
    if not target.parent.is_dir():
        raise ExportRefused(f"There is no directory {target.parent}.")
    if not os.access(target.parent, os.W_OK):
        raise ExportRefused(f"{target.parent} cannot be written to.")
    if not os.path.lexists(target):
        return
    if not force:
        raise ExportRefused(f"{target} is there already. Choose another name, or write over it with --force.")
    if target.is_symlink():
        raise ExportRefused(f"{target} is a symbolic link, which --force does not write over.")
    if target.is_dir() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise ExportRefused(f"{target} is a directory, but no export: it has no {MANIFEST}. It was left as it is.")
    if target.is_dir() == (target.suffix.lower() == ".zip"):
        raise ExportRefused(f"{target} is {'a directory' if target.is_dir() else 'a file'}; choose another name.")


def _empty(directory: Path) -> None:
    for one in directory.iterdir():
        shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()


def _put_in_place(partial: Path, target: Path) -> None:
    if target.suffix.lower() == ".zip":
        packing = target.with_name(f".{target.name}.packing")
        _pack(partial, packing)
        packing.replace(target)
        return
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    partial.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _pack(directory: Path, packed: Path) -> None:
    files = sorted((path for path in directory.rglob("*") if path.is_file()), key=lambda path: path.as_posix())
    with zipfile.ZipFile(packed, "w", allowZip64=True) as archive:
        for path in files:
            # Pictures and documents are compressed already.
            how = zipfile.ZIP_DEFLATED if path.parent == directory else zipfile.ZIP_STORED
            entry = zipfile.ZipInfo(path.relative_to(directory).as_posix(), ZIP_TIME)
            entry.compress_type, entry.external_attr = how, 0o644 << 16
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
    with packed.open("rb") as stream:
        os.fsync(stream.fileno())


@cache
def dateline_version() -> str:
    """Return the version of this installation, of the installed package or else of the source beside it."""
    with suppress(PackageNotFoundError):
        return version("dateline")
    project = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
