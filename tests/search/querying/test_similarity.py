"""How well the similarity of headlines tells the same story from others, in each language."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from search.analysis import analyser
from search.querying.similarity import SIMILAR_FROM, TermWeights, significant_terms, story

HEADLINES: dict[str, list[tuple[str, str, str]]] = json.loads(
    (Path(__file__).parent / "similar_headlines.json").read_text()
)
"""By language: a headline, another one of the same story, and one of another story with a word in common."""


def similarity(locale: str, one: str, other: str) -> float:
    rows = [headline for same, again, different in HEADLINES[locale] for headline in (same, again, different)]
    terms = [term for headline in rows for term in significant_terms(analyser(locale), headline)]
    weights = TermWeights(len(rows), {term: terms.count(term) for term in terms})
    return weights.similarity(story(analyser(locale), one), story(analyser(locale), other))


@pytest.mark.parametrize("locale", HEADLINES)
def test_the_same_story_is_found(locale: str) -> None:
    assert [same for same, again, _other in HEADLINES[locale] if similarity(locale, same, again) < SIMILAR_FROM] == []


@pytest.mark.parametrize("locale", HEADLINES)
def test_another_story_with_a_word_in_common_is_not(locale: str) -> None:
    assert [same for same, _a, other in HEADLINES[locale] if similarity(locale, same, other) >= SIMILAR_FROM] == []


@pytest.mark.parametrize("locale", HEADLINES)
def test_unrelated_stories_are_not(locale: str) -> None:
    pairs = [(one, two) for first, second in combinations(HEADLINES[locale], 2) for one in first for two in second]

    assert [pair for pair in pairs if similarity(locale, *pair) >= SIMILAR_FROM] == []


def test_rare_words_tell_more_than_frequent_ones() -> None:
    weights = TermWeights(1000, {"council": 900, "approv": 400, "ferri": 3})
    council, ferry = (
        weights.similarity(story(analyser("en"), "Council approves ferry"), story(analyser("en"), other))
        for other in ("Council approves", "Ferry")
    )

    assert [council, ferry] == pytest.approx([0.321, 0.947], abs=0.001)


def test_a_summary_tells_what_a_headline_does_not() -> None:
    summary = "Forty thousand homes in the north are without power after the storm."
    one = story(analyser("en"), "Lights out", summary)

    other = story(analyser("en"), "A dark night", summary)
    weights = TermWeights(0, {})

    assert weights.similarity(one, other) == pytest.approx(0.825, abs=0.001)
    assert weights.similarity(one, other._replace(summary=frozenset())) == 0
    assert weights.similarity(story(analyser("en"), ""), story(analyser("en"), "")) == 0
