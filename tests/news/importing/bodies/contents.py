"""What blocks say, for comparisons."""

from collections.abc import Iterable
from typing import Any

from news.importing.bodies.formats import convert
from news.importing.bodies.prose import without_keys
from news.importing.bodies.reading import RawBlock, ReadingRules


def contents(blocks: Iterable[RawBlock]) -> list[tuple[str, Any]]:
    """Returns types and values; of rich text without the editor's keys."""
    return [
        (block["type"], without_keys(block["value"]["html"]) if block["type"] == "paragraph" else block["value"])
        for block in blocks
    ]


def read(source: str, body_format: str = "", **reading: Any) -> tuple[list[tuple[str, Any]], list[str]]:
    """Returns the contents of a story with its pictures and players, and the notes."""
    blocks, notes = convert(source, body_format, ReadingRules(pictures=True, players=True, **reading))
    return contents(blocks), list(notes)


def text(html: str) -> tuple[str, str]:
    """Returns the content of a text block."""
    return "paragraph", html


def picture(source: str, alt: str = "", caption: str = "", credit: str = "") -> dict[str, str]:
    """Returns what stands in the place of a picture that is yet to be fetched."""
    return {"source": source, "alt": alt, "caption": caption, "credit": credit}


def embed(url: str) -> tuple[str, dict[str, str]]:
    """Returns the content of an embed block."""
    return "embed", {"url": url}
