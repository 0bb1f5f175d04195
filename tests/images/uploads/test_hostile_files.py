"""Files that lie, are damaged or mean harm: a clear message or a safe value, soon, and never an error page."""

import random
import time
from io import BytesIO
from pathlib import PurePath
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow
from pytest_django import DjangoCaptureOnCommitCallbacks

from cms.images.files.storage import rendition_storage
from cms.images.models import CreditedImage
from cms.images.uploads.metadata import read_metadata
from cms.images.uploads.validation import PictureField
from tests.factories import animation_bytes, picture_bytes
from tests.images.admin.test_forms import fields
from tests.images.uploads.test_file_metadata import XMP, camera, dataset, photograph, with_iptc
from tests.user_accounts import log_in, make_user

ADD = "/admin/images/add/"
DAMAGED = "This file is damaged or incomplete: it cannot be shown. Save it anew in an image editor first."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MAX_SECONDS = 5
"""Of processor time, which is the same on a loaded machine."""


@pytest.fixture
def editor(db: None) -> Client:
    return log_in(make_user("Editors"))


def add(editor: Client, data: bytes, name: str, **values: Any) -> Any:
    """Returns the errors of the form, empty where the picture was added."""
    file = SimpleUploadedFile(name, data, content_type="image/jpeg")
    began = time.process_time()
    answer = editor.post(ADD, fields(**{"file": file, "description": "A train at night.", **values}))
    assert time.process_time() - began < MAX_SECONDS
    return answer.context["form"].errors if answer.status_code == 200 else {}


def property_of(xmp: str, text: str = "") -> str:
    return f"<xmpmeta><RDF><Description {xmp}>{text}</Description></RDF></xmpmeta>"


def deep(name: str, levels: int) -> str:
    return property_of("", f"<subject>{f'<{name}>' * levels}x{f'</{name}>' * levels}</subject>")


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (picture_bytes(file_format="PNG"), "night.jpg", "The extension does not match the file format (png)"),
        (picture_bytes(), "night.webp", "The extension does not match the file format (jpeg)"),
        (SVG, "night.svg", "Not a supported image format"),
        (SVG, "night.png", "The extension does not match the file format (svg)"),
        (b"<html><script>alert(1)</script>", "night.jpg", "Upload a valid image"),
        (picture_bytes(), "night.php", "Not a supported image format"),
        (picture_bytes(), "night.jpg.html", "Not a supported image format"),
        (picture_bytes(400, 300)[:900], "night.jpg", DAMAGED),
        (animation_bytes("GIF")[:200], "night.gif", DAMAGED),
        (animation_bytes("WEBP")[:150], "night.webp", DAMAGED),
        (b"", "night.jpg", "The submitted file is empty."),
        (b"GIF89a" + b"\xff" * 4 + b"\0" * 9, "night.gif", ""),
        (b"GIF89a" + b"\xff" * 4 + b"\0\0\0\x2c\0\0\0\0\xff\xff\xff\xff\0\x02", "night.gif", ""),
    ],
)
def test_a_file_that_is_no_picture_is_refused(editor: Client, data: bytes, name: str, message: str) -> None:
    errors = add(editor, data, name)

    assert list(errors) == ["file"]
    assert message in str(errors["file"])
    assert not CreditedImage.objects.exists()


@pytest.mark.filterwarnings("ignore:.*:UserWarning")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_files_with_bytes_that_are_lost_or_wrong_are_read_or_refused(kind: str) -> None:
    dice = random.Random(kind)
    iptc = dataset(110, b"Norte") + dataset(25, b"rail")
    whole = {
        "JPEG": lambda: with_iptc(photograph("JPEG", XMP, exif=camera()), iptc),
        "PNG": lambda: photograph("PNG", exif=camera()),
        "GIF": lambda: animation_bytes("GIF"),
    }.get(kind, lambda: photograph(kind, XMP, exif=camera()))()
    name = {"JPEG": "night.jpg"}.get(kind, f"night.{kind.lower()}")

    for _time in range(150):
        data = bytearray(whole)
        at = dice.randrange(min(len(data), 1500))
        data[at : at + 4] = dice.choice([b"\xff" * 4, b"\0" * 4, dice.randbytes(4), b""])
        file = bytes(data[: dice.choice([len(data), dice.randrange(1, len(data))])])
        try:
            PictureField().clean(SimpleUploadedFile(name, file))
        except ValidationError:
            continue
        read_metadata(BytesIO(file))


