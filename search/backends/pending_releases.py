"""Pending-release entries: those of pages that were hidden when they were indexed, such as articles under embargo.

They have no postings and are in no statistics, so that neither ranks nor spellings tell of them. When an embargo
lifts, the visibility policy shows the page at once, and its entry is matched here until the next run of
`search.indexing.outbox.process_outbox` indexes it.
"""

from __future__ import annotations

from django.db.models import QuerySet

from search.analysis import fold
from search.backends.base import BM25_B, BM25_K1, TITLE_WEIGHT, Candidate, Scored, SearchRequest
from search.backends.weights import Weights
from search.models import Entry
from search.query import ParsedQuery, Phrase

MAX_PENDING = 1000


def matching(entries: QuerySet[Entry], wanted: SearchRequest) -> list[Entry]:
    """Return the held entries that match, of those that the searcher may see.

    Args:
        entries: entries filtered by the visibility policy and by conditions.
        wanted: what is looked for.
    """
    rows = entries.filter(held=True, index=wanted.index, locale=wanted.locale).order_by("-pk")[:MAX_PENDING]
    return [entry for entry in rows if matches(entry, wanted)]


def pending_by_title(entries: QuerySet[Entry], query: ParsedQuery) -> list[Entry]:
    """Return the held entries in whose titles all words stand, the last one perhaps unfinished.

    Args:
        entries: entries of one index, filtered by the visibility policy and by conditions.
        query: what was typed.
    """
    rows = entries.filter(held=True, locale=query.language).order_by("-pk")[:MAX_PENDING]
    return [entry for entry in rows if _is_titled(entry, query)]


def _is_titled(entry: Entry, query: ParsedQuery) -> bool:
    terms = entry.title_terms.split()
    missing = [word.term for word in query.words if word.term not in terms]
    if missing == [query.words[-1].term] and query.prefix:
        return any(fold(word).startswith(query.prefix) for word in entry.title.split())
    return not missing


def matches(entry: Entry, wanted: SearchRequest) -> bool:
    """Tell whether an entry holds what is wanted, as the engines do."""
    if any(_count(entry, phrase) for phrase in wanted.excluded):
        return False
    if wanted.required:
        return all(_count(entry, phrase) for phrase in wanted.required)
    return any(_count(entry, phrase) for phrase in wanted.optional)


def ranked(entries: list[Entry], wanted: SearchRequest, weights: Weights) -> list[Scored]:
    """Return entries with their scores, by the same formula as the engines'."""
    return [
        (score(entry, wanted, weights), Candidate(entry.pk, entry.page_id, entry.kind, entry.published_at))
        for entry in entries
    ]


def score(entry: Entry, wanted: SearchRequest, weights: Weights) -> float:
    """Return an entry's BM25F."""
    norm = BM25_K1 * (1 - BM25_B + BM25_B * entry.length / weights.average)
    counts = {phrase: _count(entry, phrase) for phrase in wanted.scored}
    return sum(weights.idf[phrase] * (BM25_K1 + 1) * count / (count + norm) for phrase, count in counts.items())


def _count(entry: Entry, phrase: Phrase) -> float:
    """Return how often a phrase stands in an entry, with the weight of the title."""
    # Each term with its own spaces, so that one that stands twice is counted twice.
    title, text = (f" {terms.replace(' ', '  ')} " for terms in (entry.title_terms, entry.text_terms))
    looked_for = f" {'  '.join(phrase)} "
    return TITLE_WEIGHT * title.count(looked_for) + text.count(looked_for)
