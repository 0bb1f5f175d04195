"""What editors' synonyms and promotions mean for a query; read with every search, so that they take effect at once."""

from __future__ import annotations

from collections import defaultdict

from search.models import Promotion, SynonymSet
from search.models.editorial import lines
from search.query import Phrase, Query, parse


def synonyms(language: str) -> dict[Phrase, list[Phrase]]:
    """Return what else to look for, by what was typed, as terms."""
    found: dict[Phrase, list[Phrase]] = defaultdict(list)
    for text in SynonymSet.objects.filter(locale__language_code=language).values_list("expressions", flat=True):
        phrases = [terms for line in lines(text) if (terms := terms_of(parse(line, language)))]
        for phrase in phrases:
            found[phrase] += [other for other in phrases if other != phrase]
    return found


def promoted(query: Query) -> list[int]:
    """Return the primary keys of the pages that come first for a query, in their order."""
    wanted = terms_of(query)
    rows = Promotion.objects.filter(locale__language_code=query.language).values_list("page_id", "queries")
    return [
        page
        for page, queries in rows
        if wanted and any(terms_of(parse(line, query.language)) == wanted for line in lines(queries))
    ]


def terms_of(query: Query) -> Phrase:
    """Return the terms of a query, in their order: what counts as the same."""
    return query.terms