@pytest.mark.parametrize(
    "xmp",
    [
        *(deep(name, levels) for name in ("a", "Bag") for levels in (1_000, 60_000)),
        property_of(f'Credit="{"a" * 900_000}"'),
        property_of(f'Credit="{"a-" * 450_000}"'),
        property_of("", f"<subject><Bag>{'<li>x</li>' * 80_000}</Bag></subject>"),
        property_of(" ".join(f'a{number}="1"' for number in range(60_000))),
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
        + "]>"
        + property_of("", "<subject>&i;</subject>"),
    ],
    ids=["deep", "deeper", "deep lists", "deeper lists", "long", "long words", "many", "wide", "a billion laughs"],
)
def test_metadata_without_measure_keep_no_picture_out(editor: Client, xmp: str) -> None:
    assert add(editor, photograph("WEBP", xmp), "night.webp") == {}

    image = CreditedImage.objects.get()
    assert len(image.credit) <= 255
    assert image.tags.count() <= 20


@pytest.mark.parametrize(
    "taken",
    [
        *("0000:00:00 00:00:00", "0001:01:01 00:00:00", "0999:12:31 23:59:59", "9999:12:31 23:59:59"),
        *("2126:05:29 08:30:00", "2026:02:30 00:00:00", "    :  :     :  :  "),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_dates_of_no_photograph_are_looked_past(editor: Client, settings: Any, taken: str, zone: str) -> None:
    settings.TIME_ZONE = zone
    exif = Pillow.Exif()
    exif.get_ifd(0x8769).update({0x9003: taken})

    assert add(editor, photograph("JPEG", exif=exif), "night.jpg") == {}

    assert CreditedImage.objects.get().taken_at is None


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"taken_at": "9999-12-31 23:59"}, "No picture can have been taken then."),
        ({"taken_at": "0001-01-01 00:00"}, "No picture can have been taken then."),
        ({"rights_expire_at": "9999-12-31 23:59"}, "Leave it empty if the rights do not expire."),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_moments_at_the_end_of_the_calendar_are_refused(
    editor: Client, settings: Any, values: dict[str, str], refused: str, zone: str
) -> None:
    settings.TIME_ZONE = zone

    errors = add(editor, picture_bytes(), "night.jpg", **values)

    assert list(errors) == [*values]
    assert refused in str(errors)


@pytest.mark.parametrize(
    ("said", "credit"),
    [
        ("Ana\0Duarte\x1b[31m", "Ana Duarte [31m"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        (b"\xff\xfe\x41", "ÿþA"),
        (b"\x81\x8d", "��"),
        ("{{ 7*7 }}{% now 'Y' %}", "{{ 7*7 }}{% now 'Y' %}"),
    ],
)
def test_texts_of_files_are_texts(editor: Client, said: str | bytes, credit: str) -> None:
    exif = Pillow.Exif()
    exif[0x8298] = said

    assert add(editor, photograph("JPEG", exif=exif), "night.jpg", no_credit_owed="") == {}

    image = CreditedImage.objects.get()
    assert image.credit == credit
    shown = editor.get(f"/admin/images/{image.pk}/").content.decode()
    assert "<script>alert(1)" not in shown
    assert "<script>alert(1)" not in editor.get("/admin/images/?layout=list").content.decode()


def camera_and_place() -> Pillow.Exif:
    exif = camera()
    exif[0x010F] = "CANARYCAMERA"
    return exif


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("JPEG", mode) for mode in ("RGB", "L", "CMYK", "YCbCr")),
        *(("PNG", mode) for mode in ("I;16", "1", "LA", "P", "RGBA")),
        *((kind, mode) for kind in ("WEBP", "AVIF") for mode in ("RGB", "RGBA")),
        ("GIF", "P"),
    ],
)
def test_pictures_of_every_mode_are_shown_without_what_the_camera_said(
    editor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, kind: str, mode: str
) -> None:
    out = BytesIO()
    options = {} if kind == "GIF" else {"exif": camera_and_place()}
    Pillow.new(mode, (400, 300)).save(out, kind, **options)
    assert b"CANARYCAMERA" in out.getvalue() or kind == "GIF"

    with django_capture_on_commit_callbacks(execute=True):
        assert add(editor, out.getvalue(), f"night.{'jpg' if kind == 'JPEG' else kind.lower()}") == {}

    names = [name for rendition in CreditedImage.objects.get().renditions.all() for name in [rendition.file.name]]
    assert {PurePath(name).suffix for name in names} >= {".webp", ".avif"}
    for name in names:
        with rendition_storage().open(name) as file, Pillow.open(file) as shown:
            shown.load()
            assert not dict(shown.getexif())
            file.seek(0)
            assert b"CANARYCAMERA" not in file.read()


