"""Files to download, made of plain text: a PDF of one page or a CSV file."""

from __future__ import annotations

import textwrap

_PAGE = (595, 842)
_MARGIN = 72


def file_of(name: str, text: str) -> bytes:
    """Return the bytes of a file whose name ends with .pdf or .csv.

    Raises:
        ValueError: for any other name.
    """
    if name.endswith(".csv"):
        return text.strip().replace("\n", "\r\n").encode() + b"\r\n"
    if name.endswith(".pdf"):
        return _pdf(text)
    raise ValueError(f"Neither PDF nor CSV: {name}")


def _pdf(text: str) -> bytes:
    """Return a minimal PDF: catalogue, pages, one page, its font and its text.

    Source: https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf, annex H.3
    """
    lines = [line for part in text.strip().split("\n") for line in textwrap.wrap(part, 78) or [""]]
    written = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    stream = f"BT /F1 11 Tf 16 TL {_MARGIN} {_PAGE[1] - _MARGIN} Td\n{written}ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
        % _PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    pdf, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        pdf
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            table,
            size,
            len(pdf),
        )
    )


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
