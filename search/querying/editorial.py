"""What editors' synonyms and promotions mean for a query; read with every search, so that they take effect at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from search.models.editorial import lines
from search.query import ParsedQuery, Phrase, parse


def synonyms(sets: Iterable[str], language: str) -> dict[Phrase, list[Phrase]]:
    """Return what else to look for, by what was typed, as terms.

    Args:
        sets: the expressions of each set of synonyms.
        language: that of the query.
    """
    found: dict[Phrase, list[Phrase]] = defaultdict(list)
    for expressions in sets:
        phrases = terms_of_lines(expressions, language)
        for phrase in phrases:
            found[phrase] += [other for other in phrases if other != phrase]
    return found


def promoted(promotions: Iterable[tuple[str, int]], query: ParsedQuery) -> list[int]:
    """Return the primary keys of the pages that come first for a query, in their order.

    Args:
        promotions: the searches and the page of each promotion, in their order.
        query: the query.
    """
    wanted = terms_of(query)
    return [page for queries, page in promotions if wanted and wanted in terms_of_lines(queries, query.language)]


@lru_cache(maxsize=10_000)
def terms_of_lines(text: str, language: str) -> list[Phrase]:
    """Return the terms of each line that editors wrote; kept, as they are the same with every search."""
    return [terms for line in lines(text) if (terms := terms_of(parse(line, language)))]


def terms_of(query: ParsedQuery) -> Phrase:
    """Return the terms of a query, in their order: what counts as the same."""
    return query.terms
