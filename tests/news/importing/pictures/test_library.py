"""Pictures: given, shared, or drawn to carry a credit."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from cms.images.models import CreditedImage
from news.importing.problems import ImportRefused
from news.importing.report import NoteKind
from news.models import ArticlePage, NewsIndexPage
from tests.factories import ImageFactory, make_article, picture_bytes
from tests.news.importing.samples import bring, stored_files
from tests.user_accounts import log_in, make_user

DAY = {"date": "2024-03-07"}
BOAT = {"image": "boat.jpg", "image_description": "A boat at the quay.", "image_credit": "© Ana Duarte 2024"}
CRANE = {"image": "crane.png", "image_description": "A crane.", "image_no_credit_owed": "yes"}
CREDIT = {"title": "Fog", **DAY, "image_credit": "© Ben Li 2024"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A directory with a few pictures."""
    (tmp_path / "more").mkdir()
    (tmp_path / "boat.jpg").write_bytes(picture_bytes(colour="navy"))
    (tmp_path / "more" / "copy of boat.jpg").write_bytes(picture_bytes(colour="navy"))
    (tmp_path / "crane.png").write_bytes(picture_bytes(colour="orange", file_format="PNG"))
    return tmp_path


def stored(data: bytes, name: str = "x.jpg", **fields: Any) -> CreditedImage:
    image: CreditedImage = ImageFactory(file=ContentFile(data, name=name), **fields)
    return image


def problems(folder: Path, index: NewsIndexPage, *rows: dict[str, Any]) -> list[str]:
    with pytest.raises(ImportRefused) as caught:
        bring(folder, index, *rows, images=folder)
    return [str(problem) for problem in caught.value.problems]


def notes(report: Any) -> list[str]:
    return [text for _number, text in report.notes]


def test_a_picture_is_stored_once_with_its_words(index: NewsIndexPage, folder: Path) -> None:
    rows = [
        {"title": "Fog", **DAY, **BOAT},
        {"title": "Tide", **DAY, **BOAT, "image": "more/copy of boat.jpg"},
        {"title": "Quay", **DAY, **CRANE},
    ]

    report = bring(folder, index, *rows, images=folder)

    assert (report.pictures_imported, report.pictures_drawn, report.notes) == (2, 0, [])
    boat, crane = CreditedImage.objects.order_by("description")
    assert (crane.title, crane.description, crane.credit, crane.is_decorative) == ("crane", "A crane.", "", False)
    assert (boat.title, boat.description, boat.credit) == ("boat", "A boat at the quay.", "© Ana Duarte 2024")
    assert ArticlePage.objects.get(title="Fog").image == ArticlePage.objects.get(title="Tide").image == boat
    assert (boat.width, boat.height, len(boat.file_hash)) == (64, 48, 40)


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ({"image_description": ""}, "description"),
        ({"image_no_credit_owed": "no"}, "credit"),
        ({"image_description": None, "image_no_credit_owed": ""}, "description and credit"),
    ],
)
def test_a_picture_without_its_words_comes_in_marked(
    index: NewsIndexPage, folder: Path, words: dict[str, Any], missing: str
) -> None:
    report = bring(folder, index, {"title": "Quay", **DAY, **CRANE, **words}, images=folder)

    assert notes(report) == [f"its picture came without {missing}; it is published so, and marked for the desk"]
    image = CreditedImage.objects.get()
    assert (ArticlePage.objects.get().image, image.lacks_words, image.credit) == (image, True, "")
    image.credit, image.description = "© Ana Duarte 2024", "A crane."
    image.save()
    assert not CreditedImage.objects.get().lacks_words


def test_no_credit_owed_is_taken_from_the_file(index: NewsIndexPage, folder: Path) -> None:
    row = {"title": "Quay", **DAY, **CRANE}
    assert problems(folder, index, row | {"image_credit": "© Ana Duarte 2024"}) == [
        "row 1, image_no_credit_owed: contradicts `image_credit`: leave one of them empty."
    ]
    assert problems(folder, index, row | {"image_no_credit_owed": "perhaps", "image_credit": "x"}) == [
        "row 1, image_no_credit_owed: must be yes or no."
    ]
    assert not CreditedImage.objects.exists()
    for answer in ("Yes", True):
        bring(folder, index, row | {"image_no_credit_owed": answer}, images=folder)
    assert CreditedImage.objects.get().no_credit_owed is True


