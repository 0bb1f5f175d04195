"""The media library of the demo newsroom; its files are deleted again if the seeding fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from cms.images.files.storage import rendition_storage
from cms.images.models import CreditedImage
from cms.images.tasks import make_renditions
from demo.content import Picture
from demo.documents import file_of
from demo.pictures import draw
from news.pictures import WIDTH


@dataclass
class Library:
    """Adds pictures and documents, and tracks the written files, as a rollback does not delete files.

    Attributes:
        width: width of the drawn pictures, in pixels.
    """

    width: int
    _written: list[PurePosixPath] = field(default_factory=list)

    def add_picture(self, picture: Picture) -> CreditedImage:
        """Draw and store a picture, and make its renditions at once, so that the demo is complete when seeded."""
        image = CreditedImage(
            file=ContentFile(draw(picture, self.width), f"{picture.key}.jpg"),
            title=picture.title,
            description=picture.description,
            is_decorative=picture.decorative,
            credit=picture.credit,
            no_credit_owed=not picture.credit,
        )
        if picture.focus:
            values = [round(value * self.width / WIDTH) for value in picture.focus]
            image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = values
        image.save()
        self._written.append(PurePosixPath(image.file.name))
        make_renditions(image)
        return image

    def add_document(self, row: dict[str, Any]) -> Any:
        """Store a document, whose file is generated from the row's text."""
        content = file_of(row["file"], row["text"])
        document = get_document_model()(
            title=row["title"], file=ContentFile(content, row["file"]), file_size=len(content)
        )
        document.save()
        self._written.append(PurePosixPath(document.file.name))
        return document

    def add_embed(self, row: dict[str, Any]) -> None:
        """Store an embed as if its provider had responded, so that nothing is fetched."""
        Embed.objects.update_or_create(
            hash=get_embed_hash(row["url"]),
            defaults={
                "url": row["url"],
                "type": "video",
                "html": row["html"],
                "title": row["title"],
                "provider_name": row["provider"],
                "width": row["width"],
                "height": row["height"],
            },
        )

    def keep(self) -> None:
        """Keep the files: stop tracking them after the commit."""
        self._written.clear()

    def discard(self) -> None:
        """Delete the tracked files and their renditions, whose names start with the stem of the original's."""
        folders = [(default_storage, str(parent)) for parent in {path.parent for path in self._written}]
        beginnings = tuple(f"{path.stem}." for path in self._written)
        for storage, folder in [(rendition_storage(), "images"), *folders]:
            try:
                names = storage.listdir(folder)[1]
            except FileNotFoundError:
                continue
            for name in names:
                if name.startswith(beginnings):
                    storage.delete(f"{folder}/{name}")
