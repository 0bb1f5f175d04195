"""Reader of WordPress's export (WXR): posts with their pictures, authors and terms."""

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import SplitResult, unquote, urlsplit
from xml.etree.ElementTree import Element

from django.utils.text import slugify

from news.importing.bodies.figures import BodyPicture
from news.importing.bodies.shortcodes import with_footnotes, with_galleries
from news.importing.bodies.text import one_line
from news.importing.files.formats.row_builder import first_words
from news.importing.files.formats.wordpress_xml import (
    WordPressSite,
    channel_elements,
    fields_of,
    meta_of,
    site_of,
    status_of,
    tag_name,
    texts_of,
)
from news.importing.files.reading import FileHead, RawRow, Reader, ReadOptions
from news.importing.problems import ImportRefused
from news.models.category_tree import MAX_LEVELS

_IMAGE = re.compile(r"<img\b[^<>]*\bwp-image-(?P<number>\d+)[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_NO_CATEGORY = "uncategorized"
_SHOWN = 120
_MAX_SHOWN = 30
_SEO = {
    "seo_title": ("_yoast_wpseo_title", "rank_math_title", "_aioseo_title"),
    "search_description": ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description"),
    "social_image": ("_yoast_wpseo_opengraph-image", "rank_math_facebook_image"),
}
_VARIABLE = re.compile(r"%%?[a-z_]+(?:\([^()]*\))?%%?|(?<!\w)#[a-z]+_[a-z_]+")
_HIDDEN = {"_yoast_wpseo_meta-robots-noindex": "1", "rank_math_robots": "noindex"}
"""Custom fields by which plugins hide a post from search engines, with what they then hold."""
_MAIN_CATEGORY = ("_yoast_wpseo_primary_category", "rank_math_primary_category")
_OWN_FIELDS = re.compile(r"_|footnotes$|rank_math_|dsq_|jabber_published|podPressMedia")
"""Custom fields that editors do not see, or that are read."""
_OWN_TERMS = {"category", "post_tag", "author", "post_format", "nav_menu"}
_CANONICAL = ("_yoast_wpseo_canonical", "rank_math_canonical_url")


class WordPressReader(Reader):
    """Reads the export of a WordPress site (Tools → Export)."""

    name: ClassVar[str] = "wordpress"
    label: ClassVar[str] = "WordPress export (WXR)"

    def recognises(self, head: FileHead) -> bool:
        """Recognise it by the namespace that every version of the export declares."""
        return "wordpress.org/export/" in head.text and "<rss" in head.text

    def rows(self, path: Path, options: ReadOptions) -> Iterator[RawRow]:
        """Yield the posts in the file's order. The file is read twice, since attachments may follow posts.

        Posts in the trash and content of other types are left out; the first row notes how many of each.
        """
        site = site_of(path, options)
        notes = _left_out(site)
        number = 0
        slugs: set[str] = set()
        for item in channel_elements(path, options):
            if tag_name(item) != "item":
                continue
            texts = texts_of(item)
            if texts.get("wp:post_type") == "post" and status_of(texts):
                number += 1
                row = _row(number, item, texts, site)
                yield _with_free_slug(row, slugs, notes)
                notes = ()
        if not number and notes:
            raise ImportRefused(f"{path.name} holds no post that becomes an article: {'; '.join(notes)}.")


def _with_free_slug(row: RawRow, slugs: set[str], notes: tuple[str, ...]) -> RawRow:
    """Return a row with notes of the file, and with a slug that no row before it has: posts may share one."""
    values, notes = dict(row.values), (*notes, *row.notes)
    if (slug := values.get("slug", "")) in slugs:
        values["slug"] = f"{slug}-{values['import_id'].rpartition(':')[2] or row.number}"
        notes = (*notes, f"its address “{slug}” is another post's too, and became “{values['slug']}”")
    slugs.add(values.get("slug", slug))
    slugs.discard("")
    return RawRow(row.number, row.line, values, notes)


def _left_out(site: WordPressSite) -> tuple[str, ...]:
    notes = []
    if site.held:
        held = ", ".join(f"{count:,} {why}" for why, count in sorted(site.held.items()))
        notes.append(f"the file also has posts that are no drafts, which were left out: {held}")
    kinds = {kind: count for kind, count in site.kinds.items() if kind not in ("post", "attachment")}
    if kinds:
        others = ", ".join(f"{count:,} of type {kind}" for kind, count in sorted(kinds.items()))
        notes.append(f"the file also has what is no article, which was left out: {others}")
    return tuple(notes)


def _row(number: int, item: Element, texts: dict[str, str], site: WordPressSite) -> RawRow:
    notes: list[str] = []
    meta = meta_of(item)
    body = with_footnotes(_body(texts, site), meta.get("footnotes", ""))
    values: dict[str, Any] = {
        "import_id": f"wordpress:{texts['wp:post_id']}" if texts.get("wp:post_id") else "",
        "title": _title(texts, body, notes),
        "date": _moment(texts, "wp:post_date") or _published(texts),
        "status": status_of(texts),
        "summary": _plain(texts.get("excerpt:encoded", "")),
        "authors": _authors(item, texts, site),
        "body": body,
        "body_format": "wordpress",
        "old_paths": _old_paths(texts, [slug for name, slug in fields_of(item) if name == "_wp_old_slug" and slug]),
    }
    if (modified := _moment(texts, "wp:post_modified")) and modified > values["date"]:
        values["updated_at"] = modified
    if texts.get("wp:post_password"):
        values["private"] = "yes"
        notes.append("stood behind a password, which was not read: only staff who have logged in see it")
    canonical = next((meta[key] for key in _CANONICAL if meta.get(key)), "")
    if canonical and canonical != texts.get("link"):
        notes.append(f"left out its canonical address, {canonical[:200]}")
    if slug := _slug(texts, notes):
        values["slug"] = slug
    values |= _terms(item, site, notes, next((meta[key] for key in _MAIN_CATEGORY if meta.get(key)), ""))
    values |= _for_search_engines(meta, notes)
    if picture := site.pictures.get(meta.get("_thumbnail_id", "")):
        values |= {"image": picture.source, "image_description": picture.alt, "image_credit": picture.credit}
        if picture.caption:
            notes.append(f"left out the caption of the picture at its top: {picture.caption}")
    if texts.get("wp:is_sticky") == "1":
        notes.append("stood above the others on the old site (sticky)")
    if comments := sum(tag_name(child) == "wp:comment" for child in item):
        notes.append(f"left out {comments:,} comment{'' if comments == 1 else 's'}")
    left = [f"{name} ({value[:_SHOWN]})" for name, value in meta.items() if value and not _OWN_FIELDS.match(name)]
    left += [
        f"{child.get('domain')} ({one_line(child.text or '')})"
        for child in item
        if tag_name(child) == "category" and child.get("domain") not in _OWN_TERMS
    ]
    if left:
        notes.append(f"left out what articles have no place for: {', '.join(left[:_MAX_SHOWN])}")
    return RawRow(number, None, values, tuple(notes))


def _for_search_engines(meta: dict[str, str], notes: list[str]) -> dict[str, str]:
    """Return the columns of plugins for search engines.

    What these put together from variables, they would put together differently here.
    """
    values = {}
    for column, keys in _SEO.items():
        value = next((meta[key] for key in keys if meta.get(key)), "")
        if _VARIABLE.search(value):
            if re.search(r"\w", _VARIABLE.sub("", value)):
                notes.append(f"left out its `{column}`, which a plugin fills in: {value[:_SHOWN]}")
        elif value:
            values[column] = value if column == "social_image" else _plain(value)
    if any(sign in meta.get(key, "") for key, sign in _HIDDEN.items()):
        values["noindex"] = "yes"
    return values


def _title(texts: dict[str, str], body: str, notes: list[str]) -> str:
    if title := one_line(texts.get("title", "")):
        return _plain(title)
    words = _plain(re.sub(r"\[[^\]]*\]", " ", body))
    if words:
        notes.append("has no headline; the first words of its story stand for it")
    return first_words(words)


def _moment(texts: dict[str, str], name: str) -> str:
    """Return a date-time in ISO 8601; a draft that never had one has zeros."""
    for key, zone in ((f"{name}_gmt", "Z"), (name, "")):
        if (value := texts.get(key, "")) and not value.startswith("0000"):
            return value.replace(" ", "T") + zone
    return ""


def _published(texts: dict[str, str]) -> str:
    """Return the date of publication as RSS has it; that of a draft is in the year -1."""
    value = texts.get("pubDate", "")
    return "" if "-0001" in value else value


def _plain(html: str) -> str:
    return one_line(unescape(_TAG.sub(" ", html)))


def _slug(texts: dict[str, str], notes: list[str]) -> str:
    written = texts.get("wp:post_name", "")
    slug = slugify(unquote(written), allow_unicode=True)[:255].strip("-_")
    if slug != written:
        notes.append(
            f"its address “{written[:120]}” became “{slug}”" if slug else f"has no usable address “{written}”"
        )
    return slug


def _authors(item: Element, texts: dict[str, str], site: WordPressSite) -> list[str]:
    """Return the bylines: those of the plugin Co-Authors Plus, or else the display name of the account."""
    several = [one_line(child.text or "") for child in item if child.get("domain") == "author"]
    login = texts.get("dc:creator", "")
    names = [site.authors.get(name, name) for name in several if name] or [site.authors.get(login, login)]
    return [name for name in names if name]


def _terms(item: Element, site: WordPressSite, notes: list[str], main: str) -> dict[str, Any]:
    """Return the category and the tags. Further categories become tags, since an article has one category.

    Args:
        item: the post.
        site: has the paths of categories.
        notes: receives what became of further ones.
        main: the number of the category that a plugin has as the first; empty without.
    """
    tags = [one_line(child.text or "") for child in item if child.get("domain") == "post_tag"]
    paths = [
        site.category_path(child.get("nicename", ""), one_line(child.text or ""))
        for child in item
        if tag_name(child) == "category"
        and child.get("domain") == "category"
        and child.get("nicename") != _NO_CATEGORY
    ]
    # WordPress may list the ancestors of a category as well, which its path already has.
    paths.sort(key=len, reverse=True)
    paths = [
        path for place, path in enumerate(paths) if not any(other[: len(path)] == path for other in paths[:place])
    ]
    if (chosen := site.category_path(site.category_numbers.get(main, ""), "")) in paths:
        paths.insert(0, paths.pop(paths.index(chosen)))
    if not paths:
        return {"tags": tags}
    path = [re.sub(r"\s*[>›]\s*", " / ", unescape(name)) for name in paths[0]]
    if len(path) > MAX_LEVELS:
        notes.append(
            f"its category {' > '.join(path)} is deeper than {MAX_LEVELS} levels: the lower ones are left out"
        )
    if others := [unescape(other[-1]) for other in paths[1:]]:
        notes.append(f"has other categories too, which became tags: {', '.join(others)}")
    return {"category": " > ".join(path[:MAX_LEVELS]), "tags": [*map(unescape, tags), *others]}


def _old_paths(texts: dict[str, str], old_slugs: Sequence[str]) -> list[str]:
    """Return the addresses that the post had, each with its query: the public one, by number, by earlier slugs.

    The first has its host, so that links to other posts are known; the guid may be of a server that was never public.
    """
    link, guid = urlsplit(texts.get("link", "")), urlsplit(texts.get("guid", ""))
    paths = [path for path in (_path(guid),) if path not in ("/", _path(link))]
    if _path(link) != "/":
        paths.insert(0, texts["link"])
    number = texts.get("wp:post_id", "")
    if number and f"/?p={number}" not in (*paths, _path(link)):
        paths.append(f"/?p={number}")
    slug = texts.get("wp:post_name", "")
    folder, _slash, last = link.path.rstrip("/").rpartition("/")
    if slug and slug in last and not link.query:
        end = "/" if link.path.endswith("/") else ""
        paths += [f"{folder}/{last.replace(slug, old, 1)}{end}" for old in dict.fromkeys(old_slugs)]
    return paths


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _body(texts: dict[str, str], site: WordPressSite) -> str:
    """Return the body, completed with the file's data on its pictures: largest file, description, caption."""
    number = texts.get("wp:post_id", "")

    def find(numbers: Sequence[str]) -> list[BodyPicture]:
        named = numbers or site.uploads.get(number, [])
        return [site.pictures[one] for one in named if one in site.pictures]

    def image(match: re.Match[str]) -> str:
        picture = site.pictures.get(match["number"])
        if picture is None:
            return match[0]
        added = f' data-orig-file="{escape(picture.source)}"'
        tag = re.sub(r"\salt=(?:\"\s*\"|'\s*')", "", match[0])
        if picture.alt and not re.search(r"\salt=", tag):
            added += f' alt="{escape(picture.alt)}"'
        return f"{tag[:4]}{added}{tag[4:]}"

    return _IMAGE.sub(image, with_galleries(texts.get("content:encoded", ""), find))
