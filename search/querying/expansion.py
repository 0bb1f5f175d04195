"""Query expansion: unfinished words, synonyms, other writings, and compounds that end with a word."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from search.backends.base import Alternative, SearchRequest
from search.backends.hidden import HiddenEntries
from search.backends.storage import Blocks, with_terms
from search.models import Index, Term
from search.query import ParsedQuery, Phrase
from search.querying.writings import TYPED_WEIGHT, Writing

MAX_EXPANDED_PHRASES = 32
"""Of a longer query, the words that fewest pages hold."""

MIN_RESULTS = 3
"""A last word that fewer pages hold is also taken for the beginning of others."""

MAX_COMPLETIONS = 10
"""How many words an unfinished one is taken for: those that most pages hold."""

UNFINISHED_WEIGHT = 0.3
"""What a word that merely begins as one that pages hold is worth beside that."""

LAST = chr(0x10FFFF)


def expand(
    query: ParsedQuery,
    index: Index,
    known: Mapping[str, int],
    completions: Sequence[str] = (),
    synonyms: Mapping[Phrase, Sequence[Phrase]] | None = None,
    writings: Sequence[Writing] = (),
    postings: Blocks | None = None,
    hidden: HiddenEntries | None = None,
) -> SearchRequest:
    """Return what is to be looked for.

    Args:
        query: the query.
        index: where to look.
        known: how many entries hold each of the query's terms.
        completions: the terms that the last word may be the beginning of.
        synonyms: what else to look for, by what was typed.
        writings: what else to look for, by how words are written.
        postings: the prefetched postings of the query.
        hidden: entries to look past.
    """
    terms = [word.term for word in query.words]
    joined = {word for one in writings for word in one.replaces}
    apart = [one.typed for one in writings if one.replaces]
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
    alternatives |= {one.phrase: Alternative(one.weight, one.of) for one in writings if one.weight < TYPED_WEIGHT}
    typed = {(term,) for term in terms}.union(query.phrases, synonymous, apart)
    optional = tuple(dict.fromkeys([*found, *apart, *synonymous, *(one.phrase for one in writings)]))
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
    """Tell whether the last word of a query is also taken for the beginning of others."""
    return bool(query.prefix) and known.get(query.last.term, 0) < MIN_RESULTS


def completions(
    index: Index, locale: str, prefix: str, hidden: HiddenEntries | None = None, max_terms: int = MAX_COMPLETIONS
) -> list[str]:
    """Return the terms of the words that begin so, the most frequent first.

    Args:
        index: where to look.
        locale: the language of the words.
        prefix: the beginning of a word, folded.
        hidden: entries that are not counted.
        max_terms: how many to return.
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
