"""Metadata in the files of pictures: XMP, IPTC and Exif, with the precedence of the Metadata Working Group.

Sources: https://www.iptc.org/std/photometadata/specification/IPTC-PhotoMetadata and
https://exiftool.org/TagNames/EXIF.html
"""

import datetime as dt
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone
from PIL import ExifTags, IptcImagePlugin
from PIL import Image as Pillow

from cms.image_rights import UsageTerms
from cms.images.uploads.validation import DECODING_ERRORS

MAX_TEXT_LENGTH = 255
MAX_KEYWORDS = 20
MAX_TAG_LENGTH = 100
MAX_XMP_BYTES = 1_000_000
"""Size up to which XMP is read: longer packets hold previews and histories of edits."""

EARLIEST_PHOTO_YEAR = 1000
"""Earliest year that is accepted as that of a picture; a picture may be of a painting."""

XMP_NAMES: Mapping[str, tuple[str, ...]] = {
    "credit": ("Credit", "rights", "creator"),
    "source": ("Source",),
    "description": ("AltTextAccessibility", "description"),
    "tags": ("subject",),
    "taken_at": ("DateCreated", "DateTimeOriginal"),
    "licence": ("license", "WebStatement"),
    "usage_condition": ("UsageTerms",),
}
"""The XMP properties that fill a field, the best one first."""

IPTC_DATASETS: Mapping[str, tuple[int, ...]] = {
    "credit": (110, 116, 80),
    "source": (115,),
    "description": (120,),
    "tags": (25,),
    "usage_condition": (40,),
}
"""The datasets of IPTC's record 2 that fill a field, the best one first."""

EXIF_TAGS: Mapping[str, tuple[int, ...]] = {
    "credit": (ExifTags.Base.Copyright, ExifTags.Base.Artist),
    "description": (ExifTags.Base.ImageDescription,),
}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_DATE = re.compile(r"(\d{4})[-:]?(\d\d)[-:]?(\d\d)[T ]?(.*)")


def read_metadata(file: Any) -> dict[str, Any]:
    """Return the fields of a picture that its file can fill, by name; `tags` as a list of names.

    What is damaged is looked past: the picture can be uploaded without it.

    Args:
        file: of any format; it is left at its beginning.
    """
    file.seek(0)
    try:
        with Pillow.open(file) as picture:
            sources = [dict(read(picture)) for read in (_xmp, _iptc, _exif)]
    except DECODING_ERRORS:
        sources = []
    finally:
        file.seek(0)
    found: dict[str, Any] = {}
    for source in sources:
        found = {**source, **found}
    if "usage_condition" in found:
        found["usage_terms"] = UsageTerms.CONDITIONAL
    return found


def is_plausible(taken_at: dt.datetime) -> bool:
    """Tell whether a picture can have been taken at a moment; a day ahead may be another time zone."""
    return taken_at.year >= EARLIEST_PHOTO_YEAR and taken_at <= timezone.now() + dt.timedelta(days=1)


def _xmp(picture: Pillow.Image) -> Iterator[tuple[str, Any]]:
    if len(picture.info.get("xmp") or b"") > MAX_XMP_BYTES:
        return
    try:
        root: Any = picture.getxmp()
    except (*DECODING_ERRORS, TypeError, AttributeError):
        return
    rdf = root.get("xmpmeta", root)
    rdf = rdf.get("RDF") if isinstance(rdf, dict) else None
    described = rdf.get("Description") if isinstance(rdf, dict) else None
    properties: dict[str, Any] = {}
    for part in described if isinstance(described, list) else [described]:
        properties |= part if isinstance(part, dict) else {}
    yield from _fields({name: [*_texts(value)] for name, value in properties.items()}, XMP_NAMES)


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts of an XMP property, be it plain, a list or one text in several languages."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for name in ("text", "Alt", "Seq", "Bag", "li"):
            yield from _texts(value.get(name))


def _iptc(picture: Pillow.Image) -> Iterator[tuple[str, Any]]:
    try:
        records: dict[Any, Any] = IptcImagePlugin.getiptcinfo(picture) or {}  # type: ignore[arg-type]  # any is looked at
    except DECODING_ERRORS:
        return
    texts = {
        dataset: [_decoded(value) for value in (values if isinstance(values, list) else [values])]
        for (record, dataset), values in records.items()
        if record == 2
    }
    yield from _fields(texts, IPTC_DATASETS)
    day, time = texts.get(55, [""])[0], texts.get(60, [""])[0]
    if taken_at := _moment(f"{day}T{time}"):
        yield "taken_at", taken_at


def _exif(picture: Pillow.Image) -> Iterator[tuple[str, Any]]:
    try:
        exif = picture.getexif()
        details = exif.get_ifd(ExifTags.IFD.Exif)
    except (*DECODING_ERRORS, TypeError):
        return
    texts = {tag: [_decoded(value)] for tag, value in exif.items() if isinstance(value, str | bytes)}
    yield from _fields(texts, EXIF_TAGS)
    moment, offset = (details.get(tag) for tag in (ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal))
    if isinstance(moment, str) and (taken_at := _moment(f"{moment}{offset if isinstance(offset, str) else ''}")):
        yield "taken_at", taken_at


def _fields(texts: Mapping[Any, list[str]], names: Mapping[str, tuple[Any, ...]]) -> Iterator[tuple[str, Any]]:
    """Yield the fields that these texts fill, each from the first name that has one."""
    for field, keys in names.items():
        values = next((clean for key in keys if (clean := [*filter(None, map(_clean, texts.get(key, [])))])), [])
        if field == "tags" and values:
            words = dict.fromkeys(value.replace('"', "")[:MAX_TAG_LENGTH].strip() for value in values)
            yield field, [*filter(None, words)][:MAX_KEYWORDS]
        elif field == "taken_at" and values:
            if taken_at := _moment(values[0]):
                yield field, taken_at
        elif values:
            yield field, textwrap.shorten(values[0], MAX_TEXT_LENGTH, placeholder="…")


def _decoded(value: str | bytes) -> str:
    """Return a text of IPTC or Exif, whose encoding is seldom declared and, today, UTF-8 mostly."""
    raw = value.encode("latin-1", "replace") if isinstance(value, str) else value
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _moment(text: str) -> dt.datetime | None:
    """Return a moment of Exif, IPTC or XMP; in the newsroom's time zone where it names none, as most cameras do.

    One that no photograph can have, of a camera whose clock was never set, is looked past.
    """
    match = _DATE.match(text.strip("\x00 "))
    if match is None:
        return None
    year, month, day, time = match.groups()
    try:
        moment = dt.datetime.fromisoformat(f"{year}-{month}-{day}T{time or '00:00:00'}")
        moment = moment if moment.tzinfo else timezone.make_aware(moment)
        return moment if is_plausible(moment) else None
    except (ValueError, OverflowError):
        return None
