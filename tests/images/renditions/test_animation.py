"""Animated pictures keep their frames, and uploads whose decoding is too much work are refused."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from pytest_django import Settings
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from cms.images.files.storage import rendition_storage
from cms.images.models import CreditedImage
from cms.images.renditions.animation import MAX_ANIMATION_PIXELS, encode_animation, frame_count
from cms.images.tasks import make_renditions
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import ImageFactory, animation_bytes, make_article, picture_bytes
from tests.user_accounts import make_user

ASK = "{ articles { nodes { image { animation { url width height } rendition(preset: FULL) { url } } } } }"


def frames_of(picture: Pillow.Image) -> int:
    return int(getattr(picture, "n_frames", 1))


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animated_picture_keeps_its_frames(index: NewsIndexPage, api: GraphQLClient, kind: str) -> None:
    image: CreditedImage = ImageFactory(file=ContentFile(animation_bytes(kind), name=f"moving.{kind.lower()}"))
    make_article(index, image=image)
    assert api.data(ASK)["articles"]["nodes"][0]["image"]["animation"] is None
    make_renditions(image)

    shown = api.data(ASK)["articles"]["nodes"][0]["image"]

    assert (shown["animation"]["width"], shown["animation"]["height"]) == (64, 48)
    name = shown["animation"]["url"].removeprefix("http://testserver/media/")
    with rendition_storage().open(name) as file, Pillow.open(file) as picture:
        assert (picture.format, frames_of(picture), picture.info["loop"]) == ("WEBP", 3, 0)
    assert shown["rendition"]["url"] != shown["animation"]["url"]


def test_a_still_picture_has_no_animation(index: NewsIndexPage, api: GraphQLClient) -> None:
    image = ImageFactory()
    make_renditions(image)
    make_article(index, image=image)

    assert api.data(ASK)["articles"]["nodes"][0]["image"]["animation"] is None
    assert "animation" not in image.renditions.values_list("filter_spec", flat=True)


@pytest.mark.slow
def test_a_long_animation_becomes_narrower() -> None:
    data = encode_animation(BytesIO(animation_bytes(frames=100, size=(1000, 500))))

    with Pillow.open(BytesIO(data)) as picture:
        assert (picture.size, frames_of(picture)) == ((800, 400), 100)
        assert picture.width * picture.height * frames_of(picture) <= MAX_ANIMATION_PIXELS
    data = encode_animation(BytesIO(animation_bytes(frames=200, size=(1000, 500))))
    with Pillow.open(BytesIO(data)) as picture:
        assert (picture.size, frames_of(picture)) == ((632, 316), 200)


def test_frames_are_counted_no_further_than_the_limit() -> None:
    """A GIF does not say how many frames it has."""
    with Pillow.open(BytesIO(animation_bytes(frames=50))) as picture:
        assert frame_count(picture, 1_000_000) == 50
        assert frame_count(picture, 64 * 48 * 10) == 12


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (
            animation_bytes(frames=30),
            "This animation is too long: at 64 × 48 pixels it may have 20 frames, 61,440 pixels in all. Shorten it or "
            "scale it down, or embed it as a video.",
        ),
        (picture_bytes(400, 200), "400 × 200 pixels are too many: 61,440 are allowed in all. Scale it down."),
        (
            picture_bytes(200, 150)[:-300],
            "This file is damaged or incomplete: it cannot be shown. Save it anew in an image editor first.",
        ),
    ],
    ids=["frames", "pixels", "truncated"],
)
def test_what_cannot_be_shown_is_refused(db: None, settings: Settings, file: bytes, message: str) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64 * 48 * 20
    suffix = "gif" if file.startswith(b"GIF") else "jpg"
    form = get_image_form(CreditedImage)(
        data={
            "title": "Picture",
            "description": "A picture",
            "no_credit_owed": "on",
            "collection": Collection.get_first_root_node().pk,
        },
        files={"file": SimpleUploadedFile(f"picture.{suffix}", file)},
        user=make_user("Editors"),
    )

    assert form.errors == {"file": [message]}
