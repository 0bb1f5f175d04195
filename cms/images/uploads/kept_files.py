"""Uploads whose form is not complete yet.

Wagtail stores those of its upload of several pictures as `UploadedFile`; the other forms use the same model.
"""

from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import UploadedFile

UPLOAD_LIFETIME_HOURS = 24


def find_upload(user: Any, key: str | None) -> UploadedFile | None:
    """Return the pending upload with a primary key, if this account has uploaded it.

    Args:
        user: the account whose form it is; None finds nothing.
        key: the primary key as the form sent it, which may be malformed.
    """
    if user is None or key is None or not key.isdecimal():
        return None
    content_type = ContentType.objects.get_for_model(get_image_model())
    return UploadedFile.objects.filter(pk=int(key), uploaded_by_user=user, for_content_type=content_type).first()


def find_equal_upload(user: Any, waiting: list[str], file_hash: str) -> UploadedFile | None:
    """Return the pending upload with the same file among those of a page, if this account has uploaded it.

    Args:
        user: the account whose page it is.
        waiting: the uploads as the page sent them, each as "primary key:hash", which may be malformed.
        file_hash: of the file.
    """
    for key, _colon, other_hash in (sent.partition(":") for sent in waiting):
        if other_hash == file_hash and (upload := find_upload(user, key)):
            return upload
    return None


def keep_upload(user: Any, file: File[bytes]) -> UploadedFile:
    """Store a file that was sent with a form that could not be saved."""
    file.seek(0)
    content_type = ContentType.objects.get_for_model(get_image_model())
    upload: UploadedFile = UploadedFile.objects.create(
        for_content_type=content_type, uploaded_by_user=user, file=File(file, name=PurePath(file.name or "").name)
    )
    return upload


def open_upload(upload: UploadedFile) -> File[bytes] | None:
    """Return the file of an upload, as a new file of a form; None when it is no longer stored."""
    try:
        with upload.file.open() as file:
            return ContentFile(file.read(), name=PurePath(upload.file.name).name)
    except OSError:
        return None


def delete_upload(upload: UploadedFile) -> None:
    """Delete an upload: its row at once, its file after the commit."""
    storage, name = upload.file.storage, upload.file.name
    upload.delete()
    transaction.on_commit(lambda: storage.delete(name))


def sweep_uploads() -> int:
    """Delete the uploads that are older than UPLOAD_LIFETIME_HOURS, and return how many there were."""
    oldest = timezone.now() - timedelta(hours=UPLOAD_LIFETIME_HOURS)
    deleted = 0
    for upload in UploadedFile.objects.iterator():
        try:
            is_old = upload.file.storage.get_modified_time(upload.file.name) < oldest
        except OSError:  # its file is gone
            is_old = True
        if is_old:
            delete_upload(upload)
            deleted += 1
    return deleted
