"""What public files of a picture tell: its pixels, and nothing that a camera or an editor wrote into the file."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Pillow
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo
from willow.plugins.pillow import PillowImage

from cms.images.files.storage import rendition_storage
from cms.images.models import CreditedImage
from cms.images.renditions.filters import in_srgb
from cms.images.tasks import make_renditions
from tests.factories import ImageFactory

CANARIES = [b"CANARYCAMERA", b"CANARY-AUTHOR", b"CANARY-COMMENT", b"CANARY-XMP", b"GPS"]
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">CANARY-XMP</x:xmpmeta>'


def photograph(kind: str, mode: str = "RGB", size: tuple[int, int] = (900, 600)) -> bytes:
    """Returns a picture that names its place, camera and author in each way its format has."""
    exif = Pillow.Exif()
    exif[0x010F], exif[0x013B] = "CANARYCAMERA", "CANARY-AUTHOR"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 17.0, 24.0)})
    options: dict[str, Any] = {"exif": exif}
    if kind in ("JPEG", "WEBP", "AVIF", "PNG"):
        options["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if kind in ("JPEG", "GIF"):
        options["comment"] = b"CANARY-COMMENT"
    if kind in ("JPEG", "WEBP", "AVIF"):
        options["xmp"] = XMP
    if kind == "PNG":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_text("Author", "CANARY-AUTHOR")
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())
    out = BytesIO()
    Pillow.new(mode, size, "teal" if mode != "L" else 90).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "P"), ("WEBP", "RGB"), ("AVIF", "RGB"), ("GIF", "P")],
)
def test_renditions_carry_no_metadata(db: None, kind: str, mode: str) -> None:
    original = photograph(kind, mode)
    assert any(canary in original for canary in CANARIES)
    image: CreditedImage = ImageFactory(file=ContentFile(original, name=f"photo.{kind.lower()}"))
    make_renditions(image)
    image.get_rendition("max-165x165")
    image.get_rendition("width-500|format-png")
    image.get_rendition("width-500|format-gif") if kind == "GIF" else None

    for rendition in image.renditions.all():
        with rendition_storage().open(rendition.file.name) as file:
            data = file.read()
        found = [canary for canary in CANARIES if canary in data]
        assert found == [], rendition.filter_spec
        with Pillow.open(BytesIO(data)) as picture:
            assert dict(picture.getexif()) == {}, rendition.filter_spec
            assert {"comment", "xmp", "exif", "icc_profile", "photoshop"} & set(picture.info) == set()


def test_wide_colours_are_converted_before_their_profile_is_dropped(db: None) -> None:
    """A green of a wider colour space, taken for sRGB, would come out paler than it was."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    out = BytesIO()
    Pillow.new("LAB", (60, 40), (150, 90, 180)).save(out, "TIFF", icc_profile=lab.tobytes())
    with Pillow.open(out) as source:
        expected = ImageCms.profileToProfile(source, lab, ImageCms.createProfile("sRGB"), outputMode="RGB")
    assert expected is not None
    with Pillow.open(out) as source:
        assert in_srgb(PillowImage(source)).image.getpixel((5, 5)) == expected.getpixel((5, 5))


def test_a_broken_profile_keeps_no_picture_from_being_shown(db: None) -> None:
    out = BytesIO()
    Pillow.new("RGB", (60, 40), "teal").save(out, "JPEG", icc_profile=b"no profile at all")
    image: CreditedImage = ImageFactory(file=ContentFile(out.getvalue(), name="photo.jpg"))

    make_renditions(image)

    with rendition_storage().open(image.sizes("FULL")[-1][2]) as file, Pillow.open(file) as picture:
        assert (picture.size, "icc_profile" in picture.info) == ((60, 40), False)
