"""Parsing of a search text as the visitor meant it; every text is a query, none is an error.

"words in quotes" must stand so in the text, -word must not stand in it, all other words may. Whatever else search
engines give a meaning to is punctuation or a word here.
"""

import re
from dataclasses import dataclass, replace

from search.analysis import Analyser, Token, analyser, clean, fold

Phrase = tuple[str, ...]
"""Terms that stand side by side, in this order; most often a single one."""

_PART = re.compile(
    r"""(?P<minus>(?<!\S)-)?(?:"(?P<straight>[^"]*)"|“(?P<curly>[^”]*)”|„(?P<low>[^“”]*)[“”]|«(?P<angle>[^»]*)»"""
    r"""|(?P<word>[^\s"“”„«»]+))"""
)


HYPHENS = ("-", "\u2010", "\u2011")

BLANK = "\n"
"""What stands in place of each character of quoted and excluded words: no word or compound goes on over it."""


@dataclass(frozen=True)
class ParsedQuery:
    """A query in one language.

    Attributes:
        text: the query as typed, without invisible characters.
        words: the words outside quotes with their places in `text`; stop words only when there is nothing else. Where
            the parts of a compound say nothing by themselves, it is the word; single letters of others are left out.
        compounds: the other compounds, each as one term, beside their words.
        phrases: what must stand in a page.
        excluded: what must not.
        prefix: the last word, folded, when it may be the beginning of a longer one; else empty.
        typed_words: the words with the single letters that are left out.
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
        """The terms that pages are found and ranked by, each once, those of phrases among them."""
        found = [word.term for word in self.words]
        return tuple(dict.fromkeys(found + [term for phrase in self.phrases for term in phrase]))

    @property
    def last(self) -> Token:
        """The word or compound that the query ends in; of both, the word."""
        return max((*self.words, *self.compounds), key=lambda one: one.end) if self.compounds else self.words[-1]

    @property
    def said(self) -> tuple[Phrase, ...]:
        """The terms of all words outside quotes, in their order: as they are, and with each compound as one."""
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
        """Whether there is nothing to look for."""
        return not self.words and not self.phrases


def parse(text: str, language: str) -> ParsedQuery:
    """Read a query.

    Args:
        text: anything.
        language: the code of the language that it is taken to be in.
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
    telling = [word for word in words if not analyse.is_stop_word(text[word.start : word.end])]
    if not telling:
        # All words of to-do are stop words, but it is none.
        typed = telling = [one for one in compounds if not analyse.is_stop_word(_without_signs(text, one))]
        compounds = []
    kept = tuple(telling or ([] if phrases else words))
    looked_for = set(kept)
    said = tuple(word for word in typed if word in looked_for or _tells_in_compound(word, text, analyse))
    query = ParsedQuery(
        text, language, kept, tuple(compounds), tuple(phrases), tuple(excluded), typed_words=said if telling else kept
    )
    return replace(query, prefix=_prefix(query, words)) if words else query


def _phrase(text: str, analyse: Analyser) -> Phrase:
    """Return the terms of a quoted text; its compound where that is all it is, and its parts say nothing."""
    whole = [one.token for one in analyse.compounds(text, query=True) if one.is_whole]
    words = list(analyse.tokens(text, query=True))
    if len(whole) == 1 and all(whole[0].start <= word.start and word.end <= whole[0].end for word in words):
        return (whole[0].term,)
    return tuple(word.term for word in words)


def _words(text: str, analyse: Analyser) -> tuple[list[Token], list[Token], list[Token]]:
    """Return the words of a text, those that are looked for, and the compounds beside them."""
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


def _tells_in_compound(word: Token, text: str, analyse: Analyser) -> bool:
    """Tell whether a word that is not looked for tells in its compound: A in A-level, but not l in l'avant-garde."""
    if word.end - word.start > 1:
        return False
    is_hyphenated = text[word.end : word.end + 1] in HYPHENS or text[max(0, word.start - 1) : word.start] in HYPHENS
    return is_hyphenated or not analyse.is_stop_word(text[word.start : word.end])


def _prefix(query: ParsedQuery, words: list[Token]) -> str:
    """Return the last word as typed when the query ends in it, or in an asterisk after it, and it counts."""
    text, last = query.text, words[-1]
    if query.words and query.last.end > last.end:
        last = query.last
    elif last not in query.words:
        return ""
    return fold(text[last.start : last.end]) if text[last.end :] in ("", "*") and last.term.isalnum() else ""