def test_an_update_takes_the_credit_only_where_none_is_owed(index: NewsIndexPage, folder: Path) -> None:
    row = {"title": "Fog", **DAY, **BOAT}
    bring(folder, index, row, images=folder)

    with pytest.raises(ImportRefused) as caught:
        bring(folder, index, row | {"image_credit": ""}, images=folder, update=True)
    assert [str(problem) for problem in caught.value.problems] == [
        "row 1, article: Picture: “boat” has no credit. Open it under Images and add one, or tick “No credit needed”."
    ]
    assert CreditedImage.objects.get().credit == "© Ana Duarte 2024"

    bring(folder, index, row | {"image_credit": "", "image_no_credit_owed": True}, images=folder, update=True)
    assert CreditedImage.objects.values_list("credit", "no_credit_owed").get() == ("", True)
    bring(folder, index, row, images=folder, update=True)
    assert CreditedImage.objects.values_list("credit", "no_credit_owed").get() == ("© Ana Duarte 2024", False)


def test_a_picture_of_the_library_that_is_not_to_be_used_is_not_published(index: NewsIndexPage, folder: Path) -> None:
    stored(picture_bytes(colour="navy"), title="Old", credit="© Ana Duarte 2024", usage_terms="FORBIDDEN")

    assert problems(folder, index, {"title": "Fog", **DAY, **BOAT}) == [
        "row 1, article: Picture: “Old” is not to be used. Choose another picture."
    ]
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("place", ["image", "body"])
def test_a_picture_of_the_library_whose_rights_have_expired_is_not_published(
    index: NewsIndexPage, folder: Path, place: str
) -> None:
    ended: dict[str, Any] = {"usage_terms": "FREE", "rights_expire_at": datetime(2026, 5, 29, 12, 0, tzinfo=UTC)}
    stored(picture_bytes(colour="navy"), title="Old", credit="© Ana Duarte 2024", **ended)
    body = {"body": '<p>Fog.</p><figure><img src="boat.jpg" alt="A boat"></figure>'}

    [problem] = problems(folder, index, {"title": "Fog", **DAY, **(BOAT if place == "image" else body)})

    expired = "The rights of “Old” expired on 29 May 2026, 12:00 UTC. Choose another picture."
    where = {"image": "Picture", "body": "Story → block 2, Picture"}
    assert problem == f"row 1, article: {where[place]}: {expired}"
    assert not ArticlePage.objects.exists()


def test_the_desk_lists_the_pictures_that_came_without_their_words(index: NewsIndexPage, folder: Path) -> None:
    rows = [
        {"title": "Fog", **DAY, "image": "boat.jpg", "image_credit": "© Ana Duarte 2024"},
        {"title": "Quay", **DAY, "image": "crane.png", "image_description": "A crane."},
    ]
    report = bring(folder, index, *rows, images=folder)
    desk = log_in(make_user("Moderators"))

    def listed(missing: str) -> list[str]:
        return [image.title for image in desk.get("/admin/images/", {"missing": missing}).context["images"]]

    assert [(entry.kind, entry.field) for entry in report.entries] == [(NoteKind.LOSS, "image")] * 2
    assert (listed("description"), listed("credit")) == (["boat"], ["crane"])
    assert set(ArticlePage.objects.values_list("live", flat=True)) == {True}


def test_a_picture_of_the_library_is_used_again(index: NewsIndexPage, folder: Path) -> None:
    image = stored(
        picture_bytes(colour="navy"), description="A boat at the quay.", credit="© Ana Duarte 2024", title="Old"
    )
    before = stored_files()

    report = bring(folder, index, {"title": "Fog", **DAY, **BOAT}, images=folder)

    assert (report.pictures_imported, report.notes) == (0, [])
    assert ArticlePage.objects.get().image == image
    assert stored_files() == before


def test_a_picture_of_the_library_keeps_its_words_until_an_update(index: NewsIndexPage, folder: Path) -> None:
    image = stored(picture_bytes(colour="navy"), description="Our boat.", credit="© The Quay")
    row = {"title": "Fog", **DAY, **BOAT}

    report = bring(folder, index, row, images=folder)
    assert notes(report) == [
        "its picture was in the library already, with another image_description and image_credit, which it kept"
    ]
    report = bring(folder, index, row, images=folder)
    assert notes(report) == ["differs in image_description, image_credit; --update would change it"]
    image.refresh_from_db()
    assert (image.description, image.credit) == ("Our boat.", "© The Quay")

    assert bring(folder, index, row, images=folder, update=True).updated == 1
    image.refresh_from_db()
    assert (image.description, image.credit) == ("A boat at the quay.", "© Ana Duarte 2024")
    assert bring(folder, index, row, images=folder, update=True).unchanged == 1


