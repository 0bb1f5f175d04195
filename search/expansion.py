"""From what somebody typed to what is looked for: unfinished words and synonyms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from search.engines.base import Wanted
from search.engines.storage import Blocks
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
) -> Wanted:
    """Return what is to be looked for.

    Args:
        query: the query.
        index: where to look.
        known: how many entries hold each of the query's terms.
        synonyms: what else to look for, by what was typed.
        ahead: postings that were read before.
    """
    terms = [word.term for word in query.words]
    found: list[Phrase] = [(term,) for term in dict.fromkeys(terms)]
    if query.prefix and known.get(terms[-1], 0) < FEW:
        found += [(term,) for term in completions(index, query.language, query.prefix)]
    if len(found) > MOST_PHRASES:
        found = sorted(found, key=lambda phrase: known.get(phrase[0], math.inf))[:MOST_PHRASES]
    synonyms = synonyms or {}
    sizes = {len(typed) for typed in synonyms}
    said = {tuple(terms[at : at + size]) for size in sizes for at in range(len(terms) - size + 1)}
    found += [other for typed, others in synonyms.items() if typed in said for other in others]
    optional = tuple(dict.fromkeys(found))
    return Wanted(index, query.language, optional, query.phrases, query.excluded, ahead=ahead)


def completions(index: Index, locale: str, prefix: str, most: int = COMPLETIONS) -> list[str]:
    """Return the terms of the words that begin so, the most frequent first.

    Args:
        index: where to look.
        locale: the language of the words.
        prefix: the beginning of a word, folded.
        most: how many to return.
    """
    begins = Term.objects.filter(index=index, locale=locale, word__gte=prefix, word__lt=prefix + LAST)
    return list(begins.order_by("-documents", "term").values_list("term", flat=True)[:most])
