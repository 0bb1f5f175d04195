"""Quotations: text and attribution, without quotation marks, which frontends add."""

from bs4 import Tag

from news.importing.bodies.text import lines_of

PAIRS = {"“": "”", "„": "“", "«": "»", "「": "」", '"': '"'}
DASHES = "—–―"


def quote_of(element: Tag, caption: str = "") -> dict[str, str] | None:
    """Return the value of a quote block; None without text.

    The attribution is a `<footer>`, a final `<cite>`, the figure's caption, or a last line that begins with a dash.
    """
    speaker = element.find("footer") or _last_cite(element)
    if isinstance(speaker, Tag):
        caption = " ".join(lines_of(speaker.extract())) or caption
    lines = lines_of(element)
    if not caption and len(lines) > 1 and lines[-1][0] in DASHES:
        caption = lines.pop()
    if not lines:
        return None
    return {"quote": _unmarked("\n\n".join(lines)), "attribution": caption.lstrip(f"{DASHES}- ")}


def _last_cite(element: Tag) -> Tag | None:
    cites = element.find_all("cite")
    if not cites:
        return None
    said, speaker = " ".join(lines_of(element)), " ".join(lines_of(cites[-1]))
    return cites[-1] if said != speaker and said.endswith(speaker) else None


def _unmarked(text: str) -> str:
    """Return a text without the quotation marks around it; those within it are kept."""
    closing = PAIRS.get(text[0])
    inner = text[1:-1]
    if closing and len(text) > 2 and text.endswith(closing) and text[0] not in inner and closing not in inner:
        return inner.strip()
    return text
