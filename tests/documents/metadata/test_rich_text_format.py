"""RTF files are stored without properties and names; what is written in them stays."""

import pytest

from cms.documents.metadata import DocumentFileError
from cms.documents.metadata.rich_text_format import remove_rtf_metadata
from tests.documents.files import WRITER, rtf


def test_properties_and_names_go() -> None:
    clean = remove_rtf_metadata(rtf())
    assert (WRITER.encode() in clean, WRITER.encode().hex().encode() in clean) == (False, False)
    assert clean.startswith(rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard Seen text \{\\info\}{\pict\jpegblip ffd8")
    assert clean.endswith(rb"}\par}")
    assert remove_rtf_metadata(clean) == clean


@pytest.mark.parametrize(
    "data", [b"", b"plain text", rb"{\rtf1{\info{\author A}", rb"{\rtf1{\info{\author A\bin999 }}}"]
)
def test_damaged_files_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentFileError):
        remove_rtf_metadata(data)
