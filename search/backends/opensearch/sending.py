"""The OpenSearch outbox: entries to be stored in OpenSearch or deleted from it.

A row is written in the transaction that writes or removes its entry, and deleted once OpenSearch's searches reflect
it, so that nothing is lost when OpenSearch, the network or this process fails in between. The row's primary key is
the document's external version: a request that arrives late never overwrites a newer one.

Source: https://docs.opensearch.org/latest/api-reference/document-apis/bulk/
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from opensearchpy.helpers import streaming_bulk

from search.backends.opensearch.indexes import asking, client, create, document, index_name
from search.models import Entry, Index, Unsent

logger = logging.getLogger("search")

DOCUMENTS_PER_REQUEST = 500
MAX_REQUEST_BYTES = 10_000_000
"""Bytes of one request; the documentation recommends 5 to 15 megabytes."""

CONFLICT = 409


def note(index: Index, entries: Iterable[int]) -> None:
    """Enqueue entries, by primary key, that were written or removed."""
    left = iter(entries)
    while chunk := [Unsent(index=index, entry=entry) for entry in islice(left, DOCUMENTS_PER_REQUEST)]:
        Unsent.objects.bulk_create(chunk)


def send(waiting: Any = None) -> int:
    """Send rows of the outbox. They are not leased, as versions make it harmless to send a row twice.

    Args:
        waiting: the rows of `Unsent` to send; all due ones by default.

    Returns:
        the number of entries that OpenSearch refused; only their own rows are postponed.

    Raises:
        EngineError: when OpenSearch fails; rows that it did not accept stay due for the next run.
    """
    if waiting is None:
        waiting = Unsent.objects.due()
    last, refused = 0, 0
    while rows := list(waiting.filter(pk__gt=last).select_related("index").order_by("pk")[:DOCUMENTS_PER_REQUEST]):
        last = rows[-1].pk
        with asking():
            reasons = dict(_refused(rows))
        Unsent.objects.filter(pk__in=[row.pk for row in rows if row.pk not in reasons]).delete()
        for row in rows:
            if row.pk in reasons:
                delay = Unsent.objects.postpone([row])
                logger.warning(
                    "OpenSearch refused the entry %s; it is sent again in %s: %s", row.entry, delay, reasons[row.pk]
                )
        refused += len(reasons)
    return refused


def _refused(rows: list[Unsent]) -> Iterator[tuple[int, Any]]:
    """Send the entries of some rows in bulk; yield the primary key and the error of each row that was refused."""
    for index in {row.index for row in rows}:
        create(index)
    newest = {(row.index_id, row.entry): row for row in rows}
    entries = Entry.objects.filter(held=False).in_bulk([row.entry for row in newest.values()])
    # A row of an index in use may only be deleted once searches reflect it: wait for the refresh.
    answers = any(row.index.completed_at for row in rows)
    results = streaming_bulk(
        client(),
        (_action(row, entries.get(row.entry)) for row in newest.values()),
        max_chunk_bytes=MAX_REQUEST_BYTES,
        raise_on_error=False,
        refresh="wait_for" if answers else "false",
    )
    for row, (_ok, result) in zip(newest.values(), results, strict=True):
        [outcome] = result.values()
        # Deleting a missing document is no error; on a conflict, OpenSearch has this version or a newer one.
        if "error" in outcome and outcome["status"] != CONFLICT:
            yield row.pk, outcome["error"]


def _action(row: Unsent, entry: Entry | None) -> dict[str, Any]:
    action = {"_index": index_name(row.index), "_id": row.entry, "version": row.pk, "version_type": "external"}
    if entry is None:
        return {"_op_type": "delete", **action}
    return {"_op_type": "index", **action, "_source": document(entry)}
