"""Highlighting of a query's terms in a title or text, as safe HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

from search.analysis import Analyser, Token, analyser
from search.models.index import BORDER
from search.query import Phrase

MAX_CHARACTERS_READ = 20_000
"""Characters at the beginning of a text in which the best passage is looked for."""

PASSAGE_CHARACTERS = 240
LEADING_CHARACTERS = 60
"""How long a passage is, in characters, and how much of it stands before the first word that was found."""


def mark(text: str, phrases: Collection[Phrase], language: str) -> str:
    """Return a whole text as escaped HTML, with the matches of phrases in <mark>."""
    found = _found(text, phrases, analyser(language))
    return _marked(text, list(_places(found)), 0, len(text))


def passage(text: str, phrases: Collection[Phrase], language: str) -> str:
    """Return the passage of a text with the most distinct terms of the phrases; without matches, its beginning.

    Args:
        text: plain text.
        phrases: the phrases of the request.
        language: the analyser's language.

    Returns:
        escaped HTML in which <mark> is the only element; an ellipsis stands for what is left out.
    """
    lines = (" ".join(line.split()) for line in text[:MAX_CHARACTERS_READ].split(BORDER))
    text = BORDER.join(filter(None, lines))
    found = _found(text, phrases, analyser(language))
    text = text.replace(BORDER, " ")
    begin = _densest(found, len({term for phrase in phrases for term in phrase}))
    begin = _word_start(text, max(0, begin - LEADING_CHARACTERS)) if begin > LEADING_CHARACTERS else 0
    end = _word_end(text, begin + PASSAGE_CHARACTERS)
    marked = _marked(text, list(_places(found)), begin, end)
    return f"{'… ' if begin else ''}{marked}{' …' if end < len(text) else ''}"


def _found(text: str, phrases: Collection[Phrase], analyse: Analyser) -> list[Token]:
    """Return the tokens that match phrases; for a phrase of several terms, only where these are adjacent."""
    tokens = analyse.tokens_of(text, {term for phrase in phrases for term in phrase})
    singles = {phrase[0] for phrase in phrases if len(phrase) == 1}
    stays = {token for token in tokens if token.term in singles}
    for phrase in phrases:
        if len(phrase) > 1:
            within = [token for token in tokens if token.term in phrase]
            for at in range(len(within) - len(phrase) + 1):
                run = within[at : at + len(phrase)]
                if tuple(token.term for token in run) == phrase and _is_side_by_side(text, run):
                    stays.update(run)
    return [token for token in tokens if token in stays]


def _is_side_by_side(text: str, tokens: Sequence[Token]) -> bool:
    between = [text[one.end : other.start] for one, other in pairwise(tokens)]
    return not any(BORDER in gap or any(map(str.isalnum, gap)) for gap in between)


def _densest(found: Sequence[Token], enough: int) -> int:
    """Return the start of the first passage with the most distinct terms, or with `enough` of them.

    A sliding window: each token enters and leaves it once, so that the time is linear in the number of tokens.
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
    """Yield the ranges (start, end) to mark; overlapping or adjoining tokens, such as bigrams, are merged."""
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
