"""Validated rows, with the values for articles."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from wagtail.coreutils import get_content_languages, get_supported_content_language_variant

from news.importing.bodies.formats import BODY_FORMATS, convert
from news.importing.bodies.markup import TooDeep
from news.importing.bodies.reading import ReadingRules
from news.importing.files.dates import day_of
from news.importing.files.parsers import RowParser
from news.importing.files.reading import RawRow, ReadOptions
from news.importing.files.relations import (
    MAX_PICTURE_ADDRESS_CHARACTERS,
    Byline,
    CategoryPath,
    CorrectionRow,
    OldPath,
    take_authors,
    take_categories,
    take_corrections,
    take_old_paths,
    take_related,
    take_translation_key,
)
from news.importing.files.releases import Release, ReleaseStatus, take_release
from news.importing.problems import Problem
from news.models import ArticlePage
from news.models.imports import MAX_IMPORT_ID_CHARACTERS

MAX_BODY_CHARACTERS = 500_000
MAX_SUMMARY_CHARACTERS = 1_000
MAX_SEO_CHARACTERS = 1_000
MAX_BLOCKS = 2_000
_PAGE_SUFFIXES = (".html", ".htm", ".php", ".aspx")
DEFAULT_READING = ReadOptions()


@dataclass(frozen=True)
class ArticleRow:
    """A validated row.

    Attributes are None if the file lacks the column, and empty if the column is empty. The first four, `release`,
    `old_paths`, `image_no_credit_owed` and `noindex` always have a value.

    Attributes:
        number: the row's number in the file.
        line: its first line, in a file of lines.
        day: the date, in the newsroom's time zone; None for a draft without one.
        moment: the date and time, if the row has a time.
        category: the path from the root; a single name for a category at any level.
        body: blocks without ids.
        blocks: the stored blocks of an export, instead of `body`.
        notes: what was left out of the body or of other values.
    """

    number: int
    line: int | None
    title: str
    day: dt.date | None
    moment: dt.datetime | None = None
    release: Release = field(default_factory=Release)
    slug: str | None = None
    import_id: str | None = None
    old_paths: tuple[OldPath, ...] = ()
    locale: str | None = None
    translation_key: UUID | None = None
    category: CategoryPath | None = None
    kicker: str | None = None
    summary: str | None = None
    authors: tuple[Byline, ...] | None = None
    tags: tuple[str, ...] | None = None
    image: str | None = None
    image_description: str | None = None
    image_credit: str | None = None
    image_no_credit_owed: bool = False
    social_image: str | None = None
    seo_title: str | None = None
    search_description: str | None = None
    noindex: bool | None = None
    body: Sequence[dict[str, Any]] | None = None
    blocks: Sequence[dict[str, Any]] | None = None
    corrections: tuple[CorrectionRow, ...] | None = None
    related: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()

    def problem(self, field: str, reason: str) -> Problem:
        """Return a problem of this row."""
        return Problem(self.number, field, reason, self.line)


class ParsedRow(NamedTuple):
    """The result of the validation of a row.

    Attributes:
        raw: the raw row.
        position: its position in the listing, if the file gives one.
        problems: its problems; with any, `row` must not be used.
    """

    raw: RawRow
    row: ArticleRow
    position: int | None
    problems: list[Problem]


def parse_each(raw_rows: Iterable[RawRow], options: ReadOptions = DEFAULT_READING) -> Iterator[ParsedRow]:
    """Yield the rows, each validated by itself, in the file's order."""
    for raw in raw_rows:
        problems: list[Problem] = []
        parser = RowParser(raw, problems, options)
        yield ParsedRow(raw, _row(parser), parser.whole_number("position"), problems)


def parse_rows(raw_rows: Iterable[RawRow]) -> tuple[list[ArticleRow], list[Problem]]:
    """Return the rows in the listing's order, and the problems of all rows."""
    parsed = list(parse_each(raw_rows))
    problems = [problem for found in parsed for problem in found.problems]
    rows = {found.row.number: found.row for found in parsed}
    order, misplaced = listing_order([(found.position, found.row.number, found.row.line) for found in parsed])
    refused = {problem.number for problem in problems if problem.field == "position"}
    return [rows[number] for number in order], problems + [one for one in misplaced if one.number not in refused]


def listing_order(places: Sequence[tuple[int | None, int, int | None]]) -> tuple[list[int], list[Problem]]:
    """Return the numbers of rows in the listing's order, and the missing or repeated positions.

    Args:
        places: the position, number and line of each row.
    """
    problems: list[Problem] = []
    if any(position is not None for position, _number, _line in places):
        seen: dict[int, int] = {}
        for position, number, line in places:
            if position is None:
                problems.append(Problem(number, "position", "is missing, but other rows have one.", line))
            elif position in seen:
                problems.append(Problem(number, "position", f"{position} is that of row {seen[position]}, too.", line))
            else:
                seen[position] = number
        places = sorted(places, key=lambda place: -1 if place[0] is None else place[0])
    return [number for _position, number, _line in places], problems


