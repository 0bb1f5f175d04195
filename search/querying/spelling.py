"""Likelier spellings, from the words of the index itself.

Source: Damerau, A technique for computer detection and correction of spelling errors, 1964: most misspelt words have a
letter too many, too few or wrong, or two that changed places.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cms.graphql.errors import BadUserInput
from cms.http.deadline import check_deadline
from search.analysis import fold
from search.querying.vocabulary import Vocabulary

SHORTEST = 3
MAX_DISTANCE, TWO_WRONG_LETTERS = 2, 5
"""How many letters may be wrong, and from which length on more than one."""
CANDIDATES = 5

MAX_WORDS_SPELLED = 8
"""How many misspelt words of one text are looked up: a text with more of them is in another language."""

MAX_WORDS_SPELLED_PER_REQUEST = 16


class Spelling(NamedTuple):
    """A word that a misspelt one may have meant.

    Attributes:
        term: what is indexed of it.
        written: as a page wrote it, in lower case.
    """

    term: str
    written: str


class SpellingCorrector:
    """Corrects the words of one request: each word once, and not more words than the request is allowed."""

    def __init__(self) -> None:
        self._found: dict[tuple[Vocabulary, str, int, int], list[Spelling]] = {}
        self._words: set[tuple[Vocabulary, str]] = set()

    def corrections(
        self,
        word: str,
        term: str,
        vocabulary: Vocabulary,
        hidden: Mapping[str, int] | None = None,
        *,
        least: int = 1,
        max_distance: int = MAX_DISTANCE,
    ) -> list[Spelling]:
        """Return the words that a misspelt one may have meant, the likeliest first.

        Args:
            word: as typed.
            term: what the analyser makes of it.
            vocabulary: the words to choose from.
            hidden: how many of the entries that hold a term are not to be counted.
            least: how many entries must hold a word.
            max_distance: how many letters may be wrong.

        Raises:
            BadUserInput: when the request has asked for too many words.
        """
        typed = fold(word)
        if len(typed) < SHORTEST:
            return []
        key = (vocabulary, typed, least, max_distance)
        if key not in self._found:
            self._words.add((vocabulary, typed))
            if len(self._words) > MAX_WORDS_SPELLED_PER_REQUEST:
                raise BadUserInput(
                    f"One request may have {MAX_WORDS_SPELLED_PER_REQUEST} unknown words spelled, "
                    "by `didYouMean` and `suggest` together. Ask in several requests."
                )
            check_deadline()
            self._found[key] = _corrections(typed, term, vocabulary, hidden or {}, least, max_distance)
        return self._found[key]


def _corrections(
    typed: str, term: str, vocabulary: Vocabulary, hidden: Mapping[str, int], least: int, max_distance: int
) -> list[Spelling]:
    # A word is known by its shortest form alone: a longer one is as far from a misspelt one as their terms are.
    found = _near(typed, vocabulary.words, vocabulary.by_length, max_distance)
    for at, distance in _near(term, vocabulary.terms, vocabulary.by_length_of_term, max_distance).items():
        found[at] = min(distance, found.get(at, distance))
    counted = [
        (distance, vocabulary.documents[at] - hidden.get(vocabulary.terms[at], 0), at)
        for at, distance in found.items()
        if vocabulary.terms[at] != term
    ]
    # One letter more that is wrong must be outweighed by a word a hundred times as frequent.
    likely = sorted(
        (one for one in counted if one[1] >= least),
        key=lambda one: (-(100 ** -one[0]) * math.log2(1 + one[1]), vocabulary.terms[one[2]]),
    )
    return [Spelling(vocabulary.terms[at], vocabulary.written[at]) for _distance, _count, at in likely[:CANDIDATES]]


def _near(
    typed: str, words: Sequence[str], by_length: Mapping[int, Sequence[int]], max_distance: int
) -> dict[int, int]:
    """Return the positions of the words that are near one, with their distance."""
    furthest = 1 if len(typed) < TWO_WRONG_LETTERS else max_distance
    sizes = range(len(typed) - furthest, len(typed) + furthest + 1)
    near = {at: words[at] for size in sizes for at in by_length.get(size, ())}
    found = process.extract(typed, near, scorer=OSA.distance, score_cutoff=furthest, limit=None, processor=None)
    return {at: int(distance) for _word, distance, at in found}


def replaced(text: str, places: Collection[tuple[int, int, str]]) -> str:
    """Return a text with the words at some places replaced: (start, end, other word)."""
    for start, end, word in sorted(places, reverse=True):
        text = text[:start] + word + text[end:]
    return text
