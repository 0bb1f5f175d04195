"""Word, Excel and PowerPoint files are stored without properties and names; what is written in them stays."""

from io import BytesIO

import pytest
from PIL import Image as Pillow

from cms.documents.metadata import DocumentFileError, packages
from cms.documents.metadata.office_open_xml import remove_office_open_xml_metadata
from tests.documents.files import WRITER, docx, package, parts_of, xlsx


def test_a_word_document() -> None:
    parts = parts_of(remove_office_open_xml_metadata(docx()))

    assert [name for name, part in parts.items() if WRITER.encode() in part] == []
    assert sorted(parts) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "word/_rels/document.xml.rels",
        "word/_rels/settings.xml.rels",
        "word/comments.xml",
        "word/document.xml",
        "word/in.xlsx",
        "word/media/a.jpg",
        "word/settings.xml",
    ]
    document = parts["word/document.xml"].decode()
    assert "<w:t>Seen text</w:t>" in document
    assert '<w:ins w:id="1" w:author="Author"><w:r><w:t>added</w:t></w:r></w:ins>' in document
    assert 'mc:Ignorable="w"' in document
    assert 'w:author="Author" w:initials="A"' in parts["word/comments.xml"].decode()
    assert "attachedTemplate" not in parts["word/settings.xml"].decode()
    assert '<w:zoom w:percent="90"/></w:settings>' in parts["word/settings.xml"].decode()
    types = parts["[Content_Types].xml"].decode()
    assert ("core.xml" in types, "item1.xml" in types, "word/document.xml" in types) == (False, False, True)


def test_a_spreadsheet_and_one_within_a_document() -> None:
    within = parts_of(parts_of(remove_office_open_xml_metadata(docx()))["word/in.xlsx"])
    for parts in (within, parts_of(remove_office_open_xml_metadata(xlsx()))):
        assert [name for name, part in parts.items() if WRITER.encode() in part] == []
        assert "xl/printerSettings1.bin" not in parts
        sheet = parts["xl/worksheets/sheet1.xml"].decode()
        assert ('scale="80"' in sheet, "r:id" in sheet) == (True, False)
        assert "<author>Author</author>" in parts["xl/comments1.xml"].decode()
        assert 'displayName="Author" id="1" userId="Author"' in parts["xl/persons/person.xml"].decode()
        assert "absPath" not in parts["xl/workbook.xml"].decode()


def test_a_clean_file_stays_as_it_is() -> None:
    clean = remove_office_open_xml_metadata(docx())
    assert remove_office_open_xml_metadata(clean) == clean


def test_a_picture_keeps_its_orientation_alone() -> None:
    picture = parts_of(remove_office_open_xml_metadata(docx()))["word/media/a.jpg"]
    with Pillow.open(BytesIO(picture)) as opened:
        assert (dict(opened.getexif()), opened.info["icc_profile"]) == ({0x0112: 6}, b"a colour profile")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (docx(**{"_xmlsignatures/origin.sigs": ""}), "signed"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted", "encrypted"),
        (docx()[:500], "damaged"),
        (package({"readme.txt": "no package of Office"}), "damaged"),
        (docx(**{"word/comments.xml": "<not closed>"}), "damaged"),
        (docx(**{"word/comments.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'}), ""),
        (docx(**{"word/comments.xml": b"<a>" + b" " * packages.MAX_XML_BYTES + b"</a>"}), "too_large"),
    ],
    ids=["signed", "encrypted", "truncated", "another kind", "no XML", "entity", "bomb"],
)
def test_files_that_are_refused(data: bytes, code: str) -> None:
    if not code:
        assert parts_of(remove_office_open_xml_metadata(data))["word/comments.xml"].endswith(b"<a>&b;</a>")
        return
    with pytest.raises(DocumentFileError) as caught:
        remove_office_open_xml_metadata(data)
    assert caught.value.code == code


def test_a_bomb_of_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = docx(**{f"word/media/{number}.bin": bytes(1_000) for number in range(20)})
    parts_of(remove_office_open_xml_metadata(data))
    monkeypatch.setattr(packages, "MAX_PACKAGE_BYTES", 20_000)
    with pytest.raises(DocumentFileError) as caught:
        remove_office_open_xml_metadata(data)
    assert caught.value.code == "too_large"


def test_parts_are_found_in_another_case_and_percent_encoded() -> None:
    parts = parts_of(docx())
    relationships = parts["word/_rels/document.xml.rels"].decode()
    parts["word/_rels/document.xml.rels"] = relationships.replace("media/a.jpg", "Media/A%20b.jpg#x").encode()
    parts["word/media/a b.jpg"] = parts.pop("word/media/a.jpg")

    assert "word/media/a b.jpg" in parts_of(remove_office_open_xml_metadata(package({**parts})))
