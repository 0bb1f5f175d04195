"""What a picture's file says about it fills the form; what is damaged or malicious keeps no picture out."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.models import Collection

from cms.images.models import CreditedImage
from cms.images.uploads.metadata import read_metadata
from tests.images.admin.test_forms import fields
from tests.user_accounts import log_in, make_user

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" photoshop:Credit="Ana Duarte/Agencia Norte"
 photoshop:Source="Agencia Norte" photoshop:DateCreated="2026-05-29T08:30:00+02:00"
 xmpRights:WebStatement="https://example.org/licence">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Passengers board a night train.</rdf:li></rdf:Alt>
</dc:description>
<dc:subject><rdf:Bag><rdf:li>night train</rdf:li><rdf:li>rail</rdf:li></rdf:Bag></dc:subject>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Editorial use only.</rdf:li></rdf:Alt>
</xmpRights:UsageTerms>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
FROM_XMP: dict[str, Any] = {
    "credit": "Ana Duarte/Agencia Norte",
    "source": "Agencia Norte",
    "description": "Passengers board a night train.",
    "tags": ["night train", "rail"],
    "taken_at": dt.datetime(2026, 5, 29, 6, 30, tzinfo=dt.UTC),
    "licence": "https://example.org/licence",
    "usage_condition": "Editorial use only.",
    "usage_terms": "CONDITIONAL",
}


def photograph(kind: str = "JPEG", xmp: str = "", iptc: bytes = b"", exif: Pillow.Exif | None = None) -> bytes:
    """Returns a picture with this metadata."""
    options: dict[str, Any] = {"xmp": xmp.encode()} if xmp else {}
    if exif is not None:
        options["exif"] = exif
    out = BytesIO()
    Pillow.new("RGB", (64, 48), "teal").save(out, kind, **options)
    return with_iptc(out.getvalue(), iptc) if iptc else out.getvalue()


def dataset(number: int, text: bytes) -> bytes:
    return bytes([0x1C, 2, number]) + len(text).to_bytes(2, "big") + text


def with_iptc(jpeg: bytes, records: bytes) -> bytes:
    """Returns a JPEG with IPTC's records in a Photoshop segment."""
    block = b"8BIM\x04\x04\x00\x00" + len(records).to_bytes(4, "big") + records + b"\0" * (len(records) % 2)
    segment = b"Photoshop 3.0\0" + block
    return jpeg[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + jpeg[2:]


def camera() -> Pillow.Exif:
    exif = Pillow.Exif()
    exif[0x010E], exif[0x013B], exif[0x8298] = "A train", "Ana Duarte", "© Zoë".encode()
    exif.get_ifd(0x8769).update({0x9003: "2026:05:29 08:30:00", 0x9011: "+02:00"})
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0)})
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_xmp(kind: str) -> None:
    assert read_metadata(BytesIO(photograph(kind, XMP))) == FROM_XMP


def test_iptc() -> None:
    records = [
        *((80, b"Ana Duarte"), (110, "Zoë/Norte".encode("cp1252")), (115, b"Norte"), (120, b"A  train\r\nat night.")),
        *((25, b"rail"), (25, b"night"), (25, b"rail"), (55, b"20260529"), (60, b"083000+0200"), (40, b"No web.")),
    ]
    file = BytesIO(photograph(iptc=b"".join(dataset(*record) for record in records)))

    assert read_metadata(file) == {
        "credit": "Zoë/Norte",
        "source": "Norte",
        "description": "A train at night.",
        "tags": ["rail", "night"],
        "taken_at": dt.datetime(2026, 5, 29, 6, 30, tzinfo=dt.UTC),
        "usage_condition": "No web.",
        "usage_terms": "CONDITIONAL",
    }
    assert file.tell() == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif(kind: str) -> None:
    assert read_metadata(BytesIO(photograph(kind, exif=camera()))) == {
        "credit": "© Zoë",
        "description": "A train",
        "taken_at": dt.datetime(2026, 5, 29, 6, 30, tzinfo=dt.UTC),
    }


def test_xmp_comes_before_iptc_and_exif() -> None:
    iptc = dataset(110, b"IPTC") + dataset(115, b"Norte")
    said = read_metadata(BytesIO(photograph(xmp=XMP.replace('photoshop:Source="Agencia Norte"', ""), iptc=iptc)))

    assert (said["credit"], said["source"]) == ("Ana Duarte/Agencia Norte", "Norte")


