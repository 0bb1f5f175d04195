"""Conversion of the demo's texts into stored StreamField values."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from demo.content import Item

_LINK = re.compile(r'<a (page|document)="([^"]+)">')
_NAMESPACE = uuid.UUID("6d657269-6469-616e-8000-000000000000")


@dataclass
class Shelf:
    """Primary keys by the names in the demo's texts: pages by slug, home pages by language code, others by key."""

    pages: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)

    def link(self, match: re.Match[str]) -> str:
        """Return the stored form of a link."""
        kind, name = match.groups()
        key = self.pages[name] if kind == "page" else self.documents[name]
        return f'<a linktype="{kind}" id="{key}">'


def stored_body(owner: str, items: Iterable[Item], shelf: Shelf) -> list[dict[str, Any]]:
    """Return the body of the page with the slug `owner`, as StreamField stores it.

    The ids of its blocks depend on the slug alone, so that seeding twice gives the same anchors.
    """
    return stored_blocks(owner, [_block(f"{owner}/{place}", item, shelf) for place, item in enumerate(items)])


def stored_blocks(owner: str, blocks: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Return blocks in stored form, from pairs of block type and stored value, with reproducible ids."""
    return [
        {"type": name, "value": value, "id": str(uuid.uuid5(_NAMESPACE, f"{owner}/{place}"))}
        for place, (name, value) in enumerate(blocks)
    ]


def stored_list(owner: str, values: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the stored form of a ListBlock."""
    return stored_blocks(owner, [("item", value) for value in values])


def stored_html(text: str, shelf: Shelf) -> str:
    """Convert text to stored rich text: empty lines separate paragraphs, links name a page or a document."""
    parts = [part.strip() for part in text.strip().split("\n\n")]
    html = "".join(part if part.startswith(("<p>", "<ul>", "<ol>")) else f"<p>{part}</p>" for part in parts)
    return _LINK.sub(shelf.link, html)


def _block(owner: str, item: Item, shelf: Shelf) -> tuple[str, Any]:
    match item:
        case str(text):
            return "paragraph", {"html": stored_html(text, shelf)}
        case {"heading": text}:
            return "heading", {"text": text, "level": item.get("level", "2")}
        case {"quote": quote}:
            return "quote", {"quote": quote, "attribution": item.get("attribution", "")}
        case {"question": question, "answer": answer}:
            return "question_answer", {"question": question, "answer": answer}
        case {"callout": title, "text": text}:
            return "callout", {"title": title, "html": stored_html(text, shelf)}
        case {"image": _}:
            return "image", _figure(item, shelf)
        case {"gallery": figures}:
            return "gallery", {"items": stored_list(owner, [_figure(figure, shelf) for figure in figures])}
        case {"embed": url}:
            return "embed", {"url": url}
        case {"document": key}:
            return "document", {"document": shelf.documents[key], "title": item.get("title", "")}
        case {"table": caption, "header": header, "rows": rows}:
            return "table", _table(caption, header, rows)
        case {"related": heading, "articles": slugs}:
            articles = stored_list(owner, [shelf.pages[slug] for slug in slugs])
            return "related_articles", {"heading": heading, "articles": articles}
    raise ValueError(f"No block is made of {item!r}")


def _figure(item: dict[str, Any], shelf: Shelf) -> dict[str, Any]:
    words = {name: item.get(name, "") for name in ("caption", "alt", "credit")}
    return {"image": shelf.pictures[item["image"]], **words}


def _table(caption: str, header: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {
        "columns": [{"type": "text", "heading": heading} for heading in header],
        "rows": [{"values": row} for row in rows],
        "caption": caption,
    }
