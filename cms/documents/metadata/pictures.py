"""Metadata of JPEG and PNG pictures, removed without decoding: their pixels stay as they are.

Sources: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B, and https://www.w3.org/TR/png-3/#11Chunks
"""

import re

from PIL import ExifTags
from PIL import Image as Pillow

_JPEG = b"\xff\xd8"
_PNG = b"\x89PNG\r\n\x1a\n"
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT, _START_OF_SCAN = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE, 0xDA
_PNG_METADATA = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_UPRIGHT = 1
_MARKER = re.compile(rb"\xff+([^\x00\xff])")


def remove_jpeg_metadata(data: bytes) -> bytes:
    """Return a JPEG without Exif, XMP, IPTC, previews and comments; its colour profile and orientation stay.

    What is damaged is returned as it is up to its first fault, and as it is from there.
    """
    if not data.startswith(_JPEG):
        return data
    kept = [_JPEG]
    position = 2
    while (match := _MARKER.match(data, position)) and match[1][0] != _START_OF_SCAN:
        marker, start = match[1][0], match.end()
        length = int.from_bytes(data[start : start + 2])
        if length < 2 or start + length > len(data):
            break
        payload = data[start + 2 : start + length]
        if marker == _APP1:
            kept.append(_orientation(payload))
        elif not _is_metadata(marker, payload):
            kept.append(data[match.start() : start + length])
        position = start + length
    return b"".join(kept) + data[position:]


def remove_png_metadata(data: bytes) -> bytes:
    """Return a PNG without texts, Exif and time of change. What is damaged is as of a JPEG."""
    if not data.startswith(_PNG):
        return data
    kept = [_PNG]
    position = len(_PNG)
    while position + 8 <= len(data):
        end = position + 12 + int.from_bytes(data[position : position + 4])
        if data[position + 4 : position + 8] not in _PNG_METADATA:
            kept.append(data[position:end])
        position = end
    return b"".join(kept) + data[position:]


def _is_metadata(marker: int, payload: bytes) -> bool:
    """Tell whether a segment only describes the picture: neither JFIF's and Adobe's, nor a colour profile."""
    if marker == _APP2:
        return not payload.startswith(b"ICC_PROFILE\0")
    return marker == _COMMENT or (_APP0 < marker <= _APP15 and marker != _APP14)


def _orientation(payload: bytes) -> bytes:
    """Return a segment of Exif with the orientation alone; empty for an upright picture."""
    exif = Pillow.Exif()
    try:
        exif.load(payload)
        orientation = exif.get(ExifTags.Base.Orientation, _UPRIGHT)
    except Exception:  # Pillow raises whatever it meets in damaged Exif
        return b""
    if orientation not in range(_UPRIGHT + 1, 9):
        return b""
    alone = Pillow.Exif()
    alone[ExifTags.Base.Orientation] = orientation
    segment = alone.tobytes()
    return bytes([0xFF, _APP1]) + (len(segment) + 2).to_bytes(2) + segment
