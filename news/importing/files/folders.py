"""Folders and archives (.zip) of files: what they hold, without a way out of them."""

import os
import shutil
import stat
import tempfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from news.importing.problems import ImportRefused

MAX_UNPACKED_BYTES = 50 * 1024**3
MAX_RATIO = 200
"""How many bytes a packed byte may become; text becomes some ten, a bomb a thousand."""
MAX_FILES = 500_000


def files_in(path: Path, endings: Collection[str]) -> Iterator[tuple[Path, str]]:
    """Yield the files of a folder with these endings and their names within it, in order; of a file, that alone.

    Raises:
        ImportRefused: one is a symbolic link to outside of the folder, or there are too many.
    """
    if not path.is_dir():
        yield path, ""
        return
    found = 0
    for directory, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(tuple(endings)) and not name.startswith("."):
                file = Path(directory, name)
                inside = file.relative_to(path).as_posix()
                if not file.resolve().is_relative_to(path.resolve()):
                    raise ImportRefused(f"{path.name} holds a symbolic link out of it, “{inside}”.")
                found += 1
                if found > MAX_FILES:
                    raise ImportRefused(f"{path.name} holds more than {MAX_FILES:,} files.")
                yield file, inside


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give the folder that an archive (.zip) holds, under the archive's own name; it is removed afterwards.

    Raises:
        ImportRefused: as `unpack_archive` does.
    """
    directory = Path(tempfile.mkdtemp(prefix="dateline-import-"))
    try:
        folder = directory / path.name
        folder.mkdir()
        unpack_archive(path, folder)
        yield folder
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def unpack_archive(path: Path, directory: Path, check: Callable[[str], object] = str) -> None:
    """Unpack an archive into an empty directory.

    Args:
        path: the archive (.zip).
        directory: the directory.
        check: is called with each name, and raises where the archive may not have it.

    Raises:
        ImportRefused: it is damaged, would become too large, or holds a link or a file twice or outside of itself.
    """
    try:
        with ZipFile(path) as packed:
            entries = [entry for entry in packed.infolist() if not entry.is_dir()]
            size = sum(entry.file_size for entry in entries)
            if size > MAX_UNPACKED_BYTES or size > MAX_RATIO * max(path.stat().st_size, 1) or len(entries) > MAX_FILES:
                raise ImportRefused(f"{path.name} would become {size:,} bytes: that is no export of articles.")
            if len({entry.filename for entry in entries}) < len(entries):
                raise ImportRefused(f"{path.name} holds a file twice.")
            for entry in entries:
                if stat.S_ISLNK(entry.external_attr >> 16):
                    raise ImportRefused(f"{path.name} holds a symbolic link, “{entry.filename}”.")
                check(entry.filename)
                target = directory / _inside(entry.filename, path.name)
                target.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(entry) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
    except RuntimeError:
        raise ImportRefused(f"{path.name} is protected by a password. Unpack it first.") from None
    except (BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise ImportRefused(f"{path.name} is damaged: {error}. Copy it again from where it was made.") from None
    except OSError as error:
        raise ImportRefused(f"{path.name} cannot be unpacked: {error.strerror}.") from None


def _inside(name: str, archive_name: str) -> str:
    """Return the name of a file of an archive that stays within it."""
    parts = PurePosixPath(name).parts
    if ".." in parts or "\\" in name or "\0" in name or name.startswith("/") or not parts:
        raise ImportRefused(f"{archive_name} names a file outside of it: “{ascii(name)[1:-1][:100]}”.")
    return name
