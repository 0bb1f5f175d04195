"""What the words of a query are worth, by how many pages hold them.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009.
"""

from __future__ import annotations

import math

from search.engines.base import WINDOW, Wanted
from search.query import Phrase


class Weights:
    """What each phrase of a query is worth, and what is known of the language.

    Attributes:
        idf: by phrase.
        documents: how many entries hold it, by phrase.
        average: how many terms an entry has.
    """

    def __init__(self, wanted: Wanted, documents: dict[str, int], entries: int, length: int) -> None:
        self.average = max(1.0, length / max(1, entries))
        self.documents = {
            phrase: min((documents.get(term, 0) for term in phrase), default=0) for phrase in wanted.scored
        }
        self.idf = {
            phrase: math.log(1 + max(0, entries - count + 0.5) / (count + 0.5))
            for phrase, count in self.documents.items()
        }

    @property
    def telling(self) -> list[Phrase]:
        """The phrases that find: all but the most common, while these are worth little and the rest find enough."""
        kept = sorted(self.idf, key=lambda phrase: self.idf[phrase])
        budget = max(self.idf.values(), default=0) / 2
        enough = sum(self.documents.values()) - 2 * WINDOW
        while len(kept) > 1 and budget >= self.idf[kept[0]] and enough >= self.documents[kept[0]]:
            common = kept.pop(0)
            budget -= self.idf[common]
            enough -= self.documents[common]
        return kept


def weigh(wanted: Wanted) -> Weights:
    """Read what the words of a query are worth, in two queries."""
    terms = {term for phrase in wanted.scored for term in phrase}
    known = wanted.index.terms.filter(locale=wanted.locale, term__in=terms)
    corpus = wanted.index.corpora.filter(locale=wanted.locale).values_list("entries", "length").first()
    return Weights(wanted, dict(known.values_list("term", "documents")), *(corpus or (0, 0)))
