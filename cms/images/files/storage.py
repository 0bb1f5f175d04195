"""Storages of uploads: originals in a private one, renditions alone in the public one.

Everything that is not a rendition (originals, documents, uploads that wait for their description, avatars) is written
to the default storage, whose files have no public address.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.urls import reverse


def storage_named(alias: str) -> Storage:
    """Return the storage with this alias in STORAGES."""
    return storages[alias]


def rendition_storage() -> Storage:
    """Return the public storage, which renditions alone are written to."""
    return storage_named("renditions")


class StorageByAlias:
    """Deconstructs to its alias, so that no path or secret key is written into tasks and migrations."""

    alias = "renditions"

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        """Return how to find this storage again, as Django's `deconstructible` does."""
        return "cms.images.files.storage.storage_named", [self.alias], {}


class WholeFileStorage(StorageByAlias, FileSystemStorage):
    """Deletes a file that could not be written completely, for example because the disk is full."""

    def _save(self, name: str, content: Any) -> Any:
        path = Path(self.path(name))
        existed = path.exists()
        try:
            return super()._save(name, content)  # type: ignore[misc]  # the stubs know no private method
        except OSError:
            if not existed:
                path.unlink(missing_ok=True)
            raise


class PrivateStorage(StorageByAlias):
    """Gives files an address in the admin, whose view checks permissions."""

    alias = "default"

    def url(self, name: str | None) -> str:
        """Return the address of a file in the admin."""
        return reverse("private_file", args=[name])


class PrivateFileStorage(PrivateStorage, WholeFileStorage):
    """Stores originals in a directory that no web server serves."""

    @property
    def base_location(self) -> str:
        """The directory, from the settings."""
        return str(settings.PRIVATE_MEDIA_ROOT)

    @property
    def location(self) -> str:
        """The directory as an absolute path."""
        return str(Path(self.base_location).absolute())
