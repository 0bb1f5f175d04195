"""Pictures within documents lose what they say of their making, and keep their pixels and colours."""

from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from cms.documents.metadata.pictures import remove_jpeg_metadata, remove_png_metadata
from tests.documents.files import WRITER, jpeg, png


def pixels(data: bytes) -> bytes:
    with Pillow.open(BytesIO(data)) as picture:
        return picture.tobytes()


@pytest.mark.parametrize(("remove", "data"), [(remove_jpeg_metadata, jpeg()), (remove_png_metadata, png())])
def test_pixels_stay(remove: Callable[[bytes], bytes], data: bytes) -> None:
    assert WRITER.encode() in data
    clean = remove(data)
    assert (WRITER.encode() in clean, pixels(clean) == pixels(data), remove(clean) == clean) == (False, True, True)


def test_a_jpeg_keeps_orientation_and_colour_profile() -> None:
    with Pillow.open(BytesIO(remove_jpeg_metadata(jpeg(6)))) as picture:
        assert (dict(picture.getexif()), picture.info["icc_profile"]) == ({0x0112: 6}, b"a colour profile")
    with Pillow.open(BytesIO(remove_jpeg_metadata(jpeg(1)))) as picture:
        assert dict(picture.getexif()) == {}


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n"]))
def test_damaged_pictures_raise_nothing(data: bytes, head: bytes) -> None:
    for remove in (remove_jpeg_metadata, remove_png_metadata):
        clean = remove(head + data)
        assert remove(clean) == clean
