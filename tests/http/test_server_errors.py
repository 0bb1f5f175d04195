"""A disk that is full: a sentence, and nothing left behind. The disk is a real one, of a few kilobytes."""

import errno
import os
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from PIL import Image as Pillow
from pytest_django import Settings
from wagtail.documents.models import Document
from wagtail.models import Collection, UploadedFile

from cms.http.server_errors import is_storage_full
from cms.images.models import CreditedImage
from tests.documents.files import docx
from tests.factories import picture_bytes
from tests.user_accounts import log_in, make_user

SENTENCE = "There is no room left to store this. Nothing was saved."
LARGE = 400


@pytest.fixture
def full(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A disk of 64 kB for private files."""
    if os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root alone")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], check=False)
    if mounted.returncode != 0:
        pytest.skip("no disk can be mounted here")
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.fixture
def editor(db: None) -> Client:
    browser = log_in(make_user("Editors"))
    browser.raise_request_exception = False
    return browser


def files_in(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


def picture() -> SimpleUploadedFile:
    """Returns a picture that does not fit."""
    out = BytesIO()
    Pillow.frombytes("RGB", (LARGE, LARGE), os.urandom(3 * LARGE * LARGE)).save(out, "JPEG", quality=90)
    return SimpleUploadedFile("large.jpg", out.getvalue(), content_type="image/jpeg")


def test_one_picture(full: Path, editor: Client) -> None:
    answer = editor.post(
        "/admin/images/add/",
        {
            "title": "Large",
            "description": "Noise",
            "no_credit_owed": "on",
            "collection": Collection.get_first_root_node().pk,
            "file": picture(),
        },
    )

    assert answer.status_code == 507
    assert SENTENCE in answer.content.decode()
    assert (CreditedImage.objects.count(), files_in(full)) == (0, [])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_several_pictures(full: Path, editor: Client) -> None:
    answer = editor.post(
        "/admin/images/multiple/add/",
        {"title": "Large", "collection": Collection.get_first_root_node().pk, "files[]": picture()},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert answer.status_code == 200
    assert answer.json()["success"] is False
    assert answer.json()["error_message"].startswith(SENTENCE)
    assert (CreditedImage.objects.count(), UploadedFile.objects.count(), files_in(full)) == (0, 0, [])


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("large.txt", b"x" * 200_000),
        SimpleUploadedFile("large.docx", docx(**{"word/document.xml": f"<a>{os.urandom(200_000).hex()}</a>"})),
    ],
    ids=["as it is", "without its metadata"],
)
def test_a_document(full: Path, editor: Client, file: SimpleUploadedFile) -> None:

    answer = editor.post(
        "/admin/documents/add/", {"title": "Large", "collection": Collection.get_first_root_node().pk, "file": file}
    )

    assert answer.status_code == 507
    assert (Document.objects.count(), files_in(full)) == (0, [])


def test_what_fits_is_stored(full: Path, editor: Client) -> None:
    small = SimpleUploadedFile("small.jpg", picture_bytes(), content_type="image/jpeg")

    answer = editor.post(
        "/admin/images/add/",
        {
            "title": "Small",
            "description": "Teal",
            "no_credit_owed": "on",
            "collection": Collection.get_first_root_node().pk,
            "file": small,
        },
    )

    assert answer.status_code == 302
    assert len(files_in(full)) == 1


def test_a_full_database_is_told_apart_from_other_faults() -> None:
    caused = OperationalError("could not extend file")
    caused.__cause__ = type("DiskFull", (Exception,), {"sqlstate": "53100"})()

    assert is_storage_full(caused)
    assert is_storage_full(OperationalError("database or disk is full"))
    assert is_storage_full(OSError(errno.EDQUOT, "quota"))
    assert not is_storage_full(OSError(errno.EACCES, "denied"))
    assert not is_storage_full(None)
