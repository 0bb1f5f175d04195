"""Pictures and documents of an export: their files, named by checksum, and what is known of them."""

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any, ClassVar

from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from cms.images.models import CreditedImage
from news.exporting.archive import Folder

EXPORTED_IMAGE_COLUMNS = (
    *("title", "description", "credit", "no_credit_owed", "is_decorative", "lacks_words", "source", "licence"),
    *("usage_terms", "usage_condition", "territory_note", "rights_expire_at", "taken_at"),
    *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
)
EXPORTED_DOCUMENT_COLUMNS = ("title",)


class ExportedFiles:
    """The files of one kind in an export, written as articles refer to them, each once.

    Args:
        folder: where the export is written.
        kind: "images" or "documents": the name of their folder and of the list of them.
    """

    MODELS: ClassVar[dict[str, tuple[type[Model], tuple[str, ...]]]] = {
        "images": (CreditedImage, EXPORTED_IMAGE_COLUMNS),
        "documents": (get_document_model(), EXPORTED_DOCUMENT_COLUMNS),
    }

    def __init__(self, folder: Folder, kind: str) -> None:
        self._folder, self._kind = folder, kind
        self._model, self._columns = self.MODELS[kind]
        self._names: dict[int, str | None] = {}
        self._taken: set[str] = set()
        self._collections: dict[int, Collection] | None = None
        self.missing: list[str] = []

    @property
    def count(self) -> int:
        """How many files were written."""
        return len(self._taken)

    def add(self, keys: Iterable[int]) -> None:
        """Write the files of these rows in this order, read by the same queries however many are new."""
        wanted = [key for key in dict.fromkeys(keys) if key not in self._names]
        rows: Mapping[int, Any] = self._model._default_manager.prefetch_related("tags").in_bulk(wanted)
        for key in wanted:
            self._names[key] = self._write(rows[key]) if key in rows else None

    def name_of(self, key: Any) -> str | None:
        """Return the place of a row's file in the export; None for a row or file that there is none of."""
        return self._names.get(int(key)) if str(key).isdigit() else None

    def _write(self, row: Any) -> str | None:
        suffix = PurePath(row.file.name).suffix.lower()
        try:
            with row.file.open("rb") as stream:
                path, digest, size = self._folder.copy(stream, self._kind, suffix, self._taken)
        except OSError:
            self.missing.append(f"{self._kind}: the file of “{row.title}” ({row.file.name}) is not in the storage")
            return None
        self._taken.add(path)
        values = {name: getattr(row, name) for name in self._columns}
        values |= {"tags": sorted(tag.name for tag in row.tags.all())} | self._place(row.collection_id)
        self._folder.add_line(
            f"{self._kind}.jsonl",
            {"file": path, "sha256": digest, "bytes": size, "name": PurePath(row.file.name).name, **values},
        )
        return path

    def _place(self, collection_id: int) -> dict[str, Any]:
        """Return the names of the collections above, and whether not everybody may see what is in them."""
        if self._collections is None:
            self._collections = {one.pk: one for one in Collection.objects.all()}
            closed = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
            self._closed = tuple(closed)
        path = self._collections[collection_id].path
        above = sorted(
            (one for one in self._collections.values() if path.startswith(one.path) and one.depth > 1),
            key=lambda one: one.depth,
        )
        return {"collection": [one.name for one in above], "private": path.startswith(self._closed or ("?",))}
