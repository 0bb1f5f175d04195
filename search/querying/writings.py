"""Other writings of a query's words: joined, apart, in another spelling, or with other prefixes.

They are made by rule, and looked for only where the index knows their terms.

Source: https://en.wikipedia.org/wiki/American_and_British_English_spelling_differences
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from search.analysis import Analyser, Token, analyser, is_unspaced
from search.compounds import elided
from search.query import ParsedQuery, Phrase
from search.querying.vocabulary import Vocabulary
from search.word_forms import hebrew_forms

JOINED_WEIGHT, SPLIT_WEIGHT, SPELLING_WEIGHT = 0.7, 0.5, 0.8
"""What another writing is worth beside the one that was typed."""

MIN_TELLING_LETTERS = 3
JOINED_WORDS_WEIGHT = 0.1
"""The same of two words that tell by themselves, as in high-speed: most pages that have them joined hold both."""

MAX_WORDS_WRITTEN_OTHERWISE = 8
"""Of how many words of a query, the first ones, other writings are looked for."""

MAX_OTHER_WRITINGS = 12
"""How many of them are looked for, of those that the index knows."""

MIN_PART_LETTERS, MAX_SPLIT_LETTERS = 2, 14
"""How long the parts of a word are that is written apart, and how long the word is at most."""

COMPOUNDING = frozenset(("de", "nl", "sv", "da", "nb", "nn", "no"))
"""Languages that write a noun together with what modifies it: Versicherung, Arbeitslosenversicherung."""

COMPOUND_WEIGHT = 0.3
"""What a compound is worth beside the word that it ends with."""

MIN_HEAD_LETTERS, MIN_MODIFIER_LETTERS = 4, 3
"""How long the last word of a compound is, and what stands before it."""

MAX_COMPOUNDS_PER_WORD = 10
"""How many compounds a word is looked for in: those that most pages hold."""

# British on the left, American on the right; each word is tried both ways.
_SPELLINGS = [
    (re.compile(british), re.compile(american), (to_british, to_american))
    for british, american, to_british, to_american in (
        (r"(?<=[a-z])our(?=[a-z]{0,6}$)", r"(?<=[a-z])or(?=[a-z]{0,6}$)", "our", "or"),
        (r"(?<=[a-z]{3})is(?=e[drs]?s?$|ing$|ations?$)", r"(?<=[a-z]{3})iz(?=e[drs]?s?$|ing$|ations?$)", "is", "iz"),
        (r"(?<=l)ys(?=e[drs]?s?$|ing$)", r"(?<=l)yz(?=e[drs]?s?$|ing$)", "ys", "yz"),
        (r"(?<=[aeioucmn][bt])re(?=[ds]?$)", r"(?<=[aeioucmn][bt])er(?=s?$)", "re", "er"),
        (r"(?<=en)c(?=e[sd]?$|eless$|ing$)", r"(?<=en)s(?=e[sd]?$|eless$|ing$)", "c", "s"),
        (r"(?<=am)me(?=s?$)", r"(?<=am)(?=s?$)", "me", ""),
        (r"(?<=og)ue(?=s?$)", r"(?<=og)(?=s?$)", "ue", ""),
        (r"(?<=[aeiou]l)l(?=ors?$)", r"(?<=[aeiou]l)(?=ors?$)", "l", ""),
    )
]
_BEFORE_OUR = re.compile(r"[aeiouy][a-z]+$")
_LETTERS_OR_DIGITS = re.compile(r"\d+|[^\W\d_]+")


class Writing(NamedTuple):
    """Another writing of something in a query.

    Attributes:
        phrase: its terms.
        weight: what it is worth beside what was typed.
        of: the phrase that was typed, than which it tells no more however rare it is; empty where that is several.
        replaces: single letters that are not looked for by themselves beside it.
    """

    phrase: Phrase
    weight: float
    of: Phrase = ()
    replaces: tuple[Token, ...] = ()


def other_writings(query: ParsedQuery) -> list[Writing]:
    """Return all other writings of a query's words, whether or not any page has them."""
    analyse = analyser(query.language)
    words = [word for word in query.words if not is_unspaced(_typed(query, word))][:MAX_WORDS_WRITTEN_OTHERWISE]
    found = [
        Writing((one.term,), _joined_weight(_typed(query, one)))
        for one in query.compounds[:MAX_WORDS_WRITTEN_OTHERWISE]
    ]
    found += [
        Writing(
            (analyse.term(typed),),
            _joined_weight(query.text[one.start : other.end]),
            replaces=tuple(word for word in (one, other) if word.end - word.start == 1),
        )
        for one, other in pairwise(words)
        if query.text[one.end : other.start].isspace()
        and not (typed := _typed(query, one) + _typed(query, other)).isdigit()
    ]
    for word in words:
        typed, term = _typed(query, word), (word.term,)
        found += [Writing((analyse.term(one),), SPELLING_WEIGHT, term) for one in _spellings(typed, query.language)]
        found += [Writing(phrase, SPLIT_WEIGHT, term) for phrase in _splits(typed, analyse)]
    typed_terms = {(term,) for term in query.terms}
    known = {one.phrase: one for one in reversed(found) if all(one.phrase) and one.phrase not in typed_terms}
    return list(reversed(known.values()))


