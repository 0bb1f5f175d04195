"""The images of rows: given or fetched files, and generated drawings for a credit without a picture."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.core.files.base import ContentFile
from wagtail.log_actions import log

from cms.images.models import CreditedImage
from news.exporting.references import IMAGE
from news.importing.chunks import chunks
from news.importing.files.rows import ArticleRow
from news.importing.pictures.differences import digest_of, images_by_hash, is_drawn, other_words
from news.importing.pictures.drawings import Drawings, drawn_images
from news.importing.pictures.fetching import PictureFetcher
from news.importing.pictures.files import PictureFile, PictureFolder, PictureRefused, check_picture, is_address
from news.importing.problems import Problem
from news.importing.report import ImportReport, NoteKind
from news.models import ImportedPicture

MAX_SOURCE_CHARACTERS = 255


class Pictures:
    """The images of rows; missing ones are created on demand.

    Args:
        folder: the folder of the picture files, if there is one.
        fetcher: fetches those that rows name by URL.
        report: counts the created images.
    """

    def __init__(self, folder: PictureFolder | None, fetcher: PictureFetcher, report: ImportReport) -> None:
        self._folder, self._fetcher, self._report = folder, fetcher, report
        self._written: list[CreditedImage] = []
        self._drawings = Drawings()
        self._files: dict[str, PictureFile] = {}
        self._first_files: dict[str, PictureFile] = {}
        self._refused: dict[str, str] = {}
        self._remote: dict[str, bool] = {}
        self._said: dict[str, tuple[int, str | None, str | None]] = {}
        self._by_hash: dict[str, CreditedImage] = {}
        self._by_address: dict[str, CreditedImage] = {}
        self._by_credit: dict[str, CreditedImage] = {}

    def check(self, row: ArticleRow) -> list[Problem]:
        """Return the problems of a row's picture, before any is stored; pictures to be fetched are not checked.

        A row whose picture cannot be fetched is imported without it, with a note: archives have many dead URLs.
        """
        if not row.image or self._is_remote(row.image):
            return []
        if row.image in self._refused:
            return [row.problem("image", self._refused[row.image])]
        file = self._files[row.image]
        number, *words = self._said.setdefault(file.hash, (row.number, row.image_description, row.image_credit))
        return [
            row.problem(field, f"is not that of row {number}, which has the same picture.")
            for field, word in zip(("image_description", "image_credit"), words, strict=True)
            if getattr(row, field) != word
        ]

    def load(self, rows: Iterable[ArticleRow]) -> None:
        """Find the existing images of the rows of a batch, by a fixed number of queries."""
        rows = list(rows)
        sources = {row.image for row in rows if row.image}
        addresses = {digest_of(source): source for source in sources if self._is_remote(source)}
        hashes = {self._files[source].hash for source in sources if source in self._files}
        self._by_hash = images_by_hash(hashes)
        self._by_address = {
            addresses[known.url_hash]: known.image
            for chunk in chunks(addresses)
            for known in ImportedPicture.objects.filter(url_hash__in=chunk).select_related("image")
        }
        self._by_credit = drawn_images({row.image_credit for row in rows if row.image_credit and not row.image})

    def fetch(self, rows: Iterable[ArticleRow], *, is_dry: bool = False) -> None:
        """Fetch the missing pictures of rows, before the transaction that writes them, since servers are slow.

        Where `is_dry` is set, those of servers that are not allowed are refused, and no other one is asked.
        """
        wanted = [row.image for row in rows if row.image and self._is_remote(row.image)]
        new = self._fetch(wanted, is_dry=is_dry)
        fetched = {self._files[source].hash for source in new if source in self._files}
        self._by_hash |= images_by_hash(fetched - self._by_hash.keys())

    def _fetch(self, wanted: Iterable[str], *, is_dry: bool) -> list[str]:
        """Fetch the pictures that are not in the library, and return their sources."""
        new = [one for one in wanted if not any(one in had for had in (self._by_address, self._refused, self._files))]
        if is_dry:
            self._refused |= {one: reason for one in new if (reason := self._fetcher.refusal(one))}
            return []
        self._fetcher.fetch(new)
        for source in dict.fromkeys(new):
            try:
                self._files[source] = self._fetcher.file_of(source)
            except PictureRefused as refusal:
                self._refused[source] = str(refusal)
        return new

    def load_sources(self, sources: Iterable[str], *, fetch: bool) -> None:
        """Find the existing images of more sources than those of `load`, and optionally fetch missing ones."""
        addresses = {digest_of(source): source for source in sources if self._is_remote(source)}
        for chunk in chunks(addresses):
            for known in ImportedPicture.objects.filter(url_hash__in=chunk).select_related("image"):
                self._by_address[addresses[known.url_hash]] = known.image
        self._fetch(addresses.values(), is_dry=not fetch)
        hashes = {self._files[source].hash for source in sources if source in self._files}
        self._by_hash |= images_by_hash(hashes - self._by_hash.keys())

    def refusal(self, source: str) -> str:
        """Return why a picture is refused; empty if it is not, or is still to be fetched."""
        self._is_remote(source)
        return self._refused.get(source, "")

    def add(self, row: ArticleRow, source: str, description: str, credit: str) -> CreditedImage:
        """Return the image of a source; a missing one is created with these texts."""
        if (image := self.known(source)) is not None:
            self._record(source, image)
            return image
        words = replace(row, image_description=description[:255], image_credit=credit[:255] or None)
        return self._given(replace(words, image_no_credit_owed=False), source, update=False)

    def key(self, row: ArticleRow) -> str | None:
        """Return the identity of a row's picture: the hash of a file, or a URL; None without a picture."""
        if not row.image:
            return None
        file = None if self._is_remote(row.image) else self._files.get(row.image)
        return file.hash if file else row.image

    def differs(self, row: ArticleRow, image: CreditedImage | None) -> Iterator[str]:
        """Yield the columns by which an article's image differs from the row's picture.

        An image that an editor chose is never replaced by a drawing or removed, since listings may lack pictures.
        """
        if row.image:
            if row.image in self._refused:
                return
            known = self.known(row.image)
            file = self._files.get(row.image)
            has = image is not None and (image == known or (file is not None and image.file_hash == file.hash))
            if not has or image is None:
                yield "image"
            else:
                yield from other_words(row, image)
        elif row.image_credit and image is None:
            yield "image_credit"
        elif row.image_credit is not None and image is not None and image.credit != row.image_credit:
            if is_drawn(image):
                yield "image_credit"
            elif row.image_credit:
                self._report.note(row.number, f"kept the article’s own picture with its credit “{image.credit}”")

    def choose(self, row: ArticleRow, image: CreditedImage | None, *, update: bool) -> CreditedImage | None:
        """Return the new image of an article, given its present one.

        Args:
            row: the article's row.
            image: the present image.
            update: set the description and credit of an existing image to those of the row.
        """
        if row.image:
            if self._is_lost(row, row.image):
                return image
            return self._given(row, row.image, update=update)
        if row.image_credit is None or not (image is None or is_drawn(image)):
            return image
        return self._drawn(row) if row.image_credit else None

    def remove_files(self) -> None:
        """Delete the files of created images, after a rollback."""
        for image in self._written:
            image.file.storage.delete(image.file.name)
        self._written.clear()

    def keep_files(self) -> None:
        """Keep the files of created images, after the commit."""
        self._written.clear()

    def count(self, row: ArticleRow, image: CreditedImage | None) -> None:
        """Count what `choose` would create for an article with this image, for a dry run."""
        if row.image:
            is_new = not self._is_lost(row, row.image) and self.known(row.image) is None
            self._report.pictures_imported += is_new
            if is_new:
                self._remember(row.image, CreditedImage())
        elif row.image_credit and (image is None or is_drawn(image)):
            self._report.pictures_drawn += row.image_credit not in self._by_credit
            self._by_credit.setdefault(row.image_credit, CreditedImage())

    def _is_lost(self, row: ArticleRow, source: str) -> bool:
        """Tell whether a row's picture is refused, and note it."""
        if source in self._refused:
            text = f"lacks its picture: {self._refused[source].rstrip('.')}"
            self._report.note(row.number, text, "image", NoteKind.LOSS, row.line)
        return source in self._refused

    def _is_remote(self, source: str) -> bool:
        """Tell whether a picture is to be fetched: a URL without a file in the folder. The lookup is cached."""
        if source not in self._remote:
            self._remote[source] = not self._look_up(source) and is_address(source)
        return self._remote[source]

    def _look_up(self, source: str) -> bool:
        """Look for a picture in the folder, and return whether it is there; an invalid file is refused."""
        if self._folder is None:
            if not is_address(source):
                self._refused[source] = "needs --images, which names the directory of the files."
            return False
        try:
            path = self._folder.find(source)
        except PictureRefused as refusal:
            if not is_address(source):
                self._refused[source] = str(refusal)
            return False
        try:
            file = check_picture(path, source)
            self._files[source] = self._first_files.setdefault(file.hash, file)
        except PictureRefused as refusal:
            self._refused[source] = str(refusal)
        return True

    def known(self, source: str) -> CreditedImage | None:
        """Return the image of a source; None if it has none yet or is still to be fetched."""
        file = self._files.get(source)
        return self._by_address.get(source) or (self._by_hash.get(file.hash) if file else None)

    def _remember(self, source: str, image: CreditedImage) -> None:
        if source in self._files:
            self._by_hash[self._files[source].hash] = image
        if self._is_remote(source):
            self._by_address[source] = image

    def _given(self, row: ArticleRow, source: str, *, update: bool) -> CreditedImage:
        image = self.known(source)
        if image is None:
            file = self._files[source]
            image = CreditedImage(
                title=file.path.stem[:255],
                description=row.image_description or "",
                credit=row.image_credit or "",
                no_credit_owed=row.image_no_credit_owed,
                source=source[:MAX_SOURCE_CHARACTERS] if is_address(source) else "",
                lacks_words=True,  # until both are set
            )
            if missing := image.missing_words():
                text = f"its picture came without {' and '.join(missing)}; it is published so, and marked for the desk"
                self._report.note(row.number, text, "image", NoteKind.LOSS, row.line)
            self._store(image, file.path.name, file.path.read_bytes())
            self._report.pictures_imported += 1
        elif (others := list(other_words(row, image))) and update:
            if row.image_description:
                image.description, image.is_decorative = row.image_description, False
            image.credit = image.credit if row.image_credit is None else row.image_credit
            image.no_credit_owed = not image.credit and (image.no_credit_owed or row.image_no_credit_owed)
            image.save()
            log(instance=image, action="wagtail.edit", content_changed=True)
        elif others:
            what = " and ".join(others)
            text = f"its picture was in the library already, with another {what}, which it kept"
            self._report.note(row.number, text)
        self._record(source, image)
        return image

    def _record(self, source: str, image: CreditedImage) -> None:
        """Store the image of a URL, also for later runs."""
        if self._is_remote(source) and source not in self._by_address:
            ImportedPicture.objects.update_or_create(
                url_hash=digest_of(source), defaults={"url": source, "image": image}
            )
        self._remember(source, image)

    def _drawn(self, row: ArticleRow) -> CreditedImage:
        credit = row.image_credit or ""
        image = self._by_credit.get(credit)
        if image is None:
            image, name, data = self._drawings.draw(credit)
            self._store(image, name, data)
            self._by_credit[credit] = image
            self._report.pictures_drawn += 1
        self._report.note(row.number, f"has a neutral picture, which carries the credit “{credit}”")
        return image

    def known_file(self, row: ArticleRow, kind: str, reference: str) -> int | None:
        """Return the primary key of a picture that the blocks of a row name, where the library has it."""
        image = None if kind != IMAGE or self.refusal(reference) else self.known(reference)
        return None if image is None else image.pk

    def add_file(self, row: ArticleRow, kind: str, reference: str) -> int | None:
        """Return the primary key of a picture that the blocks of a row name; made if there is none."""
        return None if kind != IMAGE or self.refusal(reference) else self.add(row, reference, "", "").pk

    def _store(self, image: CreditedImage, name: str, data: bytes) -> None:
        image.file.save(name, ContentFile(data), save=False)
        self._written.append(image)
        image.clean_fields()  # `clean` would require the description and credit, which may be missing
        image.save()
        image.file.close()
        log(instance=image, action="wagtail.create", content_changed=True)
