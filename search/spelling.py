"""Likelier spellings, from the words of the index itself.

Source: Damerau, A technique for computer detection and correction of spelling errors, 1964: most misspelt words have a
letter too many, too few or wrong, or two that changed places.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from django.db.models.functions import Length
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import fold
from search.models import Index, Term

SHORTEST = 3
MOST = 20_000
"""How many words are compared, those that most pages hold."""

CANDIDATES = 5


def corrections(word: str, index: Index, locale: str, *, least: int = 1) -> list[Term]:
    """Return the terms whose words are likely meant by a misspelt one, the likeliest first.

    Args:
        word: as typed.
        index: where to look.
        locale: the language of the word.
        least: how many pages must hold a term.
    """
    typed = fold(word)
    if len(typed) < SHORTEST:
        return []
    furthest = 1 if len(typed) < 5 else 2
    near = Term.objects.filter(index=index, locale=locale, documents__gte=least).annotate(size=Length("word"))
    near = near.filter(size__gte=len(typed) - furthest, size__lte=len(typed) + furthest).exclude(word=typed)
    rows = list(near.order_by("-documents").values_list("pk", "word", "documents")[:MOST])
    found = process.extract(
        typed, [row[1] for row in rows], scorer=OSA.distance, score_cutoff=furthest, limit=50, processor=None
    )
    # One letter more that is wrong must be outweighed by a word a hundred times as frequent.
    likely = sorted(found, key=lambda match: (100 ** -match[1]) * math.log2(1 + rows[match[2]][2]), reverse=True)
    terms = Term.objects.in_bulk([rows[place][0] for _word, _distance, place in likely[:CANDIDATES]])
    return [terms[rows[place][0]] for _word, _distance, place in likely[:CANDIDATES]]


def replaced(text: str, places: Collection[tuple[int, int, str]]) -> str:
    """Return a text with the words at some places replaced: (start, end, other word)."""
    for start, end, word in sorted(places, reverse=True):
        text = text[:start] + word + text[end:]
    return text
