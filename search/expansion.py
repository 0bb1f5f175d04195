"""From what somebody typed to what is looked for: unfinished words and synonyms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from search.engines.base import Wanted
from search.engines.hidden import HiddenEntries
from search.engines.storage import Blocks, with_terms
from search.models import Index, Term
from search.query import Phrase, Query

MOST_PHRASES = 32
"""Of a longer query, the words that fewest pages hold."""

FEW = 3
"""A last word that fewer pages hold is also taken for the beginning of others."""

COMPLETIONS = 10
"""How many words an unfinished one is taken for: those that most pages hold."""

LAST = chr(0x10FFFF)


def expand(
    query: Query,
    index: Index,
    known: Mapping[str, int],
    synonyms: Mapping[Phrase, Sequence[Phrase]] | None = None,
    ahead: Blocks | None = None,
    hidden: HiddenEntries | None = None,
) -> Wanted:
    """Return what is to be looked for.

    Args:
        query: the query.
        index: where to look.
        known: how many entries hold each of the query's terms.
        synonyms: what else to look for, by what was typed.
        ahead: postings that were read before.
        hidden: entries to look past.
    """
    terms = [word.term for word in query.words]
    found: list[Phrase] = [(term,) for term in dict.fromkeys(terms)]
    if query.prefix and known.get(terms[-1], 0) < FEW:
        found += [(term,) for term in completions(index, query.language, query.prefix, hidden)]
    if len(found) > MOST_PHRASES:
        found = sorted(found, key=lambda phrase: known.get(phrase[0], math.inf))[:MOST_PHRASES]
    synonyms = synonyms or {}
    sizes = {len(typed) for typed in synonyms}
    said = {tuple(terms[at : at + size]) for size in sizes for at in range(len(terms) - size + 1)}
    found += [other for typed, others in synonyms.items() if typed in said for other in others]
    optional = tuple(dict.fromkeys(found))
    return Wanted(index, query.language, optional, query.phrases, query.excluded, ahead=ahead, hidden=hidden)


def completions(
    index: Index, locale: str, prefix: str, hidden: HiddenEntries | None = None, most: int = COMPLETIONS
) -> list[str]:
    """Return the terms of the words that begin so, the most frequent first.

    Args:
        index: where to look.
        locale: the language of the words.
        prefix: the beginning of a word, folded.
        hidden: entries that are not counted.
        most: how many to return.
    """
    begins = Term.objects.filter(index=index, locale=locale, word__gte=prefix, word__lt=prefix + LAST)
    begins = begins.order_by("-documents", "term")
    if hidden is None:
        return list(begins.values_list("term", flat=True)[:most])
    if not hidden.is_countable:
        return []
    counted = with_terms(begins, hidden.documents)
    others = begins.exclude(pk__in=counted.order_by().values("pk")).values_list("term", "documents")[:most]
    left = list(others)
    left += [(term, count - hidden.documents[term]) for term, count in counted.values_list("term", "documents")]
    return [term for term, documents in sorted(left, key=lambda one: (-one[1], one[0])) if documents > 0][:most]
