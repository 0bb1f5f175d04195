"""PDF files are stored without what their properties say; what is on their pages stays."""

import zlib
from io import BytesIO

import pytest
from pikepdf import Encryption, Name, Pdf

from cms.documents.metadata import DocumentFileError
from cms.documents.metadata.pdf import MAX_STREAM_BYTES, remove_pdf_metadata
from tests.documents.files import WRITER, pdf


def test_everything_that_describes_goes() -> None:
    data = pdf()
    assert data.count(WRITER.encode()) == 8

    clean = remove_pdf_metadata(data)

    assert WRITER.encode() not in clean
    with Pdf.open(BytesIO(clean)) as opened:
        assert (Name.Info in opened.trailer, Name.Metadata in opened.Root, str(opened.Root.Lang)) == (
            False,
            False,
            "en-GB",
        )
        note, field = opened.pages[0].Annots
        assert (sorted(note.keys()), str(note.Contents)) == (["/Contents", "/Rect", "/Subtype", "/Type"], "a remark")
        assert field.T == "age"
        picture = opened.pages[0].Resources.XObject.Picture
        assert (int(picture.Width), b"ICC_PROFILE" in picture.read_raw_bytes()) == (40, True)
        assert opened.pages[0].Contents.read_bytes() == b"q 40 0 0 20 10 10 cm /Picture Do Q"


def test_a_picture_written_in_ascii() -> None:
    with Pdf.open(BytesIO(pdf())) as opened:
        picture = opened.pages[0].Resources.XObject.Picture
        written = picture.read_raw_bytes().hex().encode() + b">"
        picture.write(written, filter=[Name.ASCIIHexDecode, Name.DCTDecode])
        out = BytesIO()
        opened.save(out)

    with Pdf.open(BytesIO(remove_pdf_metadata(out.getvalue()))) as opened:
        picture = opened.pages[0].Resources.XObject.Picture
        assert picture.Filter == Name.DCTDecode
        assert picture.read_raw_bytes().startswith(b"\xff\xd8")
        assert WRITER.encode() not in picture.read_raw_bytes()


def test_earlier_revisions_go() -> None:
    data = pdf()
    appended = data + b"\n%%EOF " + WRITER.encode() + b" wrote another revision\n"
    assert WRITER.encode() not in remove_pdf_metadata(appended)


def test_the_same_file_gives_the_same_bytes_and_a_clean_one_stays() -> None:
    clean = remove_pdf_metadata(pdf())
    assert remove_pdf_metadata(clean) == clean
    assert remove_pdf_metadata(pdf()) == clean


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf(signed=True), "signed"),
        (pdf(encryption=Encryption(owner="owner", user="user")), "encrypted"),
        (b"%PDF-1.7\nnothing of the kind", "damaged"),
        (b"", "damaged"),
        (b"\xd0\xcf\x11\xe0 a Word file", "damaged"),
    ],
    ids=["signed", "encrypted", "truncated", "empty", "another kind"],
)
def test_files_that_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(DocumentFileError) as caught:
        remove_pdf_metadata(data)
    assert caught.value.code == code


def test_a_file_that_all_can_read_loses_its_owner_password() -> None:
    clean = remove_pdf_metadata(pdf(encryption=Encryption(owner="owner", user="")))
    with Pdf.open(BytesIO(clean)) as opened:
        assert (opened.is_encrypted, len(opened.pages)) == (False, 1)


def test_a_bomb_in_a_packed_table_is_refused() -> None:
    """A stream of cross-references is unpacked while the file is opened; this one would be 400 MB."""
    packer = zlib.compressobj(9)
    table = b"".join(packer.compress(bytes(1_000_000)) for _part in range(4 * MAX_STREAM_BYTES // 1_000_000))
    table += packer.flush()
    head = b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    entries = b"<< /Type /XRef /Size 4 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length %d >>" % len(table)
    data = head + b"3 0 obj\n" + entries + b"\nstream\n" + table + b"\nendstream\nendobj\n"
    data += b"startxref\n%d\n%%%%EOF\n" % len(head)
    with pytest.raises(DocumentFileError) as caught:
        remove_pdf_metadata(data)
    assert caught.value.code == "damaged"
