"""Sizes and placeholders: made when a picture arrives, never when it is read."""

from io import BytesIO
from pathlib import Path, PurePath
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image as Pillow
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from cms.images import tasks
from cms.images.files.storage import rendition_storage
from cms.images.models import CreditedImage, Rendition
from cms.images.renditions.placeholder import GREY
from cms.images.tasks import has_current_renditions, make_interim_rendition, make_renditions, prepare_image
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import ImageFactory, make_article, picture_bytes, stored

ALL = """{ articles { nodes { image {
  width height placeholder focalPoint { x y }
  thumbnail: rendition(preset: THUMBNAIL) { ...r } card: rendition(preset: CARD) { ...r }
  hero: rendition(preset: HERO) { ...r } full: rendition(preset: FULL) { ...r }
  social: rendition(preset: SOCIAL) { ...r }
} } } }
fragment r on Rendition { url width height srcSet webpSrcSet avifSrcSet }"""
PRESETS = ("thumbnail", "card", "hero", "full", "social")


def upload(file: bytes, name: str = "picture.jpg", **fields: Any) -> CreditedImage:
    """Returns a picture whose sizes have not been made."""
    image: CreditedImage = ImageFactory(file=ContentFile(file, name=name), **fields)
    return image


def read(api: GraphQLClient) -> dict[str, Any]:
    """Returns the picture of the only article as the API gives it."""
    (article,) = api.data(ALL)["articles"]["nodes"]
    image: dict[str, Any] = article["image"]
    return image


