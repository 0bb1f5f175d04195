"""The messages: the changes of a commit that readers see, as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cms.webhooks.events import PAGE_EVENTS, WebhookEvent

MAX_CHANGES_PER_MESSAGE = 100
MAX_TAGS_PER_MESSAGE = 1_000
"""Limits of one message, about 60 kB; a larger commit is sent in several parts."""


@dataclass(frozen=True)
class RecordedCommit:
    """The changes of a commit that readers see.

    Attributes:
        sequence: the number of its change set; later ones are greater.
        committed_at: when it was committed.
        tags: the cache tags that changed, as keyed digests.
        events: of menus and settings.
        changes: of pages, in the form of the messages.
        has_other_changes: whether the tags also name what is neither a page nor a menu or settings.
    """

    sequence: int
    committed_at: datetime
    tags: Sequence[str]
    events: Sequence[str]
    changes: Sequence[Mapping[str, Any]]
    has_other_changes: bool


def commit_messages(commit: RecordedCommit, chosen: Iterable[str]) -> Iterator[str]:
    """Yield the messages of a commit to an endpoint: none unless it chose one of the commit's events.

    Args:
        commit: what was changed.
        chosen: the endpoint's events, values of `WebhookEvent`.
    """
    wanted = set(chosen)
    changes = [change for change in commit.changes if change["event"] in wanted & PAGE_EVENTS]
    events = [event for event in commit.events if event in wanted]
    is_other = WebhookEvent.TAGS in wanted and commit.has_other_changes
    if not changes and not events and not is_other:
        return
    parts = max(
        1, _parts_needed(len(changes), MAX_CHANGES_PER_MESSAGE), _parts_needed(len(commit.tags), MAX_TAGS_PER_MESSAGE)
    )
    for part in range(parts):
        yield _message(
            "content.changed",
            commit.committed_at,
            {
                "sequence": commit.sequence,
                "part": part + 1,
                "parts": parts,
                "events": events,
                "changes": changes[part * MAX_CHANGES_PER_MESSAGE : (part + 1) * MAX_CHANGES_PER_MESSAGE],
                "tags": list(commit.tags[part * MAX_TAGS_PER_MESSAGE : (part + 1) * MAX_TAGS_PER_MESSAGE]),
            },
        )


def probe_message(now: datetime) -> str:
    """Return a message without content, which tests an endpoint."""
    return _message("webhook.test", now, {"changes": [], "tags": [], "events": []})


def _message(kind: str, moment: datetime, data: dict[str, Any]) -> str:
    timestamp = moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": kind, "timestamp": timestamp, "data": data}, ensure_ascii=False, separators=(",", ":"))


def _parts_needed(count: int, max_per_part: int) -> int:
    return -(-count // max_per_part)
