"""Metadata of Office Open XML files: .docx, .xlsx and .pptx.

Sources: ISO/IEC 29500-1 (attributes of changes, comments and people) and ISO/IEC 29500-2 (packages and relationships)
"""

import posixpath
import re
from pathlib import PurePath
from urllib.parse import unquote

from lxml import etree

from cms.documents.metadata import errors
from cms.documents.metadata.packages import Package, attributes, name_of

ANONYMOUS = "Author"
"""Who wrote each change and comment; Word's own inspector of documents writes the same."""

MAX_FILES_WITHIN_FILES = 3

_ROOT_RELATIONSHIPS = "_rels/.rels"
_CONTENT_TYPES = "[Content_Types].xml"
_SIGNATURES = "_xmlsignatures/"
_METADATA_RELATIONSHIPS = ("/attachedTemplate", "/customXml", "/people", "/printerSettings")
_RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PARTS_WITH_PEOPLE = re.compile(
    r"word/[^/]+\.xml|word/glossary/[^/]+\.xml|xl/(?:workbook|comments[^/]*|persons/[^/]*)\.xml|xl/comments/[^/]*\.xml"
    r"|ppt/(?:commentAuthors|authors)\.xml"
)
_PEOPLE = {
    "author": ANONYMOUS,
    "displayName": ANONYMOUS,
    "initials": ANONYMOUS[0],
    "name": ANONYMOUS,
    "providerId": "None",
    "userId": ANONYMOUS,
    "userName": ANONYMOUS,
}
_PEOPLE_ELEMENTS = frozenset({"author", "cmAuthor", "del", "fileSharing", "ins", "person", "presenceInfo"})
_REMOVED_ELEMENTS = frozenset({"absPath", "docVars", "rsid", "rsidRoot", "rsids"})
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def remove_office_open_xml_metadata(data: bytes, nesting: int = MAX_FILES_WITHIN_FILES) -> bytes:
    """Return a file without properties, thumbnail, names on changes and comments, and paths of its author.

    Args:
        data: the file.
        nesting: how many files within files are looked into.

    Raises:
        DocumentFileError: it is damaged, signed or needs a password.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # a compound file, in which Office encrypts
        raise errors.encrypted()
    package = Package(data)
    if any(name.startswith(_SIGNATURES) for name in package.parts):
        raise errors.signed()
    _keep_document_alone(package)
    for name in [name for name in package.parts if name.endswith(".rels")]:
        _remove_relationships(package, name)
    _remove_unreachable(package)
    for name in [name for name in package.parts if _PARTS_WITH_PEOPLE.fullmatch(name)]:
        tree = package.tree(name)
        _remove_people(tree)
        package.put(name, tree)
    package.remove_metadata_of_pictures()
    for name in package.parts:
        if nesting and PurePath(name).suffix in (".docx", ".pptx", ".xlsx"):
            package.parts[name] = remove_office_open_xml_metadata(package.parts[name], nesting - 1)
    return package.packed()


def _keep_document_alone(package: Package) -> None:
    """Remove what the root relates to beside the document: properties, thumbnail, labels, custom menus."""
    tree = package.tree(_ROOT_RELATIONSHIPS)
    for relationship in list(tree):
        if not str(relationship.get("Type")).endswith("/officeDocument"):
            tree.remove(relationship)
    package.put(_ROOT_RELATIONSHIPS, tree)


def _remove_relationships(package: Package, name: str) -> None:
    """Remove a part's relationships to metadata, and what in the part refers to them."""
    tree = package.tree(name)
    removed = {
        relationship.get("Id"): tree.remove(relationship)
        for relationship in list(tree)
        if str(relationship.get("Type")).endswith(_METADATA_RELATIONSHIPS)
    }
    if not removed:
        return
    package.put(name, tree)
    folder, _rels, file = name.rpartition("_rels/")
    source = folder + file.removesuffix(".rels")
    if source in package.parts:
        part = package.tree(source)
        for element in [element for element in part.iter() if element.get(_RELATIONSHIP_ID) in removed]:
            if name_of(str(element.tag)) == "pageSetup":
                del element.attrib[_RELATIONSHIP_ID]
            else:
                _remove(element)
        package.put(source, part)


def _remove_unreachable(package: Package) -> None:
    """Remove the parts that no relationship leads to from the root, and their content types.

    Names of parts are equal in any case, and may be percent-encoded on one side alone (ISO/IEC 29500-2, 6.2.2).
    """
    names = {_comparable(name): name for name in package.parts}
    reached = {_CONTENT_TYPES}
    waiting = [("", _ROOT_RELATIONSHIPS)]
    while waiting:
        folder, name = waiting.pop()
        found = names.get(_comparable(name))
        if found is None:
            continue
        reached.add(name := found)
        for relationship in package.tree(name):
            if relationship.get("TargetMode") == "External":
                continue
            path = str(relationship.get("Target")).partition("#")[0]
            target = names.get(_comparable(posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")))
            if target is not None and target not in reached:
                reached.add(target)
                parent, _slash, file = target.rpartition("/")
                waiting.append((parent, posixpath.join(parent, "_rels", f"{file}.rels")))
    package.parts = {name: content for name, content in package.parts.items() if name in reached}
    tree = package.tree(_CONTENT_TYPES)
    for override in list(tree):
        part = str(override.get("PartName", "")).lstrip("/")
        if part and names.get(_comparable(part)) not in reached:
            tree.remove(override)
    package.put(_CONTENT_TYPES, tree)


def _comparable(name: str) -> str:
    return unquote(name).casefold()


def _remove_people(tree: etree._Element) -> None:
    for element in list(tree.iter(etree.Element)):
        name = name_of(str(element.tag))
        if name in _REMOVED_ELEMENTS:
            _remove(element)
            continue
        is_change = f"{_WORD}author" in element.attrib
        if is_change or name in _PEOPLE_ELEMENTS:
            element.attrib.update(attributes(element, _PEOPLE))
        if is_change:
            element.attrib.pop(f"{_WORD}date", None)
        for key in [key for key in map(str, element.attrib) if name_of(key).startswith("rsid")]:
            del element.attrib[key]
        if name == "author" and not element.attrib and not len(element):
            element.text = ANONYMOUS


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
