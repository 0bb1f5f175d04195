"""Picture files: found by what a source calls them, and each fault called what it is."""

from pathlib import Path

import pytest

from news.importing.pictures.files import PictureFolder, PictureRefused, check_picture
from tests.factories import picture_bytes


@pytest.fixture
def folder(tmp_path: Path) -> PictureFolder:
    """A folder as archives have them."""
    for name in ("boat one.JPG", "uploads/2020/Crane.jpg", "uploads/2021/crane.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(picture_bytes())
    return PictureFolder(tmp_path)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("boat one.JPG", "boat one.JPG"),
        ("Boat One.jpg", "boat one.JPG"),
        ("boat%20one.JPG", "boat one.JPG"),
        ("BOAT%20ONE.jpg?w=300#top", "boat one.JPG"),
        ("uploads/2020/crane.jpg", "uploads/2020/Crane.jpg"),
        ("https://a.example/wp/uploads/2021/crane.jpg?w=1", "uploads/2021/crane.jpg"),
        ("//a.example/boat%20one.jpg", "boat one.JPG"),
    ],
)
def test_names_and_addresses_find_their_files(folder: PictureFolder, source: str, found: str) -> None:
    assert folder.find(source) == folder.directories[0].resolve() / found


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("none.jpg", "there is no file “none.jpg” in "),
        ("crane.jpg", "there is no file “crane.jpg” in "),
        ("%2e%2e/secret.jpg", "“%2e%2e/secret.jpg” is outside of "),
        ("/uploads/none.jpg", "there is no file “/uploads/none.jpg” in "),
        ("a\0.jpg", "there is no file "),
        ("https://a.example/../../none.jpg", "there is no file "),
    ],
)
def test_what_is_not_there_is_said(folder: PictureFolder, source: str, reason: str) -> None:
    with pytest.raises(PictureRefused, match=f"^{reason}"):
        folder.find(source)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (picture_bytes()[:-200], "“x.jpg” is damaged or incomplete: it cannot be shown."),
        (picture_bytes()[:150], "“x.jpg” is damaged or incomplete: it cannot be shown."),
        (
            b"\n<!DOCTYPE html><title>404</title>",
            "“x.jpg” is a page in HTML, not a picture: likely what a server sent in the place of one.",
        ),
        (b"", "the file “x.jpg” is empty."),
        (picture_bytes(file_format="PNG"), "“x.jpg”: Not a valid .jpeg image."),
        (b"words", "“x.jpg”: Upload a valid image."),
    ],
)
def test_each_fault_is_called_what_it_is(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(data)

    with pytest.raises(PictureRefused) as caught:
        check_picture(path, "x.jpg")

    assert str(caught.value).startswith(reason), str(caught.value)


def test_a_file_that_may_not_be_read_is_not_called_missing(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").mkdir()

    with pytest.raises(PictureRefused, match=r"^the file “x.jpg” cannot be read: Is a directory\.$"):
        check_picture(tmp_path / "x.jpg", "x.jpg")


def test_the_first_of_several_folders_counts(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "boat.jpg").write_text(name)
    (tmp_path / "b" / "Crane.jpg").write_text("b")
    folders = PictureFolder(tmp_path / "a", tmp_path / "b")

    assert folders.find("boat.jpg") == tmp_path / "a" / "boat.jpg"
    assert folders.find("crane.jpg") == tmp_path / "b" / "Crane.jpg"
    with pytest.raises(PictureRefused, match=r"there is no file “x\.jpg” in a and b"):
        folders.find("x.jpg")
