"""Reader of NewsML-G2: texts, with the pictures of their links and packages.

Source: https://iptc.org/std/NewsML-G2/guidelines/
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import ClassVar
from xml.etree.ElementTree import Element

from news.importing.bodies.figures import BodyPicture
from news.importing.bodies.text import one_line
from news.importing.files.folders import files_in
from news.importing.files.formats.ninjs import figure_of, names_in
from news.importing.files.formats.nitf import pictures_of, story_of, text_of_elements
from news.importing.files.formats.row_builder import LatestVersions, RowBuilder, with_last_notes
from news.importing.files.formats.xml_bodies import html_within, pixels
from news.importing.files.heads import file_head
from news.importing.files.reading import FileHead, RawRow, Reader, ReadOptions
from news.importing.files.streams.xml_elements import elements, local_name
from news.importing.problems import ImportRefused

_NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
_ROOT = re.compile(r"<(?:\w+:)?(?:newsMessage|newsItem|packageItem|conceptItem|knowledgeItem|planningItem)[\s>]")
_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_LEVELS = {"newsMessage": 2} | dict.fromkeys(_ITEMS, 0)
_PICTURE_KINDS = ("picture", "graphic")
MAX_ITEMS_BESIDE = 1_000
"""Items of links and packages in which the pictures of a text are looked for."""
_SILENT = {"contentCreated", "contentModified", "headline", "description", "by", "creator", "language", "subject"}
_SILENT |= {"keyword", "creditline", "icon", "digitalSourceType", "exclAudience", "audience", "altId"}


@dataclass
class _Parcel:
    """The data of the files other than texts, collected by the first reading.

    Attributes:
        pictures: pictures by identifier of their items.
        packages: the identifiers of the items of each package.
        packages_of: the indexes of an item's packages, by its identifier.
        texts: the latest version of each text.
        kinds: the number of items of other classes.
    """

    pictures: dict[str, BodyPicture] = field(default_factory=dict)
    packages: list[list[str]] = field(default_factory=list)
    packages_of: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    texts: LatestVersions = field(default_factory=LatestVersions)
    kinds: Counter[str] = field(default_factory=Counter)


class NewsMLReader(Reader):
    """Reads NewsML-G2: a news message, a single item, or a folder or archive of such files."""

    name: ClassVar[str] = "newsml"
    label: ClassVar[str] = "NewsML-G2"
    endings: ClassVar[tuple[str, ...]] = (".xml",)

    def recognises(self, head: FileHead) -> bool:
        """Recognise it by the namespace and name of the root element."""
        return _NAMESPACE in head.text and _ROOT.search(head.text) is not None

    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the latest versions of the texts. Files are read twice, since pictures may follow their texts.

        Other items, and files of other formats in a folder, are counted in a note on the last row.
        """
        parcel = _Parcel()
        for item, _name in self._items(path, options):
            _look_at(parcel, item)
        left = ", ".join(f"{count:,} of class {kind}" for kind, count in sorted(parcel.kinds.items()))
        notes = [f"the files also hold what is no text by itself: {left}"] if left else []
        notes += [f"left out {parcel.texts.older:,} older versions of texts"] if parcel.texts.older else []
        texts = with_last_notes(self._texts(path, options, parcel), notes)
        if (first := next(texts, None)) is None and left:
            raise ImportRefused(f"{path.name} holds no text, which is what becomes articles: {left}.")
        yield from chain([first] if first else [], texts)

    def _texts(self, path: Path, options: ReadOptions, parcel: _Parcel) -> Iterator[RawRow]:
        slugs: set[str] = set()
        number = 0
        for item, name in self._items(path, options):
            if item is not None and _kind(item) == "text" and parcel.texts.take(item.get("guid", ""), _version(item)):
                number += 1
                yield _row(RowBuilder(number, slugs, name), item, parcel)

    def _items(self, path: Path, options: ReadOptions) -> Iterator[tuple[Element | None, str]]:
        """Yield the items with the names of their files; None for a file of another format in a folder."""
        for file, name in files_in(path, self.endings):
            if name and not self.recognises(file_head(file, options)):
                yield None, name
                continue
            for element in elements(file, options, _LEVELS, self.label):
                if local_name(element) in _ITEMS:
                    yield element, name


