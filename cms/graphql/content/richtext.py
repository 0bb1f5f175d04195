"""Rich text as the API resolves it: sanitized, with absolute URLs, without links to what the viewer may not see."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
"""Texts of which each process caches the sanitized HTML, the references and the tree."""


@dataclass(frozen=True, slots=True)
class Link:
    """The target of a link that the viewer may follow.

    Attributes:
        url: the absolute address.
        page_id: the global id of a page of the site; None for any other target, and where the page is on another site.
        path: the path of that page.
        is_external: whether it leaves the site, so that it needs `rel="noopener noreferrer"`.
    """

    url: str
    page_id: str | None = None
    path: str | None = None
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class RichTextPicture:
    """A picture in running text that the viewer may see.

    Attributes:
        id: its global id.
        url: the absolute address of its largest size.
        alt: the alternative text that the rich text gives, or else that of the image.
        width, height: in pixels.
        layout: the name of its format in the editor: "fullwidth", "left" or "right".
    """

    id: str
    url: str
    alt: str
    width: int
    height: int
    layout: str


@lru_cache(maxsize=MAX_CACHED_TEXTS)
def references(source: str) -> tuple[tuple[str, int], ...]:
    """Return the kind ("page", "document" or "image") and primary key of each row that a rich text refers to."""
    return tuple(_find_references(source))


def _find_references(source: str) -> Iterator[tuple[str, int]]:
    for match in _REFERENCE.finditer(source):
        attributes = parse_attributes(match[1])
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


def resolve_html(context: Context, source: str, frontend: str) -> str:
    """Return Wagtail's stored rich text as safe HTML.

    The sanitizer removes what RICH_TEXT_TAGS and RICH_TEXT_ATTRIBUTES do not allow. Links to pages and documents get
    absolute URLs; those to rows that the viewer may not see, and those with no address or a scheme outside
    LINK_SCHEMES, are reduced to their text. A link to a page of the site carries its global id and its path, for
    routers; one that leaves the site, also to a page of another site, has a `rel`. Pictures of private collections are
    removed.

    Args:
        context: the request.
        source: the text as stored.
        frontend: the address of the site that shows the text, against which links that are a bare path are resolved.
    """
    static_html = _static_html(source)
    if static_html is not None:
        return static_html
    enqueue_references(context, source)
    html = _LINK.sub(lambda match: _resolve_link(context, match, frontend), sanitized_html(source))
    return _EMBED.sub(lambda match: _resolve_embed(context, match), html)


@lru_cache(maxsize=MAX_CACHED_TEXTS)
def sanitized_html(source: str) -> str:
    """Return a stored rich text sanitized, with links and embeds still in Wagtail's stored form.

    Elements are balanced, links are not nested, attributes are in lower case and double-quoted, and each `<` begins a
    tag.
    """
    html = _clean(source)
    # Removing tables can leave nested links. Sanitized again, each ends where the next one begins.
    return _clean(html) if html.count("<a") > 1 else html


def _clean(html: str) -> str:
    return nh3.clean(html, tags=RICH_TEXT_TAGS, attributes=RICH_TEXT_ATTRIBUTES, link_rel=None)


@lru_cache(maxsize=MAX_CACHED_TEXTS)
def _static_html(source: str) -> str | None:
    """Return the safe HTML of a text without references to rows or to paths of a site; None for any other."""
    html = sanitized_html(source)
    links = [parse_attributes(attributes) for attributes, _text in _LINK.findall(html)]
    if "<embed" in html or any("linktype" in link or link.get("href", "").startswith("/") for link in links):
        return None
    return _LINK.sub(_resolve_static_link, html)


def frontend_for(context: Context, owner: object) -> str:
    """Return the address of the frontend that shows a page; for anything else, that of the default site."""
    tree = context.sites.tree_of(owner) if isinstance(owner, Page) else None
    return tree.frontend if tree else frontend_of(context.site())


def document_url(document: object) -> str:
    """Return the absolute URL at which this server serves a document, after checking permissions."""
    return server_url(document.url)  # type: ignore[attr-defined]  # the document model is swappable


def parse_attributes(attributes: str) -> dict[str, str]:
    """Return the attributes of a tag by name, with entities decoded."""
    return {name.lower(): unescape(one or other) for name, one, other in _ATTRIBUTE.findall(attributes)}


def _primary_key(attributes: Mapping[str, str]) -> int | None:
    return int(attributes["id"]) if re.fullmatch("[0-9]{1,18}", attributes.get("id", "")) else None


def resolve_link(context: Context, attributes: Mapping[str, str], frontend: str) -> Link | None:
    """Return the target of a stored link.

    Args:
        context: the request; `enqueue_references` has enqueued the link's row.
        attributes: those of the stored `<a>`.
        frontend: the address of the site that shows the text, against which a link that is a bare path is resolved.

    Returns:
        None where the viewer may not see the row, and where the link has no address or a scheme outside LINK_SCHEMES.
    """
    kind = attributes.get("linktype")
    if kind is None:
        return _resolve_address(attributes.get("href", ""), frontend)
    pk = _primary_key(attributes)
    if kind == "page" and (page := context.load(pages, pk)) and (tree := context.sites.tree_of(page)):
        path = tree.path_of(page)
        if tree.frontend != frontend:
            return Link(tree.frontend + path, is_external=True)
        return Link(tree.frontend + path, global_ids.to_global_id(graphql_name(type(page)), page.pk), path)
    if kind == "document" and (document := context.load(documents_by_pk, pk)):
        return Link(document_url(document))
    return None


def resolve_picture(context: Context, attributes: Mapping[str, str]) -> RichTextPicture | None:
    """Return the picture of a stored `<embed>`; None for any other embed, and where the viewer may not see it."""
    is_image = attributes.get("embedtype") == "image"
    image = context.load(images, _primary_key(attributes)) if is_image else None
    if image is None:
        return None
    width, height, name = image.sizes("FULL")[-1][:3]
    alt = image.alt if image.is_neutral else attributes.get("alt", image.alt)
    layout = attributes.get("format", "fullwidth")
    global_id = global_ids.to_global_id(graphql_name(type(image)), image.pk)
    return RichTextPicture(global_id, media_url(name), alt, width, height, layout)


def media_address(attributes: Mapping[str, str]) -> str | None:
    """Return the address of embedded media, such as a video; None for any other embed, and for an unsafe address."""
    url = attributes.get("url", "")
    return url if attributes.get("embedtype") == "media" and url and _absolute_url(url, "") == url else None


def _resolve_link(context: Context, match: re.Match[str], frontend: str) -> str:
    return _link_html(resolve_link(context, parse_attributes(match[1]), frontend), match[2])


def _resolve_static_link(match: re.Match[str]) -> str:
    return _link_html(_resolve_address(parse_attributes(match[1]).get("href", ""), ""), match[2])


def _link_html(link: Link | None, text: str) -> str:
    if link is None:
        return text
    if link.page_id and link.path:
        url, path = escape(link.url), escape(link.path)
        return f'<a href="{url}" data-id="{link.page_id}" data-path="{path}">{text}</a>'
    rel = ' rel="noopener noreferrer"' if link.is_external else ""
    return f'<a href="{escape(link.url)}"{rel}>{text}</a>'


def _resolve_address(written: str, frontend: str) -> Link | None:
    url = _absolute_url(written, frontend)
    if not url:
        return None
    is_path = written.startswith("/") and not written.startswith("//")
    return Link(url, is_external=not is_path and not url.startswith("#"))


def _absolute_url(href: str, frontend: str) -> str | None:
    """Return the absolute address of a link; None when its scheme is not in LINK_SCHEMES."""
    if href.startswith("//"):
        return f"https:{href}"
    if href.startswith("/"):
        return frontend + href
    return href if href.startswith("#") or href.split(":")[0].lower() in LINK_SCHEMES else None


def _resolve_embed(context: Context, match: re.Match[str]) -> str:
    attributes = parse_attributes(match[1])
    if url := media_address(attributes):
        return _link_html(Link(url, is_external=True), escape(url))
    picture = resolve_picture(context, attributes)
    if picture is None:
        return ""
    size = f'width="{picture.width}" height="{picture.height}"'
    image = f'<img src="{escape(picture.url)}" alt="{escape(picture.alt)}" {size}>'
    return f'<figure class="{escape(picture.layout)}">{image}</figure>'
