"""Reader of Ghost's export: posts with their authors and tags.

Source: https://ghost.org/docs/migration/custom/ and the tables of Ghost, ghost/core/core/server/data/schema/schema.js
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urljoin

from news.importing.bodies.figures import BodyPicture, split_credit
from news.importing.files.formats.ghost_stories import ghost_story
from news.importing.files.formats.json_items import JsonItem
from news.importing.files.formats.listings import NO_OBJECT
from news.importing.files.formats.row_builder import RowBuilder, text_of_html, with_last_notes
from news.importing.files.reading import FileHead, RawRow, Reader, ReadOptions
from news.importing.files.streams.json_objects import placed_objects
from news.importing.problems import ImportRefused

_EXPORT = re.compile(r'\s*\{\s*"(?:db"\s*:\s*\[|meta"\s*:\s*\{\s*"exported_on")')
_ROOTS = ("db.item.data", "data")
_TABLES = ("tags", "users", "posts_tags", "posts_authors", "posts_meta")
_STATUS = {"published": "published", "draft": "draft", "scheduled": "scheduled", "sent": "draft"}
_SITE = "__GHOST_URL__"
_BOOKMARK = re.compile(r'<figure class="[^"]*kg-bookmark-card[^"]*">(?:(?!</?figure).)*+</figure>', re.DOTALL)
_BOOKMARKED = re.compile(r'href="(?P<href>[^"]*)"')
_BOOKMARK_TITLE = re.compile(r'kg-bookmark-title">(?P<title>[^<>]*)<')
# Columns without content of their own: ids, and the story in other forms.
_SILENT: tuple[str, ...] = (
    "id",
    "uuid",
    "comment_id",
    "plaintext",
    "mobiledoc",
    "lexical",
    "markdown",
    "created_at",
    "created_by",
)
_SILENT += ("updated_by", "published_by", "author_id", "author", "newsletter_id", "email_recipient_filter", "slug")
_SILENT += ("language", "show_title_and_feature_image", "type", "page", "visibility", "status", "post_id")


@dataclass
class _Tables:
    """The tables of the file other than the posts, by id.

    Attributes:
        site: the URL of the old site, if known, for the placeholder in the export.
        tags: the names of tags; those of internal ones begin with #.
        users: authors, as values of the column. E-mail addresses and passwords are not read.
        meta: the metadata of posts, which newer versions keep in a table of its own.
    """

    site: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    users: dict[str, dict[str, str]] = field(default_factory=dict)
    post_tags: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    post_authors: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    meta: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, source: str) -> str:
        """Return the URL of a picture; a path for one of the site itself, if its URL is unknown."""
        path = source.removeprefix(_SITE)
        return urljoin(self.site, path) if self.site and path.startswith("/") else path


class GhostReader(Reader):
    """Reads the export of a Ghost site (Settings → Import/Export)."""

    name: ClassVar[str] = "ghost"
    label: ClassVar[str] = "Ghost export (JSON)"

    def recognises(self, head: FileHead) -> bool:
        """Recognise it by the first key of every export."""
        return _EXPORT.match(head.text) is not None

    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the posts without pages. The file is read twice, since tags and authors follow the posts."""
        notes: list[str] = []
        yield from with_last_notes(self._posts(path, options, notes), notes)

    def _posts(self, path: Path, options: ReadOptions, notes: list[str]) -> Iterator[RawRow]:
        tables = _tables(path, options)
        slugs: set[str] = set()
        number = pages = 0
        for _place, values in placed_objects(path, options, [f"{root}.posts.item" for root in _ROOTS]):
            if not isinstance(values, dict):
                number += 1
                yield RawRow(number, None, {}, faults=(NO_OBJECT,))
            elif values.get("type") == "page" or values.get("page") in (1, True):
                pages += 1
            else:
                number += 1
                yield _row(RowBuilder(number, slugs), values, tables)
        counted = f"{pages:,} page{'' if pages == 1 else 's'}"
        if pages and not number:
            raise ImportRefused(f"{path.name} holds {counted} and no posts, which are what becomes articles.")
        if pages:
            are = "is no article and was" if pages == 1 else "are no articles and were"
            notes.append(f"the file also has {counted}, which {are} left out")


def _tables(path: Path, options: ReadOptions) -> _Tables:
    tables = _Tables(options.site)
    faults: list[str] = []
    places = [f"{root}.{name}.item" for root in _ROOTS for name in _TABLES]
    for place, values in placed_objects(path, options, places):
        name = place.split(".")[-2]
        if not isinstance(values, dict):
            raise ImportRefused(f"{path.name}: `{place.removesuffix('.item')}` must be a list of objects.")
        _add(tables, name, JsonItem(values, faults, f"{name}."))
        if faults:
            raise ImportRefused(f"{path.name}: {faults[0]}")
        if name == "posts_meta":
            tables.meta[str(values.get("post_id"))] = values
    return tables


