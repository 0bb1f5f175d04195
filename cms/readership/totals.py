"""The totals of reads, computed from the hourly counts, and the retention of these."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import TruncDay
from django.utils import timezone
from django_tasks import task

from cms.readership.models import PageReads
from cms.scheduling.locks import exclusive_lock

TOTALS_SECONDS = 300
"""Age of the totals after which new beacons lead to their refresh."""

PERIODS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
"""The period of each total, up to now."""

HOURLY_PERIOD = timedelta(days=2)
"""How long counts are kept by hour; older ones are kept by day."""

RETENTION_PERIOD = timedelta(days=92)
"""How long counts are kept."""

# `delete()` would load each row for its signals.
_FORGET = 'DELETE FROM "readership_pagereads" WHERE at < %s'
_FORGET_DAY = 'DELETE FROM "readership_pagereads" WHERE at >= %s AND at < %s'
_FORGET_TOTALS = 'DELETE FROM "readership_readtotals"'
_TOTALS = """INSERT INTO "readership_readtotals" (page_id, day, week, month)
    SELECT page_id,
        SUM(CASE WHEN at > %s THEN reads ELSE 0 END), SUM(CASE WHEN at > %s THEN reads ELSE 0 END), SUM(reads)
    FROM "readership_pagereads" WHERE at > %s GROUP BY page_id
"""


def moment_parameter(moment: datetime) -> Any:
    """Return a datetime as a parameter of a raw statement on PageReads."""
    return PageReads._meta.get_field("at").get_db_prep_value(moment, connection)


@task()
def refresh_read_totals() -> None:
    """Compute the totals. The task may run twice."""
    make_read_totals(timezone.now())


def make_read_totals(now: datetime) -> bool:
    """Compute the totals, and fold or delete old counts; return False if another process does so at the moment."""
    with exclusive_lock("read totals") as is_held:
        if is_held:
            _fold_hours(now - HOURLY_PERIOD)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_FORGET, [moment_parameter(now - RETENTION_PERIOD)])
                cursor.execute(_FORGET_TOTALS)
                cursor.execute(_TOTALS, [moment_parameter(now - period) for period in PERIODS.values()])
        return is_held


def _fold_hours(before: datetime) -> None:
    """Replace the hourly counts of whole days before a moment by daily ones."""
    midnight = before.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = PageReads.objects.filter(at__lt=midnight).annotate(day=TruncDay("at", tzinfo=UTC))
    unfolded = hours.exclude(at__hour=0)
    with timezone.override(UTC):
        days = list(unfolded.values_list("day", flat=True).distinct().order_by("day"))
        for day in days:
            of_day = PageReads.objects.filter(at__gte=day, at__lt=day + timedelta(days=1))
            with transaction.atomic():
                sums = of_day.order_by().values_list("page_id").annotate(total=Sum("reads"))
                rows = [PageReads(page_id=pk, at=day, reads=total) for pk, total in sums]
                with connection.cursor() as cursor:
                    cursor.execute(_FORGET_DAY, list(map(moment_parameter, (day, day + timedelta(days=1)))))
                PageReads.objects.bulk_create(rows, batch_size=1_000)
