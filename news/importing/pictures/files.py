"""Picture files of an import, validated like uploads in the admin."""

import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files import File
from PIL import Image as Pillow
from PIL import UnidentifiedImageError
from wagtail.utils.file import hash_filelike

from cms.images.uploads.validation import DECODING_ERRORS, PictureField

SNIFFED_BYTES = 512
MARKUP_BEGINNINGS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")


class PictureRefused(Exception):
    """A picture is refused. The text is the end of a sentence about it."""


class PictureFile(NamedTuple):
    """A file that is a picture.

    Attributes:
        hash: the value for `CreditedImage.file_hash`.
    """

    path: Path
    hash: str


def check_picture(path: Path, name: str) -> PictureFile:
    """Return a file that is a valid picture.

    Args:
        path: the file.
        name: its name in the source.

    Raises:
        PictureRefused: the file is unreadable, of another format, damaged or too large.
    """
    field = PictureField()
    try:
        with path.open("rb") as stream:
            beginning = stream.read(SNIFFED_BYTES).lstrip().lower()
            stream.seek(0)
            if not beginning:
                raise PictureRefused(f"the file “{name}” is empty.")
            if beginning.startswith(MARKUP_BEGINNINGS):
                raise PictureRefused(
                    f"“{name}” is a page in HTML, not a picture: likely what a server sent in the place of one."
                )
            try:
                _check_decoding(path, name)
                field.check_image_file_size(File(stream))
                field.clean(File(stream, name=path.name))
            except ValidationError as error:
                raise PictureRefused(f"“{name}”: {' '.join(error.messages)}") from None
            except DECODING_ERRORS:
                raise PictureRefused(_damaged(name)) from None
            stream.seek(0)
            return PictureFile(path, hash_filelike(stream))
    except OSError as error:
        raise PictureRefused(f"the file “{name}” cannot be read: {error.strerror or error}.") from None


def _check_decoding(path: Path, name: str) -> None:
    """Refuse a damaged picture with another message than a file that is no picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the form field gives a readable error
        try:
            with Pillow.open(path) as picture:
                picture.verify()
        except Pillow.DecompressionBombError:
            return
        except DECODING_ERRORS as error:
            if not isinstance(error, UnidentifiedImageError):
                raise PictureRefused(_damaged(name)) from None


def _damaged(name: str) -> str:
    return f"“{name}” is damaged or incomplete: it cannot be shown."


class PictureFolder:
    """The folders with the picture files of an import.

    Args:
        directories: the folders; what the first has counts.
    """

    def __init__(self, *directories: Path) -> None:
        self.directories = directories
        self._by_folded_path: dict[Path, dict[str, Path]] = {}

    def find(self, source: str) -> Path:
        """Return the file for a name, a path or a URL.

        It looks for the exact name, then for the name without query and percent-encoding, then ignores case. For a URL
        it tries each suffix of the path, the longest first: `https://a.example/uploads/2020/boat.jpg` finds
        `2020/boat.jpg`.

        Raises:
            PictureRefused: there is no such file in the folders.
        """
        for directory in self.directories:
            if found := self._named(directory, source):
                return found
        places = " and ".join(directory.resolve().name for directory in self.directories)
        if self._is_outside(source):
            raise PictureRefused(f"“{source}” is outside of {places}.")
        raise PictureRefused(f"there is no file “{source}” in {places}.")

    def _named(self, directory: Path, source: str) -> Path | None:
        root = directory.resolve()
        for name in _names_of(source):
            try:
                path = (directory / name).resolve()
                if path.is_relative_to(root) and path.is_file():
                    return path
            except (OSError, ValueError):
                continue
        folded = self._folded(root)
        return next((folded[name.casefold()] for name in _names_of(source) if name.casefold() in folded), None)

    def _is_outside(self, source: str) -> bool:
        for directory in self.directories:
            # A path from the root of a site is looked for below the folder.
            for name in (one for one in _names_of(source) if not one.startswith("/")):
                with suppress(OSError, ValueError):
                    if not (directory / name).resolve().is_relative_to(directory.resolve()):
                        return True
        return False

    def _folded(self, root: Path) -> dict[str, Path]:
        """Return the files by their paths in lower case; of two that differ by case alone, the first by name."""
        if root not in self._by_folded_path:
            found: dict[str, Path] = {}
            for path in sorted(root.rglob("*")):
                if path.is_file() and path.resolve().is_relative_to(root):
                    found.setdefault(str(path.relative_to(root)).casefold(), path)
            self._by_folded_path[root] = found
        return self._by_folded_path[root]


def is_address(source: str) -> bool:
    """Tell whether a source is a URL rather than the name of a file."""
    return source.lower().startswith(("http://", "https://", "//"))


def _names_of(source: str) -> Iterator[str]:
    if not is_address(source):
        yield source
        yield unquote(source.split("?")[0].split("#")[0])
        if not source.startswith("/"):
            return
    parts = [part for part in unquote(urlsplit(source).path).split("/") if part and part != ".."]
    yield from ("/".join(parts[first:]) for first in range(len(parts)))
