"""AVIF files are encoded with less effort than Willow's, where the operator leaves it at that."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.checks import registry as checks
from PIL import Image as Pillow
from pytest_django import Settings
from willow.image import Image

from cms.images.renditions import encoding
from cms.images.renditions.encoding import AVIF_SPEED, check_willow, select_encoder
from tests.factories import picture_bytes


@pytest.fixture
def encoder_of_willow(settings: Settings) -> Iterator[None]:
    settings.AVIF_ENCODER = "willow"
    select_encoder()
    yield
    settings.AVIF_ENCODER = "fast"
    select_encoder()


def encoded(original: bytes, **options: object) -> bytes:
    """Returns the AVIF file that Willow's interface gives."""
    out = BytesIO()
    Image.open(BytesIO(original)).auto_orient().save_as_avif(out, **options)
    return out.getvalue()


def encoded_by_pillow(original: bytes, **options: object) -> bytes:
    """Returns the AVIF file that Pillow gives."""
    out = BytesIO()
    Image.open(BytesIO(original)).auto_orient().get_pillow_image().save(out, "AVIF", **options)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "CMYK"])
def test_pictures_of_every_kind_become_avif(mode: str) -> None:
    source = BytesIO()
    Pillow.new(mode, (40, 30)).save(source, "TIFF")
    with Pillow.open(BytesIO(encoded(source.getvalue()))) as picture:
        assert (picture.format, picture.size) == ("AVIF", (40, 30))


def test_a_colour_profile_is_kept() -> None:
    profile = b"\0" * 128
    source = BytesIO()
    with Pillow.open(BytesIO(picture_bytes())) as picture:
        picture.save(source, "JPEG", icc_profile=profile)
    with Pillow.open(BytesIO(encoded(source.getvalue()))) as picture:
        assert picture.info["icc_profile"] == profile


def test_they_are_encoded_at_our_speed() -> None:
    original = picture_bytes(640, 480)

    assert encoded(original, quality=80) == encoded_by_pillow(original, quality=80, speed=AVIF_SPEED, icc_profile=b"")


def test_lossless_ones_are_encoded_as_willow_does() -> None:
    original = picture_bytes(64, 48)

    assert encoded(original, lossless=True) == encoded_by_pillow(original, quality=100, subsampling="4:4:4")


@pytest.mark.usefixtures("encoder_of_willow")
def test_willows_own_encoder_can_be_chosen() -> None:
    original = picture_bytes(640, 480)

    assert encoded(original, quality=80) == encoded_by_pillow(original, quality=80)
    assert encoded(original, quality=80) != encoded_by_pillow(original, quality=80, speed=AVIF_SPEED, icc_profile=b"")


def test_the_installed_willow_is_the_one_that_the_replacement_was_written_for() -> None:
    registered: set[object] = {*checks.registry.registered_checks}

    assert check_willow in registered
    assert check_willow() == []


@pytest.mark.parametrize("installed", ["1.13.0", "1.120.0", "2.0"])
def test_another_willow_is_warned_of(monkeypatch: pytest.MonkeyPatch, settings: Settings, installed: str) -> None:
    monkeypatch.setattr(encoding, "version", lambda _package: installed)

    (warning,) = check_willow()
    assert (warning.id, warning.msg, warning.hint) == (
        "images.W001",
        f"AVIF_ENCODER=fast replaces a method of Willow 1.12, but {installed} is installed.",
        "Set AVIF_ENCODER=willow, or compare cms.images.renditions.encoding with `PillowImage.save_as_avif`.",
    )
    settings.AVIF_ENCODER = "willow"
    assert check_willow() == []
