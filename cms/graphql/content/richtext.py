"""Rich text as the API resolves it: sanitized, with absolute URLs, without links to what the viewer may not see."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape, unescape

import nh3
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms.graphql.context import Context
from cms.graphql.data.page_loaders import pages
from cms.graphql.data.projection import graphql_name
from cms.graphql.data.visible_query import images
from cms.graphql.schema import global_ids
from cms.sites import frontend_of, media_url, server_url

_ATTRIBUTES = r"""((?:[^>"']|"[^"]*"|'[^']*')*)"""
_REFERENCE = re.compile(rf"<(?:a|embed)\b{_ATTRIBUTES}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# The sanitizer writes attributes in one way: lower case, in double quotes.
_LINK = re.compile(r'<a\b((?:[^>"]|"[^"]*")*)>(.*?)</a>', re.DOTALL)
_EMBED = re.compile(r'<embed\b((?:[^>"]|"[^"]*")*)>')

RICH_TEXT_TAGS = {"p", "h2", "h3", "h4", "b", "strong", "i", "em", "s", "sup", "sub", "code", "br", "hr"}
RICH_TEXT_TAGS |= {"ul", "ol", "li", "blockquote", "a", "embed"}
RICH_TEXT_ATTRIBUTES = {
    "a": {"href", "linktype", "id"},
    "embed": {"embedtype", "id", "format", "alt", "url"},
    "*": set[str](),
}
LINK_SCHEMES = {"http", "https", "mailto", "tel"}


MAX_CACHED_TEXTS = 1_000
"""Of how many texts each process caches the sanitized HTML and the references."""


@lru_cache(maxsize=MAX_CACHED_TEXTS)
def references(source: str) -> tuple[tuple[str, int], ...]:
    """Return the kind ("page", "document" or "image") and primary key of each row that a rich text refers to."""
    return tuple(_find_references(source))


def _find_references(source: str) -> Iterator[tuple[str, int]]:
    for match in _REFERENCE.finditer(source):
        attributes = _parse_attributes(match[1])
        kind, pk = attributes.get("linktype") or attributes.get("embedtype"), _primary_key(attributes)
        if kind in ("page", "document", "image") and pk is not None:
            yield kind, pk


def documents_by_pk(context: Context, keys: set[int]) -> Mapping[int, object]:
    """Load public documents by primary key."""
    found = context.visibility.documents(get_document_model().objects.filter(pk__in=keys))
    return {document.pk: document for document in found}


def enqueue_references(context: Context, source: str) -> None:
    """Add the rows to which a rich text refers to the next batch of their loaders."""
    fetchers = {"page": pages, "document": documents_by_pk, "image": images}
    for kind, pk in references(source):
        context.loader(fetchers[kind]).enqueue([pk])


def resolve_html(context: Context, source: str, frontend: str = "") -> str:
    """Return Wagtail's stored rich text as safe HTML.

    The sanitizer removes what RICH_TEXT_TAGS and RICH_TEXT_ATTRIBUTES do not allow. Links to pages and documents get
    absolute URLs; those to rows that the viewer may not see, and those with no address or a scheme outside
    LINK_SCHEMES, are reduced to their text. A link to a page carries its global id and its path, for routers; one that
    leaves the site has a `rel`. Pictures of private collections are removed.

    Args:
        context: the request.
        source: the text as stored.
        frontend: the address of the site against which links that are a bare path are resolved.
    """
    static_html = _static_html(source)
    if static_html is not None:
        return static_html
    enqueue_references(context, source)
    html = _LINK.sub(lambda match: _resolve_link(context, match, frontend), _sanitized(source))
    return _EMBED.sub(lambda match: _resolve_embed(context, match), html)


@lru_cache(maxsize=MAX_CACHED_TEXTS)
def _sanitized(source: str) -> str:
    return nh3.clean(source, tags=RICH_TEXT_TAGS, attributes=RICH_TEXT_ATTRIBUTES, link_rel=None)


@lru_cache(maxsize=MAX_CACHED_TEXTS)
def _static_html(source: str) -> str | None:
    """Return the safe HTML of a text that refers to no rows and to no path of a site; None for any other."""
    html = _sanitized(source)
    links = [_parse_attributes(attributes) for attributes, _text in _LINK.findall(html)]
    if "<embed" in html or any("linktype" in link or link.get("href", "").startswith("/") for link in links):
        return None
    return _LINK.sub(_resolve_address, html)


def frontend_for(context: Context, owner: object) -> str:
    """Return the address of the frontend that shows a page; for anything else, that of the default site."""
    tree = context.sites.tree_of(owner) if isinstance(owner, Page) else None
    return tree.frontend if tree else frontend_of(context.site())


def document_url(document: object) -> str:
    """Return the absolute URL at which this server serves a document, after checking permissions."""
    return server_url(document.url)  # type: ignore[attr-defined]  # the document model is swappable


def _parse_attributes(attributes: str) -> dict[str, str]:
    return {name.lower(): unescape(one or other) for name, one, other in _ATTRIBUTE.findall(attributes)}


def _primary_key(attributes: Mapping[str, str]) -> int | None:
    return int(attributes["id"]) if re.fullmatch("[0-9]{1,18}", attributes.get("id", "")) else None


def _resolve_link(context: Context, match: re.Match[str], frontend: str) -> str:
    attributes, text = _parse_attributes(match[1]), match[2]
    kind = attributes.get("linktype")
    if kind is None:
        return _resolve_address(match, frontend)
    pk = _primary_key(attributes)
    if kind == "page" and (page := context.load(pages, pk)) and (tree := context.sites.tree_of(page)):
        path = tree.path_of(page)
        global_id = global_ids.to_global_id(graphql_name(type(page)), page.pk)
        return f'<a href="{escape(tree.frontend + path)}" data-id="{global_id}" data-path="{escape(path)}">{text}</a>'
    if kind == "document" and (document := context.load(documents_by_pk, pk)):
        return f'<a href="{escape(document_url(document))}">{text}</a>'
    return text


def _resolve_address(match: re.Match[str], frontend: str = "") -> str:
    written = _parse_attributes(match[1]).get("href", "")
    href = _absolute_url(written, frontend)
    if href and (href.startswith("#") or (written.startswith("/") and not written.startswith("//"))):
        return f'<a href="{escape(href)}">{match[2]}</a>'
    return _external_link(href, match[2]) if href else match[2]


def _absolute_url(href: str, frontend: str) -> str | None:
    """Return the absolute address of a link; None when its scheme is not in LINK_SCHEMES."""
    if href.startswith("//"):
        return f"https:{href}"
    if href.startswith("/"):
        return frontend + href
    return href if href.startswith("#") or href.split(":")[0].lower() in LINK_SCHEMES else None


def _external_link(href: str, text: str) -> str:
    """Return a link to another site, which gets neither the referrer nor access to the window."""
    return f'<a href="{escape(href)}" rel="noopener noreferrer">{text}</a>'


def _resolve_embed(context: Context, match: re.Match[str]) -> str:
    attributes = _parse_attributes(match[1])
    kind, url = attributes.get("embedtype"), attributes.get("url", "")
    if kind == "media":
        return _external_link(url, escape(url)) if _absolute_url(url, "") == url else ""
    image = context.load(images, _primary_key(attributes)) if kind == "image" else None
    if image is None:
        return ""
    width, height, name = image.sizes("FULL")[-1][:3]
    alt = escape(attributes.get("alt", image.alt))
    layout = escape(attributes.get("format", "fullwidth"))
    picture = f'<img src="{escape(media_url(name))}" alt="{alt}" width="{width}" height="{height}">'
    return f'<figure class="{layout}">{picture}</figure>'
