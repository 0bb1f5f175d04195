"""The change sets that are sent to live clients, read from the table of the change log.

The table is the source of truth: a process reads the rows after the last one that it has. Redis only says when.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from cms.changes.models import ChangeSet
from cms.performance.response_cache.cache_tags import EVERYTHING

REPLAY_PERIOD = timedelta(hours=1)
"""How long a client may have been disconnected and still get what it missed."""

MAX_REPLAYED_CHANGES = 5_000
"""Change sets that can be replayed, even if there were more within REPLAY_PERIOD."""

MAX_CHANGES_PER_READ = 1_000


@dataclass(frozen=True, slots=True)
class LiveChange:
    """A change set as it is sent to clients.

    Attributes:
        id: its primary key; later ones are greater.
        keys: surrogate keys of the changed tags; `everything` stands for all tags.
    """

    id: int
    keys: frozenset[str]

    def of(self, tags: Iterable[str]) -> set[str]:
        """Return the subset of some tags that has changed."""
        return set(tags) if EVERYTHING in self.keys else self.keys.intersection(tags)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Position:
    """The range of change sets that can be replayed.

    Attributes:
        floor: the id after which all change sets are still known.
        newest: the id of the last change set; 0 before the first.
    """

    floor: int
    newest: int

    def can_replay(self, last_event_id: int) -> bool:
        """Tell whether an id exists and all change sets after it are known."""
        return self.floor <= last_event_id <= self.newest


def changes_after(event_id: int) -> list[LiveChange]:
    """Return the change sets after an id in order, at most MAX_CHANGES_PER_READ."""
    rows = ChangeSet.objects.filter(pk__gt=event_id).order_by("pk").values_list("pk", "keys")
    return [LiveChange(pk, frozenset(map(sys.intern, keys))) for pk, keys in rows[:MAX_CHANGES_PER_READ]]


def log_position() -> Position:
    """Return the range that can be replayed, bounded by REPLAY_PERIOD and MAX_REPLAYED_CHANGES."""
    ids = ChangeSet.objects.order_by("-pk").values_list("pk", flat=True)
    newest = ids.first() or 0
    surplus = list(ids[MAX_REPLAYED_CHANGES : MAX_REPLAYED_CHANGES + 1])
    outdated = ids.filter(recorded_at__lt=timezone.now() - REPLAY_PERIOD).first()
    known = [floor for floor in (*surplus, outdated) if floor is not None]
    oldest = ChangeSet.objects.order_by("pk").values_list("pk", flat=True).first()
    return Position(max(known) if known else (oldest or newest + 1) - 1, newest)
