"""The interface of readers, which turn files into rows of raw values."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

HEAD_BYTES = 64 * 1024
MAX_LINE_CHARACTERS = 10_000_000
"""Limit of a line, cell or text of a file: twenty times the longest story."""


@dataclass(frozen=True)
class FileHead:
    """The part of a file by which readers recognise their format.

    Attributes:
        path: the file, or a folder.
        data: its first 64 kB; empty for a folder.
        members: the paths in a zip file; empty for others.
        encoding: the option for text without a byte order mark.
    """

    path: Path
    data: bytes = b""
    members: tuple[str, ...] = ()
    encoding: str = ""

    @property
    def suffix(self) -> str:
        """The extension in lower case, with its dot."""
        return self.path.suffix.lower()

    @cached_property
    def text(self) -> str:
        """The beginning as text without byte order mark, with replacement characters for invalid bytes."""
        for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
            if self.data.startswith(mark):
                return self.data.decode(encoding, "replace").lstrip("\ufeff")
        encoding = "utf-8-sig" if self.encoding in ("", "utf-8") else self.encoding
        return self.data.decode(encoding, "replace")


@dataclass(frozen=True)
class ReadOptions:
    """Options of reading a file, for what the file itself does not say.

    Attributes:
        format: the name of the reader; empty to recognise it.
        encoding: Python's name of the encoding of text without a byte order mark; empty for UTF-8.
        renamed: columns by their lower-case names in the file.
        ignore_unknown: ignore unknown columns with a note, instead of refusing the file.
        date_format: the format of ambiguous dates, in the codes of `datetime.strptime`.
        time_zone: the zone of times without one; None for the newsroom's.
        site: the URL of the old site, against which relative links are resolved.
    """

    format: str = ""
    encoding: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    ignore_unknown: bool = False
    date_format: str = ""
    time_zone: dt.tzinfo | None = None
    site: str = ""


@dataclass(frozen=True)
class RawRow:
    """A row with the raw values of the file.

    Attributes:
        number: counted from 1, without a header.
        line: its first line, in a file of lines.
        values: the values by column of `news.importing.files.columns`, without columns that the row lacks.
        notes: what the reader left out or changed, each a clause such as “its comments were left out”.
        faults: why this row cannot be imported, as sentences.
        file: the path of its file within a folder of files.
    """

    number: int
    line: int | None
    values: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    file: str = ""


class Reader(ABC):
    """Base class of readers: each turns the files of one format into rows.

    Attributes:
        name: its value of `--format`.
        label: the name of the format for messages.
        takes_columns: whether files name their columns, so that `--map` and `--ignore-unknown` apply.
        endings: the endings of its files within a folder or zip file; empty for formats of a single file.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    takes_columns: ClassVar[bool] = False
    endings: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def recognises(self, head: FileHead) -> bool:
        """Tell whether a file has this format, by its name and beginning."""

    @abstractmethod
    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the rows one by one, so that memory is bounded by the longest row.

        Args:
            path: the file or folder.
            options: how to read it.

        Raises:
            ImportRefused: the file cannot be read; the message has the line, row or element.
            UnicodeDecodeError: the file has another encoding; `read_rows` finds the line.
        """
