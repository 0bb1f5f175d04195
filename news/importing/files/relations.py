"""Validation of the relations of a row: categories, authors, corrections, related articles, old paths."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug
from django.utils import timezone

from news.importing.bodies.text import one_line
from news.importing.files.dates import DateRefused, day_of, read_date
from news.importing.files.parsers import RowParser
from news.models.attachments import CorrectionKind
from news.models.category_tree import MAX_LEVELS

MAX_FILED_NAME_CHARACTERS = 100
MAX_BIO_CHARACTERS = 5_000
MAX_LOCALE_CHARACTERS = 100
MAX_CORRECTION_CHARACTERS = 5_000
MAX_CORRECTIONS = 50
MAX_RELATED = 10
MAX_OLD_PATHS = 100
MAX_PICTURE_ADDRESS_CHARACTERS = 2_000
TRANSLATIONS = UUID("5f0a4a53-9c5e-4d55-8f7c-6d0f0a6d2b11")
"""The namespace of the UUIDs made from texts in `translation_key`."""
_BELOW = re.compile("[>›]")


class CategoryStep(NamedTuple):
    """A category on a path. A slug takes precedence over the name."""

    name: str
    slug: str = ""
    description: str = ""


class BylineText(NamedTuple):
    """The texts of an author in one other language, named by its code."""

    locale: str
    job_title: str = ""
    bio: str = ""


class Byline(NamedTuple):
    """An author, with the values for a new one. A slug takes precedence over the name.

    Attributes:
        portrait: the source of the picture, as in the column `image`.
        live: whether the author is published.
        texts: those in other languages than the newsroom's own.
    """

    name: str
    slug: str = ""
    job_title: str = ""
    bio: str = ""
    portrait: str = ""
    live: bool = True
    texts: tuple[BylineText, ...] = ()


class CorrectionRow(NamedTuple):
    """A note to readers about a change."""

    date: dt.date
    kind: str
    text: str


class OldPath(NamedTuple):
    """An old path of an article, with its query.

    Attributes:
        host: the host, if a whole URL was given.
    """

    path: str
    permanent: bool = True
    all_sites: bool = False
    host: str = ""


CategoryPath = tuple[CategoryStep, ...]


def take_categories(parser: RowParser) -> tuple[CategoryPath | None, tuple[str, ...]]:
    """Return the category, and the names of further ones."""
    one = _category(parser, "category", parser.raw.values.get("category"))
    has_one = bool(one)
    several = [
        path for value in parser.listed("categories", ";\n") or () if (path := _category(parser, "categories", value))
    ]
    if "category" not in parser.raw.values and "categories" not in parser.raw.values:
        return None, ()
    paths = ([one] if has_one and one else []) + [path for path in several if path != one]
    first = paths[0] if paths else ()
    return first, tuple(dict.fromkeys(path[-1].name for path in paths[1:] if path != first))


def _category(parser: RowParser, field: str, value: Any) -> CategoryPath:
    if isinstance(value, str):
        value = parser.from_json(value)
    if isinstance(value, str):
        steps: list[Any] = _BELOW.split(one_line(value)) if value.strip() else []
    elif isinstance(value, Mapping):
        steps = [value]
    elif value is None or isinstance(value, list):
        steps = value or []
    else:
        steps = [value]  # refused below
    if len(steps) > MAX_LEVELS:
        shown = one_line(str(value))[:120]
        parser.refuse(field, f"“{shown}” has {len(steps)} levels; categories have {MAX_LEVELS} at most.")
        return ()
    path = tuple(_step(parser, field, step) for step in steps)
    if not all(step.name for step in path):
        if not parser.is_refused(field):
            parser.refuse(field, f"“{one_line(str(value))[:120]}” lacks a name. Write a path as World > Europe.")
        return ()
    return path


def _step(parser: RowParser, field: str, step: Any) -> CategoryStep:
    if not isinstance(step, Mapping):
        return CategoryStep(parser.checked(field, step, MAX_FILED_NAME_CHARACTERS))
    return CategoryStep(
        parser.checked(field, step.get("name"), MAX_FILED_NAME_CHARACTERS),
        _slug(parser, field, step.get("slug")),
        parser.checked(field, step.get("description"), MAX_BIO_CHARACTERS, lines=True),
    )


def take_authors(parser: RowParser) -> tuple[Byline, ...] | None:
    """Return the bylines, each author once."""
    values = parser.listed("authors", ";")
    if values is None:
        return None
    found: dict[str, Byline] = {}
    for value in values:
        byline = _byline(parser, value)
        if byline.name:
            found.setdefault(byline.slug or byline.name.casefold(), byline)
    return tuple(found.values())


def _byline(parser: RowParser, value: Any) -> Byline:
    if not isinstance(value, Mapping):
        return Byline(parser.checked("authors", value, MAX_FILED_NAME_CHARACTERS))
    name = parser.checked("authors", value.get("name"), MAX_FILED_NAME_CHARACTERS)
    if not name and not parser.is_refused("authors"):
        parser.refuse("authors", "holds an author without a `name`.")
    return Byline(
        name,
        _slug(parser, "authors", value.get("slug")),
        parser.checked("authors", value.get("job_title"), MAX_FILED_NAME_CHARACTERS),
        parser.checked("authors", value.get("bio"), MAX_BIO_CHARACTERS, lines=True),
        parser.checked("authors", value.get("portrait"), MAX_PICTURE_ADDRESS_CHARACTERS),
        value.get("live") is not False,
        _texts(parser, name, value.get("texts") or []),
    )


def _texts(parser: RowParser, name: str, values: Any) -> tuple[BylineText, ...]:
    """Return the texts of an author in other languages, each language once."""
    if not isinstance(values, list) or not all(isinstance(value, Mapping) and value.get("locale") for value in values):
        parser.refuse("authors", f'{name}: `texts` must be objects such as {{"locale": "fr", "bio": "Elle écrit."}}.')
        return ()
    found = tuple(
        BylineText(
            parser.checked("authors", value["locale"], MAX_LOCALE_CHARACTERS),
            parser.checked("authors", value.get("job_title"), MAX_FILED_NAME_CHARACTERS),
            parser.checked("authors", value.get("bio"), MAX_BIO_CHARACTERS, lines=True),
        )
        for value in values
    )
    codes = [text.locale for text in found]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        parser.refuse("authors", f"{name}: `texts` holds {', '.join(twice)} more than once.")
    return found


def _slug(parser: RowParser, field: str, value: Any) -> str:
    """Return a slug of a category or author; empty for what is none, so that one is made of the name."""
    slug = parser.checked(field, value, MAX_FILED_NAME_CHARACTERS)
    try:
        validate_unicode_slug(slug)
    except ValidationError:
        return ""
    return slug


def take_corrections(parser: RowParser) -> tuple[CorrectionRow, ...] | None:
    """Return the corrections in the given order."""
    values = parser.listed("corrections", "")
    if values is None:
        return None
    if len(values) > MAX_CORRECTIONS:
        parser.refuse("corrections", f"holds {len(values)}; {MAX_CORRECTIONS} are allowed.")
        return ()
    return tuple(found for value in values if (found := _correction(parser, value)))


def _correction(parser: RowParser, value: Any) -> CorrectionRow | None:
    if not isinstance(value, Mapping):
        parser.refuse("corrections", 'must be objects such as {"date": "2024-03-07", "text": "It was quay four."}.')
        return None
    kind = parser.checked("corrections", value.get("kind"), 20).lower() or CorrectionKind.CORRECTION.value
    text = parser.checked("corrections", value.get("text"), MAX_CORRECTION_CHARACTERS, lines=True)
    if kind not in CorrectionKind.values:
        parser.refuse("corrections", f"“{kind}” is none of {', '.join(CorrectionKind.values)}.")
    if not text and not parser.is_refused("corrections"):
        parser.refuse("corrections", "holds one without a `text`.")
    try:
        date = day_of(read_date(value.get("date") or "", parser.options))
    except DateRefused as refusal:
        parser.refuse("corrections", f"date: {refusal}")
        return None
    if date > timezone.localdate():
        parser.refuse("corrections", f"date: {date} is in the future.")
    return CorrectionRow(date, kind, text)


def take_related(parser: RowParser) -> tuple[str, ...] | None:
    """Return the references to related articles."""
    values = parser.listed("related", r"\s")
    if values is None:
        return None
    found = tuple(dict.fromkeys(filter(None, (parser.checked("related", value, 2_000) for value in values))))
    if len(found) > MAX_RELATED:
        parser.refuse("related", f"names {len(found)} articles; {MAX_RELATED} are allowed.")
    return found


def take_old_paths(parser: RowParser) -> tuple[OldPath, ...]:
    """Return the old addresses as paths with queries."""
    values = parser.listed("old_paths", r"\s") or []
    if len(values) > MAX_OLD_PATHS:
        parser.refuse("old_paths", f"holds {len(values)}; {MAX_OLD_PATHS} are allowed.")
        return ()
    found: dict[str, OldPath] = {}
    for value in values:
        given = value if isinstance(value, Mapping) else {"path": value}
        text = parser.checked("old_paths", given.get("path"), MAX_PICTURE_ADDRESS_CHARACTERS)
        host, path = _place_of(text)
        if path:
            one = OldPath(path, given.get("permanent") is not False, given.get("all_sites") is True, host)
            found.setdefault(path, one)
        elif text:
            parser.refuse("old_paths", f"“{text[:120]}” is no path such as /2020/fog.html, and no address with one.")
    return tuple(found.values())


def _place_of(text: str) -> tuple[str, str]:
    """Return the host of an address, and its path with the query; an empty path for a home page or no address."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    if parts.scheme not in ("", "http", "https") or not (host or text.startswith("/")):
        return "", ""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return host, "" if path == "/" else path


def take_translation_key(parser: RowParser) -> UUID | None:
    """Return the translation key; a text that is no UUID is hashed to one."""
    text = parser.line("translation_key", 255)
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return uuid5(TRANSLATIONS, text)
