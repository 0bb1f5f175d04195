"""The recency boost: recent pages rank above others of about the same score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, time
from typing import NamedTuple

from django.conf import settings

from search.backends.base import Scored

DECAY = -math.log(2)


class Hit(NamedTuple):
    """A hit of a search. Hits compare by score first: the greater, the better.

    Attributes:
        score: how well it matches and how recent it is; comparable within one answer only.
        page, entry: primary keys.
        kind: the page's type as the schema's PageType names it.
    """

    score: float
    page: int
    entry: int
    kind: str


def apply_recency_boost(found: Sequence[Scored], boost: float, now: datetime) -> list[Hit]:
    """Multiply scores by a recency boost with a half-life of SEARCH_RECENCY_DAYS; return the hits, best first.

    Args:
        found: candidates with their scores; those without a date get no boost.
        boost: the boost of a page of today, as a fraction of its score: 0.1 adds a tenth.
        now: the moment of the search, in UTC; ages are in whole days, so that pages of results are consistent.
    """
    half = settings.SEARCH_RECENCY_DAYS
    tonight = datetime.combine(now, time.max, now.tzinfo)
    hits = []
    for score, (entry, page, kind, published_at) in found:
        if published_at is not None and boost:
            days = max(0, (tonight - published_at).days)
            score *= 1 + boost * math.exp(DECAY * days / half)
        hits.append(Hit(score, page, entry, kind))
    hits.sort(reverse=True)
    return hits
