"""Compounds: what is written together with signs in it, such as COVID-19, O'Brien, I.L.O., R&D, C++ and 1,500,000.

Beside its words a compound is one word, written without the signs, as others write it.

Source: https://lucene.apache.org/core/10_0_0/analysis/common/ (WordDelimiterGraphFilter, ElisionFilter).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_COMPOUND_PARTS = 4
"""How many words a compound has at most: what has more is an address or an expression."""

_HYPHENS, _APOSTROPHES = "-\u2010\u2011", "'\u2019"
_SPACES = " \u00a0\u2009\u202f"
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")
_ELIDED = {
    "fr": "c d j l m n s t qu jusqu lorsqu puisqu quoiqu",
    "it": "c d l s t v un all dell nell dall sull coll quell quest",
    "ca": "d l m n s t",
}
_ELISIONS = {
    language: re.compile(rf"(?:{'|'.join(words.split())})[{_APOSTROPHES}]", re.IGNORECASE)
    for language, words in _ELIDED.items()
}
_COMMAS = frozenset(("en", "zh", "ja", "ko", "th", "km", "lo", "he", "hi", "ar"))
"""Languages in which a comma groups digits and a point begins the decimals; in others it is the other way round."""


class Compound(NamedTuple):
    """A compound and where it stands in the text.

    Attributes:
        word: it as one word.
        start, end: its place in the text, in characters.
        is_whole: its parts say nothing by themselves, as they are single letters or groups of digits.
        is_term: the word is a term as it is, with its sign.
    """

    word: str
    start: int
    end: int
    is_whole: bool
    is_term: bool = False


def elided(language: str) -> tuple[str, ...]:
    """Return the words that a language writes together with the next one, without their apostrophe."""
    return tuple(_ELIDED.get(language, "").split())


class CompoundFinder:
    """Finds the compounds of a language.

    Args:
        language: the code of the language.
        marks: the characters that belong to the letter before them, as a part of a character class.
    """

    def __init__(self, language: str, marks: str) -> None:
        self._language = language
        word = rf"[^\W_]+(?:[{marks}]+[^\W_]*)*"
        point = "," if language in _COMMAS else "."
        self._pattern = re.compile(
            rf"(?<![^\W_])(?:(?P<number>(?<![\d.,])\d{{1,3}}(?P<gap>[{point}{_APOSTROPHES}{_SPACES}])\d{{3}}"
            rf"(?:(?P=gap)\d{{3}})*(?![^\W_]))"
            r"|(?P<signed>[^\W\d_](?:#|\+\+)(?!\w))"
            r"|(?P<and>[^\W\d_]{1,3}(?:&[^\W\d_]{1,3})+(?!\w))"
            r"|(?P<acronym>[^\W\d_](?:\.[^\W\d_])+(?![^\W_]))"
            rf"|(?P<joined>{word}(?:[{_HYPHENS}{_APOSTROPHES}]{word})+))"
        )
        self._splitter = re.compile(rf"[{_HYPHENS}{_APOSTROPHES}]")

    def find(self, text: str, *, query: bool = False) -> Iterator[Compound]:
        """Yield the compounds of a text in their order.

        Args:
            text: the text.
            query: the text is a search: what an elision begins is a compound with it, too.
        """
        for found in self._pattern.finditer(text):
            start, end = found.span()
            if found["joined"]:
                yield from self._joined(text, start, end, query)
            elif found["number"]:
                yield Compound("".join(filter(str.isdigit, found[0])), start, end, True)
            elif found["acronym"]:
                yield Compound(found[0].replace(".", ""), start, end, True)
            else:
                yield Compound(found[0], start, end, True, True)

    def _joined(self, text: str, start: int, end: int, query: bool) -> Iterator[Compound]:
        if self._language == "en" and (possessive := _POSSESSIVE.search(text[start:end])):
            end = start + possessive.start()
        elision = _ELISIONS[self._language].match(text, start, end) if self._language in _ELISIONS else None
        for begin in ([start] if elision is None or query else []) + ([elision.end()] if elision else []):
            parts = self._splitter.split(text[begin:end])
            if 1 < len(parts) <= MAX_COMPOUND_PARTS and not all(map(str.isdigit, parts)):
                yield Compound("".join(parts), begin, end, all(len(part) == 1 for part in parts))
