"""What a word is, and how long words take to read: the same in a browser (tests/e2e/editing/test_word_count.py)."""

import json
from pathlib import Path
from time import process_time

import pytest

from cms.body.word_count import count_words, minutes_to_read, words_per_minute

CASES: list[tuple[str, int]] = json.loads((Path(__file__).parent / "word_counts.json").read_text())


@pytest.mark.parametrize(("text", "words"), CASES)
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("language", "expected"), [("en", 238), ("fr", 214), ("pt-br", 238), ("ar", 181), ("zh-hans", 390)]
)
def test_each_language_has_its_own_speed(language: str, expected: int) -> None:
    assert words_per_minute(language) == expected


@pytest.mark.parametrize(
    ("words", "language", "minutes"),
    [(0, "en", 1), (356, "en", 1), (357, "en", 2), (594, "en", 2), (595, "en", 3), (2380, "en", 10), (535, "fr", 3)],
)
def test_halves_of_minutes_are_rounded_up(words: int, language: str, minutes: int) -> None:
    assert minutes_to_read(words, language) == minutes


@pytest.mark.parametrize("text", ["." * 400_000, "a" * 400_000, "字" * 400_000, "a." * 200_000, "—" * 400_000])
def test_work_grows_with_the_text_and_no_faster(text: str) -> None:
    start = process_time()
    count_words(text)

    assert process_time() - start < 2
