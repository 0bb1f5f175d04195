"""The text analyser: turns text into terms, alike for the index, queries and highlights, and on every database.

The steps from a word to its term are NFKC, lower case, Snowball stemming and accent folding. Folding comes last,
because stemmers need the accents, which readers often omit. Chinese, Japanese, Thai, Lao, Khmer and Burmese, which
have no spaces between words, and Korean, for which Snowball has no stemmer, are split into character bigrams.
A compound such as COVID-19 has a term of its own, in addition to the terms of its words.

Sources: https://unicode.org/reports/tr15/ (NFKC), https://snowballstem.org/algorithms/.
"""

import itertools
import re
import threading
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from cms.graphql.text import safe_text
from search.compounds import CompoundFinder
from search.stopwords import STOP_WORDS
from search.word_forms import lower, regular

VERSION = 2
"""Version of the analysis. Raise it when the analyser's output changes: `check_search_index` then asks for a rebuild,
and an unfinished rebuild is not resumed.
"""

MAX_TERM_CHARACTERS = 40
"""Characters to which words and terms are truncated; databases limit the size of index keys."""

# Combining marks are part of a word, but `re` has no character class for them.
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*+")
# Han, Hiragana, Katakana (half-width too), Bopomofo and Hangul; Thai, Lao, Burmese and Khmer without their digits.
_UNSPACED = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff"
    "\u0e01-\u0e4f\u0e81-\u0ecf\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17dd]+"
)
_CHARACTER = re.compile(rf".[{_MARKS}]*", re.DOTALL)
# Soft hyphens, joiners, byte order marks and bidirectional controls: invisible, and they would split words.
_INVISIBLE = dict.fromkeys((173, 1564, 65279, *range(8203, 8208), *range(8234, 8239), *range(8288, 8298)))
# U+02BC, an apostrophe of category "letter" in Ukrainian and in names, becomes U+2019.
_UNWANTED = {**_INVISIBLE, 0x2BC: "\u2019"}
# The accents of Latin, Greek and Cyrillic, the points of Hebrew, the vowel signs of Arabic, the nukta of Devanagari.
# Folding removes these marks alone; in other scripts marks distinguish words.
_ACCENT = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u093c]")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "\u0131": "i"}
    | {chr(katakana): chr(katakana - 0x60) for katakana in range(0x30A1, 0x30F7)}
)
# Languages whose Snowball stemmer has a different code.
_STEMMERS = {"nb": "no", "nn": "no"}
_stemmers = threading.local()


class Token(NamedTuple):
    """A term and the offsets of its word in the text.

    Attributes:
        term: the analysed form of the word.
        start, end: offsets of the word, in characters.
    """

    term: str
    start: int
    end: int


class CompoundToken(NamedTuple):
    """The single term of a compound, in addition to the terms of its words.

    Attributes:
        token: the term, with the offsets of the whole compound.
        is_whole: its words are not significant by themselves, so that a query searches for the compound alone.
    """

    token: Token
    is_whole: bool


