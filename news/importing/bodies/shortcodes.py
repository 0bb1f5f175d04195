"""Replacement of WordPress's shortcodes by the HTML that they produce, and removal of its block comments.

Source: https://codex.wordpress.org/Shortcode and https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from news.importing.bodies.figures import BodyPicture
from news.importing.bodies.players import ADDRESS, has_player

SHORTCODE = re.compile(
    r"(?P<escaped>\[?)\[(?P<closing>/?)(?P<name>[a-zA-Z][\w-]{0,60})"
    r"(?P<attributes>(?:[\s=:](?:[^\[\]\"']|\"[^\"]*\"|'[^']*'){0,4000})?)\](?P<end>\]?)"
)
KNOWN = ("caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist")
IS_WORDPRESS = re.compile(r"<!--\s*/?wp:|\[(?:caption|wp_caption|gallery|embed|audio|video|playlist)[\s\]]")
"""Matches syntax that only WordPress has."""

_ATTRIBUTE = re.compile(
    r"(?P<name>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'/]\S*))"
)
_MEDIA = re.compile(r"(?P<name>src|mp3|m4a|ogg|wav|wma|flac|mp4|m4v|mov|webm|ogv|flv|wmv)\Z")
_PICTURED = re.compile(r"(?P<picture>.*<img\b[^<>]*>(?:\s*</a>)?)(?P<text>.*)", re.DOTALL | re.IGNORECASE)
_DYNAMIC = re.compile(r"<!--\s*wp:(?P<name>[a-z][a-z0-9/-]*)\s[^<>]*?/-->|<!--\s*wp:(?P<bare>[a-z][a-z0-9/-]*)\s*/-->")
_FOOTNOTES = re.compile(r"<!--\s*wp:footnotes\b[^<>]*/-->")
_NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->")
_WORDLESS = {"spacer", "separator", "more", "nextpage", "site-logo", "site-title", "post-title", "post-date"}


def attributes_of(text: str) -> dict[str, str]:
    """Return the attributes of a shortcode by lower-case name, without those that have no value."""
    return {
        match["name"].lower(): match["double"] or match["single"] or match["bare"] or ""
        for match in _ATTRIBUTE.finditer(text)
    }


def with_galleries(source: str, find: Callable[[Sequence[str]], Sequence[BodyPicture]]) -> str:
    """Return a body with the pictures of its galleries inserted.

    Args:
        source: the body, with shortcodes such as `[gallery ids="3,4"]`.
        find: returns the pictures with these ids; without ids, all that were uploaded to the post.
    """

    def gallery(match: re.Match[str]) -> str:
        if match["name"].lower() != "gallery" or match["closing"] or match["escaped"]:
            return match[0]
        attributes = attributes_of(match["attributes"])
        numbers = re.findall(r"\d+", attributes.get("ids") or attributes.get("include") or "")
        pictures = find(numbers)
        if not pictures:
            return match[0]
        inside = "".join(
            f'<figure><img src="{escape(one.source)}" alt="{escape(one.alt)}">'
            f'<figcaption>{escape(one.caption)} <span class="credit">{escape(one.credit)}</span></figcaption></figure>'
            for one in pictures
        )
        return f'\n\n<figure class="wp-block-gallery">{inside}</figure>\n\n'

    return SHORTCODE.sub(gallery, source)


def with_footnotes(source: str, written: str) -> str:
    """Return a body with its footnotes in the place of their block.

    Args:
        source: the body, with marks of footnotes and `<!-- wp:footnotes /-->`.
        written: the footnotes, as a list in JSON; empty, or unusable, without any.
    """
    try:
        texts = [str(one["content"]) for one in json.loads(written)] if written else []
    except (ValueError, TypeError, KeyError, RecursionError):
        return source
    listed = "".join(f"<li>{text}</li>" for text in texts)
    return _FOOTNOTES.sub(lambda _match: f"<ol>{listed}</ol>", source) if texts else source


def without_shortcodes(source: str) -> tuple[str, list[str]]:
    """Return a WordPress body as HTML, and notes on shortcodes and blocks that are left out."""
    notes: list[str] = []
    names = (match["name"] or match["bare"] for match in _DYNAMIC.finditer(source))
    notes += [
        f"left out the WordPress block “{name}”, whose content is not in the file"
        for name in names
        if name not in _WORDLESS
    ]
    if pages := len(_NEXT_PAGE.findall(source)):
        notes.append(f"joined its {pages + 1} pages")
    closed = {match["name"].lower() for match in SHORTCODE.finditer(source) if match["closing"]}
    return "".join(_pieces(source, closed, notes)), notes


def _pieces(source: str, closed: set[str], notes: list[str]) -> Iterator[str]:
    place = 0
    while match := SHORTCODE.search(source, place):
        yield source[place : match.start()]
        place = match.end()
        name = match["name"].lower()
        if match["escaped"] and match["end"]:
            yield match[0][1:-1]
            continue
        yield match["escaped"]
        if match["closing"]:
            yield "" if name in closed and _is_shortcode(name, "", closed) else match[0].removeprefix(match["escaped"])
            continue
        inside = ""
        if name in KNOWN and name in closed:
            end = re.compile(rf"\[/{re.escape(match['name'])}\]", re.IGNORECASE).search(source, place)
            if end:
                inside, place = source[place : end.start()], end.end()
        if _is_shortcode(name, match["attributes"], closed):
            yield _html(name, match["attributes"], inside, notes)
            yield match["end"]
        else:
            if match["attributes"] == "" and re.fullmatch(r"[a-z]{4,}", match["name"]):
                notes.append(f"kept “{match[0]}” as text: it may be a shortcode")
            yield match[0].removeprefix(match["escaped"])
    yield source[place:]


def _is_shortcode(name: str, attributes: str, closed: set[str]) -> bool:
    """Tell a shortcode from a word in brackets such as [sic], by attributes, an end tag or an unusual name."""
    return (
        name in KNOWN or name in closed or "_" in name or "=" in attributes or ADDRESS.search(attributes) is not None
    )


def _html(name: str, written: str, inside: str, notes: list[str]) -> str:
    attributes = attributes_of(written)
    if name in ("caption", "wp_caption"):
        return _figure(inside, attributes.get("caption", ""))
    if name == "embed":
        return f"\n\n{(inside or attributes.get('src', '')).strip()}\n\n"
    bare = ADDRESS.search(written)
    address = next(
        (value for key, value in attributes.items() if _MEDIA.match(key) and value), bare[0] if bare else ""
    )
    if name in ("audio", "video") and address:
        return f'<{name} src="{escape(address)}"></{name}>'
    numbers = ", ".join(re.findall(r"\d+", attributes.get("ids") or attributes.get("include") or ""))
    if name == "gallery":
        which = f"names its pictures by numbers alone: {numbers}" if numbers else "has no pictures in the file"
        notes.append(f"left out a gallery, which {which}")
    elif bare and has_player(bare[0]):
        return f"\n\n{bare[0]}\n\n"
    else:
        notes.append(f"left out the shortcode [{name}{written.rstrip()[:120]}]")
    return inside


def _figure(inside: str, caption: str) -> str:
    match = _PICTURED.fullmatch(inside)
    if not match:
        return inside
    # Before WordPress 3.4 the caption was an attribute.
    text = match["text"].strip() or caption
    return f"<figure>{match['picture']}<figcaption>{text}</figcaption></figure>"
