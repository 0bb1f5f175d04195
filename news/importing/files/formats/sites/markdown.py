"""Reader of Hugo and Jekyll sites: Markdown files with front matter, and their pictures.

Sources: https://gohugo.io/content-management/ and https://jekyllrb.com/docs/posts/
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from django.utils import timezone

from news.importing.bodies.figures import BodyPicture
from news.importing.files.dates import DateRefused, moment_of, read_date
from news.importing.files.encodings import open_text
from news.importing.files.folders import files_in
from news.importing.files.formats.json_items import JsonItem
from news.importing.files.formats.row_builder import RowBuilder, with_last_notes
from news.importing.files.formats.sites.front_matter import BadFrontMatter, has_front_matter, split_front_matter
from news.importing.files.formats.sites.page_addresses import names_of, page_addresses, page_name
from news.importing.files.formats.sites.site_files import SiteFiles, without_liquid
from news.importing.files.reading import MAX_LINE_CHARACTERS, FileHead, RawRow, Reader, ReadOptions
from news.importing.problems import ImportRefused

_IMAGES = (
    "image",
    "featured_image",
    "featuredimage",
    "feature_image",
    "cover",
    "thumbnail",
    "images",
    "header",
    "hero",
)
_MAX_NAMES_SHOWN = 5
_HTML_ENDINGS = (".html", ".htm")
"""Of pages in HTML, as jekyll-import writes them. Without front matter they are templates, or generated."""
_ARTICLES = ({"_posts", "_drafts"}, {"content"})
"""The folders of articles: those of Jekyll, or else that of Hugo."""

_TOP = ""
# Settings of layout and order, for the theme of the site.
_SILENT: tuple[str, ...] = (
    "layout",
    "type",
    "weight",
    "toc",
    "menu",
    "comments",
    "math",
    "linktitle",
    "outputs",
    "resources",
    "build",
)
_SILENT += (
    "share",
    "url",
    "permalink",
    "id",
    "ref",
    "markup",
    "headless",
    "cascade",
    "showtoc",
    "classes",
    "published",
)


class MarkdownReader(Reader):
    """Reads a folder or archive of Markdown files with front matter (Hugo, Jekyll), or one such file."""

    name: ClassVar[str] = "markdown"
    label: ClassVar[str] = "Markdown with front matter (Hugo, Jekyll)"
    endings: ClassVar[tuple[str, ...]] = (".md", ".markdown", *_HTML_ENDINGS)

    def recognises(self, head: FileHead) -> bool:
        """Recognise it by the extension and the delimiter of front matter."""
        return head.suffix in self.endings and has_front_matter(head.text.replace("\r\n", "\n"))

    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the pages; section pages and files without front matter are left out, with a note."""
        left: list[str] = []
        notes: list[str] = []
        yield from with_last_notes(self._rows(path, options, left, notes), notes)

    def _rows(self, path: Path, options: ReadOptions, left: list[str], notes: list[str]) -> Iterator[RawRow]:
        slugs: set[str] = set()
        number = 0
        places = _places(name for _file, name in files_in(path, self.endings))
        for file, name in files_in(path, self.endings):
            number += 1
            row = RowBuilder(number, slugs, name)
            try:
                text = _text(file, options)
                is_beside = bool(name) and places.isdisjoint(PurePosixPath(name).parts[:-1] or (_TOP,))
                if is_beside or file.stem.startswith("_index") or not has_front_matter(text):
                    if file.suffix.lower() not in _HTML_ENDINGS or not name:
                        left.append(name or file.name)
                    number -= 1
                    continue
                values, body = split_front_matter(text)
                own = values.pop("params", None)
                values = {**own, **values} if isinstance(own, dict) else values
                item, files = JsonItem(values, row.faults), SiteFiles(path, file, options.site)
                _fill(row, item, body, name or file.name, files, partial(_address_of, options=options))
            except BadFrontMatter as bad:
                row.faults.append(str(bad))
            yield row.row()
        if left:
            names = ", ".join(left[:_MAX_NAMES_SHOWN]) + (" …" if left[_MAX_NAMES_SHOWN:] else "")
            if not number:
                raise ImportRefused(f"{path.name} holds no article, but {len(left):,} others: {names}.")
            are = "is no article" if len(left) == 1 else "are no articles"
            notes.append(f"the files also hold {len(left):,} that {are}, left out: {names}")


def _places(names: Iterable[str]) -> set[str]:
    """Return the folders of articles: those of Jekyll's posts, or else Hugo's content, or else all."""
    found: set[str] = set()
    for name in names:
        found.update(PurePosixPath(name).parts[:-1] or (_TOP,))
    return next((folders & found for folders in _ARTICLES if folders & found), found)


def _text(path: Path, options: ReadOptions) -> str:
    """Return the text of a file, with normalized newlines.

    Raises:
        BadFrontMatter: it is too long, or in another encoding.
    """
    try:
        with open_text(path, options) as stream:
            text = stream.read(MAX_LINE_CHARACTERS + 1)
    except UnicodeDecodeError:
        raise BadFrontMatter("is not in its encoding: give another --encoding, or save it in UTF-8.") from None
    if len(text) > MAX_LINE_CHARACTERS:
        raise BadFrontMatter(f"has more than {MAX_LINE_CHARACTERS:,} characters.")
    return text.replace("\r\n", "\n").removeprefix("\ufeff")


