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
    """A page that was found: the greater, the better.

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
    """Return what was found, best first, with the boost of recent pages: half of it SEARCH_RECENCY_DAYS later.

    Args:
        found: entries with their scores; one without a date gets no boost.
        boost: how much more a page of today counts than an old one; 0.1 is a tenth.
        now: the moment of the search, in UTC. It counts by the day, so that pages of results fit together.
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