def test_a_replaced_file_is_asked_for_its_credit_and_fills_nothing(editor: Client) -> None:
    assert add(editor, picture_bytes(), "night.jpg", no_credit_owed="on") == {}
    image = CreditedImage.objects.get()
    CreditedImage.objects.update(no_credit_owed=False)
    new = photograph("JPEG", XMP, exif=camera())
    url = f"/admin/images/{image.pk}/"

    def replace(**values: Any) -> Any:
        file = SimpleUploadedFile("other.jpg", new)
        answer = editor.post(url, fields(**{"file": file, "description": "Ours.", "no_credit_owed": "", **values}))
        return answer.context["form"].errors if answer.status_code == 200 else {}

    assert replace() == {"credit": ["Say whom to credit, or tick “No credit needed”."]}
    assert replace(credit="© Our own 2026") == {}

    image.refresh_from_db()
    assert (image.description, image.credit, image.source, image.licence) == ("Ours.", "© Our own 2026", "", "")
    assert (image.taken_at, image.usage_terms, image.tags.count()) == (None, "", 0)


def test_the_chooser_and_the_upload_of_several_ask_for_the_credit_too(editor: Client) -> None:
    asked = {"credit": ["Say whom to credit, or tick “No credit needed”."]}
    values = fields(description="A train at night.", no_credit_owed="")
    collection = values.pop("collection")

    def chooser(**more: str) -> Any:
        file = SimpleUploadedFile("night.jpg", picture_bytes())
        sent = {f"image-chooser-upload-{name}": value for name, value in (values | more).items()}
        sent |= {"image-chooser-upload-file": file, "image-chooser-upload-collection": collection}
        return editor.post("/admin/images/chooser/create/", sent)

    assert asked["credit"][0] in chooser().json()["htmlFragment"]
    assert chooser(no_credit_owed="on").json()["step"] == "chosen"

    waiting = editor.post(
        "/admin/images/multiple/add/",
        {
            "title": "night",
            "collection": collection,
            "files[]": SimpleUploadedFile("n.jpg", picture_bytes(colour="red")),
        },
        headers={"x-requested-with": "XMLHttpRequest"},
    ).json()
    key = waiting["uploaded_file_id"]

    def several(**more: str) -> Any:
        sent = {f"uploaded-image-{key}-{name}": value for name, value in (values | more).items()}
        sent[f"uploaded-image-{key}-collection"] = collection
        headers = {"x-requested-with": "XMLHttpRequest"}
        return editor.post(f"/admin/images/multiple/create_from_uploaded_image/{key}/", sent, headers=headers).json()

    assert asked["credit"][0] in several()["form"]
    assert several(no_credit_owed="on")["success"] is True
    assert [*CreditedImage.objects.values_list("no_credit_owed", flat=True)] == [True, True]
