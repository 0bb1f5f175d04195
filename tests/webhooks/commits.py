"""Commits as the change log records them."""

import datetime as dt
from typing import Any

from cms.webhooks.messages import RecordedCommit

COMMITTED_AT = dt.datetime(2026, 11, 29, 12, 30, 0, 250_000, tzinfo=dt.UTC)


def change(event: str = "published", number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return a change of a page in the form of the messages."""
    return {
        "event": event,
        "id": f"id-{number}",
        "type": "ArticlePage",
        "path": f"/news/{number}/",
        "previousPath": None,
        "url": f"https://www.example.org/news/{number}/",
        "locale": "en",
        "hostname": "localhost",
        **fields,
    }


def commit(sequence: int = 1, **fields: Any) -> RecordedCommit:
    """Return a commit that published one page."""
    given: dict[str, Any] = {"tags": ["a1b2c3"], "events": [], "changes": [change()], "has_other_changes": False}
    given |= fields
    return RecordedCommit(sequence=sequence, committed_at=COMMITTED_AT, **given)
