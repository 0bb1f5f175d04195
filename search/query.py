"""Parsing of a search text as the visitor meant it; every text is a query, none is an error.

"words in quotes" must stand so in the text, -word must not stand in it, all other words may. Whatever else search
engines give a meaning to is punctuation or a word here.
"""

import re
from dataclasses import dataclass

from search.analysis import Analyser, Token, analyser, clean, fold

Phrase = tuple[str, ...]
"""Terms that stand side by side, in this order; most often a single one."""

_PART = re.compile(
    r"""(?P<minus>(?<!\S)-)?(?:"(?P<straight>[^"]*)"|“(?P<curly>[^”]*)”|„(?P<low>[^“”]*)[“”]|«(?P<angle>[^»]*)»"""
    r"""|(?P<word>[^\s"“”„«»]+))"""
)


@dataclass(frozen=True)
class ParsedQuery:
    """A query in one language.

    Attributes:
        text: the query as typed, without invisible characters.
        words: the words outside quotes with their places in `text`; stop words only when there is nothing else.
        phrases: what must stand in a page.
        excluded: what must not.
        prefix: the last word, folded, when it may be the beginning of a longer one; else empty.
    """

    text: str
    language: str
    words: tuple[Token, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    prefix: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that pages are found and ranked by, each once, those of phrases among them."""
        found = [word.term for word in self.words]
        return tuple(dict.fromkeys(found + [term for phrase in self.phrases for term in phrase]))

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
    words: list[Token] = []
    phrases: list[Phrase] = []
    excluded: list[Phrase] = []
    for part in _PART.finditer(text):
        if (word := part["word"]) is None:
            quoted = part["straight"] or part["curly"] or part["low"] or part["angle"] or ""
            if terms := tuple(analyse.terms(quoted, query=True)):
                (excluded if part["minus"] else phrases).append(terms)
        elif part["minus"]:
            if terms := tuple(analyse.terms(word, query=True)):
                excluded.append(terms)
        else:
            start = part.start("word")
            words += [
                Token(token.term, token.start + start, token.end + start) for token in analyse.tokens(word, query=True)
            ]
    telling = [word for word in words if not analyse.is_stop_word(text[word.start : word.end])]
    kept = tuple(telling or ([] if phrases else words))
    return ParsedQuery(text, language, kept, tuple(phrases), tuple(excluded), _prefix(text, words, kept, analyse))


def _prefix(text: str, words: list[Token], kept: tuple[Token, ...], analyse: Analyser) -> str:
    """Return the last word as typed when the query ends in it, or in an asterisk after it, and it counts."""
    if not words or text[words[-1].end :] not in ("", "*"):
        return ""
    last = words[-1]
    typed = fold(text[last.start : last.end])
    return typed if last in kept and typed else ""
