"""Word-level differences between two texts, in bounded time."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby

WordChange = tuple[str, str]
"""What became of a piece of text: "equal", "addition" or "deletion", as in Wagtail's TextDiff, and the piece."""

Opcode = tuple[str, int, int, int, int]
"""As `SequenceMatcher.get_opcodes` has them."""

MAX_ITEMS_COMPARED = 5_000
"""Paragraphs, or words and spaces, of one text that are compared one by one, without what both begin or end with."""

MAX_TOKENS_COMPARED = 60_000
"""Words and spaces of all texts that one WordDiff compares one by one."""


class WordDiff:
    """Compares texts word by word; paragraph by paragraph what is too long for that.

    The work grows with the square of the length at worst, so that a rewritten book would hold a worker for minutes.

    Attributes:
        is_cut: something was too long.
    """

    def __init__(self) -> None:
        self.is_cut = False
        self._tokens_left = MAX_TOKENS_COMPARED

    def changes(self, old: str, new: str) -> list[WordChange]:
        """Return the pieces of both texts in their order; no two neighbours changed in the same way."""
        pieces = list(self._compare_paragraphs(old.splitlines(keepends=True), new.splitlines(keepends=True)))
        return [
            (kind, "".join(text for _kind, text in same)) for kind, same in groupby(pieces, key=lambda piece: piece[0])
        ]

    def _compare_paragraphs(self, old: list[str], new: list[str]) -> Iterator[WordChange]:
        for kind, old_start, old_end, new_start, new_end in opcodes(old, new):
            before, after = old[old_start:old_end], new[new_start:new_end]
            if kind != "replace":
                yield from _pieces(kind, before, after)
            elif len(before) == len(after):
                for paragraph, rewritten in zip(before, after, strict=True):
                    yield from self._compare_words(paragraph, rewritten)
            else:
                yield from self._compare_words("".join(before), "".join(after))

    def _compare_words(self, before: str, after: str) -> Iterator[WordChange]:
        old, new = tokens(before), tokens(after)
        start, end = common_ends(old, new)
        lengths = [len(side) - start - end for side in (old, new)]
        self._tokens_left -= sum(lengths)
        is_too_long = max(lengths) > MAX_ITEMS_COMPARED or self._tokens_left < 0
        self.is_cut |= is_too_long
        found = opcodes(old, new, is_junk=_is_no_word, max_items=0 if is_too_long else MAX_ITEMS_COMPARED)
        for kind, old_start, old_end, new_start, new_end in found:
            yield from _pieces(kind, old[old_start:old_end], new[new_start:new_end])


def opcodes(
    old: Sequence[str],
    new: Sequence[str],
    is_junk: Callable[[str], bool] | None = None,
    max_items: int = MAX_ITEMS_COMPARED,
) -> list[Opcode]:
    """Return how to turn one list into the other, as difflib does.

    Args:
        old: the one.
        new: the other.
        is_junk: tells of an item that it is not where the two lists are to be matched.
        max_items: a longer list is replaced as a whole, apart from what both begin and end with.
    """
    start, end = common_ends(old, new)
    middle = old[start : len(old) - end], new[start : len(new) - end]
    if max(map(len, middle)) > max_items:
        found: Sequence[Opcode] = [("replace", 0, len(middle[0]), 0, len(middle[1]))]
    else:
        # Its `autojunk` matches nothing at what is frequent in a long list, which bounds its work too.
        found = SequenceMatcher(is_junk, *middle).get_opcodes()
    shifted = [(kind, i1 + start, i2 + start, j1 + start, j2 + start) for kind, i1, i2, j1, j2 in found]
    first: list[Opcode] = [("equal", 0, start, 0, start)] if start else []
    last: list[Opcode] = [("equal", len(old) - end, len(old), len(new) - end, len(new))] if end else []
    return [*first, *shifted, *last]


def common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many items both lists begin with, and how many of the others both end with."""
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = shorter - start
    return start, next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)


def tokens(text: str) -> list[str]:
    """Return the words of a text, the spaces between them, and its punctuation; together they are the text.

    Vowel signs, joiners and the parts of an emoji belong to a word.
    """
    return ["".join(characters) for _kind, characters in groupby(text, key=_kind_of_character)]


@lru_cache(maxsize=4096)
def _kind_of_character(character: str) -> str:
    if character.isspace():
        return "space"
    category = unicodedata.category(character)
    return "word" if category[0] in "LMNS" or category == "Cf" else character


def _is_no_word(token: str) -> bool:
    return _kind_of_character(token[0]) != "word"


def _pieces(kind: str, before: Sequence[str], after: Sequence[str]) -> Iterator[WordChange]:
    if kind == "equal":
        yield "equal", "".join(after)
        return
    if before:
        yield "deletion", "".join(before)
    if after:
        yield "addition", "".join(after)
