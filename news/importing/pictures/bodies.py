"""Pictures of bodies: placeholders, filled with images of the library."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from cms.images.models import CreditedImage
from news.importing.bodies.figures import BodyPicture, body_pictures, with_pictures
from news.importing.files.rows import ArticleRow
from news.importing.pictures.library import Pictures
from news.importing.pictures.secondary import sources_of
from news.importing.report import ImportReport, NoteKind


class BodyPictures:
    """Fills the placeholders of pictures in bodies with images, and finds the other pictures of rows.

    Args:
        pictures: finds, fetches and stores the images, each once.
        report: takes notes of pictures that are left out, with their captions and credits.
    """

    def __init__(self, pictures: Pictures, report: ImportReport) -> None:
        self._pictures, self._report = pictures, report

    def load(self, rows: Iterable[ArticleRow], *, fetch: bool) -> None:
        """Find the files and the existing images of all pictures of a batch, by a fixed number of queries."""
        sources = {source for row in rows for source in sources_of(row)}
        sources |= {one.source for row in rows for one in body_pictures(row.body or ())}
        self._pictures.load_sources(sources, fetch=fetch)

    def known(self, rows: Iterable[ArticleRow]) -> list[ArticleRow]:
        """Return rows for comparison: with existing images, and without unobtainable pictures.

        A picture that is still to be stored stays a placeholder, which differs from all articles.
        """

        def find(picture: BodyPicture) -> Mapping[str, Any] | None:
            if self._pictures.refusal(picture.source):
                return None
            image = self._pictures.known(picture.source)
            return vars(picture) if image is None else _value(picture, image)

        return [_placed(row, find) for row in rows]

    def stored(self, rows: Iterable[ArticleRow]) -> list[ArticleRow]:
        """Return rows for writing: all pictures are in the library, and unobtainable ones are noted."""

        def find(row: ArticleRow, picture: BodyPicture) -> Mapping[str, Any]:
            return _value(picture, self._pictures.add(row, picture.source, picture.alt, picture.credit))

        return [_placed(row, partial(find, row)) for row in rows]

    def note_lost(self, row: ArticleRow) -> None:
        """Note the unobtainable pictures of a row, each with the reason and with its caption and credit."""
        for picture in body_pictures(row.body or ()):
            if reason := self._pictures.refusal(picture.source):
                text = f"left out a picture: {picture.named()} ({reason.rstrip('.')})"
                self._report.note(row.number, text, "body", NoteKind.LOSS, row.line)


def _placed(row: ArticleRow, find: Any) -> ArticleRow:
    if row.body is None or next(_places(row.body), None) is None:
        return row
    return replace(row, body=with_pictures(row.body, find))


def _places(body: Sequence[dict[str, Any]]) -> Iterator[BodyPicture]:
    return iter(body_pictures(body))


def _value(picture: BodyPicture, image: CreditedImage) -> dict[str, Any]:
    """Return the value of an image block, which leaves out what equals the values of the image."""
    return {
        "image": image.pk,
        "alt": picture.alt if picture.alt != image.alt else "",
        "caption": picture.caption,
        "credit": picture.credit if picture.credit != image.credit else "",
    }
