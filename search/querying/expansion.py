"""Query expansion: completions, synonyms, spelling variants, and compounds that end with a word."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from search.backends.base import Alternative, SearchRequest
from search.backends.hidden import HiddenEntries
from search.backends.storage import Blocks, with_terms
from search.models import Index, Term
from search.query import ParsedQuery, Phrase
from search.querying.spelling_variants import TYPED_WEIGHT, SpellingVariant

MAX_EXPANDED_PHRASES = 32
"""Phrases of an expanded query; of a longer one the rarest are kept."""

MIN_RESULTS = 3
"""A last word that fewer entries hold is also completed."""

MAX_COMPLETIONS = 10
"""Completions of an unfinished word, the most frequent ones."""

UNFINISHED_WEIGHT = 0.3
"""Weight of a completion, relative to the typed word where entries hold that too."""

LAST = chr(0x10FFFF)
"""The highest code point, which ends the range of words with a prefix."""


def expand(
    query: ParsedQuery,
    index: Index,
    known: Mapping[str, int],
    completions: Sequence[str] = (),
    synonyms: Mapping[Phrase, Sequence[Phrase]] | None = None,
    variants: Sequence[SpellingVariant] = (),
    postings: Blocks | None = None,
    hidden: HiddenEntries | None = None,
) -> SearchRequest:
    """Expand a query into the request to an engine.

    Args:
        query: the query.
        index: the index to search.
        known: number of entries that hold each of the query's terms.
        completions: the terms that complete the last word.
        synonyms: the synonyms of each phrase.
        variants: the spelling variants of words.
        postings: the prefetched postings of the query.
        hidden: entries that are ignored.
    """
    terms = [word.term for word in query.words]
    joined = {word for one in variants for word in one.replaces}
    apart = [one.typed for one in variants if one.replaces]
    found: list[Phrase] = [(word.term,) for word in query.words if word not in joined]
    alternatives: dict[Phrase, Alternative] = {}
    if completions and known.get(query.last.term):
        whole = (query.last.term,)
        alternatives = {(term,): Alternative(UNFINISHED_WEIGHT, whole) for term in completions}
    found = [*dict.fromkeys(found), *((term,) for term in completions)]
    if len(found) > MAX_EXPANDED_PHRASES:
        found = sorted(found, key=lambda phrase: known.get(phrase[0], math.inf))[:MAX_EXPANDED_PHRASES]
    synonyms = synonyms or {}
    sizes = {len(typed) for typed in synonyms}
    said = {one[at : at + size] for one in query.said for size in sizes for at in range(len(one) - size + 1)}
    synonymous = [other for typed, others in synonyms.items() if typed in said for other in others]
    alternatives |= {one.phrase: Alternative(one.weight, one.of) for one in variants if one.weight < TYPED_WEIGHT}
    typed = {(term,) for term in terms}.union(query.phrases, synonymous, apart)
    optional = tuple(dict.fromkeys([*found, *apart, *synonymous, *(one.phrase for one in variants)]))
    return SearchRequest(
        index,
        query.language,
        optional,
        query.phrases,
        query.excluded,
        {phrase: alternatives[phrase] for phrase in optional if phrase in alternatives and phrase not in typed},
        postings=postings,
        hidden=hidden,
    )


def is_unfinished(query: ParsedQuery, known: Mapping[str, int]) -> bool:
    """Return whether the last word of a query is also completed."""
    return bool(query.prefix) and known.get(query.last.term, 0) < MIN_RESULTS


def completions(
    index: Index, locale: str, prefix: str, hidden: HiddenEntries | None = None, max_terms: int = MAX_COMPLETIONS
) -> list[str]:
    """Return the terms of words with a prefix, the most frequent first.

    Args:
        index: the index to search.
        locale: the language of the words.
        prefix: the prefix, folded.
        hidden: entries that are not counted.
        max_terms: number of terms to return at most.
    """
    begins = Term.objects.filter(index=index, locale=locale, word__gte=prefix, word__lt=prefix + LAST)
    begins = begins.order_by("-documents", "term")
    if hidden is None:
        return list(begins.values_list("term", flat=True)[:max_terms])
    if not hidden.is_countable:
        return []
    counted = with_terms(begins, hidden.documents)
    others = begins.exclude(pk__in=counted.order_by().values("pk")).values_list("term", "documents")[:max_terms]
    left = list(others)
    left += [(term, count - hidden.documents[term]) for term, count in counted.values_list("term", "documents")]
    return [term for term, documents in sorted(left, key=lambda one: (-one[1], one[0])) if documents > 0][:max_terms]
