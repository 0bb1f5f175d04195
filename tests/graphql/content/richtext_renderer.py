"""The reference renderer of rich-text trees, as docs/rich-text/render.mjs is it for frontends."""

from html import escape

from cms.graphql.content.richtext_tree import ELEMENT_NODES, VOID_ELEMENT_NODES, RichTextNode

TAGS = {tuple(node.items()): tag for tag, node in (ELEMENT_NODES | VOID_ELEMENT_NODES).items()}
FIELDS = ("type", "level", "ordered")


def render(node: RichTextNode) -> str:
    """Returns the HTML of a node."""
    match node["type"]:
        case "text":
            return escape(node["value"], quote=False).replace("\xa0", "&nbsp;")
        case "image":
            size = f'width="{node["width"]}" height="{node["height"]}"'
            picture = f'<img src="{escape(node["url"])}" alt="{escape(node["alt"])}" {size}>'
            return f'<figure class="{escape(node["layout"])}">{picture}</figure>'
        case "embed":
            return f'<a href="{escape(node["url"])}" rel="noopener noreferrer">{escape(node["url"])}</a>'
    inner = "".join(map(render, node.get("children", [])))
    if node["type"] == "root":
        return inner
    if node["type"] == "link":
        return f'<a href="{escape(node["url"])}"{_target(node)}>{inner}</a>'
    tag = TAGS[tuple((name, node[name]) for name in FIELDS if name in node)]
    return f"<{tag}>" if tag in VOID_ELEMENT_NODES else f"<{tag}>{inner}</{tag}>"


def _target(link: RichTextNode) -> str:
    if page := link["page"]:
        return f' data-id="{page["id"]}" data-path="{escape(page["path"])}"'
    return ' rel="noopener noreferrer"' if link["external"] else ""
