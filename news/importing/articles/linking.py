"""Resolution of references in rows to articles, images and documents.

Rows may refer to later ones, whose articles do not exist yet. So references are resolved when a row is written, and
again at the end if some were missing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any, NamedTuple
from uuid import UUID

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.images.models import CreditedImage
from news.exporting.references import DOCUMENT, IMAGE, PAGE, references_of, story_block, translate_references
from news.importing.articles.addresses import Addresses
from news.importing.articles.matching import children_among
from news.importing.bodies.reading import RawBlock
from news.importing.chunks import chunks
from news.importing.files.rows import ArticleRow
from news.models import ImportedArticle, NewsIndexPage

_LINK = re.compile(r'<a href="(?P<href>[^"]*)">(?P<text>.*?)</a>', re.DOTALL)
_EXPORTED_PAGE = re.compile(r"(?P<key>[0-9a-f-]{36}) (?P<locale>[\w-]+) (?P<path>.*)", re.DOTALL)

FindFile = Callable[[ArticleRow, str, str], int | None]
"""Takes a row, IMAGE or DOCUMENT, and a path in an export; returns the primary key of the local image or document."""


class LinkedStory(NamedTuple):
    """The body and related articles of a row, with references resolved.

    Attributes:
        body: the blocks; None if the row has none.
        related: primary keys of articles; None if the row names none.
        lost: the references that were not found and became text, a clause each.
        is_pending: a later row may be one of them.
    """

    body: Sequence[RawBlock] | None
    related: tuple[int, ...] | None
    lost: tuple[str, ...]
    is_pending: bool


class Linker:
    """Resolves the references of rows.

    Args:
        index: the listing.
        addresses: the addresses of the old site.
    """

    def __init__(self, index: NewsIndexPage, addresses: Addresses) -> None:
        self._index, self._addresses = index, addresses
        self._expected: set[str] = set()

    def expect(self, row: ArticleRow) -> None:
        """Register the names by which later references may find a row of the file."""
        self._addresses.add_hosts(row.old_paths)
        self._expected |= {Redirect.normalise_path(one.path) for one in row.old_paths}
        self._expected |= {name for name in (row.import_id, row.slug, str(row.translation_key or "")) if name}

    def refers(self, row: ArticleRow) -> bool:
        """Tell whether a row has references, or links that may be some."""
        return bool(row.related or _pages_in(row)) or any(
            self._addresses.path_of(href) for href in _hrefs(row.body or ())
        )

    def stories(
        self, rows: Iterable[ArticleRow], find_file: FindFile, placed: Mapping[str, int] | None = None
    ) -> dict[int, LinkedStory]:
        """Return the stories by row number. The number of queries does not grow with the rows.

        Args:
            rows: the rows.
            find_file: finds images and documents of an export.
            placed: the primary keys of articles that are being written, by `import_id`.
        """
        rows = list(rows)
        paths, names = set[str](), set[str]()
        for row in rows:
            paths |= {path for href in _hrefs(row.body or ()) if (path := self._addresses.path_of(href))}
            names |= {*(row.related or ()), *_pages_in(row)}
        targets = self._addresses.targets(paths | {path for name in names if (path := self._addresses.path_of(name))})
        pages = self._pages(names, placed or {}, targets)
        return {row.number: self._story(row, targets, pages, find_file) for row in rows}

    def _story(
        self, row: ArticleRow, targets: Mapping[str, int], pages: Mapping[str, int], find_file: FindFile
    ) -> LinkedStory:
        lost: dict[str, str] = {}

        def page(name: str) -> int | None:
            if name not in pages:
                found = _EXPORTED_PAGE.fullmatch(name)
                shown = (found["path"] or "a page outside of every site") if found else name[:200]
                lost[name] = f"{shown} is neither in the file nor here; a link to it became text"
            return pages.get(name)

        def linked(match: re.Match[str]) -> str:
            href = unescape(match["href"])
            path = self._addresses.path_of(href)
            if path in targets:
                return f'<a id="{targets[path]}" linktype="page">{match["text"]}</a>'
            if not path:
                return match[0]
            is_bare = href.startswith("/")
            note = f"left the text of a link without its address, which names no site: {href[:200]}"
            lost[path] = note if is_bare else ""
            return match["text"] if is_bare else match[0]

        def translated(kind: str, reference: Any) -> Any:
            if kind == PAGE:
                return page(str(reference))
            found = find_file(row, kind, str(reference))
            if found is None:
                lost[str(reference)] = f"lacks the file {str(reference)[:200]}"
            return found

        body: Sequence[RawBlock] | None
        if row.blocks is not None:
            body = translate_references(story_block(), list(row.blocks), translated)
        else:
            body = row.body if row.body is None else [_with_links(block, linked) for block in row.body]
        keys = None if row.related is None else [page(name) for name in row.related]
        related = None if keys is None else tuple(dict.fromkeys(key for key in keys if key is not None))
        pending = any(self._is_expected(name) for name in lost)
        return LinkedStory(body, related, tuple(filter(None, lost.values())), pending)

    def _is_expected(self, name: str) -> bool:
        path = self._addresses.path_of(name)
        forms = {name, name.partition(" ")[0], Redirect.normalise_path(path) if path else ""}
        return not self._expected.isdisjoint(forms)

    def _pages(self, names: Iterable[str], placed: Mapping[str, int], targets: Mapping[str, int]) -> dict[str, int]:
        """Return the primary keys of articles by reference: of an export, an `import_id`, an address or a slug."""
        found: dict[str, int] = {}
        names = set(names)
        exported = {name: match for name in names if (match := _EXPORTED_PAGE.fullmatch(name))}
        found |= self._exported(exported)
        others = sorted(names - exported.keys())
        for chunk in chunks(others):
            found.update(children_among(Page.objects.filter(slug__in=chunk), self._index, "slug", "pk"))
        for name in others:
            if (path := self._addresses.path_of(name)) in targets:
                found[name] = targets[path]
        for chunk in chunks(others):
            imported = ImportedArticle.objects.filter(listing=self._index, import_id__in=chunk)
            found.update(imported.values_list("import_id", "pk"))
        return found | {name: placed[name] for name in others if name in placed}

    def _exported(self, references: Mapping[str, re.Match[str]]) -> dict[str, int]:
        """Return the pages for references of an export, by translation key or else by path."""
        found: dict[str, int] = {}
        keys = {match["key"] for match in references.values() if _is_uuid(match["key"])}
        by_key: dict[tuple[str, str], int] = {}
        for chunk in chunks(sorted(keys)):
            pages = Page.objects.filter(translation_key__in=chunk)
            for pk, key, locale in pages.values_list("pk", "translation_key", "locale__language_code"):
                by_key[str(key), locale] = pk
        paths = {}
        for name, match in references.items():
            if (pk := by_key.get((match["key"], match["locale"]))) is not None:
                found[name] = pk
            elif match["path"]:
                paths[name] = match["path"]
        pages_at = self._addresses.pages_at(sorted(set(paths.values())))
        return found | {name: pages_at[path] for name, path in paths.items() if path in pages_at}


def file_finder(image: Callable[[ArticleRow, str], CreditedImage | None], document: Callable[[str], Any]) -> FindFile:
    """Return a function that finds images and documents of an export."""

    def find(row: ArticleRow, kind: str, reference: str) -> int | None:
        assert kind in (IMAGE, DOCUMENT), "pages are found by the linker"
        found = image(row, reference) if kind == IMAGE else document(reference)
        return None if found is None else found.pk

    return find


def _with_links(block: RawBlock, linked: Callable[[re.Match[str]], str]) -> RawBlock:
    if block["type"] != "paragraph":
        return block
    return {**block, "value": {**block["value"], "html": _LINK.sub(linked, block["value"]["html"])}}


def _hrefs(body: Iterable[dict[str, Any]]) -> Iterator[str]:
    for block in body:
        if block["type"] == "paragraph":
            yield from (unescape(match["href"]) for match in _LINK.finditer(block["value"]["html"]))


def _pages_in(row: ArticleRow) -> list[str]:
    return [reference for kind, reference in references_of(row.blocks or ()) if kind == PAGE]


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
