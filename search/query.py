"""The query parser. It accepts every text, as visitors know no query syntax.

"words in quotes" are a required phrase, -word excludes pages with the word, and all other words are optional. Other
operators of search engines are treated as punctuation or as words.
"""

import re
from dataclasses import dataclass, replace

from search.analysis import Analyser, Token, analyser, clean, fold

Phrase = tuple[str, ...]
"""Adjacent terms, in order; usually a single term."""

_PART = re.compile(
    r"""(?P<minus>(?<!\S)-)?(?:"(?P<straight>[^"]*)"|“(?P<curly>[^”]*)”|„(?P<low>[^“”]*)[“”]|«(?P<angle>[^»]*)»"""
    r"""|(?P<word>[^\s"“”„«»]+))"""
)


HYPHENS = ("-", "\u2010", "\u2011")

BLANK = "\n"
"""Replaces each character of quoted and excluded words, so that no word or compound spans them."""


@dataclass(frozen=True)
class ParsedQuery:
    """A query in one language.

    Attributes:
        text: the query as typed, without invisible characters.
        words: the words outside quotes that are searched for, with their offsets in `text`; stop words only if there
            are no others. A compound of insignificant parts is one word; of other compounds, single letters are left
            out.
        compounds: the other compounds, each as one term, in addition to their words.
        phrases: phrases of which a page must hold all.
        excluded: phrases of which a page must hold none.
        prefix: the last word, folded, if it may be the beginning of a longer one; else empty.
        typed_words: `words`, and of the single letters that they leave out, those significant in their compounds.
    """

    text: str
    language: str
    words: tuple[Token, ...] = ()
    compounds: tuple[Token, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    prefix: str = ""
    typed_words: tuple[Token, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The distinct terms of words and phrases, by which pages are matched and ranked."""
        found = [word.term for word in self.words]
        return tuple(dict.fromkeys(found + [term for phrase in self.phrases for term in phrase]))

    @property
    def last(self) -> Token:
        """The word or compound with the last end offset; the word, if both end there."""
        return max((*self.words, *self.compounds), key=lambda one: one.end) if self.compounds else self.words[-1]

    @property
    def said(self) -> tuple[Phrase, ...]:
        """The terms of all words outside quotes, in order: word by word and, if different, with compounds joined."""
        compound_of = {
            word: min(
                (one for one in self.compounds if _holds(one, word)), key=lambda one: len(one.term), default=word
            )
            for word in self.typed_words
        }
        apart = tuple(word.term for word in self.typed_words)
        together = tuple(one.term for one in dict.fromkeys(compound_of.values()))
        return (apart, together) if together != apart else (apart,)

    @property
    def is_empty(self) -> bool:
        """Whether the query has neither words nor phrases."""
        return not self.words and not self.phrases


def parse(text: str, language: str) -> ParsedQuery:
    """Parse a query.

    Args:
        text: any text.
        language: the code of the language in which to analyse it.
    """
    text, analyse = clean(text), analyser(language)
    phrases: list[Phrase] = []
    excluded: list[Phrase] = []
    free = list(text)
    for part in _PART.finditer(text):
        if part["word"] is not None and not part["minus"]:
            continue
        quoted = part["word"] or part["straight"] or part["curly"] or part["low"] or part["angle"] or ""
        if terms := _phrase(quoted, analyse):
            (excluded if part["minus"] else phrases).append(terms)
        free[part.start() : part.end()] = BLANK * (part.end() - part.start())
    typed, words, compounds = _words("".join(free), analyse)
    significant = [word for word in words if not analyse.is_stop_word(text[word.start : word.end])]
    if not significant:
        # All words of to-do are stop words, but the compound is not.
        typed = significant = [one for one in compounds if not analyse.is_stop_word(_without_signs(text, one))]
        compounds = []
    kept = tuple(significant or ([] if phrases else words))
    searched = set(kept)
    typed_words = tuple(word for word in typed if word in searched or _is_significant_letter(word, text, analyse))
    query = ParsedQuery(
        text,
        language,
        kept,
        tuple(compounds),
        tuple(phrases),
        tuple(excluded),
        typed_words=typed_words if significant else kept,
    )
    return replace(query, prefix=_prefix(query, words)) if words else query


def _phrase(text: str, analyse: Analyser) -> Phrase:
    """Return the terms of a quoted text: a single one if it is a compound of insignificant parts, such as "C++"."""
    whole = [one.token for one in analyse.compounds(text, query=True) if one.is_whole]
    words = list(analyse.tokens(text, query=True))
    if len(whole) == 1 and all(whole[0].start <= word.start and word.end <= whole[0].end for word in words):
        return (whole[0].term,)
    return tuple(word.term for word in words)


def _words(text: str, analyse: Analyser) -> tuple[list[Token], list[Token], list[Token]]:
    """Return all words of a text, those without single letters of compounds, and the compounds in addition to them."""
    found = list(analyse.compounds(text, query=True))
    whole = [one.token for one in found if one.is_whole]
    compounds = [one.token for one in found if not one.is_whole]
    words = [word for word in analyse.tokens(text, query=True) if not any(_holds(one, word) for one in whole)]
    words = sorted([*words, *whole], key=lambda word: (word.start, word.end))
    left = [word for word in words if word.end - word.start > 1 or not any(_holds(one, word) for one in compounds)]
    return words, left, compounds


def _holds(compound: Token, word: Token) -> bool:
    return compound.start <= word.start < compound.end


def _without_signs(text: str, compound: Token) -> str:
    return "".join(filter(str.isalnum, text[compound.start : compound.end]))


def _is_significant_letter(word: Token, text: str, analyse: Analyser) -> bool:
    """Return whether a word is a single letter that is significant in its compound: A in A-level, not l in l'avant."""
    if word.end - word.start > 1:
        return False
    is_hyphenated = text[word.end : word.end + 1] in HYPHENS or text[max(0, word.start - 1) : word.start] in HYPHENS
    return is_hyphenated or not analyse.is_stop_word(text[word.start : word.end])


def _prefix(query: ParsedQuery, words: list[Token]) -> str:
    """Return the last word, folded, if it is searched for and ends the query, or only an asterisk follows; else ""."""
    text, last = query.text, words[-1]
    if query.words and query.last.end > last.end:
        last = query.last
    elif last not in query.words:
        return ""
    return fold(text[last.start : last.end]) if text[last.end :] in ("", "*") and last.term.isalnum() else ""
