"""Webhook messages of the change sets that the change log records."""

from collections.abc import Mapping
from typing import Any

from cms.changes.models import ChangeSet, PageChange
from cms.changes.places import page_model
from cms.graphql.data.projection import graphql_name
from cms.graphql.schema.global_ids import to_global_id
from cms.webhooks.deliveries import record_commit
from cms.webhooks.messages import RecordedCommit
from cms.webhooks.models import enabled_endpoints

CHANGES_PER_FETCH = 2_000
"""Rows of the change log that are fetched at a time."""


def record_change_set(change_set: ChangeSet, *, has_other_changes: bool, **_kwargs: Any) -> None:
    """Write the messages of a change set in the transaction that records it: both are committed, or neither is."""
    if not enabled_endpoints():
        return
    changes = change_set.page_changes.order_by("pk").iterator(CHANGES_PER_FETCH)
    record_commit(
        RecordedCommit(
            sequence=change_set.pk,
            committed_at=change_set.committed_at,
            tags=sorted(change_set.keys),
            events=sorted(change_set.events),
            changes=[_message_of(change) for change in changes],
            has_other_changes=has_other_changes,
        )
    )


def _message_of(change: PageChange) -> Mapping[str, Any]:
    """Return a change in the form of messages. The path of a removed page is its last one."""
    model = page_model(change.page_type)
    type_name = graphql_name(model) if model else change.page_type.rpartition(".")[2]
    return {
        "event": change.event,
        "id": to_global_id(type_name, change.page_id),
        "type": type_name,
        "path": change.path,
        "previousPath": change.previous_path if change.previous_path not in ("", change.path) else None,
        "url": change.url,
        "locale": change.locale,
        "hostname": change.hostname,
    }
