"""Spelling variants of a query's words: joined, split, in British or American spelling, or with other prefixes.

They are derived by rules, and searched only where the index knows their terms.

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
"""Weights of words that are joined, split or spelled otherwise, relative to the typed ones."""

TYPED_WEIGHT = 1.0
"""Weight of a phrase of typed words, some of them single letters, that is only matched as a phrase."""

MIN_SIGNIFICANT_LETTERS = 3
JOINED_WORDS_WEIGHT = 0.1
"""Length from which a word is significant by itself, and the weight of two such words when joined, as in high-speed:
most pages that have the joined form hold both.
"""

MAX_WORDS_WITH_VARIANTS = 8
"""Words of a query, the first ones, of which variants are derived."""

MAX_VARIANTS = 12
"""Variants that are searched, of those that the index knows, taken from all words in turn."""

MAX_SPLITS = 4
"""Split words among these: they are phrases, for which positions have to be read."""

MAX_COUNTED_TERMS = 64
"""Terms of variants whose statistics are read."""

MIN_PART_LETTERS, MAX_SPLIT_LETTERS = 2, 14
"""Shortest part of a word that is split, and the longest word that is."""

COMPOUNDING = frozenset(("de", "nl", "sv", "da", "nb", "nn", "no"))
"""Languages that write compound nouns as one word: Versicherung, Arbeitslosenversicherung."""

COMPOUND_WEIGHT = 0.3
"""Weight of a compound, relative to the word that it ends with."""

MIN_HEAD_LETTERS, MIN_MODIFIER_LETTERS = 4, 3
"""Shortest last word of a compound, and shortest part before it."""

MAX_COMPOUNDS_PER_WORD = 10
"""Compounds of a word that are searched, the most frequent ones."""

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


class SpellingVariant(NamedTuple):
    """A spelling variant of a word or of adjacent words in a query.

    Attributes:
        phrase: its terms.
        weight: its weight, relative to the typed words.
        at: offset in the query of the word, or of the first of several.
        of: the typed phrase, whose inverse document frequency caps its own; empty where it stands for several.
        replaces: single letters of the two words, which are not searched by themselves then.
        typed: the terms of these two words.
    """

    phrase: Phrase
    weight: float
    at: int
    of: Phrase = ()
    replaces: tuple[Token, ...] = ()
    typed: Phrase = ()


def spelling_variants(query: ParsedQuery) -> list[SpellingVariant]:
    """Return the spelling variants of a query's words, whether or not the index knows them."""
    analyse = analyser(query.language)
    words = [word for word in query.words if not is_unspaced(_typed(query, word))][:MAX_WORDS_WITH_VARIANTS]
    found: list[SpellingVariant] = []
    for one in query.compounds[:MAX_WORDS_WITH_VARIANTS]:
        if apart := _apart(query, one, analyse):
            found.append(SpellingVariant(apart, TYPED_WEIGHT, one.start))
        found.append(SpellingVariant((one.term,), _joined_weight(_typed(query, one)), one.start))
    for one, other in pairwise(words):
        typed = _typed(query, one) + _typed(query, other)
        is_other_word = typed.isdigit() or analyse.is_stop_word(typed)
        if query.text[one.end : other.start].isspace() and not is_other_word:
            weight = _joined_weight(query.text[one.start : other.end])
            letters = tuple(word for word in (one, other) if word.end - word.start == 1)
            phrase = (analyse.term(typed),)
            found.append(SpellingVariant(phrase, weight, one.start, replaces=letters, typed=(one.term, other.term)))
    for word in words:
        typed, term = _typed(query, word), (word.term,)
        spellings = map(analyse.term, _spellings(typed, analyse.language))
        found += [SpellingVariant((one,), SPELLING_WEIGHT, word.start, term) for one in spellings]
        found += [SpellingVariant(phrase, SPLIT_WEIGHT, word.start, term) for phrase in _splits(typed, analyse)]
    typed_terms = {(term,) for term in query.terms}
    known = {one.phrase: one for one in reversed(found) if all(one.phrase) and one.phrase not in typed_terms}
    counted: set[str] = set()
    bounded = []
    for variant in _round_robin(list(reversed(known.values()))):
        if len(more := counted.union(variant.phrase)) <= MAX_COUNTED_TERMS:
            counted = more
            bounded.append(variant)
    return bounded


def known_variants(variants: Sequence[SpellingVariant], documents: Mapping[str, int]) -> list[SpellingVariant]:
    """Return the spelling variants whose terms the index knows.

    Args:
        variants: the variants.
        documents: number of entries that hold each term.
    """
    known = [one for one in variants if all(map(documents.get, one.phrase))]
    others = _round_robin([one for one in known if one.weight < TYPED_WEIGHT])
    splits = [one for one in others if len(one.phrase) > 1][MAX_SPLITS:]
    return [
        *(one for one in known if one.weight == TYPED_WEIGHT),
        *[one for one in others if one not in splits][:MAX_VARIANTS],
    ]


def _round_robin(variants: Sequence[SpellingVariant]) -> list[SpellingVariant]:
    """Return variants in round-robin order: the first of each word, then the second of each."""
    groups: dict[int, list[SpellingVariant]] = defaultdict(list)
    for one in variants:
        groups[one.at].append(one)
    return [one for turn in zip_longest(*groups.values()) for one in turn if one is not None]


def is_compounding(language: str) -> bool:
    """Return whether a language, in any region, writes compound nouns as one word."""
    return analyser(language).language in COMPOUNDING


def compounds_ending(query: ParsedQuery, vocabulary: Vocabulary, hidden: Mapping[str, int]) -> list[SpellingVariant]:
    """Return the compounds of an index that end with a word of a query.

    Args:
        query: the query.
        vocabulary: the words of the index.
        hidden: number of hidden entries that hold each term, which are not counted.
    """
    words = {
        word.term: word.start
        for word in query.words[:MAX_WORDS_WITH_VARIANTS]
        if len(word.term) >= MIN_HEAD_LETTERS and word.term.isalpha()
    }
    found = []
    for ending, terms in vocabulary.ending(words, MIN_MODIFIER_LETTERS).items():
        counted = sorted((hidden.get(term, 0) - documents, term) for term, documents in terms)
        compounds = [term for count, term in counted if count < 0][:MAX_COMPOUNDS_PER_WORD]
        found += [SpellingVariant((term,), COMPOUND_WEIGHT, words[ending], (ending,)) for term in compounds]
    return found


def _apart(query: ParsedQuery, compound: Token, analyse: Analyser) -> Phrase:
    """Return the phrase of a compound's words where some of these are not searched by themselves, else none."""
    words = [word for word in query.typed_words if compound.start <= word.start < compound.end]
    is_cut = any(word not in query.words for word in words)
    if not is_cut or len(words) < 2 or any(analyse.is_stop_word(_typed(query, word)) for word in words):
        return ()
    return tuple(word.term for word in words)


def _joined_weight(typed: str) -> float:
    """Return the weight of the joined form of some words: little where each of them is significant by itself."""
    parts = _LETTERS_OR_DIGITS.findall(typed)
    all_significant = all(len(part) >= MIN_SIGNIFICANT_LETTERS and part.isalpha() for part in parts)
    return JOINED_WORDS_WEIGHT if all_significant else JOINED_WEIGHT


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
    """Yield the phrases into which a word can be split."""
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
