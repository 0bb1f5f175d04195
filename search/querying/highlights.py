"""Where a query's words stand in a title or text, as HTML that can be printed as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape

from search.analysis import Token, analyser

MAX_CHARACTERS_READ = 20_000
"""How many characters of a text are looked through for its best passage."""

PASSAGE_CHARACTERS = 240
LEADING_CHARACTERS = 60
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
    text = " ".join(text[:MAX_CHARACTERS_READ].split())
    found = analyser(language).tokens_of(text, terms)
    begin = _densest(found, len(terms))
    begin = _word_start(text, max(0, begin - LEADING_CHARACTERS)) if begin > LEADING_CHARACTERS else 0
    end = _word_end(text, begin + PASSAGE_CHARACTERS)
    marked = _marked(text, list(_places(found)), begin, end)
    return f"{'… ' if begin else ''}{marked}{' …' if end < len(text) else ''}"


def _densest(found: Sequence[Token], enough: int) -> int:
    """Return where the first passage begins that holds the most different terms, or enough of them.

    Each token enters the passage once and leaves it once, so that frequent words take no longer than rare ones.
    """
    begin, best_count, after = 0, 0, 0
    within: Counter[str] = Counter()
    for number, first in enumerate(found):
        while after < len(found) and found[after].end - first.start <= PASSAGE_CHARACTERS - LEADING_CHARACTERS:
            within[found[after].term] += 1
            after += 1
        if len(within) > best_count:
            begin, best_count = first.start, len(within)
        if best_count == enough:
            break
        if after > number:
            within[first.term] -= 1
            if not within[first.term]:
                del within[first.term]
        else:  # longer than a passage by itself
            after += 1
    return begin


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
    space = text.find(" ", place, place + LEADING_CHARACTERS)
    return place if space < 0 else space + 1


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - LEADING_CHARACTERS, place)
    return place if space < 0 else space
