"""The addresses that Hugo and Jekyll make of pages, and links that name a page by its file.

Sources: https://gohugo.io/content-management/urls/, https://gohugo.io/shortcodes/ref/ and
https://jekyllrb.com/docs/liquid/tags/#links
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from news.importing.files.formats.json_items import JsonItem

_JEKYLL_NAME = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})-(?P<slug>.+)")
_LANGUAGE = re.compile(r"(?P<stem>.+)\.(?P<language>[a-z]{2}(?:-[a-zA-Z]{2,4})?)")
PAGE_LINK = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s+(?:path\s*=\s*)?[\"`](?P<ref>[^\"`{}#]+)(?:#[^\"`{}]*)?[\"`][^{}]*[>%]\}\}"
    r"|\{%-?\s*(?:post_url|link)\s+(?P<tag>[^%{}\s]+)\s*-?%\}"
    r"|(?<=\]\()(?P<file>[^\s()<>:#]+\.(?:md|markdown))(?=[#)\s])"
)
"""A link to a page by its file: a shortcode of Hugo, a tag of Jekyll, or the name in Markdown."""


class PageName(NamedTuple):
    """What the name of a page's file says.

    Attributes:
        path: the name within the site.
        is_jekyll: whether it is a post or draft of Jekyll.
        slug: the last part of the address, unless the page has another.
        date: the day of a dated name; empty of any other.
        language: the code before the extension; empty without one.
    """

    path: PurePosixPath
    is_jekyll: bool
    slug: str
    date: str
    language: str

    @property
    def is_bundle(self) -> bool:
        """Whether the page has a folder of its own."""
        return self.path.stem.split(".")[0] == "index"


def page_name(name: str) -> PageName:
    """Return what the name of a file within a site says."""
    page = PurePosixPath(name)
    is_jekyll = not {"_posts", "_drafts"}.isdisjoint(page.parts)
    stem = page.parent.name if page.stem.split(".")[0] == "index" and page.parent.name else page.stem
    language = match["language"] if (match := _LANGUAGE.fullmatch(page.stem)) else ""
    stem = stem.removesuffix(f".{language}") if language else stem
    dated = _JEKYLL_NAME.fullmatch(stem)
    return PageName(page, is_jekyll, dated["slug"] if dated else stem, dated["date"] if dated else "", language)


def page_addresses(item: JsonItem, name: PageName, slug: str) -> Iterator[str]:
    """Yield the addresses of a page: those in the front matter, then the one that it has by its file's name."""
    for key in ("aliases", "redirect_from"):
        yield from item.texts(key)
    named = item.text("url", "permalink")
    if named and ":" not in named.partition("://")[2 if "://" in named else 0]:
        yield named
    elif name.date and name.is_jekyll:
        categories = "".join(f"/{one.lower()}" for one in names_of(item, "categories", ", "))
        year, month, day = name.date.split("-")
        yield f"{categories}/{year}/{month:0>2}/{day:0>2}/{slug}.html"
    else:
        folder = name.path.parent.parent if name.is_bundle else name.path.parent
        parts = folder.parts[folder.parts.index("content") + 1 :] if "content" in folder.parts else folder.parts
        yield f"/{'/'.join([*parts, slug])}/".lower().replace(" ", "-")


def names_of(item: JsonItem, name: str, separators: str) -> list[str]:
    """Return a list of names; a single text is split at commas, or in Jekyll at spaces."""
    found = item.texts(name)
    if len(found) == 1 and isinstance(item.value(name), str):
        return [part for part in re.split("," if "," in found[0] else f"[{separators}]", found[0]) if part]
    return found
