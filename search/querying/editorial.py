"""Editors' synonyms and promotions of a query; read with every search, so that changes take effect at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from search.models.editorial import lines
from search.query import ParsedQuery, Phrase, parse


def synonyms(sets: Iterable[str], language: str) -> dict[Phrase, list[Phrase]]:
    """Return the synonyms of each phrase.

    Args:
        sets: the expressions of each set of synonyms.
        language: the code of the query's language.
    """
    found: dict[Phrase, list[Phrase]] = defaultdict(list)
    for expressions in sets:
        said = said_in_lines(expressions, language)
        for one in said:
            for phrase in one:
                found[phrase] += [other[0] for other in said if phrase not in other]
    return found


def promoted(promotions: Iterable[tuple[str, int]], query: ParsedQuery) -> list[int]:
    """Return the primary keys of the pages that come first for a query, in their order.

    Args:
        promotions: the searches (one per line) and the page of each promotion, in their order.
        query: the query.
    """
    wanted = set(said_in(query))
    return [
        page
        for queries, page in promotions
        if any(not wanted.isdisjoint(one) for one in said_in_lines(queries, query.language))
    ]


@lru_cache(maxsize=10_000)
def said_in_lines(text: str, language: str) -> list[tuple[Phrase, ...]]:
    """Return the comparable phrases of each line of an editors' field; cached, as every search needs them."""
    return [said for line in lines(text) if (said := said_in(parse(line, language)))]


def said_in(query: ParsedQuery) -> tuple[Phrase, ...]:
    """Return all terms of a query, in order, word by word and with compounds joined.

    Two queries mean the same if they have one of these phrases in common.
    """
    quoted = [term for phrase in query.phrases for term in phrase]
    said = [tuple(dict.fromkeys((*terms, *quoted))) for terms in query.said]
    return tuple(filter(None, said))