def media_files() -> set[str]:
    return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_reading_makes_nothing(
    index: NewsIndexPage, api: GraphQLClient, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Until its sizes have been made, the one made at the upload stands for all of them, never the original."""
    with django_capture_on_commit_callbacks():
        image = upload(picture_bytes(900, 600))
    make_interim_rendition(image.pk)
    make_article(index, image=image, body=stored(("image", {"image": image.pk})))
    before = media_files()

    shown = read(api)

    url = f"http://testserver/media/images/{PurePath(image.file.name).stem}.width-800.jpg"
    interim = {"url": url, "width": 800, "height": 533, "srcSet": f"{url} 800w", "webpSrcSet": "", "avifSrcSet": ""}
    assert [shown[name] for name in PRESETS] == [interim] * 5
    assert shown["placeholder"] == GREY
    assert Rendition.objects.count() == 1
    assert media_files() == before


def test_an_upload_makes_every_size_once(
    index: NewsIndexPage, api: GraphQLClient, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = upload(picture_bytes(900, 600))
    make_article(index, image=image)

    shown = read(api)

    made = Rendition.objects.filter(image=image)
    boxes = {"thumbnail": 2, "card": 2, "hero": 2, "full": 2, "social": 1}
    assert made.count() == 3 * sum(boxes.values())
    assert {name: len(shown[name]["srcSet"].split(", ")) for name in PRESETS} == boxes
    assert [(shown[name]["width"], shown[name]["height"]) for name in PRESETS] == [
        (240, 240),
        (800, 533),
        (900, 506),
        (900, 600),
        (900, 472),
    ]
    for name in PRESETS:
        for field, kind in (("srcSet", "JPEG"), ("webpSrcSet", "WEBP"), ("avifSrcSet", "AVIF")):
            for candidate in shown[name][field].split(", "):
                url, width = candidate.split(" ")
                with rendition_storage().open(url.removeprefix("http://testserver/media/")) as file:
                    picture = Pillow.open(file)
                    assert (picture.format, f"{picture.width}w") == (kind, width)
        assert shown[name]["url"] == shown[name]["srcSet"].split(", ")[-1].split(" ")[0]

    before = set(made.values_list("pk", flat=True))
    prepare_image.enqueue(image.pk)
    assert set(made.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(
    ("mode", "kind", "fallback"),
    [
        ("RGB", "JPEG", "JPEG"),
        ("CMYK", "JPEG", "JPEG"),
        ("L", "JPEG", "JPEG"),
        ("RGBA", "PNG", "PNG"),
        ("P", "PNG", "PNG"),
        ("I;16", "PNG", "PNG"),
        ("P", "GIF", "PNG"),
        ("RGBA", "WEBP", "WEBP"),
        ("RGB", "AVIF", "JPEG"),
    ],
)
def test_pictures_of_every_kind(db: None, mode: str, kind: str, fallback: str) -> None:
    """No link preview takes AVIF, and old browsers neither: what stands in <img src> is something that all know."""
    out = BytesIO()
    Pillow.new(mode, (30, 20)).save(out, kind)
    image = upload(out.getvalue(), f"picture.{kind.lower()}")

    make_renditions(image)

    formats = []
    for name in image.sizes("FULL")[-1][2:]:
        with rendition_storage().open(name) as file:
            formats.append(Pillow.open(file).format)
    assert formats == [fallback, "WEBP", "AVIF"]
    assert image.placeholder.startswith("data:image/webp;base64,")


def test_a_turned_photograph_stands_upright(db: None) -> None:
    """Cameras note how they were held; the file's own width and height are those of the sensor."""
    out = BytesIO()
    exif = Pillow.Exif()
    exif[0x0112] = 6
    Pillow.new("RGB", (60, 40)).save(out, "JPEG", exif=exif)
    image = upload(out.getvalue())

    make_renditions(image)

    assert image.sizes("FULL")[-1][:2] == [40, 60]
    with rendition_storage().open(image.sizes("FULL")[-1][2]) as file:
        assert Pillow.open(file).size == (40, 60)


def test_focal_points(index: NewsIndexPage, api: GraphQLClient) -> None:
    image = upload(picture_bytes(400, 300), focal_point_x=100, focal_point_y=75, focal_point_width=20)
    make_article(index, image=image)
    assert read(api)["focalPoint"] == {"x": 0.25, "y": 0.25}

    CreditedImage.objects.update(focal_point_x=None)
    assert read(api)["focalPoint"] is None


def test_a_new_focal_point_makes_new_crops(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = upload(picture_bytes(400, 300))
    image = CreditedImage.objects.get()
    before = image.variants

    with django_capture_on_commit_callbacks(execute=True):
        image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 10, 10, 5, 5
        image.save()

    image.refresh_from_db()
    assert has_current_renditions(image)
    assert image.variants["CARD"] != before["CARD"]
    assert image.variants["FULL"] == before["FULL"], "what is not cropped needs no new file"

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        image.title = "Renamed"
        image.save()
    assert callbacks == []


def test_a_new_file_is_not_shown_in_the_old_ones_sizes(
    index: NewsIndexPage, api: GraphQLClient, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = upload(picture_bytes(400, 300))
    make_article(index, image=image)
    image = CreditedImage.objects.get()

    with django_capture_on_commit_callbacks() as callbacks:
        image.file = ContentFile(picture_bytes(200, 200), name="other.png")
        image.save()

    assert read(api)["card"]["srcSet"] == f"{GREY} 200w"
    make_interim_rendition(image.pk)
    interim = f"http://testserver/media/images/{PurePath(image.file.name).stem}.width-200.jpg"
    assert read(api)["card"]["srcSet"] == f"{interim} 200w"
    callbacks[0]()
    image.refresh_from_db()
    assert has_current_renditions(image)
    assert [size[:2] for size in image.variants["CARD"]] == [[200, 134]]


def test_sizes_whose_files_are_gone_are_forgotten_and_made_again(
    index: NewsIndexPage, api: GraphQLClient, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    image = upload(picture_bytes(400, 300))
    make_renditions(image)
    make_article(index, image=image)

    with django_capture_on_commit_callbacks() as callbacks:
        image.renditions.all().delete()

    shown = read(api)
    assert (shown["card"]["url"], shown["card"]["srcSet"]) == (GREY, f"{GREY} 400w")
    for callback in callbacks:
        callback()
    assert read(api)["card"]["width"] == 400
    assert "webp" in read(api)["card"]["webpSrcSet"]


def test_a_picture_that_is_gone_needs_no_sizes(
    db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    image = upload(picture_bytes())
    make_renditions(image)

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    prepare_image.enqueue(999_999)

    assert (CreditedImage.objects.count(), Rendition.objects.count()) == (0, 0)


def test_sizes_that_were_made_before_a_preset_was_added(index: NewsIndexPage, api: GraphQLClient) -> None:
    image = upload(picture_bytes(400, 300))
    make_renditions(image)
    make_article(index, image=image)
    del image.variants["SOCIAL"]
    CreditedImage.objects.update(variants=image.variants)

    shown = read(api)

    assert shown["social"] == shown["full"]
    assert shown["card"]["srcSet"] != shown["social"]["srcSet"]


def test_sizes_are_made_again_when_the_presets_have_changed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    image = upload(picture_bytes())
    make_renditions(image)
    assert has_current_renditions(image)

    monkeypatch.setattr(tasks, "PRESETS_CHECKSUM", tasks.PRESETS_CHECKSUM + 1)

    assert not has_current_renditions(image)


def test_publishing_makes_the_sizes_that_are_missing(
    index: NewsIndexPage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """One picture that cannot be read keeps no other from being made."""
    broken, own, embedded, elsewhere = (upload(picture_bytes()) for _ in range(4))
    with default_storage.open(broken.file.name, "wb") as file:
        file.write(b"no picture")
    article = make_article(
        index,
        image=own,
        live=False,
        body=stored(
            ("image", {"image": broken.pk}),
            ("paragraph", {"html": f'<embed embedtype="image" id="{embedded.pk}" format="left" alt=""/>'}),
        ),
    )

    with django_capture_on_commit_callbacks(execute=True):
        article.save_revision().publish()

    assert [
        has_current_renditions(CreditedImage.objects.get(pk=image.pk)) for image in (broken, own, embedded, elsewhere)
    ] == [
        False,
        True,
        True,
        False,
    ]


def test_files_in_another_storage(index: NewsIndexPage, api: GraphQLClient, settings: Settings) -> None:
    settings.STORAGES = settings.STORAGES | {"renditions": {"BACKEND": "tests.images.storage.RemoteStorage"}}
    image = upload(picture_bytes(300, 200))
    make_renditions(image)
    make_article(index, image=image)

    shown = read(api)

    addresses = [part.split(" ")[0] for name in PRESETS for part in shown[name]["avifSrcSet"].split(", ")]
    assert len(addresses) == 6
    assert all(address.startswith("https://bucket.example.com/images/") for address in addresses)
    assert shown["full"]["url"].startswith("https://bucket.example.com/images/")
