"""Reader of ninjs, IPTC's news format in JSON: texts with their associated pictures.

Versions 1 to 3 name the same properties differently: `body_html` and `bodies`, `versioncreated` and `versionCreated`.

Source: https://iptc.org/std/ninjs/ and https://www.iptc.org/std/ninjs/userguide/
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

from news.importing.bodies.figures import BodyPicture
from news.importing.bodies.text import one_line
from news.importing.files.dates import DateRefused, moment_of, read_date
from news.importing.files.encodings import misread
from news.importing.files.folders import files_in
from news.importing.files.formats.json_items import JsonItem
from news.importing.files.formats.listings import NO_OBJECT
from news.importing.files.formats.row_builder import LatestVersions, RowBuilder, text_of_html, with_last_notes
from news.importing.files.heads import file_head
from news.importing.files.reading import FileHead, RawRow, Reader, ReadOptions
from news.importing.files.streams.json_objects import first_keys, objects_at
from news.importing.problems import ImportRefused

_STANDARD = re.compile(r'iptc\.org/std/ninjs|"name"\s*:\s*"ninjs"')
_IDENTIFIER = re.compile(r'"uri"\s*:')
_PROPERTY = re.compile(r'"(?:version[cC]reated|pub[sS]tatus|body_(?:x?html|text))"\s*:')
_BY = re.compile(r"^(?:by|von|par|por|di|da|av)\s+", re.IGNORECASE)
_AND = re.compile(r"\s*;\s*|\s+(?:and|und|et|y|och|og|&)\s+")
_ELEMENT = re.compile(r"<(?:p|div|section|article|html|body|h[1-6]|ul|ol|br)\b[^<>]*>", re.IGNORECASE)
_CORRECTION = re.compile(r"(?P<kind>correction|clarification|update) (?P<date>\d{4}-\d\d-\d\d): (?P<text>.+)", re.I)
_LISTS = ("items", "newsItems", "_items")
_TEXT_TYPES = ("text", "", "composite")
_AUTHOR_ROLES = ("author", "creator", "writer", "byline")
_MAIN_PICTURES = ("main", "mainpic", "mainimage", "featuremedia", "hero", "featured")
_SILENT: tuple[str, ...] = (
    "standard",
    "$standard",
    "$schema",
    "type",
    "representationtype",
    "version",
    "mimetype",
    "profile",
)
_SILENT += ("wordcount", "charcount", "title", "renditions")


class NinjsReader(Reader):
    """Reads ninjs: an item, a list, an object with `items`, or a folder or archive of such files."""

    name: ClassVar[str] = "ninjs"
    label: ClassVar[str] = "ninjs (IPTC)"
    endings: ClassVar[tuple[str, ...]] = (".json",)

    def recognises(self, head: FileHead) -> bool:
        """Recognise it by the name of the standard, or by a combination of its properties."""
        text = head.text
        signs = _STANDARD.search(text) or (_IDENTIFIER.search(text) and _PROPERTY.search(text))
        return text.lstrip()[:1] in ("{", "[") and signs is not None

    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the latest versions of the texts. Files are read twice to find these.

        Items that are no texts, and files of other formats in a folder, are counted in a note on the last row.
        """
        latest = LatestVersions()
        others: Counter[str] = Counter()
        for values, _name in self._items(path, options):
            if values is None:
                others["of no news item"] += 1
            elif isinstance(values, dict) and (kind := _kind(values)) not in _TEXT_TYPES:
                others[f"of type {kind}"] += 1
            else:
                latest.add(*_version(values))
        left = ", ".join(f"{count:,} {what}" for what, count in sorted(others.items()))
        notes = [f"the files also hold what is no text by itself: {left}"] if left else []
        notes += [f"left out {latest.older:,} older versions of texts"] if latest.older else []
        texts = with_last_notes(self._texts(path, options, latest), notes)
        if (first := next(texts, None)) is None and left:
            raise ImportRefused(f"{path.name} holds no text, which is what becomes articles: {left}.")
        yield from chain([first] if first else [], texts)

    def _texts(self, path: Path, options: ReadOptions, latest: LatestVersions) -> Iterator[RawRow]:
        slugs: set[str] = set()
        number = 0
        for values, name in self._items(path, options):
            if values is None or (isinstance(values, dict) and _kind(values) not in _TEXT_TYPES):
                continue
            if latest.take(*_version(values)):
                number += 1
                if isinstance(values, dict):
                    yield _row(RowBuilder(number, slugs, name), values)
                else:
                    yield RawRow(number, None, {}, faults=(NO_OBJECT,), file=name)

    def _items(self, path: Path, options: ReadOptions) -> Iterator[tuple[Any, str]]:
        """Yield the items with the names of their files; None for a file of another format in a folder."""
        for file, name in files_in(path, self.endings):
            if name and not self.recognises(file_head(file, options)):
                yield None, name
                continue
            try:
                keys = first_keys(file, options, _LISTS)
                place = "item" if keys is None else next((f"{key}.item" for key in _LISTS if key in keys), "")
                for values in objects_at(file, options, place):
                    yield {} if values is None else values, name
            except UnicodeDecodeError:
                raise misread(file, options) from None


