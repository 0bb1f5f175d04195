"""What the words of a query are worth, by how many pages hold them.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from search.backends.base import SearchRequest
from search.backends.storage import completed
from search.query import Phrase

if TYPE_CHECKING:
    from search.backends.hidden import HiddenEntries


class Weights:
    """What each phrase of a query is worth, and what is known of the language.

    Args:
        documents: how many entries hold each phrase.
        entries, length: how many entries there are, and how many terms they have together.
        hidden: those that are counted in these although they are not to be.

    Attributes:
        idf: by phrase.
        average: how many terms an entry has.
    """

    def __init__(
        self, documents: Mapping[Phrase, int], entries: int, length: int, hidden: HiddenEntries | None = None
    ) -> None:
        if hidden is not None:
            entries, length = entries - len(hidden.entries), length - hidden.length
        self.average = max(1.0, length / max(1, entries))
        self.idf = {
            phrase: math.log(1 + max(0, entries - count + 0.5) / (count + 0.5)) for phrase, count in documents.items()
        }


def weigh(wanted: SearchRequest) -> Weights:
    """Read what the words of a query are worth, in two queries; a phrase is taken to be as frequent as its rarest."""
    terms = {term for phrase in wanted.scored for term in phrase}
    if wanted.hidden is None:
        rows = wanted.index.terms.filter(locale=wanted.locale, term__in=terms)
        known = dict(rows.values_list("term", "documents"))
    else:
        postings = completed(wanted.postings, wanted.index, wanted.locale, terms).postings(terms, wanted.hidden)
        known = {term: len(one.entries) for term, one in postings.items()}
    corpus = wanted.index.corpora.filter(locale=wanted.locale).values_list("entries", "length").first()
    documents = {phrase: min(known.get(term, 0) for term in phrase) for phrase in wanted.scored}
    return Weights(documents, *(corpus or (0, 0)), wanted.hidden)