def _look_at(parcel: _Parcel, item: Element | None) -> None:
    kind = "unknown" if item is None else _kind(item)
    if item is not None and kind == "text":
        parcel.texts.add(item.get("guid", ""), _version(item))
        return
    parcel.kinds[kind] += 1
    if item is not None and kind in _PICTURE_KINDS and (picture := _picture(item)):
        parcel.pictures[item.get("guid", "")] = picture
    if item is not None and kind == "packageItem":
        members = [one.get("residref", "") for one in item.iter() if local_name(one) == "itemRef"]
        parcel.packages.append(members)
        for member in members:
            parcel.packages_of[member].append(len(parcel.packages) - 1)


def _kind(item: Element) -> str:
    """Return the class of an item; text by default, as NewsML-G2 defines it."""
    if local_name(item) != "newsItem":
        return local_name(item)
    for element in _within(item, "itemMeta", "itemClass"):
        name = element.get("qcode", "") or element.get("uri", "")
        return re.split(r"[:/]", name)[-1]
    return "text"


def _version(item: Element) -> tuple[int]:
    version = item.get("version", "")
    return (int(version) if version.isascii() and version.isdecimal() and len(version) < 18 else 0,)


def _within(item: Element, *names: str) -> list[Element]:
    """Return the elements at a path of element names."""
    found = [item]
    for name in names:
        found = [child for element in found for child in element if local_name(child) == name]
    return found


def _text(item: Element, *names: str) -> str:
    return next((text for one in _within(item, *names) if (text := one_line(" ".join(one.itertext())))), "")


def _role(element: Element) -> str:
    return (element.get("role") or "").rpartition(":")[2].lower()


def _by_role(item: Element, name: str, roles: Iterable[str]) -> str:
    """Return the text of the element with the first of the roles that occurs, or else of the first element."""
    found = _within(item, "contentMeta", name)
    by_role = {_role(one): one for one in found[::-1]}
    chosen = next((by_role[role] for role in roles if role in by_role), found[0] if found else None)
    return "" if chosen is None else one_line(" ".join(chosen.itertext()))


def _picture(item: Element) -> BodyPicture | None:
    """Return a picture with the URL of its largest rendition."""
    files = [one for one in _within(item, "contentSet", "remoteContent") if one.get("href")]
    if not files:
        return None
    best = max(files, key=pixels)
    caption = _by_role(item, "description", ("caption",)) or _text(item, "contentMeta", "headline")
    makers = [_name(one) for one in _within(item, "contentMeta", "creator")]
    credit = "/".join(filter(None, dict.fromkeys([*makers, _text(item, "contentMeta", "creditline")])))
    alt = next((_plain(one) for one in _within(item, "contentMeta", "description") if "alt" in _role(one)), "")
    href = re.sub(r"^(?:file:/*)?(?:\./)*\s*", "", best.get("href", ""))
    return BodyPicture(href, alt, caption, credit or _text(item, "rightsInfo", "copyrightNotice"))


def _plain(element: Element) -> str:
    return one_line(" ".join(element.itertext()))


def _name(element: Element) -> str:
    return _text(element, "name") or (one_line(element.text or "") if not len(element) else "")


def _row(row: RowBuilder, item: Element, parcel: _Parcel) -> RawRow:
    guid = item.get("guid", "")
    created = _text(item, "contentMeta", "contentCreated") or _text(item, "itemMeta", "firstCreated")
    updated = _text(item, "contentMeta", "contentModified") or _text(item, "itemMeta", "versionCreated")
    language = next((one.get("tag", "") for one in _within(item, "contentMeta", "language")), "")
    xml_language = item.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    row.values |= {
        "import_id": guid,
        "title": _by_role(item, "headline", ("main", "primary")),
        "date": created or updated,
        "summary": _by_role(item, "description", ("summary", "abstract")),
        "authors": _authors(item),
    }
    row.put(
        updated_at=updated if created else "",
        first_published_at=_text(item, "itemMeta", "firstCreated"),
        locale=language or xml_language,
    )
    _add_status(row, item)
    subjects = [_text(one, "name") for one in _within(item, "contentMeta", "subject")]
    row.terms([], [*subjects, *(_plain(one) for one in _within(item, "contentMeta", "keyword"))])
    _add_story(row, item, parcel)
    for note in _within(item, "itemMeta", "edNote"):
        row.note(f"left out its note to editors: {_plain(note)}")
    left = [one for outer in (*_within(item, "contentMeta"), *_within(item, "rightsInfo")) for one in outer]
    row.note_left_out(
        f"{local_name(one)} ({words})" if (words := _text(one, "name") or _plain(one)) else local_name(one)
        for one in left
        if local_name(one) not in _SILENT
    )
    return row.row()


