"""What is looked at of a file to tell its format."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from news.importing.files.encodings import checked_encoding
from news.importing.files.reading import HEAD_BYTES, FileHead, ReadOptions
from news.importing.problems import ImportRefused

MAX_MEMBERS = 10_000
"""Names of an archive that are looked at."""


def file_head(path: Path, options: ReadOptions) -> FileHead:
    """Return what is looked at of a file.

    Raises:
        OSError: it cannot be opened.
        ImportRefused: it is an archive that is cut off or damaged.
    """
    if path.is_dir():
        return FileHead(path)
    with path.open("rb") as stream:
        data = stream.read(HEAD_BYTES)
    members: list[str] = []
    if data.startswith(b"PK\x03\x04"):
        try:
            with ZipFile(path) as archive:
                members = archive.namelist()[:MAX_MEMBERS]
        except BadZipFile:
            raise ImportRefused(
                f"{path.name} is an archive (.zip) that is cut off or damaged. Copy it again from where it was made."
            ) from None
    return FileHead(path, data, tuple(members), checked_encoding(options.encoding))
