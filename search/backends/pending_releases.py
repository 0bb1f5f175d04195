"""Pending-release entries: those of pages that were hidden when they were indexed, such as articles under embargo.

They have no postings and are in no statistics, so that neither ranking nor spelling correction reveals them. When an
embargo lifts, the visibility policy shows the page at once, and its entry is matched here, in Python, until the next
run of `search.indexing.outbox.process_outbox` indexes it.
"""

from __future__ import annotations

from django.db.models import QuerySet

from search.analysis import fold
from search.backends.base import BM25_B, BM25_K1, TITLE_WEIGHT, Candidate, Scored, SearchRequest
from search.backends.weights import Weights
from search.models import Entry
from search.query import ParsedQuery, Phrase

MAX_PENDING = 1000
"""Pending-release entries that a search matches, the newest ones."""


def matching(entries: QuerySet[Entry], wanted: SearchRequest) -> list[Entry]:
    """Return the held entries that match a request.

    Args:
        entries: entries filtered by the visibility policy and by conditions.
        wanted: the request.
    """
    rows = entries.filter(held=True, index=wanted.index, locale=wanted.locale).order_by("-pk")[:MAX_PENDING]
    return [entry for entry in rows if matches(entry, wanted)]


def pending_by_title(entries: QuerySet[Entry], query: ParsedQuery) -> list[Entry]:
    """Return the held entries whose titles hold all words of a query, of which the last may be unfinished.

    Args:
        entries: entries of one index, filtered by the visibility policy and by conditions.
        query: the query as typed so far.
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
    """Return whether an entry matches a request, by the same rules as the engines'."""
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
    """Return the BM25F score of an entry."""
    norm = BM25_K1 * (1 - BM25_B + BM25_B * entry.length / weights.average)
    counts = {phrase: _count(entry, phrase) for phrase in wanted.scored}
    return sum(weights.idf[phrase] * (BM25_K1 + 1) * count / (count + norm) for phrase, count in counts.items())


def _count(entry: Entry, phrase: Phrase) -> float:
    """Return the number of occurrences of a phrase in an entry, those in the title weighted."""
    # Two spaces between terms, as `str.count` counts no overlapping matches: a term repeated at once counts twice.
    title, text = (f" {terms.replace(' ', '  ')} " for terms in (entry.title_terms, entry.text_terms))
    looked_for = f" {'  '.join(phrase)} "
    return TITLE_WEIGHT * title.count(looked_for) + text.count(looked_for)