def _authors(item: Element) -> list[str]:
    """Return the creators, or else the names in the byline."""
    names = [_name(one) for one in _within(item, "contentMeta", "creator")]
    byline = _text(item, "contentMeta", "by")
    for nitf in (one for one in item.iter() if local_name(one) == "byline"):
        byline = byline or text_of_elements(nitf, "person") or one_line(nitf.text or "").rstrip(",")
    return [name for name in names if name] or names_in(byline)


def _add_status(row: RowBuilder, item: Element) -> None:
    code = next(
        (one.get("qcode", "") or one.get("uri", "") for one in _within(item, "itemMeta", "pubStatus")), "usable"
    )
    status, until = re.split(r"[:/]", code)[-1], _text(item, "itemMeta", "embargoed")
    if _within(item, "itemMeta", "embargoed") or status == "withheld":
        row.put(embargo="yes", embargo_until=until)  # if empty, the embargo has no end
    if status not in ("usable", "withheld"):
        row.put(status="draft")
        row.note(f"was {status} by its source: a new article of it is a draft")


def _add_story(row: RowBuilder, item: Element, parcel: _Parcel) -> None:
    pictures = [parcel.pictures[one] for one in _pictures_beside(item, parcel) if one in parcel.pictures]
    html = plain = ""
    for content in _within(item, "contentSet", "inlineXML"):
        for nitf in (one for one in content if local_name(one) == "nitf"):
            pictures += pictures_of(nitf)
            html = html or story_of(nitf)
            row.values["summary"] = row.values["summary"] or text_of_elements(nitf, "abstract")
            row.values["title"] = row.values["title"] or text_of_elements(nitf, "hl1")
        for page in (one for one in content if local_name(one) in ("html", "body", "div", "article", "section")):
            body = next((one for one in page.iter() if local_name(one) == "body"), page)
            html = html or html_within(body)
    for content in _within(item, "contentSet", "inlineData"):
        text = _decoded(row, content)
        kind = content.get("contenttype", "")
        html, plain = (html or text, plain) if "html" in kind else (html, plain or text)
    if not (html or plain):
        inside = [one for outer in _within(item, "contentSet") for one in outer]
        others = [one.get("href", "") or one.get("contenttype", "") or local_name(one) for one in inside]
        row.note(f"has no story in the file{' but ' if others else ''}{', '.join(others)}")
    if pictures:
        row.picture(pictures[0])
    below = "".join(figure_of(picture) for picture in pictures[1:])
    is_html = bool(html or (below and not plain))
    row.values |= {"body": html + below if is_html else plain, "body_format": "html" if is_html else "text"}
    if below and not is_html:
        row.note_left_out(picture.named() for picture in pictures[1:])


def _pictures_beside(item: Element, parcel: _Parcel) -> list[str]:
    """Return the identifiers of items related to a text by links or packages."""
    links = [one.get("residref", "") for one in item.iter() if local_name(one) == "link"]
    packages = [parcel.packages[place] for place in parcel.packages_of.get(item.get("guid", ""), ())]
    members = (member for package in packages for member in package)
    return list(dict.fromkeys(islice(chain(links, members), MAX_ITEMS_BESIDE)))


def _decoded(row: RowBuilder, content: Element) -> str:
    text = content.text or ""
    if "base64" not in content.get("encoding", ""):
        return text.strip()
    try:
        return b64decode(text, validate=False).decode()
    except (Base64Error, ValueError):
        row.faults.append("has a story in `inlineData` that is no text in base64 and UTF-8.")
        return ""
