"""Metadata of Rich Text Format files.

Source: Rich Text Format (RTF) Specification, version 1.9.1
"""

import re

from cms.documents.metadata import errors
from cms.documents.metadata.pictures import remove_jpeg_metadata, remove_png_metadata

_METADATA_GROUP = re.compile(
    rb"(?<!\\)\{(?:\\info|\\\*\\(?:userprops|generator|rsidtbl|revtbl|atnauthor|atnid|atntime|atndate|template|datastore"
    rb"|company|manager|operator|author))(?![a-z])"
)
_TOKEN = re.compile(rb"\\bin(\d+) ?|\\.|[{}]", re.DOTALL)
_HEXADECIMAL_PICTURE = re.compile(rb"(?:ffd8ff|89504e47)[0-9a-f\s]{60,}", re.IGNORECASE)


def remove_rtf_metadata(data: bytes) -> bytes:
    """Return an RTF file without properties, generator, names on changes and comments, and metadata of pictures.

    Raises:
        DocumentFileError: it is damaged.
    """
    if not data.startswith(b"{\\rtf"):
        raise errors.damaged()
    kept = []
    position = 0
    while match := _METADATA_GROUP.search(data, position):
        kept.append(data[position : match.start()])
        position = _end_of_group(data, match.start())
    kept.append(data[position:])
    return _HEXADECIMAL_PICTURE.sub(_without_picture_metadata, b"".join(kept))


def _end_of_group(data: bytes, start: int) -> int:
    depth = 0
    position = start
    while token := _TOKEN.search(data, position):
        position = token.end()
        if token[1]:
            position += int(token[1])
        elif token[0] == b"{":
            depth += 1
        elif token[0] == b"}":
            depth -= 1
            if depth == 0:
                return position
    raise errors.damaged()


def _without_picture_metadata(match: re.Match[bytes]) -> bytes:
    digits = b"".join(match[0].split())
    if len(digits) % 2:
        return match[0]
    return remove_png_metadata(remove_jpeg_metadata(bytes.fromhex(digits.decode()))).hex().encode()
