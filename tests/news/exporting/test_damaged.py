"""Exports that somebody or something has changed: a sentence, exit status 1, and nothing changed."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.images.models import CreditedImage
from news.models import ArticlePage, NewsIndexPage
from tests.factories import ImageFactory, make_article


def relist(export: Path, name: str) -> None:
    """Has the manifest name the present checksum of a list, as whoever forges one would."""
    from hashlib import sha256

    manifest = json.loads((export / "manifest.json").read_text())
    data = (export / name).read_bytes()
    for one in manifest["files"]:
        if one["file"] == name:
            one |= {"bytes": len(data), "sha256": sha256(data).hexdigest()}
    (export / "manifest.json").write_text(json.dumps(manifest))


def cut(export: Path) -> None:
    path = export / "articles.jsonl"
    path.write_bytes(path.read_bytes()[:-20])


def change(export: Path) -> None:
    path = export / "articles.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Story", b"Stary"))


def change_picture(export: Path) -> None:
    (path,) = (export / "images").iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def lose_picture(export: Path) -> None:
    (path,) = (export / "images").iterdir()
    path.unlink()


def traverse(export: Path) -> None:
    (values,) = map(json.loads, (export / "images.jsonl").read_text().splitlines())
    (export / "images.jsonl").write_text(json.dumps(values | {"file": "images/../../secret"}) + "\n")
    relist(export, "images.jsonl")


def link(export: Path) -> None:
    (path,) = (export / "images").iterdir()
    path.unlink()
    path.symlink_to("/etc/passwd")


def no_json(export: Path) -> None:
    (export / "articles.jsonl").write_text("{\n")
    relist(export, "articles.jsonl")


def long_line(export: Path) -> None:
    (export / "articles.jsonl").write_text('{"a": "' + "x" * 10_000_001 + '"}\n')
    relist(export, "articles.jsonl")


def wrong_type(export: Path) -> None:
    (export / "articles.jsonl").write_text('{"locale": "en", "key": 1, "slug": []}\n')
    relist(export, "articles.jsonl")


def newer(export: Path) -> None:
    path = export / "manifest.json"
    path.write_text(path.read_text().replace('"version": 1', '"version": 2'))


def other_manifest(export: Path) -> None:
    (export / "manifest.json").write_text('{"format": "web-extension"}')


FAULTS: dict[Callable[[Path], None], str] = {
    cut: "it was cut off",
    change: "its checksum is not the one that is listed",
    change_picture: "its checksum is not the one that is listed",
    lose_picture: "lacks the file",
    traverse: "names a file that no export has",
    link: "holds a symbolic link",
    no_json: "articles.jsonl: line 1 is no JSON.",
    long_line: "line 1 is longer than 10,000,000 bytes",
    wrong_type: "row 1 (line 1), slug: must be text, not a list.",
    newer: "is of version 2 of the format; this installation reads 1",
    other_manifest: "is no export of articles",
}


@pytest.fixture
def export(index: NewsIndexPage, tmp_path: Path) -> Path:
    """An export of one article with a picture, which are deleted."""
    article = make_article(index, title="Story", slug="story", image=ImageFactory())
    call_command("export_articles", str(tmp_path / "export"), verbosity=0)
    article.delete()
    CreditedImage.objects.all().delete()
    return tmp_path / "export"


def refusal_of(path: Path) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("import_articles", str(path), index="/news/", verbosity=0)
    assert refused.value.returncode == 1
    assert (ArticlePage.objects.count(), CreditedImage.objects.count()) == (0, 0)
    return str(refused.value)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_directory(export: Path, fault: Callable[[Path], None]) -> None:
    fault(export)

    assert FAULTS[fault] in refusal_of(export)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("../escaped.txt", b"x", "names a file that no export has: “../escaped.txt”"),
        ("/etc/cron.d/x", b"x", "names a file that no export has"),
        ("images/../../x", b"x", "names a file that no export has"),
        ("images/a/b", b"x", "names a file that no export has"),
        ("images/bomb.jpg", b"\0" * 30_000_000, "that is no export of articles"),
    ],
)
def test_a_zip_file(export: Path, tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    packed = tmp_path / "hostile.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(export / "manifest.json", "manifest.json")
        archive.writestr(name, data)

    assert sentence in refusal_of(packed)
    assert not (tmp_path.parent / "escaped.txt").exists()


def test_a_zip_file_with_a_link(export: Path, tmp_path: Path) -> None:
    packed = tmp_path / "link.zip"
    entry = zipfile.ZipInfo("images/a.jpg")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(export / "manifest.json", "manifest.json")
        archive.writestr(entry, "/etc/passwd")

    assert "holds a symbolic link" in refusal_of(packed)
