"""Office files are ZIP packages of XML and pictures, which are read and written here part by part."""

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePath

from lxml import etree

from cms.documents.metadata import errors
from cms.documents.metadata.pictures import remove_jpeg_metadata, remove_png_metadata

MAX_XML_BYTES = 60_000_000
"""Size of one part that is read as XML."""

MAX_PACKAGE_BYTES = 300_000_000
"""Size of all unpacked parts of a package."""

_EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PICTURES = {".jpeg": remove_jpeg_metadata, ".jpg": remove_jpeg_metadata, ".png": remove_png_metadata}


class Package:
    """The parts of an office file, by their names and in their order; what is put back is written.

    Args:
        data: the file.

    Attributes:
        parts: the unpacked parts, without folders.

    Raises:
        DocumentFileError: it is no package, or far too large unpacked.
    """

    def __init__(self, data: bytes) -> None:
        try:
            with zipfile.ZipFile(BytesIO(data)) as file:
                members = [member for member in file.infolist() if not member.is_dir()]
                if sum(member.file_size for member in members) > MAX_PACKAGE_BYTES:
                    raise errors.too_large_inside()
                self.parts = {member.filename: file.read(member) for member in members}
                self._compressions = {member.filename: member.compress_type for member in members}
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
            raise errors.damaged() from None

    def tree(self, name: str) -> etree._Element:
        """Return a part as a tree of XML, without what a DTD would bring in.

        Raises:
            DocumentFileError: it is missing, not XML or far too large.
        """
        if len(self.parts.get(name, b"")) > MAX_XML_BYTES:
            raise errors.too_large_inside()
        parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
        try:
            return etree.fromstring(self.parts[name], parser)
        except (KeyError, etree.XMLSyntaxError):
            raise errors.damaged() from None

    def put(self, name: str, tree: etree._Element) -> None:
        """Replace a part by a tree of XML."""
        self.parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

    def remove_metadata_of_pictures(self) -> None:
        """Remove what JPEG and PNG pictures say of their making."""
        for name in self.parts:
            if remove := _PICTURES.get(PurePath(name).suffix.lower()):
                self.parts[name] = remove(self.parts[name])

    def packed(self) -> bytes:
        """Return the file with these parts, without times, comments and other particulars of who packed it."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            for name, content in self.parts.items():
                member = zipfile.ZipInfo(name, _EARLIEST_ZIP_TIME)
                compression = self._compressions.get(name, zipfile.ZIP_DEFLATED)
                member.compress_type = compression if compression in _COMPRESSIONS else zipfile.ZIP_DEFLATED
                member.create_system = 0
                file.writestr(member, content)
        return out.getvalue()


def name_of(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def attributes(element: etree._Element, names: Mapping[str, str]) -> dict[str, str]:
    """Return the values that replace those of an element's attributes.

    Args:
        element: of a part.
        names: the new values, by local name of the attribute.
    """
    return {key: names[name_of(key)] for key in map(str, element.attrib) if name_of(key) in names}
