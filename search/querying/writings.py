"""Other writings of a query's words: joined, apart, in another spelling, or with other prefixes.

They are made by rule, and looked for only where the index knows their terms.

Source: https://en.wikipedia.org/wiki/American_and_British_English_spelling_differences
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from search.analysis import Analyser, Token, analyser, is_unspaced
from search.compounds import elided
from search.query import HYPHENS, ParsedQuery, Phrase
from search.querying.vocabulary import Vocabulary
from search.word_forms import hebrew_forms

JOINED_WEIGHT, SPLIT_WEIGHT, SPELLING_WEIGHT = 0.7, 0.5, 0.8
"""What another writing is worth beside the one that was typed."""

TYPED_WEIGHT = 1.0
"""The same of words with single letters which are looked for side by side alone: they were typed."""

MIN_TELLING_LETTERS = 3
JOINED_WORDS_WEIGHT = 0.1
"""The same of two words that tell by themselves, as in high-speed: most pages that have them joined hold both."""

MAX_WORDS_WRITTEN_OTHERWISE = 8
"""Of how many words of a query, the first ones, other writings are looked for."""

MAX_OTHER_WRITINGS = 12
"""How many of them are looked for, of those that the index knows; the words take turns."""

MAX_SPLITS = 4
"""How many of these are words in parts: where each part stands has to be read."""

MAX_COUNTED_TERMS = 64
"""How many terms of other writings the index is asked for."""

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
        at: where in the query the word, or the first of several, begins.
        of: the phrase that was typed, than which it tells no more however rare it is; empty where that is several.
        replaces: single letters of two words that are looked for beside the other word alone.
        typed: these two words as they were typed.
    """

    phrase: Phrase
    weight: float
    at: int
    of: Phrase = ()
    replaces: tuple[Token, ...] = ()
    typed: Phrase = ()


def other_writings(query: ParsedQuery) -> list[Writing]:
    """Return other writings of a query's words, whether or not any page has them."""
    analyse = analyser(query.language)
    words = [word for word in query.words if not is_unspaced(_typed(query, word))][:MAX_WORDS_WRITTEN_OTHERWISE]
    found: list[Writing] = []
    for one in query.compounds[:MAX_WORDS_WRITTEN_OTHERWISE]:
        if apart := _apart(query, one, analyse):
            found.append(Writing(apart, TYPED_WEIGHT, one.start))
        found.append(Writing((one.term,), _joined_weight(_typed(query, one)), one.start))
    for one, other in pairwise(words):
        typed = _typed(query, one) + _typed(query, other)
        is_other_word = typed.isdigit() or analyse.is_stop_word(typed)
        if query.text[one.end : other.start].isspace() and not is_other_word:
            weight = _joined_weight(query.text[one.start : other.end])
            letters = tuple(word for word in (one, other) if word.end - word.start == 1)
            phrase = (analyse.term(typed),)
            found.append(Writing(phrase, weight, one.start, replaces=letters, typed=(one.term, other.term)))
    for word in words:
        typed, term = _typed(query, word), (word.term,)
        spellings = map(analyse.term, _spellings(typed, analyse.language))
        found += [Writing((one,), SPELLING_WEIGHT, word.start, term) for one in spellings]
        found += [Writing(phrase, SPLIT_WEIGHT, word.start, term) for phrase in _splits(typed, analyse)]
    typed_terms = {(term,) for term in query.terms}
    known = {one.phrase: one for one in reversed(found) if all(one.phrase) and one.phrase not in typed_terms}
    counted: set[str] = set()
    bounded = []
    for writing in _in_turns(list(reversed(known.values()))):
        if len(more := counted.union(writing.phrase)) <= MAX_COUNTED_TERMS:
            counted = more
            bounded.append(writing)
    return bounded


def known_writings(writings: Sequence[Writing], documents: Mapping[str, int]) -> list[Writing]:
    """Return those of some writings whose terms the index knows.

    Args:
        writings: what might be looked for.
        documents: how many entries hold each term.
    """
    known = [one for one in writings if all(map(documents.get, one.phrase))]
    others = _in_turns([one for one in known if one.weight < TYPED_WEIGHT])
    splits = [one for one in others if len(one.phrase) > 1][MAX_SPLITS:]
    return [
        *(one for one in known if one.weight == TYPED_WEIGHT),
        *[one for one in others if one not in splits][:MAX_OTHER_WRITINGS],
    ]


def _in_turns(writings: Sequence[Writing]) -> list[Writing]:
    """Return some writings: the first of each word, then the second of each."""
    groups: dict[int, list[Writing]] = defaultdict(list)
    for one in writings:
        groups[one.at].append(one)
    return [one for turn in zip_longest(*groups.values()) for one in turn if one is not None]


def is_compounding(language: str) -> bool:
    """Tell whether a language, whatever its region, has compounds that end with another word."""
    return analyser(language).language in COMPOUNDING


def compounds_ending(query: ParsedQuery, vocabulary: Vocabulary, hidden: Mapping[str, int]) -> list[Writing]:
    """Return the compounds of an index that end with a word of a query.

    Args:
        query: the query.
        vocabulary: the words of the index.
        hidden: how many of the entries that hold a term are not to be counted.
    """
    words = {
        word.term: word.start
        for word in query.words[:MAX_WORDS_WRITTEN_OTHERWISE]
        if len(word.term) >= MIN_HEAD_LETTERS and word.term.isalpha()
    }
    found = []
    for ending, terms in vocabulary.ending(words, MIN_MODIFIER_LETTERS).items():
        counted = sorted((hidden.get(term, 0) - documents, term) for term, documents in terms)
        compounds = [term for count, term in counted if count < 0][:MAX_COMPOUNDS_PER_WORD]
        found += [Writing((term,), COMPOUND_WEIGHT, words[ending], (ending,)) for term in compounds]
    return found


def _apart(query: ParsedQuery, compound: Token, analyse: Analyser) -> Phrase:
    """Return the words of a compound, of which single letters are not looked for by themselves; empty: none are."""
    words = [word for word in query.typed_words if compound.start <= word.start < compound.end]
    is_cut = any(word not in query.words for word in words)
    if not is_cut or len(words) < 2 or any(analyse.is_stop_word(_typed(query, word)) for word in words):
        return ()
    return tuple(word.term for word in words)


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
        yield from sorted(hebrew_forms(lowered), key=len)  # the likeliest first
    if language == "en" and lowered.isascii() and lowered.isalpha():
        for british, american, (to_british, to_american) in _SPELLINGS:
            for pattern, other in ((british, to_american), (american, to_british)):
                found = pattern.search(lowered)
                if found and (to_british != "our" or _BEFORE_OUR.search(lowered[: found.start()])):
                    yield lowered[: found.start()] + other + lowered[found.end() :]


def _splits(word: str, analyse: Analyser) -> Iterator[Phrase]:
    """Yield the phrases that one word is when it is written apart."""
    parts = _LETTERS_OR_DIGITS.findall(word)
    is_mixed = any(map(str.isdigit, parts)) and not all(map(str.isdigit, parts))
    is_word = "".join(parts) == "".join(character for character in word if character not in HYPHENS)
    if 1 < len(parts) <= 3 and is_mixed and is_word and not any(map(analyse.is_stop_word, parts)):
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
