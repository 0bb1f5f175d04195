"""Recognition of files that cannot be imported, for messages that say what they are."""

import re
from collections.abc import Callable

from news.importing.files.reading import FileHead

MAX_ZERO_BYTES = 10
"""Zero bytes in the first 4 kB of a text file; exports of old databases have one or two."""
_HTML = re.compile(r"\s*(<!doctype html|<html\b)", re.IGNORECASE)

_SQL = re.compile(r"(?:--[^\n]*\n|\s)*(?:CREATE|INSERT|SET|DROP|/\*!)")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF. Export the articles from the program that made it"),
    (b"{\\rtf", "a Rich Text document. Save its table as CSV in UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document (.doc or .xls). Save its table as CSV in UTF-8"),
    (b"SQLite format 3\0", "an SQLite database. Export its articles as CSV or JSON Lines"),
    (b"PGDMP", "a PostgreSQL dump. Export the articles as CSV by COPY … TO … (FORMAT csv, HEADER)"),
    (b"PK\x05\x06", "an archive (.zip) that holds nothing"),
    (b"\x1f\x8b", "compressed by gzip. Unpack it first"),
    (b"BZh", "compressed by bzip2. Unpack it first"),
    (b"\xfd7zXZ\0", "compressed by xz. Unpack it first"),
    (b"(\xb5/\xfd", "compressed by Zstandard. Unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive. Unpack it first"),
    (b"Rar!", "a RAR archive. Unpack it first"),
    (b"PAR1", "a Parquet file. Export it as CSV or JSON Lines"),
    (b"\xff\xd8\xff", "a picture (JPEG). Picture files belong into the folder that --images names"),
    (b"\x89PNG", "a picture (PNG). Picture files belong into the folder that --images names"),
    (b"GIF8", "a picture (GIF). Picture files belong into the folder that --images names"),
    (b"RIFF", "a picture, a sound or a film. Picture files belong into the folder that --images names"),
)
_OFFICE = {
    "word/document.xml": "a Microsoft Word document. Save its table as CSV in UTF-8",
    "xl/workbook.xml": "a Microsoft Excel workbook. Save the sheet as “CSV UTF-8”",
    "ppt/presentation.xml": "a Microsoft PowerPoint presentation. Export the articles from where they were written",
    "content.xml": "an OpenDocument file. Save its table as CSV in UTF-8",
    "META-INF/container.xml": "an EPUB book. Export the articles from the program that made it",
}
_TEXTS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (lambda text: _HTML.match(text) is not None, "a web page (HTML), perhaps an error page or a login page"),
    (lambda text: "wp.com/export" in text or "wordpress.org/export" in text, "a WordPress export"),
    (lambda text: text.startswith(("<?xml", "<rss")), "XML of a kind that is not known here"),
    (lambda text: _SQL.match(text) is not None, "a database dump (SQL)"),
)


def is_office(head: FileHead) -> bool:
    """Tell whether an archive is a document of an office program, which holds files of XML."""
    return not _OFFICE.keys().isdisjoint(head.members)


def describe_file(head: FileHead) -> str:
    """Return what a file is and what to do with it, to complete a sentence that begins with “This is”.

    Returns:
        The text; empty for an unknown file.
    """
    if head.data.startswith(b"PK\x03\x04"):
        office = next((kind for name, kind in _OFFICE.items() if name in head.members), "")
        return office or "an archive (.zip) of no known export. Unpack it first"
    if found := next((kind for begin, kind in _SIGNATURES if head.data.startswith(begin)), ""):
        return found
    text = head.text.lstrip()
    if found := next((kind for fits, kind in _TEXTS if fits(text)), ""):
        return found
    if head.encoding or head.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    begin = head.data[:4096]
    if begin.count(0) * 3 > len(begin) and "\0" not in begin.decode("utf-16-le", "replace"):
        return "in UTF-16 without its mark. Give --encoding utf-16-le"
    return "no text" if begin.count(0) > MAX_ZERO_BYTES else ""
