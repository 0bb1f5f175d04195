"""Word-level differences between two texts."""

import random
import time
from itertools import pairwise

import pytest

from cms.editing.comparison.words import WordDiff, tokens


def changes(old: str, new: str) -> list[tuple[str, str]]:
    return WordDiff().changes(old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("", "New.", [("addition", "New.")]),
        ("Old.", "", [("deletion", "Old.")]),
        ("Same.", "Same.", [("equal", "Same.")]),
        (
            "He is not in",
            "He is now in",
            [("equal", "He is "), ("deletion", "not"), ("addition", "now"), ("equal", " in")],
        ),
        (
            "One.\nTwo.\nThree.",
            "One.\nTwo and a half.\nThree.",
            [("equal", "One.\nTwo"), ("addition", " and a half"), ("equal", ".\nThree.")],
        ),
        (
            "قال الوزير إنّ الميناء مغلق",
            "قال الوزير الأول إنّ الميناء مفتوح",
            [
                ("equal", "قال الوزير "),
                ("addition", "الأول "),
                ("equal", "إنّ الميناء "),
                ("deletion", "مغلق"),
                ("addition", "مفتوح"),
            ],
        ),
    ],
)
def test_changes_are_whole_words(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert changes(old, new) == expected


def test_vowel_signs_joiners_and_parts_of_emoji_belong_to_words() -> None:
    assert tokens("إِنَّ 👩🏽‍💻, 5 €!") == ["إِنَّ", " ", "👩🏽‍💻", ",", " ", "5", " ", "€", "!"]


def test_both_texts_can_be_read_from_the_changes() -> None:
    chance = random.Random(1)
    words = ["a", "the", "boat", "left", ",", ".", "\n", " ", "إن"]
    for _round in range(200):
        old, new = ("".join(chance.choices(words, k=chance.randrange(60))) for _side in "ab")
        found = changes(old, new)
        assert "".join(text for kind, text in found if kind != "addition").splitlines() == old.splitlines()
        assert "".join(text for kind, text in found if kind != "deletion") == new
        assert all(one[0] != two[0] for one, two in pairwise(found))


def test_one_word_in_a_long_text_is_found_word_by_word() -> None:
    words = [f"w{number}" for number in range(50_000)]
    old = " ".join(words)
    words[25_000] = "changed"
    diff = WordDiff()
    found = [change for change in diff.changes(old, " ".join(words)) if change[0] != "equal"]
    assert (found, diff.is_cut) == ([("deletion", "w25000"), ("addition", "changed")], False)


def test_what_is_too_long_is_marked_whole_and_in_bounded_time() -> None:
    chance = random.Random(1)
    vocabulary = [f"w{number}" for number in range(90)]
    old, new = (" ".join(chance.choices(vocabulary, k=100_000)) for _side in "ab")
    diff = WordDiff()
    start = time.process_time()
    assert [kind for kind, _text in diff.changes(old, new)] == ["deletion", "addition"]
    assert diff.is_cut
    assert time.process_time() - start < 2  # difflib alone takes many minutes


def test_a_comparison_has_one_budget_for_all_its_texts() -> None:
    diff = WordDiff()
    chance = random.Random(1)
    vocabulary = [f"w{number}" for number in range(500)]
    found = []
    for _block in range(20):
        old, new = (" ".join(chance.choices(vocabulary, k=2_000)) for _side in "ab")
        found.append(len(diff.changes(old, new)) > 2)
    assert found[0]
    assert not found[-1]
    assert diff.is_cut
