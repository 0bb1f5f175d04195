"""AVIF files as they are written."""

from io import BytesIO

import pytest
from PIL import Image as Pillow
from willow.image import Image

from cms.images.encoding import SPEED
from tests.factories import picture_bytes


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "CMYK"])
def test_pictures_of_every_kind_become_avif(mode: str) -> None:
    source = BytesIO()
    Pillow.new(mode, (40, 30)).save(source, "TIFF")
    out = BytesIO()
    Image.open(BytesIO(source.getvalue())).auto_orient().save_as_avif(out)
    with Pillow.open(BytesIO(out.getvalue())) as picture:
        assert (picture.format, picture.size) == ("AVIF", (40, 30))


def test_a_colour_profile_is_kept() -> None:
    profile = b"\0" * 128
    source = BytesIO()
    with Pillow.open(BytesIO(picture_bytes())) as picture:
        picture.save(source, "JPEG", icc_profile=profile)
    out = BytesIO()
    Image.open(BytesIO(source.getvalue())).auto_orient().save_as_avif(out)
    with Pillow.open(BytesIO(out.getvalue())) as picture:
        assert picture.info["icc_profile"] == profile


def test_they_are_written_at_our_speed() -> None:
    picture = Image.open(BytesIO(picture_bytes(640, 480))).auto_orient()
    out, same = BytesIO(), BytesIO()
    picture.save_as_avif(out, quality=80)
    picture.get_pillow_image().save(same, "AVIF", quality=80, speed=SPEED, icc_profile=b"")
    assert out.getvalue() == same.getvalue()
