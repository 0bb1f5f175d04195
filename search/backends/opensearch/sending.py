"""Tells OpenSearch of the entries that it does not know yet.

What is to be sent is a row, written in the transaction that wrote or removed the entry, and gone once the searches of
OpenSearch know it. So nothing is lost when OpenSearch, the network or this process fails in between.
The number of the row is the version of what it says, so that what arrives late never replaces what is newer.

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
    """Note that entries, by primary key, were written or removed."""
    left = iter(entries)
    while chunk := [Unsent(index=index, entry=entry) for entry in islice(left, DOCUMENTS_PER_REQUEST)]:
        Unsent.objects.bulk_create(chunk)


def send(waiting: Any = None) -> int:
    """Send what waits and is due. Rows are not leased, as versions make two senders of one row harmless.

    Args:
        waiting: what of `Unsent` to send; by default all that is due.

    Returns:
        how many entries OpenSearch refused; each is postponed by itself, so that it keeps no other waiting.

    Raises:
        EngineError: when OpenSearch does not answer; what it did not take stays due, so that the next run sends it.
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
    """Send some entries; yield the primary key of each row whose entry was refused, and why."""
    for index in {row.index for row in rows}:
        create(index)
    newest = {(row.index_id, row.entry): row for row in rows}
    entries = Entry.objects.filter(held=False).in_bulk([row.entry for row in newest.values()])
    # Of an index that answers, a row stands for what searches do not find yet.
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
        # What is not there need not be removed, and what conflicts is known already.
        if "error" in outcome and outcome["status"] != CONFLICT:
            yield row.pk, outcome["error"]


def _action(row: Unsent, entry: Entry | None) -> dict[str, Any]:
    action = {"_index": index_name(row.index), "_id": row.entry, "version": row.pk, "version_type": "external"}
    if entry is None:
        return {"_op_type": "delete", **action}
    return {"_op_type": "index", **action, "_source": document(entry)}
