"""The signal handler of documents."""

from typing import Any

from wagtail.documents.models import AbstractDocument

from cms.documents.metadata import without_metadata


def remove_metadata_of_new_file(instance: AbstractDocument, raw: bool = False, **kwargs: Any) -> None:
    """Replace a file that is not stored yet by one without metadata.

    Raises:
        DocumentFileError: the metadata of the file cannot be removed.
    """
    if raw or not instance.file or instance.file._committed:
        return
    instance.file = without_metadata(instance.file.file)
