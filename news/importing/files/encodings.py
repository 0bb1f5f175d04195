"""Encodings of text files: by the byte order mark, else by the option, else UTF-8."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from news.importing.files.reading import MAX_LINE_CHARACTERS, ReadOptions
from news.importing.problems import ImportRefused

_BLOCK_BYTES = 1024 * 1024
# UTF-32 before UTF-16, whose mark is a prefix of its mark.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path, options: ReadOptions) -> str:
    """Return the encoding of a file, as an argument of `open`.

    Raises:
        ImportRefused: the option names no encoding of text.
    """
    with path.open("rb") as stream:
        begin = stream.read(4)
    marked = next((encoding for mark, encoding in _MARKS if begin.startswith(mark)), "")
    return marked or checked_encoding(options.encoding) or "utf-8"


def checked_encoding(name: str) -> str:
    """Return the normalized name of a text encoding.

    Raises:
        ImportRefused: there is no such encoding.
    """
    if not name:
        return ""
    try:
        "".encode(name)
    except LookupError:
        raise ImportRefused(
            f"There is no encoding “{name}” of text. Usual ones: utf-8, utf-16, windows-1252, iso-8859-15, mac-roman."
        ) from None
    return codecs.lookup(name).name


@contextmanager
def open_text(path: Path, options: ReadOptions) -> Iterator[TextIO]:
    """Open a file as text, without newline translation."""
    with path.open(encoding=encoding_of(path, options), newline="") as stream:
        yield stream


def bounded_lines(path: Path, stream: TextIO) -> Iterator[str]:
    """Yield the lines of a text with their newlines.

    Raises:
        ImportRefused: a line is longer than MAX_LINE_CHARACTERS.
    """
    number = 0
    while line := stream.readline(MAX_LINE_CHARACTERS + 1):
        number += 1
        if len(line) > MAX_LINE_CHARACTERS:
            raise ImportRefused(f"{path.name}: line {number:,} has more than {MAX_LINE_CHARACTERS:,} characters.")
        yield line


def misread(path: Path, options: ReadOptions) -> ImportRefused:
    """Return the refusal of a file that cannot be decoded, with the line of the first error."""
    encoding = encoding_of(path, options)
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            try:
                lines += decoder.decode(block).count("\n")
            except UnicodeDecodeError as error:
                lines += error.object[: error.start].decode(encoding, "ignore").count("\n")
                break
    name = encoding.removesuffix("-sig").upper()
    remedy = (
        f"Give another --encoding than {options.encoding}"
        if options.encoding
        else "Give the encoding it is in, such as --encoding windows-1252"
    )
    return ImportRefused(f"{path.name} is not in {name}: see line {lines}. {remedy}, or save it again in UTF-8.")
