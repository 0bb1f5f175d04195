"""OpenDocument files are stored without properties and names; what is written in them stays."""

import zipfile
from io import BytesIO

import pytest

from cms.documents.metadata import DocumentFileError
from cms.documents.metadata.open_document import remove_open_document_metadata
from tests.documents.files import WRITER, odt, package, parts_of


def test_a_text() -> None:
    clean = remove_open_document_metadata(odt())
    parts = parts_of(clean)

    assert [name for name, part in parts.items() if WRITER.encode() in part] == []
    assert list(parts) == ["mimetype", "content.xml", "settings.xml", "Pictures/a.png", "META-INF/manifest.xml"]
    content = parts["content.xml"].decode()
    assert "Seen text<office:annotation><text:p>a remark</text:p></office:annotation> goes on</text:p>" in content
    assert ("PrinterName" in parts["settings.xml"].decode(), "UseOldNumbering" in parts["settings.xml"].decode()) == (
        False,
        True,
    )
    assert "meta.xml" not in parts["META-INF/manifest.xml"].decode()
    with zipfile.ZipFile(BytesIO(clean)) as file:
        assert file.infolist()[0].filename == "mimetype"
        assert {member.date_time for member in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert file.comment == b""


def test_a_clean_file_stays_as_it_is() -> None:
    clean = remove_open_document_metadata(odt())
    assert remove_open_document_metadata(clean) == clean


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (odt(**{"META-INF/documentsignatures.xml": "<a/>"}), "signed"),
        (odt(**{"META-INF/manifest.xml": "<a><encryption-data/></a>"}), "encrypted"),
        (odt()[:300], "damaged"),
        (package({"readme.txt": "no OpenDocument"}), "damaged"),
    ],
    ids=["signed", "encrypted", "truncated", "another kind"],
)
def test_files_that_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(DocumentFileError) as caught:
        remove_open_document_metadata(data)
    assert caught.value.code == code
