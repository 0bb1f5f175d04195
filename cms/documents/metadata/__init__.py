"""Metadata in files for download: who wrote them, when, where and with what, and what was written before.

What a reader sees on a page stays, such as the text of a comment; what only the file's properties say goes.
Text and CSV files have none. A ZIP file is left alone: in it, the newsroom publishes a file as it is.
"""

from collections.abc import Callable, Mapping
from pathlib import PurePath

from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string

from cms.documents.metadata.errors import DocumentFileError

__all__ = ["DocumentFileError", "FileWithoutMetadata", "without_metadata"]

_OFFICE_OPEN_XML = "cms.documents.metadata.office_open_xml.remove_office_open_xml_metadata"
_OPEN_DOCUMENT = "cms.documents.metadata.open_document.remove_open_document_metadata"
_REMOVERS: Mapping[str, str] = {
    ".docx": _OFFICE_OPEN_XML,
    ".odp": _OPEN_DOCUMENT,
    ".ods": _OPEN_DOCUMENT,
    ".odt": _OPEN_DOCUMENT,
    ".pdf": "cms.documents.metadata.pdf.remove_pdf_metadata",
    ".pptx": _OFFICE_OPEN_XML,
    ".rtf": "cms.documents.metadata.rich_text_format.remove_rtf_metadata",
    ".xlsx": _OFFICE_OPEN_XML,
}
"""The function that removes the metadata of a file, by the ending of its name; imported at the first such file."""


class FileWithoutMetadata(ContentFile[bytes]):
    """A file whose metadata have been removed."""


def without_metadata(file: File[bytes]) -> File[bytes]:
    """Return a file without metadata: another file in memory, or the same where there is nothing to remove.

    Args:
        file: with a name, whose ending says what it is; it is left at its beginning.

    Raises:
        DocumentFileError: it is damaged, signed, protected by a password or far too large inside.
    """
    name = PurePath(file.name or "").name
    path = _REMOVERS.get(PurePath(name).suffix.lower())
    if path is None or isinstance(file, FileWithoutMetadata):
        return file
    remove: Callable[[bytes], bytes] = import_string(path)
    file.seek(0)
    try:
        return FileWithoutMetadata(remove(file.read()), name=name)
    finally:
        file.seek(0)
