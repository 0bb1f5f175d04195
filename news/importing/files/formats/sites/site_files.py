"""Resolution of pictures in Hugo and Jekyll sites to files of the site's folder."""

import re
from pathlib import Path
from urllib.parse import unquote, urljoin

_TARGET = re.compile(r"(?P<before>!\[[^\]\n]{0,1000}\]\(\s*<?|\bsrc\s*=\s*[\"']?)(?P<target>[^\s()\"'<>]+)")
_PUBLIC = ("", "static", "assets", "public", "source")
"""Folders that serve as the root of the site's URLs."""

_SITE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")
_FILTERED = re.compile(
    r"\{\{-?\s*(?P<quote>[\"'])(?P<path>[^\"'{}\n]*)(?P=quote)\s*\|[^{}\n]{0,100}url[^{}\n]{0,100}\}\}"
)
_OUTPUT = re.compile(r"\{\{-?(?![<%])\s*[^{}]*\}\}")
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
            try:
                file = path.resolve()
                if file.is_relative_to(self._root.resolve()) and file.is_file():
                    return file.relative_to(self._root.resolve()).as_posix()
            except (OSError, ValueError):
                continue
        return urljoin(self._site, target) if self._site and plain.startswith("/") else target

    def with_own_names(self, body: str) -> str:
        """Return Markdown with references to pictures resolved to files."""

        def named(match: re.Match[str]) -> str:
            return match["before"] + self.own_name(match["target"]).replace(" ", "%20")

        return _TARGET.sub(named, body)


def _without_site(text: str) -> str:
    """Return a text without the site's own address before its paths."""
    return _FILTERED.sub(r"\g<path>", _SITE.sub("", text))


def without_liquid(body: str) -> tuple[str, list[str]]:
    """Return Jekyll Markdown without Liquid tags, and notes on these.

    Source: https://jekyllrb.com/docs/liquid/ and https://kramdown.gettalong.org/syntax.html#inline-attribute-lists
    """
    body = _without_site(body)
    notes = [f"left out what a template fills in: {found[:80]}" for found in dict.fromkeys(_OUTPUT.findall(body))]
    return _ATTRIBUTES.sub("", _OUTPUT.sub("", body)), notes