def _version(values: Any) -> tuple[str, tuple[Any, ...]]:
    """Return the identifier of an item and the sort key of its version."""
    item = JsonItem(values if isinstance(values, dict) else {}, [])
    number, created = item.text("version"), item.text("versionCreated")
    try:
        moment = moment_of(read_date(created, ReadOptions()), ReadOptions()).timestamp()
    except DateRefused:
        moment = 0.0
    return item.text("uri"), (int(number) if number.isdecimal() and len(number) < 10 else 0, moment)


def _kind(values: dict[str, Any]) -> str:
    kind = values.get("type")
    return kind.lower() if isinstance(kind, str) else ""


def _row(row: RowBuilder, values: dict[str, Any]) -> RawRow:
    item = JsonItem(values, row.faults)
    created = item.text("contentCreated", "firstCreated", "versionCreated")
    row.values |= {
        "import_id": item.text("uri"),
        "title": _best(item, "headline", ("main",)) or item.text("title", "name"),
        "date": created,
        "summary": _best(item, "description", ("summary", "abstract", "main", "text")),
        "authors": _authors(row, item),
    }
    if (updated := item.text("versionCreated")) != created:
        row.put(updated_at=updated)
    row.put(
        first_published_at=item.text("firstCreated"),
        expire_at=item.text("expires"),
        locale=item.text("language"),
    )
    _add_status(row, item)
    _add_addresses(row, item)
    _add_subjects(row, item)
    _add_body(row, item)
    _add_editors_note(row, item)
    item.skip(*_SILENT)
    row.note_left_out(item.untaken())
    return row.row()


