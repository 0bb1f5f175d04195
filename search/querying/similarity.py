"""How likely two texts tell the same story, by the terms that they share."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from search.analysis import Analyser, clean

SIMILAR_FROM = 0.5
"""From this similarity on, two articles are likely the same story (tests/search/querying/test_similarity.py)."""

MIN_ENTRIES = 1000
"""Smallest number of entries that weights assume: document frequencies in a few articles are not significant."""

Terms = frozenset[str]


class StoryTerms(NamedTuple):
    """The significant terms of an article, by which it is compared with others.

    Attributes:
        headline: the significant terms of the headline.
        summary: the significant terms of the summary.
    """

    headline: Terms
    summary: Terms = frozenset()

    @property
    def terms(self) -> Terms:
        """The terms of headline and summary together."""
        return self.headline | self.summary


def story(analyser: Analyser, headline: str, summary: str = "") -> StoryTerms:
    """Return the significant terms of an article's headline and summary."""
    return StoryTerms(significant_terms(analyser, headline), significant_terms(analyser, summary))


def significant_terms(analyser: Analyser, text: str) -> Terms:
    """Return the terms of a text, without those of stop words."""
    text = clean(text)
    return frozenset(
        token.term for token in analyser.tokens(text) if not analyser.is_stop_word(text[token.start : token.end])
    )


class TermWeights:
    """Inverse document frequencies, and the similarity of stories weighted by them.

    Args:
        entries: number of entries in the language.
        documents: number of entries that hold each term; 0 for absent terms.
    """

    def __init__(self, entries: int, documents: Mapping[str, int]) -> None:
        self.entries = entries
        self.documents = documents

    def similarity(self, one: StoryTerms, other: StoryTerms) -> float:
        """Return the cosine similarity of two stories, 0 to 1: of headlines, or with summaries if that is higher."""
        by_headline = self._cosine(one.headline, other.headline)
        return max(by_headline, self._cosine(one.terms, other.terms)) if one.summary and other.summary else by_headline

    def _cosine(self, one: Terms, other: Terms) -> float:
        lengths = self._squares(one) * self._squares(other)
        return self._squares(one & other) / math.sqrt(lengths) if lengths else 0.0

    def _squares(self, terms: Terms) -> float:
        return math.fsum(self._weight(term) ** 2 for term in terms)

    def _weight(self, term: str) -> float:
        entries = max(self.entries, MIN_ENTRIES)
        return 1 + math.log((1 + entries) / (1 + self.documents.get(term, 0)))