class Analyser:
    """The analyser of one language: tokenizer, stemmer and stop words.

    Args:
        language: a code such as "en" or "pt-br"; languages that Snowball does not know are not stemmed.
    """

    def __init__(self, language: str) -> None:
        self.language = language.lower().split("-")[0].split("_")[0]
        self.stop_words = STOP_WORDS.get(self.language, frozenset())
        self._term = lru_cache(maxsize=50_000)(self._stem)
        self._compounds = CompoundFinder(self.language, _MARKS)

    def tokens(self, text: str, *, query: bool = False) -> Iterator[Token]:
        """Yield the terms of a text in their order.

        Args:
            text: plain text, as `clean` returns it.
            query: the text is a query. In scripts without spaces, a query yields only the bigrams of a run; indexed
                text also yields its last character, so that a query of this one character matches.
        """
        for word in _WORD.finditer(text):
            found = word[0]
            if found.isascii():
                start, end = word.span()
                yield Token(self._term(found[:MAX_TERM_CHARACTERS]), start, end)
                continue
            place = word.start()
            for unspaced in _UNSPACED.finditer(word[0]):
                yield from self._spaced(text, place, word.start() + unspaced.start())
                yield from _pairs(text, word.start() + unspaced.start(), word.start() + unspaced.end(), query)
                place = word.start() + unspaced.end()
            yield from self._spaced(text, place, word.end())

    def terms(self, text: str, *, query: bool = False) -> list[str]:
        """Return the terms of a text in their order."""
        return [token.term for token in self.tokens(text, query=query)]

    def term(self, word: str) -> str:
        """Return the term of one word; empty if it has no letters or digits."""
        return self._term(word[:MAX_TERM_CHARACTERS])

    def compounds(self, text: str, *, query: bool = False) -> Iterator[CompoundToken]:
        """Yield the compounds of a text in their order, each as one term.

        Args:
            text: plain text, as `clean` returns it.
            query: the text is a query, see `CompoundFinder.find`.
        """
        for found in self._compounds.find(text, query=query):
            if len(found.word) > MAX_TERM_CHARACTERS or is_unspaced(found.word):
                continue
            term = "".join(map(_folded_letter, found.word)) if found.is_term else self.term(found.word)
            if term:
                token = Token(term[:MAX_TERM_CHARACTERS], found.start, found.end)
                yield CompoundToken(token, found.is_whole)

    def tokens_of(self, text: str, terms: Collection[str]) -> list[Token]:
        """Return the tokens and compounds of a text that have one of the given terms, in text order.

        Each distinct word is analysed once.
        """
        words, term_of = _WORD.findall(text), self._term
        tokens_of_word = {
            word: [token for token in self.tokens(word) if token.term in terms]
            for word in set(words)
            if not word.isascii() or term_of(word[:MAX_TERM_CHARACTERS]) in terms
        }
        found: list[Token] = []
        end = 0
        for word in words if any(tokens_of_word.values()) else ():
            start = text.find(word, end)
            end = start + len(word)
            for term, begin, stop in tokens_of_word.get(word, ()):
                found.append(Token(term, start + begin, start + stop))
        compounds = [one.token for one in self.compounds(text) if one.token.term in terms]
        return sorted([*found, *compounds], key=_place) if compounds else found

    def _spaced(self, text: str, start: int, end: int) -> Iterator[Token]:
        if start < end and (term := self._term(text[start : min(end, start + MAX_TERM_CHARACTERS)])):
            yield Token(term, start, end)

    def _stem(self, word: str) -> str:
        # NFKC expands some characters to up to eighteen.
        known = regular(lower(word, self.language)[:MAX_TERM_CHARACTERS], self.language)
        stemmer = _stemmer(self.language)
        return fold(stemmer.stemWord(known) if stemmer else known)[:MAX_TERM_CHARACTERS]

    def is_stop_word(self, word: str) -> bool:
        """Return whether a word is a stop word of the language."""
        return lower(word, self.language) in self.stop_words


@lru_cache(maxsize=64)
def analyser(language: str) -> Analyser:
    """Return the analyser of a language, shared because each analyser caches the terms of words."""
    return Analyser(language)


def clean(text: str) -> str:
    """Return a text without characters that databases reject (NUL, lone surrogates) or that are invisible."""
    return safe_text(text).translate(_UNWANTED)


def is_unspaced(text: str) -> bool:
    """Return whether a text holds characters of a script without spaces."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def fold(text: str) -> str:
    """Return the letters and digits of a text, in lower case and without accents."""
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", text.lower()))
    folded = unicodedata.normalize("NFC", plain).translate(_LETTERS)
    return "".join(
        character for character in folded if character.isalnum() or unicodedata.category(character)[0] == "M"
    )


def _folded_letter(character: str) -> str:
    """Fold a character of a compound such as C++ or R&D, whose term keeps the signs #, + and &."""
    return character if character in "#+&" else fold(character)


def _place(token: Token) -> tuple[int, int]:
    return token.start, token.end


def _stemmer(language: str) -> Stemmer.Stemmer | None:
    """Return this thread's stemmer of a language, None if Snowball has none; stemmers are not thread-safe."""
    known: dict[str, Stemmer.Stemmer] = _stemmers.__dict__
    language = _STEMMERS.get(language, language)
    if language not in known:
        try:
            known[language] = Stemmer.Stemmer(language)
        except (KeyError, UnicodeError):
            # Unknown codes are not cached: clients can invent any number of them.
            return None
    return known[language]


def _pairs(text: str, start: int, end: int, query: bool) -> Iterator[Token]:
    """Yield the bigrams of a run of characters, each character with its combining marks."""
    places = [(found.start(), found.end()) for found in _CHARACTER.finditer(text, start, end)]
    pairs = [(one[0], other[1]) for one, other in itertools.pairwise(places)]
    if not query or len(places) == 1:
        pairs.append(places[-1])
    for begin, stop in pairs:
        # Bounds the cost of a character with thousands of combining marks, which no script has.
        counted = text[begin : min(stop, begin + MAX_TERM_CHARACTERS)]
        if term := fold(unicodedata.normalize("NFKC", counted))[:MAX_TERM_CHARACTERS]:
            yield Token(term, begin, stop)
