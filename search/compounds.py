"""Compounds: words or numbers with signs in them, such as COVID-19, O'Brien, I.L.O., R&D, C++ and 1,500,000.

In addition to its words, a compound yields one word without the signs, the spelling that others use.

Source: https://lucene.apache.org/core/10_0_0/analysis/common/ (WordDelimiterGraphFilter, ElisionFilter).
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.stopwords import STOP_WORDS
from search.word_forms import lower

MAX_COMPOUND_PARTS = 4
"""Words of a compound at most; longer ones are addresses or expressions."""

_HYPHENS, _APOSTROPHES = "-\u2010\u2011", "'\u2019"
_SPACES = " \u00a0\u2009\u202f"
_CONTRACTED = {"en": frozenset(("s", "ll", "re", "ve", "d", "m", "t"))}
"""Endings after an apostrophe that are no part of a name, as in O'Brien's, we're and can't."""

_ELIDED = {
    "fr": "c d j l m n s t qu jusqu lorsqu puisqu quoiqu",
    "it": "c d l s t v un all dell nell dall sull coll quell quest",
    "ca": "d l m n s t",
}
"""Words that are elided before an apostrophe, as in l'avant-garde, by language."""

_COMMAS = frozenset(("en", "zh", "ja", "ko", "th", "km", "lo", "he", "hi", "ar"))
"""Languages in which a comma groups digits and a point begins the decimals; in others it is the other way round."""


class Compound(NamedTuple):
    """A compound and its offsets in the text.

    Attributes:
        word: the compound as one word, without its signs.
        start, end: offsets of the compound, in characters.
        is_whole: its parts are not significant by themselves, such as single letters or groups of digits.
        is_term: the word is not stemmed and keeps its sign, as in C++ and R&D.
    """

    word: str
    start: int
    end: int
    is_whole: bool
    is_term: bool = False


def elided(language: str) -> tuple[str, ...]:
    """Return the words that a language elides before an apostrophe, such as "l" and "qu" in French."""
    return tuple(_ELIDED.get(language, "").split())


class CompoundFinder:
    """Finds the compounds of a language.

    Args:
        language: the code of the language.
        marks: the characters that belong to the letter before them, as a part of a character class.
    """

    def __init__(self, language: str, marks: str) -> None:
        self._language = language
        self._stop_words = STOP_WORDS.get(language, frozenset())
        self._contracted = _CONTRACTED.get(language, frozenset())
        signs = rf"[{_HYPHENS}{_APOSTROPHES}]"
        # Possessive: a letter and its marks are read once, however the rest of the pattern goes on.
        word = rf"[^\W_](?:[^\W_]|[{marks}])*+"
        point = "," if language in _COMMAS else "."
        elision = rf"(?P<elision>(?i:{'|'.join(elided(language))})[{_APOSTROPHES}](?=[^\W_]))|"
        # What is another compound by itself, as in anti-U.S., non-C#, pro-AT&T and US-1,500, is no part of this one.
        another = rf"(?:[^\W\d_](?:\.[^\W\d_]|#|\+\+)|[^\W\d_]{{1,3}}&[^\W\d_]|\d{{1,3}}[{point}]\d{{3}}(?!\d))"
        part = rf"{signs}(?!{another}){word}"
        # A compound may begin after a mark on a sign, such as an emoji's variation selector, but not after a letter's.
        beginning = rf"(?<![^\W_])(?<!(?:[^\W_]|[{marks}])[{marks}])"
        self._pattern = re.compile(
            rf"{beginning}(?:{elision if elided(language) else ''}"
            rf"(?P<number>(?<![\d.,])\d{{1,3}}(?P<gap>[{point}{_APOSTROPHES}{_SPACES}])\d{{3}}"
            rf"(?:(?P=gap)\d{{3}})*(?![^\W_]))"
            r"|(?P<signed>[^\W\d_](?:#|\+\+)(?!\w))"
            r"|(?P<and>[^\W\d_]{1,3}(?:&[^\W\d_]{1,3})+(?!\w))"
            r"|(?P<acronym>[^\W\d_](?:\.[^\W\d_])+(?![^\W_]))"
            rf"|(?P<joined>{word}(?:{part})+))"
        )
        self._elided = re.compile(rf"(?!\d|{another}){word}(?:{part}){{,{MAX_COMPOUND_PARTS}}}")
        self._splitter = re.compile(signs)

    def find(self, text: str, *, query: bool = False) -> Iterator[Compound]:
        """Yield the compounds of a text in their order.

        Args:
            text: the text.
            query: the text is a query. An elision then forms a compound with the word after it, too, and groups of
                digits with a plain space between them may be separate numbers, as in Boeing 737 800.
        """
        for found in self._pattern.finditer(text):
            start, end = found.span()
            if found["joined"]:
                yield from self._joined(text, start, end)
            elif found["number"]:
                number = "".join(filter(str.isdigit, found[0]))
                yield Compound(number, start, end, not query or found["gap"] != " ")
            elif found["acronym"]:
                yield Compound(found[0].replace(".", ""), start, end, True)
            elif found["signed"] or found["and"]:
                yield Compound(found[0], start, end, True, True)
            elif query:
                yield from self._with_elision(text, start, end)

    def _joined(self, text: str, start: int, end: int) -> Iterator[Compound]:
        parts = self._splitter.split(text[start:end])
        while len(parts) > 1 and parts[-1].lower() in self._contracted:
            if text[end - len(parts[-1]) - 1] not in _APOSTROPHES:
                break
            end -= len(parts.pop()) + 1
        if not 1 < len(parts) <= MAX_COMPOUND_PARTS or all(map(str.isdigit, parts)):
            return
        if any(sign in text[start:end] for sign in _APOSTROPHES) and self._is_contraction(parts):
            return
        yield Compound("".join(parts), start, end, self._is_whole(parts))

    def _with_elision(self, text: str, start: int, elision_end: int) -> Iterator[Compound]:
        """Yield the compound of an elision and the word or compound after it, unless that holds a stop word."""
        if (rest := self._elided.match(text, elision_end)) is None:
            return
        parts = self._splitter.split(rest[0])
        word = text[start : elision_end - 1] + "".join(parts)
        is_significant = len(rest[0]) > 1 and not any(map(self._is_stop_word, (*parts, word)))
        if len(parts) < MAX_COMPOUND_PARTS and is_significant:
            yield Compound(word, start, rest.end(), False)

    def _is_contraction(self, parts: Sequence[str]) -> bool:
        """Return whether an apostrophe joins stop words, as in Dutch zo'n; O'Brien and Sana'a are names."""
        if any(len(part) > 1 for part in parts):
            before_last = parts[:-1] if len(parts[0]) > 1 else parts[1:-1]
        else:
            before_last = parts
        return any(map(self._is_stop_word, (*before_last, "".join(parts))))

    def _is_whole(self, parts: Sequence[str]) -> bool:
        """Return whether all parts are insignificant: single letters, or these and stop words, as in A-to-Z."""
        if all(len(part) == 1 for part in parts):
            return True
        stops = list(map(self._is_stop_word, parts))
        return not all(stops) and all(stop or len(part) == 1 for stop, part in zip(stops, parts, strict=True))

    def _is_stop_word(self, word: str) -> bool:
        return lower(word, self._language) in self._stop_words