def _fill(
    row: RowBuilder,
    item: JsonItem,
    body: str,
    name: str,
    files: SiteFiles,
    address_of: Callable[[Path, str], str],
) -> None:
    page = page_name(name)
    language = page.language
    slug = item.text("slug") or page.slug
    summary, description = item.text("summary", "excerpt"), item.text("description")
    row.values |= {
        "import_id": f"markdown:{name}",
        "title": item.text("title") or _title_of(row, page.slug if page.date and page.is_jekyll else ""),
        "date": item.text("date", "pubdate", "publishdate") or page.date,
        "summary": summary or description,
        "authors": _authors(item, files),
    }
    row.put(
        updated_at=item.text("lastmod", "last_modified_at", "updated", "modified", "modified_date"),
        expire_at=item.text("expirydate", "unpublishdate"),
        search_description=description if summary else "",
        kicker=item.text("kicker"),
        locale=item.text("lang", "language", "locale") or language,
        translation_key=item.text("translationkey") or (name.replace(f".{language}.", ".") if language else ""),
        noindex="yes" if "noindex" in item.text("robots", "noindex").lower() else "",
    )
    if (
        item.text("draft").lower() == "true"
        or item.text("published").lower() == "false"
        or "_drafts" in page.path.parts
    ):
        row.put(status="draft")
    elif coming := next((date for date in (item.text("publishdate"), row.values["date"]) if _is_to_come(date)), ""):
        row.put(status="scheduled", go_live_at=coming)
    row.slug(slug)
    for address in page_addresses(item, page, slug):
        row.old_address(address)
    spaced = ", " if page.is_jekyll else ","
    categories = [*names_of(item, "categories", spaced), *names_of(item, "category", ",")]
    row.terms([[one] for one in categories], [*names_of(item, "tags", spaced), *names_of(item, "tag", ",")])
    if picture := _picture(item, files):
        row.picture(picture)
    body = files.with_page_links(body, address_of)
    if page.is_jekyll:
        body, notes = without_liquid(body)
        row.notes += notes
    row.values |= {
        "body": files.with_own_names(body).strip(),
        "body_format": "html" if page.path.suffix.lower() in _HTML_ENDINGS else "markdown",
    }
    if canonical := item.text("canonicalurl", "canonical_url"):
        row.note(f"was first published at {canonical}, which it does not name as its source any more")
    item.skip(*_SILENT)
    row.note_left_out(item.untaken())


def _is_to_come(date: str) -> bool:
    """Tell whether a date is in the future, until which Hugo and Jekyll do not publish a page."""
    try:
        return bool(date) and moment_of(read_date(date, ReadOptions()), ReadOptions()) > timezone.now()
    except DateRefused:
        return False


def _title_of(row: RowBuilder, slug: str) -> str:
    """Return the title that Jekyll derives for a post without one."""
    if slug:
        row.note("has no title of its own; the name of its file stands for it")
    return " ".join(word.capitalize() for word in slug.split("-"))


def _address_of(file: Path, name: str, options: ReadOptions) -> str:
    """Return the address that a page had by itself; empty if it cannot be read."""
    try:
        values, _body = split_front_matter(_text(file, options))
    except (BadFrontMatter, OSError):
        return ""
    item, page = JsonItem(values, []), page_name(name)
    return [*page_addresses(item, page, item.text("slug") or page.slug)][-1]


def _authors(item: JsonItem, files: SiteFiles) -> list[Any]:
    found: list[Any] = []
    for name in ("authors", "author"):
        value = item.value(name)
        for one in value if isinstance(value, list) else [value] if value else []:
            if isinstance(one, dict):
                author = JsonItem(one, [])
                portrait = files.own_name(author.text("image", "avatar", "picture"))
                columns = {"name": author.text("name"), "bio": author.text("bio", "description"), "portrait": portrait}
                found.append({key: text for key, text in columns.items() if text})
            elif one not in found:
                found.append(one)
    return found


def _picture(item: JsonItem, files: SiteFiles) -> BodyPicture | None:
    """Return the main picture, for which themes have many keys, as text, list or object."""
    found = None
    for name in _IMAGES:
        value = item.value(name)
        value = value[0] if isinstance(value, list) and value else value
        one = JsonItem(value if isinstance(value, dict) else {"src": value or ""}, [])
        source = one.text("src", "image", "path", "url", "feature", "teaser", "overlay_image", "relative")
        if source and found is None:
            prefix = name if name != "images" else "image"
            found = BodyPicture(
                files.own_name(source),
                one.text("alt") or item.text(f"{prefix}_alt", f"{prefix}alt", "image_description"),
                one.text("caption", "image_description") or item.text(f"{prefix}_caption", f"{prefix}caption"),
                one.text("credit", "attribution") or item.text(f"{prefix}_credit", f"{prefix}credit"),
            )
    return found
