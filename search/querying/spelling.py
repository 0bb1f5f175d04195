"""Spelling correction with the words of the index.

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

MIN_WORD_LETTERS = 3
"""Shortest word that is corrected."""

MAX_DISTANCE = 2
MIN_LETTERS_FOR_DISTANCE_OF_TWO = 5
"""Largest edit distance of a correction, and the shortest word for which it may be more than one."""

MAX_CORRECTIONS_PER_WORD = 5
"""Corrections of a word that are returned, the likeliest ones."""

MAX_WORDS_SPELLED = 8
"""Unknown words of one text that are corrected: a text with more of them is in another language."""

MAX_WORDS_SPELLED_PER_REQUEST = 16
"""Unknown words of one request that are corrected."""


class Spelling(NamedTuple):
    """A likely correction of a word.

    Attributes:
        term: its term in the index.
        written: a word of this term as a page writes it, in lower case.
    """

    term: str
    written: str


class SpellingCorrector:
    """Spelling corrector of one request: caches the corrections of each word, and limits the number of words."""

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
        min_entries: int = 1,
        max_distance: int = MAX_DISTANCE,
    ) -> list[Spelling]:
        """Return the likely corrections of a word, the likeliest first.

        Args:
            word: the word as typed.
            term: its term.
            vocabulary: the words of the index.
            hidden: number of hidden entries that hold each term, which are not counted.
            min_entries: number of entries that must hold a correction.
            max_distance: largest edit distance.

        Raises:
            BadUserInput: when the request has too many unknown words.
        """
        typed = fold(word)
        if len(typed) < MIN_WORD_LETTERS:
            return []
        key = (vocabulary, typed, min_entries, max_distance)
        if key not in self._found:
            self._words.add((vocabulary, typed))
            if len(self._words) > MAX_WORDS_SPELLED_PER_REQUEST:
                raise BadUserInput(
                    f"One request may have {MAX_WORDS_SPELLED_PER_REQUEST} unknown words spelled, "
                    "by `didYouMean` and `suggest` together. Ask in several requests."
                )
            check_deadline()
            self._found[key] = _corrections(typed, term, vocabulary, hidden or {}, min_entries, max_distance)
        return self._found[key]


def _corrections(
    typed: str, term: str, vocabulary: Vocabulary, hidden: Mapping[str, int], min_entries: int, max_distance: int
) -> list[Spelling]:
    # Of the words of a term, the vocabulary has the shortest only; longer ones are compared by their terms.
    found = _near(typed, vocabulary.words, vocabulary.by_length, max_distance)
    for at, distance in _near(term, vocabulary.terms, vocabulary.by_length_of_term, max_distance).items():
        found[at] = min(distance, found.get(at, distance))
    counted = [
        (distance, vocabulary.documents[at] - hidden.get(vocabulary.terms[at], 0), at)
        for at, distance in found.items()
        if vocabulary.terms[at] != term
    ]
    # A distance of one more needs a word that is a hundred times as frequent.
    likely = sorted(
        (one for one in counted if one[1] >= min_entries),
        key=lambda one: (-(100 ** -one[0]) * math.log2(1 + one[1]), vocabulary.terms[one[2]]),
    )
    return [
        Spelling(vocabulary.terms[at], vocabulary.written[at])
        for _distance, _count, at in likely[:MAX_CORRECTIONS_PER_WORD]
    ]


def _near(
    typed: str, words: Sequence[str], by_length: Mapping[int, Sequence[int]], max_distance: int
) -> dict[int, int]:
    """Return the positions of the words within the largest edit distance, with their distance."""
    cutoff = 1 if len(typed) < MIN_LETTERS_FOR_DISTANCE_OF_TWO else max_distance
    sizes = range(len(typed) - cutoff, len(typed) + cutoff + 1)
    near = {at: words[at] for size in sizes for at in by_length.get(size, ())}
    found = process.extract(typed, near, scorer=OSA.distance, score_cutoff=cutoff, limit=None, processor=None)
    return {at: int(distance) for _word, distance, at in found}


def replaced(text: str, places: Collection[tuple[int, int, str]]) -> str:
    """Return a text in which words were replaced: (start, end, replacement)."""
    for start, end, word in sorted(places, reverse=True):
        text = text[:start] + word + text[end:]
    return text