def _add(tables: _Tables, name: str, item: JsonItem) -> None:
    if name == "tags":
        mark = "#" if item.text("visibility") == "internal" else ""
        tables.tags[item.text("id")] = f"{mark}{item.text('name').lstrip('#') if mark else item.text('name')}"
    elif name == "users":
        author = {
            "name": item.text("name"),
            "slug": item.text("slug"),
            "bio": item.text("bio"),
            "portrait": tables.address(item.text("profile_image", "image")),
        }
        tables.users[item.text("id")] = {key: value for key, value in author.items() if value}
    elif name == "posts_tags":
        order = item.number("sort_order"), item.text("tag_id")
        tables.post_tags.setdefault(item.text("post_id"), []).append(order)
    elif name == "posts_authors":
        order = item.number("sort_order"), item.text("author_id")
        tables.post_authors.setdefault(item.text("post_id"), []).append(order)


def _row(row: RowBuilder, values: dict[str, Any], tables: _Tables) -> RawRow:
    item = JsonItem({**tables.meta.get(str(values.get("id")), {}), **_present(values)}, row.faults)
    number = item.text("id")
    row.values |= {
        "import_id": f"ghost:{item.text('uuid') or number}",
        "title": item.text("title"),
        "date": _moment(item, "published_at"),
        "summary": item.text("custom_excerpt"),
        "authors": [
            tables.users[user]
            for _order, user in sorted(tables.post_authors.get(number) or [(0, item.text("author_id", "author"))])
            if tables.users.get(user, {}).get("name")
        ],
    }
    row.put(
        updated_at=_moment(item, "updated_at"),
        seo_title=item.text("meta_title"),
        search_description=item.text("meta_description"),
        social_image=tables.address(item.text("og_image")),
        locale=item.text("locale"),
    )
    _add_status(row, item)
    if slug := item.text("slug"):
        row.slug(slug)
        row.old_address(f"/{slug}/")
    tags = [tables.tags[tag] for _order, tag in sorted(tables.post_tags.get(number, ())) if tag in tables.tags]
    # Ghost has no categories: themes show the first tag as the section.
    public = [tag for tag in tags if not tag.startswith("#")]
    row.terms([[tag] for tag in public[:1]], public[1:])
    _add_picture(row, item, tables)
    _add_body(row, item)
    row.note_left_out([*item.untaken(), *(f"internal tag {tag}" for tag in tags if tag.startswith("#"))])
    return row.row()


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _moment(item: JsonItem, name: str) -> str:
    """Return a date as it is; in Ghost 0 it is a number of milliseconds."""
    text = item.text(name)
    if re.fullmatch(r"\d{11,14}", text):
        return dt.datetime.fromtimestamp(int(text) / 1000, dt.UTC).isoformat()
    return text


def _add_status(row: RowBuilder, item: JsonItem) -> None:
    status, visibility = item.text("status") or "published", item.text("visibility") or "public"
    row.put(status=_STATUS.get(status, status))
    if status == "sent":
        row.note("was sent by mail and never on the site, so it came in as a draft")
    if visibility != "public":
        row.put(private="yes")
        row.note(f"was for {visibility} alone, so only staff can see it")


def _add_picture(row: RowBuilder, item: JsonItem, tables: _Tables) -> None:
    source = tables.address(item.text("feature_image", "image"))
    caption, credit = split_credit(text_of_html(item.text("feature_image_caption")))
    if source:
        row.picture(BodyPicture(source, item.text("feature_image_alt"), caption, credit))


def _add_body(row: RowBuilder, item: JsonItem) -> None:
    html, plain = item.text("html"), item.text("plaintext")
    if not (html or item.text("markdown")):
        html, cards = ghost_story(item.text("lexical"), item.text("mobiledoc"))
        if html and cards:
            row.note(f"lost parts of its story, which the export has without HTML: {', '.join(cards)}")
    if html:
        body = _BOOKMARK.sub(_link, html.replace(f"{_SITE}/", "/"))
        row.values |= {"body": body.replace(_SITE, "/"), "body_format": "html"}
    elif markdown := item.text("markdown"):
        row.values |= {"body": markdown.replace(f"{_SITE}/", "/"), "body_format": "markdown"}
    else:
        row.values |= {"body": plain, "body_format": "text"}
        if own := next((name for name in ("lexical", "mobiledoc") if item.text(name)), ""):
            lost = "pictures and formatting" if plain else "story"
            row.note(f"lost its {lost}: the export lacks its HTML, and has nothing readable as {own}")
    if canonical := item.text("canonical_url"):
        row.note(f"was first published at {canonical}, which it does not name as its source any more")
    item.skip(*_SILENT)


def _link(bookmark: re.Match[str]) -> str:
    """Return a bookmark card as a link, without the picture of its page."""
    href, title = _BOOKMARKED.search(bookmark[0]), _BOOKMARK_TITLE.search(bookmark[0])
    return f'<p><a href="{href["href"]}">{title["title"]}</a></p>' if href and title else bookmark[0]
