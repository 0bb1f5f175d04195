"""Resolution of pictures and links in Hugo and Jekyll sites to files of the site's folder."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin

from news.importing.files.formats.sites.page_addresses import PAGE_LINK

_TARGET = re.compile(r"(?P<before>!\[[^\]\n]{0,1000}\]\(\s*<?|\bsrc\s*=\s*[\"']?)(?P<target>[^\s()\"'<>]+)")
_PUBLIC = ("", "static", "assets", "public", "source")
"""Folders that serve as the root of the site's URLs."""

_PAGES = ("content", "_posts")
"""Folders from which pages are named."""

_SITE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")
_FILTERED = re.compile(
    r"\{\{-?\s*(?P<quote>[\"'])(?P<path>[^\"'{}\n]*)(?P=quote)\s*\|[^{}\n]{0,100}url[^{}\n]{0,100}\}\}"
)
_OUTPUT = re.compile(r"\{\{-?(?![<%])\s*[^{}]*\}\}")
_RAW = re.compile(r"(\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\})", re.DOTALL)
_ATTRIBUTES = re.compile(r"^[ \t]*[*-] TOC[ \t]*\n(?=\{:)|\{:[^{}\n]*\}[ \t]*", re.MULTILINE | re.IGNORECASE)


class SiteFiles:
    """The files that a page may refer to.

    Args:
        root: the folder of the site; for a single file, the file.
        page: the page.
        site: the URL of the old site, if known.
    """

    def __init__(self, root: Path, page: Path, site: str = "") -> None:
        self._root, self._page, self._site = root, page, site

    def own_name(self, target: str) -> str:
        """Return the name of a referenced file within the folder; the reference itself if there is no such file."""
        target = _without_site(target)
        plain = unquote(target.partition("?")[0].partition("#")[0])
        if not plain or "://" in plain or plain.startswith("//"):
            return target
        # The site may be a subfolder of the imported folder.
        above = [folder for folder in self._page.parents if folder.is_relative_to(self._root)][::-1]
        beside = [] if plain.startswith("/") else [self._page.parent / plain]
        for path in [*beside, *(folder / place / plain.lstrip("/") for folder in above for place in _PUBLIC)]:
            if file := self._inside(path):
                return file.relative_to(self._root.resolve()).as_posix()
        return urljoin(self._site, target) if self._site and plain.startswith("/") else target

    def with_own_names(self, body: str) -> str:
        """Return Markdown with references to pictures resolved to files."""

        def named(match: re.Match[str]) -> str:
            return match["before"] + self.own_name(match["target"]).replace(" ", "%20")

        return _TARGET.sub(named, body)

    def with_page_links(self, body: str, address_of: Callable[[Path, str], str]) -> str:
        """Return Markdown whose links to pages by their files have the addresses of these pages.

        Args:
            body: the text of the page.
            address_of: returns the address of a page, given its file and the file's name within the site.
        """

        def linked(match: re.Match[str]) -> str:
            file = self._page_at(unquote(match["ref"] or match["tag"] or match["file"]))
            return (file and address_of(file, file.relative_to(self._root.resolve()).as_posix())) or match[0]

        return PAGE_LINK.sub(linked, body) if self._root.is_dir() else body

    def _page_at(self, target: str) -> Path | None:
        """Return the file of a page that is named as from this page, or as from a folder of pages above it."""
        above = [folder for folder in self._page.parents if folder.is_relative_to(self._root)]
        folders = [*(folder / place for folder in above for place in ("", *_PAGES))]
        for folder in folders[1:] if target.startswith("/") else folders:
            for ending in ("", ".md", ".markdown", ".html", "/index.md"):
                file = self._inside(folder / f"{target.strip('/')}{ending}")
                if file is not None and file.suffix in (".md", ".markdown", ".html"):
                    return file
        return None

    def _inside(self, path: Path) -> Path | None:
        try:
            file = path.resolve()
            return file if file.is_relative_to(self._root.resolve()) and file.is_file() else None
        except (OSError, ValueError):
            return None


def _without_site(text: str) -> str:
    """Return a text without the site's own address before its paths."""
    return _FILTERED.sub(r"\g<path>", _SITE.sub("", text))


def without_liquid(body: str) -> tuple[str, list[str]]:
    """Return Jekyll Markdown without Liquid tags, and notes on these.

    Source: https://jekyllrb.com/docs/liquid/ and https://kramdown.gettalong.org/syntax.html#inline-attribute-lists
    """
    body = _without_site(body)
    parts = _RAW.split(body)
    outputs = [found for part in parts[::2] for found in _OUTPUT.findall(part)]
    notes = [f"left out what a template fills in: {found[:80]}" for found in dict.fromkeys(outputs)]
    parts[::2] = [_ATTRIBUTES.sub("", _OUTPUT.sub("", part)) for part in parts[::2]]
    return "".join(parts), notes
