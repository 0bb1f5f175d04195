"""Distinct clients of each search: stored as digests for one day, only to count them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.db.models.functions import Greatest

from search.models import PastQuery, QueryClient

MAX_QUERIES_PER_CLIENT_PER_DAY = 200
"""New searches that one client may add to the query log on one day."""

Key = tuple[str, str]
"""Language and key of a search, which identify its `PastQuery`."""


@dataclass
class CountedSearch:
    """A search that was counted since the last write.

    Attributes:
        text: its words, as the first client typed them.
        found: the largest number of results it had; None if each time filters or phrases narrowed it.
        clients: digests of the clients that made it.
    """

    text: str
    found: int | None = None
    clients: set[str] = field(default_factory=set)


def within_daily_share(searches: Mapping[Key, CountedSearch], today: date) -> dict[Key, CountedSearch]:
    """Return the searches that are stored already, and new ones of clients that have not used up today's share."""
    known = {(row.locale, row.key) for row in _rows(searches)}
    clients = {client for one in searches.values() for client in one.clients}
    of_today = QueryClient.objects.filter(day=today, digest__in=clients).values_list("digest")
    made = Counter(dict(of_today.annotate(total=Count("pk")).order_by()))
    kept = {}
    for key, one in searches.items():
        if key in known:
            kept[key] = one
        elif adding := [client for client in one.clients if made[client] < MAX_QUERIES_PER_CLIENT_PER_DAY]:
            made.update(adding)
            kept[key] = one
    return kept


def record_clients(searches: Mapping[Key, CountedSearch], today: date, enough: int) -> None:
    """Record the clients of stored searches, and update `PastQuery.clients`, the most clients on one day.

    Args:
        searches: the searches.
        today: the day.
        enough: number of clients per search and day that are recorded at most.
    """
    rows = {(row.locale, row.key): row for row in _rows(searches)}
    known: defaultdict[int, set[str]] = defaultdict(set)
    of_today = QueryClient.objects.filter(day=today, query__in=[row.pk for row in rows.values()])
    for query, digest in of_today.values_list("query", "digest"):
        known[query].add(digest)
    added = []
    for key, row in sorted(rows.items()):
        new = sorted(searches[key].clients - known[row.pk])[: max(0, enough - len(known[row.pk]))]
        known[row.pk].update(new)
        added += [QueryClient(query=row, day=today, digest=digest) for digest in new]
    QueryClient.objects.bulk_create(added, ignore_conflicts=True, batch_size=500)
    for number in range(1, enough + 1):
        reached = [row.pk for row in rows.values() if len(known[row.pk]) == number and row.clients < number]
        if reached:
            PastQuery.objects.filter(pk__in=reached).update(clients=Greatest("clients", number))


def _rows(searches: Iterable[Key]) -> list[PastQuery]:
    """Return the stored rows of searches, with one query per language."""
    by_locale: defaultdict[str, list[str]] = defaultdict(list)
    for locale, key in searches:
        by_locale[locale].append(key)
    return [row for locale, keys in by_locale.items() for row in PastQuery.objects.filter(locale=locale, key__in=keys)]
