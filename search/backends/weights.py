"""BM25 weights of a query: inverse document frequencies and the average length of entries.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from search.backends.base import SearchRequest
from search.backends.storage import completed
from search.query import Phrase


class Weights:
    """Weights of the phrases of a request.

    Args:
        wanted: the request; its hidden entries are subtracted from `entries` and `length`.
        documents: number of visible entries that hold each phrase.
        entries, length: number of the language's entries, and of the terms in all of them, hidden entries included.

    Attributes:
        idf: inverse document frequency by phrase; for an alternative, the lower of its own and that of the typed
            phrase, times the weight of the alternative.
        average: average number of terms of an entry.
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
    """Read the weights of a request in two queries; a phrase is taken to be as frequent as its rarest term."""
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
