"""Which passage of a text is shown."""

from random import Random
from time import perf_counter

import pytest

from search.analysis import Token
from search.querying.highlights import LEADING_CHARACTERS, PASSAGE_CHARACTERS, _densest, mark, passage


def densest(found: list[Token], enough: int) -> int:
    """Returns the same by the definition: each passage is looked at as a whole."""
    begin, best_count = 0, 0
    for number, first in enumerate(found):
        terms = {
            token.term
            for token in found[number:]
            if token.end - first.start <= PASSAGE_CHARACTERS - LEADING_CHARACTERS
        }
        if len(terms) > best_count:
            begin, best_count = first.start, len(terms)
        if best_count == enough:
            break
    return begin


@pytest.mark.parametrize("seed", range(20))
def test_the_passage_is_the_one_with_the_most_different_words(seed: int) -> None:
    random = Random(seed)
    for _text in range(200):
        found, place = [], 0
        for _word in range(random.randrange(60)):
            place += random.randrange(30)
            # Some are longer than a passage.
            length = random.choice([2, 5, 9, PASSAGE_CHARACTERS])
            found.append(Token(random.choice("abcdef"), place, place + length))
            place += length
        enough = random.randrange(1, 8)

        assert _densest(found, enough) == densest(found, enough)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("red blue", "<mark>red</mark> <mark>blue</mark>"),
        ("red\nblue", "red blue"),
        (" red  \t blue\n\n", "<mark>red</mark> <mark>blue</mark>"),
        ("a red\n\n blue sky, red-blue", "a red blue sky, <mark>red</mark>-<mark>blue</mark>"),
    ],
)
def test_a_phrase_is_marked_where_the_index_finds_it(text: str, marked: str) -> None:
    """No phrase goes on from one line to the next."""
    assert passage(text, [("red", "blue")], "en") == marked
    assert " ".join(mark(text, [("red", "blue")], "en").split()) == marked


def test_the_lines_of_a_passage_are_joined_by_spaces() -> None:
    assert passage("737\n800 <b>\n\nWi-\nFi", [("737800",), ("wifi",), ("800",)], "en") == (
        "737 <mark>800</mark> &lt;b&gt; Wi- Fi"
    )


def test_a_text_of_an_unspaced_language_is_read_once() -> None:
    text = "ประชาชนทั่วประเทศเฝ้าติดตามผลการเลือกตั้งครั้งนี้อย่างใกล้ชิด" * 300

    begun = perf_counter()
    assert "<mark>เลือก</mark>" in passage(text, [("เลื", "ลือ", "อก")], "th")
    assert perf_counter() - begun < 5
