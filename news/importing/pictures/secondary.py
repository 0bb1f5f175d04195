"""Pictures of rows other than the main one: for social networks, and portraits of authors."""

from cms.images.models import CreditedImage
from news.importing.files.rows import ArticleRow
from news.importing.pictures.library import Pictures
from news.importing.report import ImportReport, NoteKind


def sources_of(row: ArticleRow) -> list[str]:
    """Return the sources of these pictures in a row."""
    named = [row.social_image or "", *(byline.portrait for byline in row.authors or ())]
    return [source for source in named if source]


def further_picture(
    pictures: Pictures, report: ImportReport, row: ArticleRow, source: str | None, column: str
) -> CreditedImage | None:
    """Return the image of a source, created if missing; None, with a note, if it is unobtainable."""
    if not source:
        return None
    if reason := pictures.refusal(source):
        text = f"left out the picture {source[:200]} ({reason.rstrip('.')})"
        report.note(row.number, text, column, NoteKind.LOSS, row.line)
        return None
    return pictures.add(row, source, "", "")