def known_writings(writings: list[Writing], documents: Mapping[str, int]) -> list[Writing]:
    """Return those of some writings whose terms the index knows.

    Args:
        writings: what might be looked for.
        documents: how many entries hold each term.
    """
    return [one for one in writings if all(map(documents.get, one.phrase))][:MAX_OTHER_WRITINGS]


def compounds_ending(query: ParsedQuery, vocabulary: Vocabulary, hidden: Mapping[str, int]) -> list[Writing]:
    """Return the compounds of an index that end with a word of a query.

    Args:
        query: the query.
        vocabulary: the words of the index.
        hidden: how many of the entries that hold a term are not to be counted.
    """
    found = []
    for word in query.words[:MAX_WORDS_WRITTEN_OTHERWISE]:
        if len(word.term) >= MIN_HEAD_LETTERS and word.term.isalpha():
            ending = vocabulary.ending(word.term, MIN_MODIFIER_LETTERS)
            counted = sorted((hidden.get(term, 0) - documents, term) for term, documents in ending)
            compounds = [term for count, term in counted if count < 0][:MAX_COMPOUNDS_PER_WORD]
            found += [Writing((term,), COMPOUND_WEIGHT, (word.term,)) for term in compounds]
    return found


def _joined_weight(typed: str) -> float:
    """Return what the joined form of some words is worth: little where each of them tells by itself."""
    parts = _LETTERS_OR_DIGITS.findall(typed)
    telling = all(len(part) >= MIN_TELLING_LETTERS and part.isalpha() for part in parts)
    return JOINED_WORDS_WEIGHT if telling else JOINED_WEIGHT


def _typed(query: ParsedQuery, word: Token) -> str:
    return query.text[word.start : word.end]


def _spellings(word: str, language: str) -> Iterator[str]:
    """Yield other spellings of one word, in lower case."""
    lowered = word.lower()
    if language == "he":
        yield from hebrew_forms(lowered)
    if language == "en" and lowered.isascii() and lowered.isalpha():
        for british, american, (to_british, to_american) in _SPELLINGS:
            for pattern, other in ((british, to_american), (american, to_british)):
                found = pattern.search(lowered)
                if found and (to_british != "our" or _BEFORE_OUR.search(lowered[: found.start()])):
                    yield lowered[: found.start()] + other + lowered[found.end() :]


def _splits(word: str, analyse: Analyser) -> Iterator[Phrase]:
    """Yield the phrases that one word is when it is written apart."""
    parts = _LETTERS_OR_DIGITS.findall(word)
    if 1 < len(parts) <= 3 and "".join(parts) == word:
        yield tuple(map(analyse.term, parts))
    if not word.isalpha() or len(word) > MAX_SPLIT_LETTERS:
        return
    for place in range(MIN_PART_LETTERS, len(word) - MIN_PART_LETTERS + 1):
        one, other = word[:place], word[place:]
        if not analyse.is_stop_word(one) and not analyse.is_stop_word(other):
            yield analyse.term(one), analyse.term(other)
    for particle in elided(analyse.language):
        if word.lower().startswith(particle) and len(word) > len(particle) + MIN_PART_LETTERS:
            yield analyse.term(particle), analyse.term(word[len(particle) :])
