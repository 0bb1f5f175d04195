"""Where a query's words stand in a title or text, as HTML that can be printed as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from html import escape

from search.analysis import Token, analyser

READ = 20_000
"""How many characters of a text are looked through for its best passage."""

PASSAGE = 240
LEAD = 60
"""How long a passage is, in characters, and how much of it stands before the first word that was found."""


def mark(text: str, terms: Collection[str], language: str) -> str:
    """Return a whole text, escaped, with each word that was looked for in <mark>."""
    found = analyser(language).tokens_of(text, terms)
    return _marked(text, list(_places(found)), 0, len(text))


def passage(text: str, terms: Collection[str], language: str) -> str:
    """Return the part of a text that holds the most of the words that were looked for, else its beginning.

    Args:
        text: plain text.
        terms: what was looked for.
        language: the analyser's language.

    Returns:
        escaped HTML in which <mark> is the only element; an ellipsis stands for what is left out.
    """
    text = " ".join(text[:READ].split())
    found = analyser(language).tokens_of(text, terms)
    begin, most = 0, 0
    for number, first in enumerate(found):
        within = set()
        for at in range(number, len(found)):
            token = found[at]
            if token.end - first.start > PASSAGE - LEAD:
                break
            within.add(token.term)
        if len(within) > most:
            begin, most = first.start, len(within)
        if most == len(terms):
            break
    begin = _word_start(text, max(0, begin - LEAD)) if begin > LEAD else 0
    end = _word_end(text, begin + PASSAGE)
    marked = _marked(text, list(_places(found)), begin, end)
    return f"{'… ' if begin else ''}{marked}{' …' if end < len(text) else ''}"


def _places(found: Iterable[Token]) -> Iterator[tuple[int, int]]:
    """Yield the places of the words in question; pairs of characters that overlap are one place."""
    last: tuple[int, int] | None = None
    for token in found:
        if last is not None and token.start <= last[1]:
            last = (last[0], max(last[1], token.end))
            continue
        if last is not None:
            yield last
        last = (token.start, token.end)
    if last is not None:
        yield last


def _marked(text: str, places: list[tuple[int, int]], begin: int, end: int) -> str:
    pieces, at = [], begin
    for start, stop in places:
        if start < at or stop > end:
            continue
        pieces += [escape(text[at:start]), f"<mark>{escape(text[start:stop])}</mark>"]
        at = stop
    return "".join([*pieces, escape(text[at:end])])


def _word_start(text: str, place: int) -> int:
    """Return where the word after a place begins; the place itself where no space is near."""
    space = text.find(" ", place, place + LEAD)
    return place if space < 0 else space + 1


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - LEAD, place)
    return place if space < 0 else space
