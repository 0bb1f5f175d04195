"""Rich text as a frontend may print it: safe, absolute, and without a trace of what the public may not see."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape, unescape

import nh3
from grapple.registry import registry
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms.api import ids
from cms.api.context import Context
from cms.api.pages import pages
from cms.api.rows import images
from cms.sites import frontend_of, media_url, server_url

_ATTRIBUTES = r"""((?:[^>"']|"[^"]*"|'[^']*')*)"""
_REFERENCE = re.compile(rf"<(?:a|embed)\b{_ATTRIBUTES}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# What the sanitiser leaves has one spelling.
_LINK = re.compile(r'<a\b((?:[^>"]|"[^"]*")*)>(.*?)</a>', re.DOTALL)
_EMBED = re.compile(r'<embed\b((?:[^>"]|"[^"]*")*)>')

TAGS = {"p", "h2", "h3", "h4", "b", "strong", "i", "em", "s", "sup", "sub", "code", "br", "hr"}
TAGS |= {"ul", "ol", "li", "blockquote", "a", "embed"}
ATTRIBUTES = {
    "a": {"href", "linktype", "id"},
    "embed": {"embedtype", "id", "format", "alt", "url"},
    "*": set[str](),
}
SCHEMES = {"http", "https", "mailto", "tel"}


TEXTS_KEPT = 1_000
"""Of how many texts a process remembers what the sanitiser and the search for references made of them."""


@lru_cache(maxsize=TEXTS_KEPT)
def references(source: str) -> tuple[tuple[str, int], ...]:
    """Return ("page" | "document" | "image", primary key) for all that a rich text refers to."""
    return tuple(_references(source))


def _references(source: str) -> Iterator[tuple[str, int]]:
    for match in _REFERENCE.finditer(source):
        attributes = _read(match[1])
        kind, pk = attributes.get("linktype") or attributes.get("embedtype"), _key(attributes)
        if kind in ("page", "document", "image") and pk is not None:
            yield kind, pk


def documents(context: Context, keys: set[int]) -> Mapping[int, object]:
    """Load public documents by primary key."""
    found = context.visibility.documents(get_document_model().objects.filter(pk__in=keys))
    return {document.pk: document for document in found}


def expect(context: Context, source: str) -> None:
    """Have what a rich text refers to loaded together with what other texts refer to."""
    fetchers = {"page": pages, "document": documents, "image": images}
    for kind, pk in references(source):
        context.loader(fetchers[kind]).expect([pk])


def render(context: Context, source: str, frontend: str = "") -> str:
    """Return Wagtail's stored rich text as safe HTML.

    What the sanitiser does not know is removed first. Of what is left, links to pages and documents get absolute URLs,
    or are reduced to their text when the public may not see what they point to; so are links to nowhere or by a scheme
    that may do harm. A link to a page carries its global id and its path, for routers; one that leaves the site has a
    `rel`. Pictures of closed collections vanish.

    Args:
        context: the request.
        source: the text as stored.
        frontend: the address of the site that links with a path alone lead into.
    """
    settled = _settled(source)
    if settled is not None:
        return settled
    expect(context, source)
    html = _LINK.sub(lambda match: _link(context, match, frontend), _clean(source))
    return _EMBED.sub(lambda match: _embed(context, match), html)


@lru_cache(maxsize=TEXTS_KEPT)
def _clean(source: str) -> str:
    return nh3.clean(source, tags=TAGS, attributes=ATTRIBUTES, link_rel=None)


@lru_cache(maxsize=TEXTS_KEPT)
def _settled(source: str) -> str | None:
    """Return the safe HTML of a text that says all of it: whose links, if any, have addresses. None for any other."""
    html = _clean(source)
    links = [_read(attributes) for attributes, _text in _LINK.findall(html)]
    if "<embed" in html or any("linktype" in link or link.get("href", "").startswith("/") for link in links):
        return None
    return _LINK.sub(_link_to_address, html)


def frontend_for(context: Context, owner: object) -> str:
    """Return the frontend that shows a page; for anything else, that of the default site."""
    tree = context.sites.tree_of(owner) if isinstance(owner, Page) else None
    return tree.frontend if tree else frontend_of(context.site())


def document_url(document: object) -> str:
    """Return the absolute URL at which this server hands out a document, after checking who asks."""
    return server_url(document.url)  # type: ignore[attr-defined]  # the document model is swappable


def _read(attributes: str) -> dict[str, str]:
    return {name.lower(): unescape(one or other) for name, one, other in _ATTRIBUTE.findall(attributes)}


def _key(attributes: Mapping[str, str]) -> int | None:
    return int(attributes["id"]) if re.fullmatch("[0-9]{1,18}", attributes.get("id", "")) else None


def _link(context: Context, match: re.Match[str], frontend: str) -> str:
    attributes, text = _read(match[1]), match[2]
    kind = attributes.get("linktype")
    if kind is None:
        return _link_to_address(match, frontend)
    if kind == "page" and (page := context.load(pages, _key(attributes))) and (tree := context.sites.tree_of(page)):
        path = tree.path_of(page)
        global_id = ids.encode(registry.pages[type(page)]._meta.name, page.pk)
        return f'<a href="{escape(tree.frontend + path)}" data-id="{global_id}" data-path="{escape(path)}">{text}</a>'
    if kind == "document" and (document := context.load(documents, _key(attributes))):
        return f'<a href="{escape(document_url(document))}">{text}</a>'
    return text


def _link_to_address(match: re.Match[str], frontend: str = "") -> str:
    written = _read(match[1]).get("href", "")
    href = _absolute(written, frontend)
    if href and (href.startswith("#") or (written.startswith("/") and not written.startswith("//"))):
        return f'<a href="{escape(href)}">{match[2]}</a>'
    return _anchor(href, match[2]) if href else match[2]


def _absolute(href: str, frontend: str) -> str | None:
    """Return the address that a link leads to, None when it is none or may do harm."""
    if href.startswith("//"):
        return f"https:{href}"
    if href.startswith("/"):
        return frontend + href
    return href if href.startswith("#") or href.split(":")[0].lower() in SCHEMES else None


def _anchor(href: str, text: str) -> str:
    """Return a link to another site, which learns neither where the reader comes from nor gets hold of the window."""
    return f'<a href="{escape(href)}" rel="noopener noreferrer">{text}</a>'


def _embed(context: Context, match: re.Match[str]) -> str:
    attributes = _read(match[1])
    kind, url = attributes.get("embedtype"), attributes.get("url", "")
    if kind == "media":
        return _anchor(url, escape(url)) if _absolute(url, "") == url else ""
    image = context.load(images, _key(attributes)) if kind == "image" else None
    if image is None:
        return ""
    width, height, name = image.sizes("FULL")[-1][:3]
    alt = escape(attributes.get("alt", image.alt))
    layout = escape(attributes.get("format", "fullwidth"))
    picture = f'<img src="{escape(media_url(name))}" alt="{alt}" width="{width}" height="{height}">'
    return f'<figure class="{layout}">{picture}</figure>'
