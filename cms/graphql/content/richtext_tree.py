"""Rich text as a tree of nodes, for frontends that render it with components of their own.

It is built from the same sanitized text as the HTML, with the same functions for links and pictures, so that both show
the same. `rich-text.schema.json` in this folder is the JSON Schema of the nodes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

from cms.graphql.content import richtext
from cms.graphql.context import Context

SCHEMA_FILE = Path(__file__).with_name("rich-text.schema.json")

RichTextNode = dict[str, Any]

ELEMENT_NODES: dict[str, RichTextNode] = {
    "p": {"type": "paragraph"},
    "h2": {"type": "heading", "level": 2},
    "h3": {"type": "heading", "level": 3},
    "h4": {"type": "heading", "level": 4},
    "ul": {"type": "list", "ordered": False},
    "ol": {"type": "list", "ordered": True},
    "li": {"type": "listItem"},
    "blockquote": {"type": "quote"},
    "b": {"type": "bold"},
    "strong": {"type": "strong"},
    "i": {"type": "italic"},
    "em": {"type": "emphasis"},
    "s": {"type": "strikethrough"},
    "sup": {"type": "superscript"},
    "sub": {"type": "subscript"},
    "code": {"type": "code"},
}
"""The nodes with children, by their HTML elements."""

VOID_ELEMENT_NODES: dict[str, RichTextNode] = {"br": {"type": "break"}, "hr": {"type": "rule"}}

MAX_NESTING = 60
"""Maximum depth of the tree; deeper elements are reduced to their text.

Editors need five levels. JSON encoders refuse some hundred, and one text must not fail a whole response.
"""

# For the sanitizer's output, in which each `<` begins a tag.
_TOKEN = re.compile(r'<(/?)([a-z0-9]+)((?:[^>"]|"[^"]*")*)>|([^<]+)')


@dataclass(frozen=True, slots=True)
class _Element:
    """An element of the sanitized text, with links and embeds in their stored form."""

    name: str
    attributes: dict[str, str]
    children: "list[_Element | str]"


def resolve_tree(context: Context, source: str, frontend: str) -> RichTextNode:
    """Return Wagtail's stored rich text as a tree of nodes.

    A link to what the viewer may not see is reduced to its text, which is joined with the text around it, and such a
    picture is left out: the tree does not reveal that there was one.

    Args:
        context: the request.
        source: the text as stored.
        frontend: the address of the site that shows the text, against which links that are a bare path are resolved.
    """
    richtext.enqueue_references(context, source)
    children: list[RichTextNode] = []
    _append_nodes(children, _parse(source), context, frontend)
    return {"type": "root", "children": children}


@lru_cache(maxsize=richtext.MAX_CACHED_TEXTS)
def _parse(source: str) -> "list[_Element | str]":
    root: list[_Element | str] = []
    open_children = [root]
    for closes, name, attributes, text in _TOKEN.findall(richtext.sanitized_html(source)):
        if text:
            open_children[-1].append(unescape(text))
        elif closes:
            open_children.pop()
        else:
            element = _Element(name, richtext.parse_attributes(attributes), [])
            too_deep = len(open_children) > MAX_NESTING and name not in VOID_ELEMENT_NODES and name != "embed"
            if not too_deep:
                open_children[-1].append(element)
            if name not in VOID_ELEMENT_NODES and name != "embed":
                open_children.append(open_children[-1] if too_deep else element.children)
    return root


def _append_nodes(
    nodes: list[RichTextNode], elements: "Sequence[_Element | str]", context: Context, frontend: str
) -> None:
    """Append the nodes of elements; adjacent texts are joined."""
    for element in elements:
        if isinstance(element, str):
            if nodes and nodes[-1]["type"] == "text":
                nodes[-1]["value"] += element
            else:
                nodes.append({"type": "text", "value": element})
        elif element.name == "embed":
            if node := _embed_node(context, element):
                nodes.append(node)
        elif element.name in VOID_ELEMENT_NODES:
            nodes.append(dict(VOID_ELEMENT_NODES[element.name]))
        else:
            opened = (
                _link_node(context, element, frontend) if element.name == "a" else dict(ELEMENT_NODES[element.name])
            )
            if opened is not None:
                nodes.append(opened)
                opened["children"] = []
            _append_nodes(nodes if opened is None else opened["children"], element.children, context, frontend)


def _link_node(context: Context, element: _Element, frontend: str) -> RichTextNode | None:
    link = richtext.resolve_link(context, element.attributes, frontend)
    if link is None:
        return None
    page = {"id": link.page_id, "path": link.path} if link.page_id else None
    return {"type": "link", "url": link.url, "external": link.is_external, "page": page}


def _embed_node(context: Context, element: _Element) -> RichTextNode | None:
    if url := richtext.media_address(element.attributes):
        return {"type": "embed", "url": url}
    picture = richtext.resolve_picture(context, element.attributes)
    if picture is None:
        return None
    return {
        "type": "image",
        "id": picture.id,
        "url": picture.url,
        "alt": picture.alt,
        "width": picture.width,
        "height": picture.height,
        "layout": picture.layout,
    }
