"""What is looked at of a file to tell its format."""

from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from news.importing.files.encodings import checked_encoding
from news.importing.files.reading import HEAD_BYTES, FileHead, ReadOptions

MAX_MEMBERS = 10_000
"""Names of an archive that are looked at."""


def file_head(path: Path, options: ReadOptions) -> FileHead:
    """Return what is looked at of a file.

    Raises:
        OSError: it cannot be opened.
    """
    if path.is_dir():
        return FileHead(path)
    with path.open("rb") as stream:
        data = stream.read(HEAD_BYTES)
    members: list[str] = []
    if data.startswith(b"PK\x03\x04"):
        with suppress(BadZipFile), ZipFile(path) as archive:
            members = archive.namelist()[:MAX_MEMBERS]
    return FileHead(path, data, tuple(members), checked_encoding(options.encoding))
