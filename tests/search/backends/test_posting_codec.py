"""Blocks of postings, against what plain Python makes of the same texts."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from search.backends.posting_codec import (
    BLOCK_NEIGHBOURS,
    MAX_TITLE_POSITIONS,
    Postings,
    merge_postings,
    pack,
    unpack,
    without,
)
from search.models import Entry

TERMS = st.lists(st.sampled_from("abc"), max_size=8)
TEXTS = st.dictionaries(st.integers(1, 3 * BLOCK_NEIGHBOURS), st.tuples(TERMS, TERMS), max_size=6)

Texts = dict[int, tuple[list[str], list[str]]]


def entries_of(texts: Texts) -> list[Entry]:
    """Returns entries with these terms in title and text, by primary key."""
    return [
        Entry(pk=pk, title_terms=" ".join(title), text_terms=" ".join(text), length=len(title) + len(text))
        for pk, (title, text) in sorted(texts.items())
    ]


def packed(texts: Texts) -> dict[str, Postings]:
    """Returns the postings of each term, packed and unpacked."""
    blocks: dict[str, list[tuple[int, bytes, bytes | None]]] = {"a": [], "b": [], "c": []}
    for term, block, rows, places in pack(entries_of(texts)):
        blocks[term].append((block, rows, places))
    return {term: unpack(found) for term, found in blocks.items()}


def plain(one: Postings) -> list[tuple[int, int, int, int]]:
    """Returns primary key, number in title and text, and length, of each entry."""
    columns: Sequence[list[int]] = [column.tolist() for column in (one.entries, one.title, one.text, one.length)]
    return list(zip(*columns, strict=True))


def times(phrase: str, terms: list[str]) -> int:
    """Returns how often a phrase stands in a list of terms."""
    return sum(terms[at : at + len(phrase)] == list(phrase) for at in range(len(terms)))


def counted(phrase: str, texts: Texts) -> list[tuple[int, int, int, int]]:
    """Returns what `plain` ought to."""
    rows = [
        (pk, times(phrase, title), times(phrase, text), len(title) + len(text))
        for pk, (title, text) in sorted(texts.items())
    ]
    return [row for row in rows if row[1] or row[2]]


@given(TEXTS)
def test_what_is_packed_is_unpacked(texts: Texts) -> None:
    found = packed(texts)

    for term in "abc":
        assert plain(found[term]) == counted(term, texts)


@given(TEXTS, st.text("abc", min_size=2, max_size=3))
def test_phrases(texts: Texts, phrase: str) -> None:
    found = packed(texts)

    assert plain(merge_postings([found[term] for term in phrase])) == counted(phrase, texts)


@given(TEXTS, st.sets(st.integers(1, 3 * BLOCK_NEIGHBOURS), max_size=3))
def test_entries_are_taken_out(texts: Texts, gone: set[int]) -> None:
    gone |= set(list(texts)[:2])
    left = {pk: text for pk, text in texts.items() if pk not in gone}
    expected = {(term, block): (rows, places) for term, block, rows, places in pack(entries_of(left))}

    for term, block, rows, places in pack(entries_of(texts)):
        numbers = {pk % BLOCK_NEIGHBOURS for pk in gone if pk // BLOCK_NEIGHBOURS == block}
        assert without(rows, places, numbers) == expected.get((term, block), (b"", b""))


def test_a_word_that_stands_there_without_end_is_counted_so_far() -> None:
    texts = {7: (["a"] * 300, ["a"] * 3)}

    assert plain(packed(texts)["a"]) == [(7, MAX_TITLE_POSITIONS, 3, 303)]


def test_nothing() -> None:
    none = unpack([])

    assert plain(none) == plain(merge_postings([none, none])) == []
