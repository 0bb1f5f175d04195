"""From what somebody typed to what is looked for: unfinished words and synonyms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from search.engines.base import Wanted
from search.models import Index, Term
from search.query import Phrase, Query

MOST_PHRASES = 32
"""Of a longer query, the words that fewest pages hold."""

COMPLETIONS = 10
"""How many words an unfinished one is taken for: those that most pages hold."""

LAST = chr(0x10FFFF)


def expand(query: Query, index: Index, synonyms: Mapping[Phrase, Sequence[Phrase]] | None = None) -> Wanted:
    """Return what is to be looked for.

    Args:
        query: the query.
        index: where to look.
        synonyms: what else to look for, by what was typed.
    """
    terms = [word.term for word in query.words]
    known = documents_of(index, query.language, terms)
    unknown_last = bool(query.prefix) and terms[-1] not in known
    found: list[Phrase] = [(term,) for term in dict.fromkeys(terms)]
    if unknown_last:
        found += [(term,) for term in completions(index, query.language, query.prefix)]
    if len(found) > MOST_PHRASES:
        found = sorted(found, key=lambda phrase: known.get(phrase[0], math.inf))[:MOST_PHRASES]
    for typed, others in (synonyms or {}).items():
        if any(tuple(terms[at : at + len(typed)]) == typed for at in range(len(terms))):
            found += others
    return Wanted(index, query.language, tuple(dict.fromkeys(found)), query.phrases, query.excluded)


def documents_of(index: Index, locale: str, terms: Sequence[str]) -> dict[str, int]:
    """Return how many entries hold each term; those that none holds are left out."""
    rows = index.terms.filter(locale=locale, term__in=set(terms), documents__gt=0)
    return dict(rows.values_list("term", "documents"))


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
