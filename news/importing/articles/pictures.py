"""Pictures of rows: files that are given, and drawings that carry a credit which came without a file."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from wagtail.log_actions import log
from wagtail.utils.file import hash_filelike

from cms.images.models import CreditedImage
from cms.images.uploads.validation import PictureField
from news.importing.chunks import chunks
from news.importing.files.rows import ArticleRow
from news.importing.problems import Problem
from news.importing.report import ImportReport
from news.pictures import neutral_picture

DRAWN = "neutral-"
DRAWINGS = 24


class Pictures:
    """The library's pictures that the rows need; what is missing is made when it is asked for.

    Args:
        rows: all rows of the file.
        directory: where the picture files lie.
        report: counts what is made.

    Attributes:
        problems: what is wrong with the files.

    """

    def __init__(self, rows: Sequence[ArticleRow], directory: Path | None, report: ImportReport) -> None:
        self.problems: list[Problem] = []
        self._report = report
        self._written: list[CreditedImage] = []
        self._drawings: dict[int, bytes] = {}
        self._hashes: dict[str, str] = {}
        self._paths: dict[str, Path] = {}
        self._read(rows, directory)
        self._by_hash = {
            image.file_hash: image
            for chunk in chunks(self._paths)
            for image in CreditedImage.objects.filter(file_hash__in=chunk).order_by("-pk")
        }
        drawn = CreditedImage.objects.filter(is_decorative=True, file__contains=DRAWN).order_by("-pk")
        self._by_credit = {image.credit: image for image in drawn if is_drawn(image)}
        self._check_shared(rows)

    def differs(self, row: ArticleRow, image: CreditedImage | None) -> Iterator[str]:
        """Yield the columns by which an article's picture is not the row's.

        A picture that an editor chose is never replaced for a drawing or for none: a listing without pictures says
        nothing about them.
        """
        if row.image:
            if image is None or image.file_hash != self._hashes[row.image]:
                yield "image"
            else:
                yield from _other_words(row, image)
        elif row.image_credit and image is None:
            yield "image_credit"
        elif row.image_credit is not None and image is not None and image.credit != row.image_credit:
            if is_drawn(image):
                yield "image_credit"
            elif row.image_credit:
                self._report.note(row.number, f"kept the article’s own picture with its credit “{image.credit}”")

    def choose(self, row: ArticleRow, image: CreditedImage | None, *, update: bool) -> CreditedImage | None:
        """Return the picture that an article is to have, given the one that it has.

        Args:
            row: the article's row.
            image: its present picture.
            update: give a picture that is in the library already the row's description and credit.

        """
        if row.image:
            return self._given(row, update=update)
        if row.image_credit is None or not (image is None or is_drawn(image)):
            return image
        return self._drawn(row) if row.image_credit else None

    def remove_files(self) -> None:
        """Remove the files of all pictures that were made, after their rows have been rolled back."""
        for image in self._written:
            image.file.storage.delete(image.file.name)
        self._written.clear()

    def _read(self, rows: Sequence[ArticleRow], directory: Path | None) -> None:
        """Check that each file is a picture as the admin takes them, before any is stored."""
        field = PictureField()
        for row in rows:
            if not row.image or row.image in self._hashes:
                continue
            if directory is None:
                self.problems.append(row.problem("image", "needs --images, which names the directory of the files."))
                continue
            try:
                path = (directory / row.image).resolve()
                if not path.is_relative_to(directory.resolve()):
                    self.problems.append(row.problem("image", f"“{row.image}” is outside of {directory}."))
                    continue
                with path.open("rb") as stream:
                    field.check_image_file_size(File(stream))
                    field.clean(File(stream, name=path.name))
                    self._hashes[row.image] = hash_filelike(stream)
                    self._paths.setdefault(self._hashes[row.image], path)
            except OSError:
                self.problems.append(row.problem("image", f"there is no file “{row.image}” in {directory}."))
            except ValidationError as error:
                self.problems.append(row.problem("image", " ".join(error.messages)))

    def _check_shared(self, rows: Sequence[ArticleRow]) -> None:
        """Check that rows which share a picture say the same about it."""
        first: dict[str, ArticleRow] = {}
        for row in rows:
            if row.image and row.image in self._hashes:
                other = first.setdefault(self._hashes[row.image], row)
                for field in ("image_description", "image_credit"):
                    if getattr(row, field) != getattr(other, field):
                        reason = f"is not that of row {other.number}, which has the same picture."
                        self.problems.append(row.problem(field, reason))

    def _given(self, row: ArticleRow, *, update: bool) -> CreditedImage:
        assert row.image is not None, "the caller has looked"
        file_hash = self._hashes[row.image]
        image = self._by_hash.get(file_hash)
        if image is None:
            path = self._paths[file_hash]
            image = self._store(
                CreditedImage(
                    title=path.stem[:255], description=row.image_description or "", credit=row.image_credit or ""
                ),
                path.name,
                path.read_bytes(),
            )
            self._by_hash[file_hash] = image
            self._report.pictures_imported += 1
        elif (others := list(_other_words(row, image))) and update:
            image.description = row.image_description or ""
            image.is_decorative = False
            image.credit = image.credit if row.image_credit is None else row.image_credit
            image.save()
            log(instance=image, action="wagtail.edit", content_changed=True)
        elif others:
            what = " and ".join(others)
            self._report.note(
                row.number, f"its picture was in the library already, with another {what}, which it kept"
            )
        return image

    def _drawn(self, row: ArticleRow) -> CreditedImage:
        credit = row.image_credit or ""
        image = self._by_credit.get(credit)
        if image is None:
            digest = hashlib.sha256(credit.encode()).hexdigest()
            seed = int(digest, 16) % DRAWINGS
            if seed not in self._drawings:
                self._drawings[seed] = neutral_picture(seed)
            image = self._store(
                CreditedImage(title=f"Neutral picture: {credit}"[:255], credit=credit, is_decorative=True),
                f"{DRAWN}{digest[:12]}.jpg",
                self._drawings[seed],
            )
            self._by_credit[credit] = image
            self._report.pictures_drawn += 1
        self._report.note(row.number, f"has a neutral picture, which carries the credit “{credit}”")
        return image

    def _store(self, image: CreditedImage, name: str, data: bytes) -> CreditedImage:
        image.file.save(name, ContentFile(data), save=False)
        self._written.append(image)
        image.full_clean()
        image.save()
        image.file.close()
        log(instance=image, action="wagtail.create", content_changed=True)
        return image


def is_drawn(image: CreditedImage) -> bool:
    """Tell whether a picture is a drawing that an import made; one whose file was replaced is none any more."""
    return image.is_decorative and PurePosixPath(image.file.name).name.startswith(DRAWN)


def _other_words(row: ArticleRow, image: CreditedImage) -> Iterator[str]:
    if row.image_description != image.alt:
        yield "image_description"
    if row.image_credit not in (None, image.credit):
        yield "image_credit"
