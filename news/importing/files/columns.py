"""The columns of files, and the columns of one file by their own names.

A reader yields `RawRow.values`: JSON values by the names below. A missing column leaves the article's value, and an
empty one (None, "" or []) clears it. A list may also be a text, as in a cell of CSV: names with separators, or JSON.

    status                 text: published (which is the default), draft, scheduled or private
    private                yes or no: staff alone see it; status "private" is published with it
    date, updated_at, first_published_at, last_published_at, go_live_at, expire_at, embargo_until
                           text, or a number of seconds since 1970, as `news.importing.files.dates` reads them
    category               text such as "World > Europe"; or the path as a list of names, or of objects with `name`,
                           `slug`, `description`
    categories             list of such texts or lists: the first is the category, the others become tags, with a note
    authors                list of names, or of objects with `name`, `slug`, `job_title`, `bio`, `portrait`, `texts`
    tags                   list of names
    seo_title, search_description, embargo_note
                           text
    noindex, embargo       yes or no
    social_image           as `image`
    corrections            list of objects with `date`, `kind` (correction, clarification, update), `text`
    related                list of what names other articles: an `import_id`, a slug, or an old path
    locale                 language code, such as "pt-br"; rows in another than the listing's are left out
    translation_key        what translations have in common: a UUID, or any text, of which one is made
    old_paths              list of paths or addresses, each with its query: "/x.html", "/?p=123"; or of objects with
                           `path`, `permanent`, `all_sites`
    blocks                 list of blocks as they are stored, in place of `body`: exports have it
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from news.importing.files.reading import RawRow, ReadOptions
from news.importing.problems import ImportRefused

_MAX_NAMES_SHOWN = 20

IMPORT_COLUMNS = {
    "position": "place in the listing, a whole number; without it the rows' order counts",
    "title": "the headline (required)",
    "date": "the dateline: YYYY-MM-DD, or with a time: 2026-05-29T08:30:00+02:00 (required, but not of drafts)",
    "status": "published, draft, scheduled or private; published when left out",
    "private": "yes where only staff who have logged in may see it",
    "go_live_at": "when a scheduled article is to be published; the date when left out",
    "expire_at": "when it is to be withdrawn",
    "first_published_at": "when it was first published; the date when left out",
    "last_published_at": "when it was last published, small changes too; the date when left out",
    "updated_at": "when readers last got something new; the last publication when left out",
    "embargo": "yes where it is published inside the newsroom and readers may not see it yet",
    "embargo_until": "when the embargo lifts; without it an editor ends it",
    "embargo_note": "why there is an embargo, for the desk alone",
    "import_id": "what the source itself calls the article, by which it is found again whatever else has changed",
    "slug": "last part of the address, by which the article is found again; made of the title when left out",
    "old_paths": "paths that it had elsewhere, such as /x.html /?p=123, which become redirects; separated by spaces",
    "locale": "its language, such as fr; rows of another language than the listing's are left out",
    "translation_key": "a UUID, or any text, that its translations share",
    "category": "the category's name, or its path such as World > Europe; what there is none of is made",
    "categories": "several of them, separated by semicolons; the first is the category, the others become tags",
    "kicker": "the label over the headline; readers see the category's name when it is empty",
    "summary": "one to three sentences",
    "authors": "names, separated by semicolons, in the bylines' order; or objects with name, slug, job_title, bio, …",
    "tags": "names; in a cell they are separated by commas or semicolons",
    "image": "name of a picture file in the --images directory, or its address",
    "image_description": "what the picture shows, for readers who cannot see it; needed with `image`",
    "image_credit": "whom to credit, exactly as it is to be printed",
    "image_no_credit_owed": "yes for a new picture that is to be printed without credit",
    "social_image": "the picture for social networks, named as `image` is",
    "seo_title": "the headline for search engines",
    "search_description": "the summary for search engines",
    "noindex": "yes where search engines are to leave it out",
    "body": "the story, in one of the formats below",
    "body_format": "text, html, markdown or wordpress; when left out, what the body is written in shows it",
    "blocks": "the story as an export of Dateline has it, in place of `body`",
    "corrections": "objects with date, kind (correction, clarification, update) and text",
    "related": "other articles to read: the import_id, slug or old path of each; separated by spaces",
    "import_error": "why an earlier run rejected the row; it is not looked at",
}
REQUIRED_COLUMNS = ("title", "date")
ERROR_COLUMN = "import_error"
"""The column of a file of rejected rows alone."""


def known_columns() -> str:
    """Return the names of all columns for error messages."""
    return f"Known columns: {', '.join(IMPORT_COLUMNS)}."


def unknown_remedy() -> str:
    """Return the advice on unknown columns for error messages."""
    return f"Name what they are by --map, or leave them out by --ignore-unknown. {known_columns()}"


def column_of(name: str, options: ReadOptions) -> str | None:
    """Return the column for a name in a file; None if it is unknown."""
    key = name.strip().lower()
    column = options.renamed.get(key, key)
    return column if column in IMPORT_COLUMNS else None


def printable(name: str) -> str:
    """Return a name out of a file as a message may show it."""
    return ascii(name)[1:-1] if not name.isprintable() else name[:60]


class RowColumns:
    """Renames and checks the columns of rows that each have their own, such as JSON objects.

    Args:
        path: the file, for messages.
        options: the renamed columns, and whether unknown ones are ignored.
    """

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._path, self._options = path, options
        self._unknown: dict[str, int] = {}
        self._unseen = set(options.renamed)

    def row(self, number: int, line: int | None, given: Mapping[str, Any]) -> RawRow:
        """Return a row with renamed columns; a column with two names in it is a fault of the row."""
        values: dict[str, Any] = {}
        faults = []
        left_out = []
        for name, value in given.items():
            self._unseen.discard(name.strip().lower())
            column = column_of(name, self._options)
            if column is None:
                self._unknown.setdefault(name, number)
                left_out.append(name)
            elif column in values:
                faults.append(f"has `{column}` twice.")
            else:
                values[column] = value
        notes: tuple[str, ...] = ()
        if left_out and self._options.ignore_unknown:
            names = ", ".join(f"`{printable(name)}`" for name in left_out[:_MAX_NAMES_SHOWN])
            notes = (f"unknown columns were left out: {names}",)
        return RawRow(number, line, values, notes, tuple(faults))

    def close(self) -> None:
        """Refuse a file with unknown columns, after all rows have been read.

        Raises:
            ImportRefused: names them, each with its first occurrence.
        """
        if self._unknown and not self._options.ignore_unknown:
            names = sorted(self._unknown.items())
            shown = ", ".join(f"`{printable(name)}` (row {number})" for name, number in names[:_MAX_NAMES_SHOWN])
            more = f" and {len(names) - _MAX_NAMES_SHOWN:,} more" if names[_MAX_NAMES_SHOWN:] else ""
            raise ImportRefused(f"{self._path.name} has unknown columns: {shown}{more}. {unknown_remedy()}")
        if self._unseen:
            name = printable(min(self._unseen))
            raise ImportRefused(f"{self._path.name} has no column `{name}`, which --map names.")
