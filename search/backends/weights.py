"""What the words of a query are worth, by how many pages hold them.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from search.backends.base import SearchRequest
from search.backends.storage import completed
from search.query import Phrase


class Weights:
    """What each phrase of a query is worth, and what is known of the language.

    Args:
        wanted: the phrases, which of them stand for others, and the hidden entries, which are counted in the
            following although they are not to be.
        documents: how many entries hold each phrase.
        entries, length: how many entries there are, and how many terms they have together.

    Attributes:
        idf: by phrase; of one that stands for another, that of the more frequent one, times its weight.
        average: how many terms an entry has.
    """

    def __init__(self, wanted: SearchRequest, documents: Mapping[Phrase, int], entries: int, length: int) -> None:
        if (hidden := wanted.hidden) is not None:
            entries, length = entries - len(hidden.entries), length - hidden.length
        self.average = max(1.0, length / max(1, entries))
        self.idf = {
            phrase: math.log(1 + max(0, entries - count + 0.5) / (count + 0.5)) for phrase, count in documents.items()
        }
        for phrase, (weight, of) in wanted.alternatives.items():
            self.idf[phrase] = weight * min(self.idf[phrase], self.idf.get(of, math.inf))


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
    return Weights(wanted, documents, *(corpus or (0, 0)))
