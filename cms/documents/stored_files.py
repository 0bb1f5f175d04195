"""Files of documents that are stored already."""

from pathlib import PurePosixPath

from django.db import transaction
from wagtail.documents import get_document_model
from wagtail.utils.file import hash_filelike

from cms.documents.metadata import FileWithoutMetadata, without_metadata


@transaction.atomic
def remove_stored_metadata(pk: int, *, dry_run: bool = False) -> bool:
    """Store a document's file anew without metadata, and return whether it had any.

    The file is stored in another folder under the same name, so that the address of the document stays. The row is
    locked meanwhile: an editor who replaces the file waits, and the new file is not replaced by the old one.

    Args:
        pk: of the document; one that is deleted meanwhile has nothing to remove.
        dry_run: look only.

    Raises:
        DocumentFileError: the metadata of the file cannot be removed.
        OSError: the file cannot be read or stored.
    """
    document = get_document_model().objects.select_for_update().filter(pk=pk).first()
    if document is None:
        return False
    with document.file.open() as stored:
        clean = without_metadata(stored)
        if not isinstance(clean, FileWithoutMetadata) or (clean.size == stored.size and clean.read() == stored.read()):
            return False
    if dry_run:
        return True
    storage, old = document.file.storage, PurePosixPath(document.file.name)
    clean.seek(0)
    document.file_hash, document.file_size = hash_filelike(clean), clean.size
    document.file.name = storage.save(str(old.parent / document.file_hash[:8] / old.name), clean)
    try:
        document.save(update_fields=["file", "file_hash", "file_size"])
    except BaseException:
        storage.delete(document.file.name)
        raise
    transaction.on_commit(lambda: storage.delete(str(old)))
    return True
