"""Images and documents of an export: found in the library, or else added."""

from typing import Any

from django.core.files import File
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from wagtail.documents import get_document_model
from wagtail.log_actions import log
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.utils.file import hash_filelike

from cms.documents.metadata import DocumentFileError, without_metadata
from cms.images.models import CreditedImage
from cms.images.uploads.validation import PictureField
from news.exporting.media import EXPORTED_DOCUMENT_COLUMNS, EXPORTED_IMAGE_COLUMNS
from news.importing.chunks import chunks
from news.importing.files.archive import Archive

CLOSED_COLLECTION = "Imported, not public"
FILE_DATETIME_COLUMNS = frozenset({"rights_expire_at", "taken_at"})


class ArchivedFiles:
    """Finds or adds the files to which articles of an export refer; what is in the library stays as it is.

    Args:
        archive: the export.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._rows: dict[str, Any] | None = None
        self._collections: dict[tuple[tuple[str, ...], bool], Collection] = {}
        self._written: list[Any] = []

    def has(self, place: str) -> bool:
        """Tell whether the export has a file at this place."""
        return place in self._archive.files

    def known(self, place: str) -> Any:
        """Return the row of the library with the file at a place of the export; None where there is none yet."""
        if self._rows is None:
            self._rows = {**self._present(CreditedImage, "images"), **self._present(get_document_model(), "documents")}
        return self._rows.get(place)

    def add(self, place: str) -> Any:
        """Return the row of the library with the file at a place of the export, which is added if there is none.

        Raises:
            ValidationError: the file or what is known of it cannot be in the library.
        """
        found = self.known(place)
        if found is None:
            assert self._rows is not None, "it was read to look for the file"
            found = self._rows[place] = self._add(self._archive.files[place], place.partition("/")[0])
        return found

    def keep(self) -> None:
        """Let the files stay that were written."""
        self._written.clear()

    def remove(self) -> None:
        """Delete the files that were written, after a rollback."""
        for row in self._written:
            row.file.storage.delete(row.file.name)
        self._written.clear()

    def _present(self, model: Any, kind: str) -> dict[str, Any]:
        """Return rows with the same files, titles and words that are no more public, by the places of the files."""
        places = [place for place in self._archive.files if place.startswith(f"{kind}/")]
        hashes = {place: self._hash(place, kind) for place in places}
        candidates: dict[str, list[Any]] = {}
        for chunk in chunks(sorted({*hashes.values()} - {""})):
            for row in model.objects.filter(file_hash__in=chunk).select_related("collection").order_by("pk"):
                candidates.setdefault(row.file_hash, []).append(row)
        found: dict[str, Any] = {}
        for place in places:
            for row in candidates.get(hashes[place], ()):
                if _says(row, self._archive.files[place]):
                    found[place] = row
                    candidates[hashes[place]].remove(row)
                    break
        return found

    def _hash(self, place: str, kind: str) -> str:
        """Return the hash of a file as the library stores it; empty where the library cannot have it."""
        with (self._archive.path / place).open("rb") as stream:
            try:
                file = _stored(kind, File(stream, name=self._archive.files[place]["name"]))
            except DocumentFileError:
                return ""
            found: str = hash_filelike(file)
            return found

    def _add(self, values: dict[str, Any], kind: str) -> Any:
        is_image = kind == "images"
        columns = EXPORTED_IMAGE_COLUMNS if is_image else EXPORTED_DOCUMENT_COLUMNS
        given = {name: _value(name, values[name]) for name in columns if values.get(name) is not None}
        model: type[Model] = CreditedImage if is_image else get_document_model()
        row: Any = model(**given, collection=self._collection(values))
        with (self._archive.path / values["file"]).open("rb") as stream:
            file = _stored(kind, File(stream, name=values["name"]))
            if is_image:
                PictureField().clean(file)
                stream.seek(0)
            row.file.save(values["name"], file, save=False)
        self._written.append(row)
        # A picture without a description, or under rights that have ended, was in the library like that.
        if not is_image:
            row.full_clean()
        row.save()
        row.get_file_hash()  # which is stored with it, so that the next import finds it
        row.tags.set(values.get("tags", []))
        log(instance=row, action="wagtail.create", content_changed=True)
        return row

    def _collection(self, values: dict[str, Any]) -> Collection:
        """Return the collection of a file, created if missing; a private file gets a private one."""
        names, private = tuple(values.get("collection") or ()), bool(values.get("private"))
        if (names, private) not in self._collections:
            found = _collection_at(names)
            if private and not _is_closed(found) and _may_hold_public_files(found):
                found = _collection_at((*names, CLOSED_COLLECTION))
            if private and not _is_closed(found):
                CollectionViewRestriction.objects.create(
                    collection=found, restriction_type=CollectionViewRestriction.LOGIN
                )
            self._collections[names, private] = found
        return self._collections[names, private]


def _stored(kind: str, file: File[bytes]) -> File[bytes]:
    """Return a file as the library stores it: a document without metadata.

    Raises:
        DocumentFileError: the metadata of a document cannot be removed.
    """
    return file if kind == "images" else without_metadata(file)


def _says(row: Any, values: dict[str, Any]) -> bool:
    """Tell whether a row has the title and words of a file of the export, and is as closed where that was private."""
    words = {name: values[name] for name in ("title", "description", "credit") if name in values}
    is_same = all(getattr(row, name) == word for name, word in words.items())
    return is_same and (not values.get("private") or _is_closed(row.collection))


def _collection_at(names: tuple[str, ...]) -> Collection:
    found: Collection = Collection.get_first_root_node()
    for name in names:
        found = found.get_children().filter(name=name).first() or found.add_child(name=name)
    return found


def _may_hold_public_files(collection: Collection) -> bool:
    inside = {"collection__path__startswith": collection.path}
    models: tuple[Any, ...] = (CreditedImage, get_document_model())
    return collection.depth == 1 or any(model.objects.filter(**inside).exists() for model in models)


def _is_closed(collection: Collection) -> bool:
    return bool(collection.get_view_restrictions().exists())


def _value(name: str, value: Any) -> Any:
    return parse_datetime(value) if name in FILE_DATETIME_COLUMNS and isinstance(value, str) else value
