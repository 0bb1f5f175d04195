"""From text to terms: the one analyser behind the index, the queries and the highlights, on every database.

A word becomes a term by NFKC, lower case, the Snowball stemmer of its language, and the loss of its accents, in this
order: stemmers need the accents, readers forget them. Chinese, Japanese, Thai, Lao, Khmer and Burmese, which put no
spaces between words, and Korean, whose endings no stemmer here knows, become pairs of neighbouring characters.
Compounds such as COVID-19 are one word more, beside those that they consist of.

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
"""Raise it with every change of what the analyser makes of a text: `rebuild_search` then knows that it must run."""

MAX_TERM_CHARACTERS = 40
"""Characters of a word, and of the term that it becomes, that count; databases limit what they index."""

# Marks that stand on or under a letter belong to the word, but no pattern of `re` names them.
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*+")
# Han, Hiragana, Katakana (half-width too), Bopomofo and Hangul; Thai, Lao, Burmese and Khmer without their digits.
_UNSPACED = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff"
    "\u0e01-\u0e4f\u0e81-\u0ecf\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17dd]+"
)
_CHARACTER = re.compile(rf".[{_MARKS}]*", re.DOTALL)
# Soft hyphens, joiners, byte order marks and marks of direction are invisible and split words.
_INVISIBLE = dict.fromkeys((173, 1564, 65279, *range(8203, 8208), *range(8234, 8239), *range(8288, 8298)))
# An apostrophe that counts as a letter, in Ukrainian and in names.
_UNWANTED = {**_INVISIBLE, 0x2BC: "\u2019"}
# The accents of Latin, Greek and Cyrillic, the points of Hebrew, the vowel signs of Arabic, the nukta of Devanagari;
# others are letters.
_ACCENT = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u093c]")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "\u0131": "i"}
    | {chr(katakana): chr(katakana - 0x60) for katakana in range(0x30A1, 0x30F7)}
)
# The codes of languages whose stemmer has another one.
_STEMMERS = {"nb": "no", "nn": "no"}
_stemmers = threading.local()


class Token(NamedTuple):
    """A term and where its word stands in the text.

    Attributes:
        term: what is indexed and looked for.
        start, end: the word's place in the text, in characters.
    """

    term: str
    start: int
    end: int


class CompoundToken(NamedTuple):
    """A compound as one term, which stands beside those of its words.

    Attributes:
        token: the term and the place of the whole compound.
        is_whole: the terms of its words say nothing by themselves.
    """

    token: Token
    is_whole: bool


class Analyser:
    """What becomes of a language's words.

    Args:
        language: a code such as "en" or "pt-br"; one that Snowball does not know is not stemmed.
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
            query: the text is a search: of several characters without spaces only the pairs are
                given, while a text also gives the last of them, so that each can be found by itself.
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
        """Return the term of one word; empty when it is none."""
        return self._term(word[:MAX_TERM_CHARACTERS])

    def compounds(self, text: str, *, query: bool = False) -> Iterator[CompoundToken]:
        """Yield the compounds of a text in their order, each as one term.

        Args:
            text: plain text, as `clean` returns it.
            query: the text is a search, see `CompoundFinder.find`.
        """
        for found in self._compounds.find(text, query=query):
            if len(found.word) > MAX_TERM_CHARACTERS or is_unspaced(found.word):
                continue
            term = "".join(map(_folded_letter, found.word)) if found.is_term else self.term(found.word)
            if term:
                token = Token(term[:MAX_TERM_CHARACTERS], found.start, found.end)
                yield CompoundToken(token, found.is_whole)

    def tokens_of(self, text: str, terms: Collection[str]) -> list[Token]:
        """Return those of a text's tokens and compounds whose terms are among some, in their order.

        Each different word is looked at once.
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
        # Normalised, a single character can be eighteen.
        known = regular(lower(word, self.language)[:MAX_TERM_CHARACTERS], self.language)
        stemmer = _stemmer(self.language)
        return fold(stemmer.stemWord(known) if stemmer else known)[:MAX_TERM_CHARACTERS]

    def is_stop_word(self, word: str) -> bool:
        """Tell whether a word of a query says nothing."""
        return lower(word, self.language) in self.stop_words


@lru_cache(maxsize=64)
def analyser(language: str) -> Analyser:
    """Return the analyser of a language; the same one each time, as it remembers the words it has seen."""
    return Analyser(language)


def clean(text: str) -> str:
    """Return a text without what databases refuse (NUL, half surrogate pairs) and invisible characters."""
    return safe_text(text).translate(_UNWANTED)


def is_unspaced(text: str) -> bool:
    """Return whether a text holds characters of a script without spaces."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def fold(text: str) -> str:
    """Return a text in lower case and without accents, and of nothing but its letters and digits."""
    plain = _ACCENT.sub("", unicodedata.normalize("NFKD", text.lower()))
    folded = unicodedata.normalize("NFC", plain).translate(_LETTERS)
    return "".join(
        character for character in folded if character.isalnum() or unicodedata.category(character)[0] == "M"
    )


def _folded_letter(character: str) -> str:
    """Return a letter of a compound that keeps its sign; a sign as it is."""
    return character if character in "#+&" else fold(character)


def _place(token: Token) -> tuple[int, int]:
    return token.start, token.end


def _stemmer(language: str) -> Stemmer.Stemmer | None:
    """Return this thread's stemmer of a language: one must not serve two threads at once."""
    known: dict[str, Stemmer.Stemmer] = _stemmers.__dict__
    language = _STEMMERS.get(language, language)
    if language not in known:
        try:
            known[language] = Stemmer.Stemmer(language)
        except (KeyError, UnicodeError):
            # What is no language is not remembered: a client can make up many.
            return None
    return known[language]


def _pairs(text: str, start: int, end: int, query: bool) -> Iterator[Token]:
    """Yield the pairs of neighbouring characters, each with its marks."""
    places = [(found.start(), found.end()) for found in _CHARACTER.finditer(text, start, end)]
    pairs = [(one[0], other[1]) for one, other in itertools.pairwise(places)]
    if not query or len(places) == 1:
        pairs.append(places[-1])
    for begin, stop in pairs:
        # Endless marks are in no script.
        counted = text[begin : min(stop, begin + MAX_TERM_CHARACTERS)]
        if term := fold(unicodedata.normalize("NFKC", counted))[:MAX_TERM_CHARACTERS]:
            yield Token(term, begin, stop)