def _row(parser: RowParser) -> ArticleRow:
    # A row that could not be read at all lacks its columns for that reason alone.
    is_read = bool(parser.raw.values) or not parser.raw.faults
    title = parser.line("title", 255) or ""
    if is_read and not title and not parser.raw.values.get("title"):
        parser.refuse("title", "is required.")
    date = parser.date("date")
    release, release_notes = take_release(parser, date, timezone.now())
    if is_read and date is None and release.status is not ReleaseStatus.DRAFT and not parser.is_refused("date"):
        parser.refuse("date", "is required.")
    slug, slug_notes = _slug(parser)
    for fault in parser.raw.faults:
        parser.refuse("row", fault)
    body, notes = _body(parser)
    image, description = parser.line("image", MAX_PICTURE_ADDRESS_CHARACTERS), parser.line("image_description", 255)
    if description and not image:
        notes = (*notes, "its `image_description` was left out, because it has no `image`")
    category, others = take_categories(parser)
    tags = parser.names("tags", 100, ",;")
    if others:
        notes = (*notes, f"has other categories too, which became tags: {', '.join(others)}")
        known = {name.casefold() for name in tags or ()}
        tags = (*(tags or ()), *(name for name in others if name.casefold() not in known))
    return ArticleRow(
        number=parser.raw.number,
        line=parser.raw.line,
        title=title,
        day=day_of(date) if date else None,
        moment=date if isinstance(date, dt.datetime) else None,
        release=release,
        slug=slug or None,
        import_id=parser.line("import_id", MAX_IMPORT_ID_CHARACTERS) or None,
        old_paths=take_old_paths(parser),
        locale=_locale(parser),
        translation_key=take_translation_key(parser),
        category=category,
        kicker=parser.line("kicker", 100),
        summary=parser.text("summary", MAX_SUMMARY_CHARACTERS),
        authors=take_authors(parser),
        tags=tags,
        image=image,
        image_description=description,
        image_credit=parser.line("image_credit", 255),
        image_no_credit_owed=_no_credit_owed(parser),
        social_image=parser.line("social_image", MAX_PICTURE_ADDRESS_CHARACTERS),
        seo_title=parser.line("seo_title", 255),
        search_description=parser.text("search_description", MAX_SEO_CHARACTERS),
        noindex=parser.yes_or_no("noindex") if "noindex" in parser.raw.values else None,
        body=body,
        blocks=_blocks(parser),
        corrections=take_corrections(parser),
        related=take_related(parser),
        notes=(*parser.raw.notes, *slug_notes, *release_notes, *notes),
    )


def _locale(parser: RowParser) -> str | None:
    """Return the language with the site's code: en-US becomes en if that is the site's only English."""
    written = parser.line("locale", 20)
    if not written:
        return None
    try:
        found: str = get_supported_content_language_variant(written.replace("_", "-").lower())
    except LookupError:
        languages = ", ".join(get_content_languages())
        parser.refuse("locale", f"“{written}” is none of the site's languages: {languages}.")
        return None
    return found


def _slug(parser: RowParser) -> tuple[str, tuple[str, ...]]:
    """Return the slug; an invalid one is slugified, with a note."""
    written = parser.line("slug", 255) or ""
    if not written or _is_slug(written):
        return written, ()
    last = unquote(written).rstrip("/").rpartition("/")[2]
    for suffix in _PAGE_SUFFIXES:
        last = last.removesuffix(suffix)
    slug = slugify(last.replace(".", "-"), allow_unicode=True)[:255].strip("-_")
    if not slug or not _is_slug(slug):
        return "", (f"its slug “{written}” is none that a page may have; one was made of its title",)
    return slug, (f"its slug “{written}” became “{slug}”",)


def _is_slug(text: str) -> bool:
    try:
        ArticlePage._meta.get_field("slug").clean(text, None)
    except ValidationError:
        return False
    return True


def _no_credit_owed(parser: RowParser) -> bool:
    none_owed = parser.yes_or_no("image_no_credit_owed")
    if none_owed and str(parser.raw.values.get("image_credit") or "").strip():
        parser.refuse("image_no_credit_owed", "contradicts `image_credit`: leave one of them empty.")
    return none_owed


def _body(parser: RowParser) -> tuple[Sequence[dict[str, Any]] | None, tuple[str, ...]]:
    source = parser.text("body", MAX_BODY_CHARACTERS)
    body_format = (parser.line("body_format", 20) or "").lower()
    if body_format and body_format not in BODY_FORMATS:
        parser.refuse("body_format", f"“{body_format}” is none of {', '.join(BODY_FORMATS)}.")
    elif source is not None:
        try:
            rules = ReadingRules(pictures=True, players=True, address=parser.options.site, keeps_paths=True)
            return convert(source, body_format, rules)
        except TooDeep:
            parser.refuse("body", "has elements within elements too many levels deep.")
    return None, ()


def _blocks(parser: RowParser) -> Sequence[dict[str, Any]] | None:
    values = parser.listed("blocks", "")
    if values is None:
        return None
    if parser.raw.values.get("body"):
        parser.refuse("blocks", "stands for the story in place of `body`: leave one of them empty.")
    elif len(values) > MAX_BLOCKS:
        parser.refuse("blocks", f"holds {len(values):,} blocks; {MAX_BLOCKS:,} are allowed.")
    elif not all(isinstance(one, dict) and isinstance(one.get("type"), str) and "value" in one for one in values):
        parser.refuse("blocks", "must be a list of blocks with `type` and `value`, as an export of Dateline has it.")
    else:
        return values
    return None
