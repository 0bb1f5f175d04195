"""XML read as a stream: one element after the other, however long the file; hostile files refused with their place."""

import codecs
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat import errors

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse

from news.importing.files.encodings import checked_encoding, misread, open_text
from news.importing.files.reading import MAX_LINE_CHARACTERS, ReadOptions
from news.importing.problems import ImportRefused

MAX_ELEMENT_BYTES = 50_000_000
"""How long one item may be: a hundred times the longest story."""
MAX_LEVELS_OF_XML = 300
"""Levels within a file; those of a story are within its elements."""
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OWN_ENCODING = re.compile(rb"<\?xml\s[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)
_PROLOG_BYTES = 1024
_BLOCK_CHARACTERS = 1 << 20
_INVALID_TOKEN = errors.codes[errors.XML_ERROR_INVALID_TOKEN]


class _Lines:
    """A binary file whose lines have a greatest length, and without control characters, which XML has none of.

    Attributes:
        element_bytes: how many bytes have been read of the present element; set to 0 at its end.
    """

    def __init__(self, file: BinaryIO, name: str, *, is_utf_16: bool) -> None:
        self._file, self._name = file, name
        self._line, self._length = 1, 0
        self._is_utf_16 = is_utf_16
        self.element_bytes = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            ImportRefused: a line or an element is longer than any story.
        """
        data = self._file.read(size)
        self.element_bytes += len(data)
        if self.element_bytes > MAX_ELEMENT_BYTES:
            raise ImportRefused(
                f"{self._name}: the element at line {self._line} is longer than {MAX_ELEMENT_BYTES:,} bytes. No story"
                " is: export the articles again."
            )
        for place, part in enumerate(data.split(b"\n")):
            if place:
                self._line, self._length = self._line + 1, 0
            self._length += len(part)
            if self._length > MAX_LINE_CHARACTERS:
                raise ImportRefused(
                    f"{self._name}: line {self._line} is longer than {MAX_LINE_CHARACTERS:,} characters. No story is:"
                    " export the articles again."
                )
        return data if self._is_utf_16 else data.translate(None, _CONTROLS)


def elements(path: Path, options: ReadOptions, levels: Mapping[str, int], label: str) -> Iterator[Element]:
    """Yield the elements of one level, each complete, and forget it when the next is asked for.

    Args:
        path: the file.
        options: its encoding, which counts before the one that the file names.
        levels: by the name of the root, without its namespace, the level of the elements: 0 is the root itself.
        label: what people call the format, for messages.

    Raises:
        ImportRefused: the file is no whole XML, has another root, an element that is too long, or a document type,
            which may hold hostile entities, or is in another encoding than it says.
    """
    with path.open("rb") as file:
        begin = file.read(_PROLOG_BYTES)
        file.seek(0)
        lines = _Lines(file, path.name, is_utf_16=begin.startswith(_UTF_16))
        try:
            encoding = "" if begin.startswith((codecs.BOM_UTF8, *_UTF_16)) else checked_encoding(options.encoding)
            yield from _elements(lines, path.name, encoding, levels, label)
        except ParseError as error:
            line, _column = error.position
            if error.code == _INVALID_TOKEN and not _OWN_ENCODING.search(begin) and not _is_readable(path, options):
                raise misread(path, options) from None
            what = str(error).partition(":")[0]
            raise ImportRefused(f"{path.name} is no whole {label}: {what}, at line {line}. Export it again.") from None
        except DefusedXmlException:
            raise ImportRefused(
                f"{path.name} begins with a document type (<!DOCTYPE …>), which can be hostile, and was not read. If"
                " you trust the file, remove that and run the command again."
            ) from None
        except (LookupError, ValueError):
            raise ImportRefused(f"{path.name} names an encoding that is not known here. Save it in UTF-8.") from None


def _is_readable(path: Path, options: ReadOptions) -> bool:
    """Tell whether a file can be decoded as a whole."""
    try:
        with open_text(path, options) as stream:
            return all(True for _block in iter(lambda: stream.read(_BLOCK_CHARACTERS), ""))
    except UnicodeDecodeError:
        return False


def _elements(lines: _Lines, name: str, encoding: str, levels: Mapping[str, int], label: str) -> Iterator[Element]:
    parents: list[Element] = []
    level = 0
    parser = DefusedXMLParser(target=TreeBuilder(), encoding=encoding or None, forbid_dtd=True)
    for event, element in iterparse(lines, events=("start", "end"), parser=parser):
        if event == "start":
            if not parents:
                root = local_name(element)
                if root not in levels:
                    raise ImportRefused(f"{name} is no {label}: it begins with <{root[:60]}>.")
                level = levels[root]
            parents.append(element)
            if len(parents) > MAX_LEVELS_OF_XML:
                raise ImportRefused(f"{name} has more than {MAX_LEVELS_OF_XML} levels of elements within each other.")
            continue
        parents.pop()
        if len(parents) == level:
            yield element
            if parents:
                parents[-1].remove(element)
            lines.element_bytes = 0


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace; empty of a comment or the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def prefixed_name(element: Element, prefixes: Mapping[str, str]) -> str:
    """Return the name of an element with a prefix by its namespace.

    Args:
        element: any element.
        prefixes: by the namespace, or a part of it, the prefix with its colon.
    """
    namespace, _brace, name = element.tag.rpartition("}")
    return next((prefix for part, prefix in prefixes.items() if part in namespace + "}"), "") + name