def test_an_update_changes_the_picture(index: NewsIndexPage, folder: Path) -> None:
    bring(folder, index, {"title": "Fog", **DAY, **BOAT}, images=folder)
    crane = {"title": "Fog", **DAY, **CRANE}

    assert notes(bring(folder, index, crane, images=folder)) == ["differs in image; --update would change it"]
    assert CreditedImage.objects.count() == 1
    bring(folder, index, crane, images=folder, update=True)

    image = ArticlePage.objects.get().image
    assert image is not None
    assert image.description == "A crane."


def test_a_credit_without_a_picture_is_carried_by_a_drawing(index: NewsIndexPage, folder: Path) -> None:
    report = bring(folder, index, CREDIT, {"title": "Tide", **DAY, "image_credit": "© Ben Li 2024"})

    assert report.pictures_drawn == 1
    assert report.notes == [
        (number, "has a neutral picture, which carries the credit “© Ben Li 2024”") for number in (2, 1)
    ]
    image = CreditedImage.objects.get()
    assert (image.title, image.credit) == ("Neutral picture: © Ben Li 2024", "© Ben Li 2024")
    assert (image.is_decorative, image.alt, image.width, image.height) == (True, "", 1600, 1000)
    assert [page.image for page in ArticlePage.objects.all()] == [image, image]

    assert bring(folder, index, CREDIT, {"title": "Quay", **DAY, "image_credit": "© Ben Li 2024"}).pictures_drawn == 0
    assert CreditedImage.objects.count() == 1

    report = bring(folder, index, CREDIT | {"image_credit": None}, update=True)
    assert (report.updated, ArticlePage.objects.get(title="Fog").image) == (1, None)


def test_a_picture_that_somebody_chose_is_never_given_up(index: NewsIndexPage, folder: Path) -> None:
    image = ImageFactory(credit="© The Quay")
    make_article(index, title="Fog", slug="fog", image=image, published_at="2024-03-07T12:00:00Z")

    for credit, expected in [
        ("© The Quay", []),
        (None, []),
        ("© Ben Li 2024", ["kept the article’s own picture with its credit “© The Quay”"]),
    ]:
        report = bring(folder, index, CREDIT | {"image_credit": credit}, update=True)
        assert (report.unchanged, notes(report)) == (1, expected)
    assert ArticlePage.objects.get().image == image


def test_what_is_wrong_with_pictures_is_named(index: NewsIndexPage, folder: Path) -> None:
    (folder / "words.jpg").write_text("no picture")
    (folder / "boat.png").write_bytes(picture_bytes())
    (folder / "boat.pdf").write_bytes(picture_bytes())
    (folder.parent / "secret.jpg").write_bytes(picture_bytes(colour="red"))
    (folder / "link.jpg").symlink_to(folder.parent / "secret.jpg")
    names = [
        "none.jpg",
        "more",
        "../secret.jpg",
        "link.jpg",
        "/etc/hostname",
        "x" * 300,
        "words.jpg",
        "boat.png",
        "boat.pdf",
    ]
    rows = [{"title": name[:20], **DAY, "image": name, "image_description": "x"} for name in names]

    assert problems(folder, index, *rows) == [
        f"row 1, image: there is no file “none.jpg” in {folder.name}.",
        f"row 2, image: there is no file “more” in {folder.name}.",
        f"row 3, image: “../secret.jpg” is outside of {folder.name}.",
        f"row 4, image: “link.jpg” is outside of {folder.name}.",
        f"row 5, image: there is no file “/etc/hostname” in {folder.name}.",
        f"row 6, image: there is no file “{'x' * 300}” in {folder.name}.",
        "row 7, image: “words.jpg”: Upload a valid image. The file you uploaded was either not an image or a "
        "corrupted image.",
        "row 8, image: “boat.png”: Not a valid .png image. The extension does not match the file format (jpeg)",
        "row 9, image: “boat.pdf”: Not a supported image format. Supported formats: AVIF, GIF, JPEG, JPG, PNG, WEBP.",
    ]


def test_rows_that_share_a_picture_say_the_same_about_it(index: NewsIndexPage, folder: Path) -> None:
    rows = [{"title": "Fog", **DAY, **BOAT}, {"title": "Tide", **DAY, **BOAT, "image_credit": "© Ben Li 2024"}]

    assert problems(folder, index, *rows) == ["row 2, image_credit: is not that of row 1, which has the same picture."]