def _forms(item: JsonItem, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield the forms of a text: role, value, and format by its content type.

    Version 1 has a property for each, such as `body_xhtml`; later ones have a list, such as `bodies`.
    """
    for one in item.items("bodies" if name == "body" else f"{name}s"):
        value, kind = one.text("value"), one.text("contentType").lower()
        if value:
            yield one.text("role").lower(), value, _form(kind, value)
    for key in item.names(name):
        if value := item.text(key):
            role = key.removeprefix(name).lstrip("_")
            yield role, value, _form(role, value)


def _form(kind: str, value: str) -> str:
    if "html" in kind or ("plain" not in kind and _ELEMENT.search(value)):
        return "html"
    return kind if "/" in kind and "plain" not in kind else "text"


def _best(item: JsonItem, name: str, roles: Sequence[str]) -> str:
    """Return a single-line plain text: the first of the roles that occurs, or else the first form."""
    found = sorted(_forms(item, name), key=lambda form: roles.index(form[0]) if form[0] in roles else len(roles))
    return next((text_of_html(value) if kind == "html" else one_line(value) for _role, value, kind in found), "")


def _authors(row: RowBuilder, item: JsonItem) -> list[str]:
    """Return the authors: people with that role or in Superdesk's list, or else those of the byline.

    Bylines are not split at commas, which may separate a name from its agency.
    """
    names = [one.text("name") for one in item.items("people", "person") if one.text("rel").lower() in _AUTHOR_ROLES]
    names += [one.text("name") for one in item.items("authors")]
    names = [name for name in names if name]
    byline = item.text("by", "byline")
    if byline and not all(name in byline for name in names):
        row.note(f"left out its byline, which does not name its authors: {byline}")
    return names or names_in(byline)


def names_in(byline: str) -> list[str]:
    """Return the names in a byline, such as “By Ana Duarte and Bo Lind”."""
    return [name for name in _AND.split(_BY.sub("", one_line(byline))) if name]


def _add_status(row: RowBuilder, item: JsonItem) -> None:
    status = item.text("pubStatus").lower() or "usable"
    until = item.text("embargoedUntil", "embargoed")
    if until or status == "withheld":
        row.put(embargo="yes", embargo_until=until)
    if status not in ("usable", "withheld"):
        row.put(status="draft")
        row.note(f"was {status} by its source: a new article of it is a draft")


def _add_addresses(row: RowBuilder, item: JsonItem) -> None:
    """Set the addresses. The slugline is used as the slug only if an address ends with it."""
    slugline = item.text("slugline")
    pages = [
        one.text("value") for one in item.items("altIds") if one.text("role").lower() in ("web", "url", "canonical")
    ]
    for page in pages:
        row.old_address(page)
    if slugline and any(page.rstrip("/").endswith(f"/{slugline}") for page in pages):
        row.slug(slugline)
    elif slugline:
        row.note_left_out([f"slugline ({slugline})"])


def _add_subjects(row: RowBuilder, item: JsonItem) -> None:
    categories: list[str] = []
    tags: list[str] = []
    for subject in item.items("subjects", "subject"):
        name, role = subject.text("name", "literal"), subject.text("rel").lower()
        (categories if role in ("category", "section") else tags).append(name)
    categories += [one.text("name") for one in item.items("service")]
    row.terms([[name] for name in categories], [*tags, *item.texts("keywords")])


def _add_body(row: RowBuilder, item: JsonItem) -> None:
    """Set the body, preferably from HTML, and the pictures: the first as the main one, others after the body."""
    forms: dict[str, str] = {}
    for _role, value, kind in _forms(item, "body"):
        forms.setdefault(kind, value)
    html, plain = forms.get("html", ""), forms.get("text", "")
    if not html and not plain:
        row.note(f"has no story{' but in ' if forms else ''}{', '.join(forms)}")
    pictures = _pictures(row, item)
    if pictures:
        row.picture(pictures[0])
    below = "".join(figure_of(picture) for picture in pictures[1:])
    if html or below:
        html = html or "".join(f"<p>{escape(part)}</p>" for part in plain.split("\n\n"))
        row.values |= {"body": html + below, "body_format": "html"}
    else:
        row.values |= {"body": plain, "body_format": "text"}


def figure_of(picture: BodyPicture) -> str:
    """Return a picture as an HTML figure."""
    credit = f' <span class="credit">{escape(picture.credit)}</span>' if picture.credit else ""
    words = f"{escape(picture.caption)}{credit}"
    return (
        f'<figure><img src="{escape(picture.source)}" alt="{escape(picture.alt)}">'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _pictures(row: RowBuilder, item: JsonItem) -> list[BodyPicture]:
    found: list[tuple[bool, BodyPicture]] = []
    lost = []
    for one in item.items("associations"):
        name, kind = one.text("name"), one.text("type").lower()
        picture = _picture(one) if kind in ("picture", "graphic", "") else None
        if picture:
            found.append((name.lower() not in _MAIN_PICTURES, picture))
        else:
            lost.append(f"{kind or 'association'} {one.text('uri') or name}")
    row.note_left_out(lost)
    return [picture for _is_other, picture in sorted(found, key=lambda pair: pair[0])]


def _picture(item: JsonItem) -> BodyPicture | None:
    """Return a picture with the URL of its largest rendition."""
    renditions = sorted(item.items("renditions"), key=lambda one: -one.number("width"))
    source = next((href for one in renditions if (href := one.text("href"))), "")
    alt = next((value for role, value, _kind in _forms(item, "description") if role == "alt"), "")
    caption = _best(item, "description", ("caption",))
    credit = item.text("creditline", "by", "byline", "copyrightNotice", "copyrightHolder")
    return BodyPicture(source, alt, caption if caption != alt else "", credit) if source else None


def _add_editors_note(row: RowBuilder, item: JsonItem) -> None:
    """Set the corrections, which this project's feed writes to `ednote`; any other note is left out."""
    corrections = []
    for line in item.text("edNote").splitlines():
        if match := _CORRECTION.fullmatch(line.strip()):
            corrections.append({**match.groupdict(), "kind": match["kind"].lower()})
        elif line.strip():
            row.note(f"left out its note to editors: {line.strip()}")
    row.put(corrections=corrections)
