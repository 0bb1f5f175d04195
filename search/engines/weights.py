"""What the words of a query are worth, by how many pages hold them.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from search.engines.base import Wanted
from search.query import Phrase


class Weights:
    """What each phrase of a query is worth, and what is known of the language.

    Args:
        documents: how many entries hold each phrase.
        entries, length: how many entries there are, and how many terms they have together.

    Attributes:
        idf: by phrase.
        average: how many terms an entry has.
    """

    def __init__(self, documents: Mapping[Phrase, int], entries: int, length: int) -> None:
        self.average = max(1.0, length / max(1, entries))
        self.idf = {
            phrase: math.log(1 + max(0, entries - count + 0.5) / (count + 0.5)) for phrase, count in documents.items()
        }


def weigh(wanted: Wanted) -> Weights:
    """Read what the words of a query are worth, in two queries; a phrase is taken to be as frequent as its rarest."""
    terms = {term for phrase in wanted.scored for term in phrase}
    known = dict(wanted.index.terms.filter(locale=wanted.locale, term__in=terms).values_list("term", "documents"))
    corpus = wanted.index.corpora.filter(locale=wanted.locale).values_list("entries", "length").first()
    documents = {phrase: min(known.get(term, 0) for term in phrase) for phrase in wanted.scored}
    return Weights(documents, *(corpus or (0, 0)))
