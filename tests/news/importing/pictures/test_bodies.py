"""Pictures of bodies, from the files of a directory."""

from pathlib import Path

import pytest

from cms.images.models import CreditedImage
from news.models import ArticlePage, NewsIndexPage
from tests.factories import picture_bytes
from tests.news.importing.samples import bring

pytestmark = pytest.mark.django_db

BODY = (
    '<p>A</p><figure><img src="https://old.example/up/Boat.JPG?w=300" alt="A boat"><figcaption>Out. Photo: N.N.'
    '</figcaption></figure><figure><img src="/up/quay%20four.jpg"><img src="boat.jpg" alt="Same"></figure>'
    '<img src="lost.jpg" alt="Lost"><img src="broken.jpg">'
)
ROW = {"title": "Fog", "date": "2024-03-07", "body": BODY}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "boat.jpg").write_bytes(picture_bytes(colour="navy"))
    (pictures / "quay four.jpg").write_bytes(picture_bytes(colour="grey"))
    (pictures / "broken.jpg").write_bytes(b"<html>not found</html>")
    return pictures


def test_pictures_take_their_places(tmp_path: Path, directory: Path, index: NewsIndexPage) -> None:
    report = bring(tmp_path, index, ROW, images=directory)

    boat, quay = CreditedImage.objects.order_by("title")
    assert [(one.description, one.credit, one.lacks_words) for one in (boat, quay)] == [
        ("A boat", "Photo: N.N.", False),
        ("", "", True),
    ]
    body = ArticlePage.objects.get().body.raw_data
    assert [block["type"] for block in body] == ["paragraph", "image", "gallery"]
    assert dict(body[1]["value"]) == {"image": boat.pk, "alt": "", "caption": "Out.", "credit": ""}
    assert [dict(item["value"]) for item in body[2]["value"]["items"]] == [
        {"image": quay.pk, "alt": "", "caption": "", "credit": ""},
        {"image": boat.pk, "alt": "Same", "caption": "", "credit": ""},
    ]
    assert report.pictures_imported == 2
    assert [text for _number, text in report.notes] == [
        "its picture came without description and credit; it is published so, and marked for the desk",
        "left out a picture: lost.jpg, alt “Lost” (there is no file “lost.jpg” in pictures)",
        "left out a picture: broken.jpg (“broken.jpg” is a page in HTML, not a picture: likely what a server sent in"
        " the place of one)",
    ]


def test_a_second_run_changes_nothing(tmp_path: Path, directory: Path, index: NewsIndexPage) -> None:
    bring(tmp_path, index, ROW, images=directory)

    report = bring(tmp_path, index, ROW, images=directory)
    assert (report.unchanged, report.created, report.left, report.pictures_imported) == (1, 0, 0, 0)
    assert CreditedImage.objects.count() == 2


def test_a_dry_run_stores_no_picture(tmp_path: Path, directory: Path, index: NewsIndexPage) -> None:
    report = bring(tmp_path, index, ROW, images=directory, dry_run=True)

    assert report.created == 1
    assert CreditedImage.objects.count() == 0
    assert [text.partition(" (")[0] for _number, text in report.notes] == [
        "left out a picture: lost.jpg, alt “Lost”",
        "left out a picture: broken.jpg",
    ]


def test_without_a_directory_every_picture_is_noted(tmp_path: Path, index: NewsIndexPage) -> None:
    report = bring(tmp_path, index, ROW)

    assert [block["type"] for block in ArticlePage.objects.get().body.raw_data] == ["paragraph"]
    assert len(report.notes) == 5
    assert report.notes[0][1].startswith(
        "left out a picture: https://old.example/up/Boat.JPG?w=300, alt “A boat”, caption “Out.”,"
        " credit “Photo: N.N.” ("
    )
    assert report.notes[2][1] == (
        "left out a picture: boat.jpg, alt “Same” (needs --images, which names the directory of the files)"
    )
