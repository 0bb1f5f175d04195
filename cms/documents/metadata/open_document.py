"""Metadata of OpenDocument files: .odt, .ods and .odp.

Source: OpenDocument 1.3, part 2 (packages) and part 3 (clauses 3.1.2, 4.3 and 14)
"""

import re
from collections.abc import Callable

from lxml import etree

from cms.documents.metadata import errors
from cms.documents.metadata.packages import Package, name_of

_MANIFEST = "META-INF/manifest.xml"
_SIGNATURES = "META-INF/documentsignatures.xml"
_METADATA_PARTS = re.compile(
    r"(?:.+/)?meta\.xml|Thumbnails/.*|Versions/.*|VersionList\.xml|layout-cache|manifest\.rdf"
)
_CONTENT_PARTS = re.compile(r"(?:.+/)?(?:content|styles)\.xml")
_SETTINGS_PARTS = re.compile(r"(?:.+/)?settings\.xml")
_OF_THE_MACHINE = re.compile(r"Printer.*|Rsid.*|.*RsidRoot.*|.*Database.*|.*URL|.*Path")
_CONFIG_NAME = "{urn:oasis:names:tc:opendocument:xmlns:config:1.0}name"
_FULL_PATH = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
_PEOPLE = frozenset(
    {
        "{http://purl.org/dc/elements/1.1/}creator",
        "{http://purl.org/dc/elements/1.1/}date",
        "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}creator-initials",
        "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}date-string",
    }
)
_REVISION_IDS = frozenset({"rsid", "paragraph-rsid"})


def remove_open_document_metadata(data: bytes) -> bytes:
    """Return a file without properties, preview, stored versions, names on changes and comments, and its printer.

    Raises:
        DocumentFileError: it is damaged, signed or needs a password.
    """
    package = Package(data)
    if _SIGNATURES in package.parts:
        raise errors.signed()
    manifest = package.tree(_MANIFEST)
    if any(name_of(str(element.tag)) == "encryption-data" for element in manifest.iter(etree.Element)):
        raise errors.encrypted()
    package.parts = {name: part for name, part in package.parts.items() if not _METADATA_PARTS.fullmatch(name)}
    for entry in list(manifest):
        path = str(entry.get(_FULL_PATH, ""))
        if not path.endswith("/") and path not in package.parts:
            manifest.remove(entry)
    package.put(_MANIFEST, manifest)
    for name in list(package.parts):
        if _CONTENT_PARTS.fullmatch(name):
            _edit(package, name, _is_about_people)
        elif _SETTINGS_PARTS.fullmatch(name):
            _edit(package, name, _is_about_the_machine)
    package.remove_metadata_of_pictures()
    return package.packed()


def _edit(package: Package, name: str, is_metadata: Callable[[etree._Element], bool]) -> None:
    tree = package.tree(name)
    for element in list(tree.iter(etree.Element)):
        for key in [key for key in map(str, element.attrib) if name_of(key) in _REVISION_IDS]:
            del element.attrib[key]
        parent = element.getparent()
        if parent is not None and is_metadata(element):
            parent.remove(element)
    package.put(name, tree)


def _is_about_people(element: etree._Element) -> bool:
    return element.tag in _PEOPLE


def _is_about_the_machine(element: etree._Element) -> bool:
    return bool(_OF_THE_MACHINE.fullmatch(str(element.get(_CONFIG_NAME, ""))))