@pytest.mark.parametrize(
    "xmp",
    [
        "<x:xmpmeta",
        "<a/>",
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'
        '<xmpmeta><RDF><Description Credit="x">&c;</Description></RDF></xmpmeta>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
        '<xmpmeta><RDF><Description Credit="x">&b;</Description></RDF></xmpmeta>',
        "<xmpmeta><RDF><Description/><Description/></RDF></xmpmeta>",
        '<xmpmeta><RDF><Description DateCreated="2026-99-99"/></RDF></xmpmeta>',
        '<xmpmeta><RDF><Description DateCreated="0001-01-01T00:00:00+14:00" Credit="&#9;"/></RDF></xmpmeta>',
    ],
)
def test_damaged_or_malicious_xmp_says_nothing(xmp: str) -> None:
    said = read_metadata(BytesIO(photograph(xmp=xmp)))

    assert set(said) <= {"taken_at"}


def test_texts_are_as_long_as_their_fields() -> None:
    words = "word " * 200
    tags = "".join(f"<li>{number} {'x' * 200}</li>" for number in range(50))
    subject = f"<subject><Bag>{tags}</Bag></subject>"
    xmp = f'<xmpmeta><RDF><Description Credit="{words}">{subject}</Description></RDF></xmpmeta>'

    said = read_metadata(BytesIO(photograph(xmp=xmp)))

    assert (len(said["credit"]), said["credit"][-5:]) == (255, "word…")
    assert (len(said["tags"]), {len(tag) for tag in said["tags"]}) == (20, {100})


@pytest.fixture
def editor(db: None) -> Client:
    return log_in(make_user("Editors"))


def sent(data: bytes, name: str = "night-train.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def test_what_is_left_empty_is_filled_and_named(editor: Client) -> None:
    values = fields(file=sent(photograph(xmp=XMP)), description="A train at night.", source="Desk", no_credit_owed="")

    answer = editor.post("/admin/images/add/", values, follow=True)

    image = CreditedImage.objects.get()
    assert (image.credit, image.source, image.licence) == (FROM_XMP["credit"], "Desk", FROM_XMP["licence"])
    assert (image.description, image.taken_at) == ("A train at night.", FROM_XMP["taken_at"])
    assert (image.usage_terms, image.usage_condition) == ("CONDITIONAL", "Editorial use only.")
    assert sorted(image.tags.names()) == ["night train", "rail"]
    text = "Read from the file: Credit, Tags, Taken at, Licence, Condition or fee, Usage terms. Check them."
    assert text in answer.content.decode()


def test_a_description_of_the_file_is_shown_before_it_is_kept(editor: Client) -> None:
    asked = editor.post("/admin/images/add/", fields(file=sent(photograph(xmp=XMP)), no_credit_owed=""))

    form = asked.context["form"]
    assert form.errors == {"description": ["The file says this. Make sure that it says what the picture shows."]}
    assert form["description"].value() == "Passengers board a night train."
    assert (form["credit"].value(), form["tags"].value()) == (FROM_XMP["credit"], '"night train", rail')
    assert not CreditedImage.objects.exists()


def test_several_pictures_come_with_filled_forms(editor: Client) -> None:
    values = {"title": "x", "collection": Collection.get_first_root_node().pk, "files[]": sent(photograph(xmp=XMP))}

    answer = editor.post("/admin/images/multiple/add/", values, headers={"X-Requested-With": "XMLHttpRequest"}).json()

    for text in ("Ana Duarte/Agencia Norte", "Passengers board a night train.", "Editorial use only.", "night train"):
        assert text in answer["form"]
    assert f'value="{timezone.localtime(FROM_XMP["taken_at"]):%Y-%m-%d %H:%M}' in answer["form"]


def test_the_word_that_no_credit_is_owed_and_a_decorative_picture_stand(editor: Client) -> None:
    values = fields(file=sent(photograph(xmp=XMP)), is_decorative="on", no_credit_owed="on")

    assert editor.post("/admin/images/add/", values).status_code == 302
    image = CreditedImage.objects.get()
    assert (image.credit, image.alt, image.description) == ("", "", "")
