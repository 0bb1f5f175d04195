"""Pruning of the query log: deletes old and surplus rows."""

from __future__ import annotations

from datetime import date, timedelta

from search.models import Click, PastQuery, QueryClient

PAST_QUERY_DAYS = 365
"""For how many days a search is kept after it was last made."""

MAX_PAST_QUERIES = 20_000
MAX_CLICKS = 100_000


def prune_query_log(today: date) -> None:
    """Delete clients of past days, searches not made for a year, and the rarest searches and clicks over the limits.

    Searches that an editor approved or hid stay.
    """
    QueryClient.objects.filter(day__lt=today).delete()
    queries = PastQuery.objects.filter(review=PastQuery.Review.AUTOMATIC)
    queries.filter(last_on__lt=today - timedelta(days=PAST_QUERY_DAYS)).delete()
    if (surplus := PastQuery.objects.count() - MAX_PAST_QUERIES) > 0:
        rarest = queries.order_by("clients", "searches", "last_on", "pk").values_list("pk", flat=True)
        PastQuery.objects.filter(pk__in=list(rarest[:surplus])).delete()
    if (surplus := Click.objects.count() - MAX_CLICKS) > 0:
        fewest = Click.objects.order_by("times", "pk").values_list("pk", flat=True)
        Click.objects.filter(pk__in=list(fewest[:surplus])).delete()
