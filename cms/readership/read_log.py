"""The read log: beacons are counted in memory, and written to the database by a timer instead of their requests.

Until the next write, clients are distinguished by a digest in memory: each counts once for a page, and for a limited
number of pages.
"""

import atexit
import logging
import threading
from collections import Counter
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import Page

from cms.readership.totals import TOTALS_SECONDS, moment_parameter, refresh_read_totals
from cms.sites import SiteIndex
from cms.tasks.flush_timer import FlushTimer
from cms.visibility import Visibility

logger = logging.getLogger("cms.readership")

MAX_PAGES_PER_WRITE = 5_000
"""Distinct pages that are counted until the next write."""

MAX_PAGES_PER_CLIENT_PER_WRITE = 60
"""Distinct pages that one client can count for until the next write: more than a reader opens in that time."""

MAX_READS_PER_WRITE = 100_000
"""Pairs of client and page that are remembered until the next write; further beacons are dropped."""

TOTALS_ARE_FRESH = "readership-totals-are-fresh"

_ADD = """INSERT INTO "readership_pagereads" (page_id, at, reads)
    SELECT id, %s, %s FROM "wagtailcore_page" WHERE id = %s
    ON CONFLICT (page_id, at) DO UPDATE SET reads = "readership_pagereads".reads + excluded.reads
"""


class ReadLog:
    """The reads that one process has counted since its last write."""

    def __init__(self) -> None:
        self.reads: Counter[int] = Counter()
        self._seen: set[tuple[str, int]] = set()
        self._by_client: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._timer = FlushTimer(self.write, logger, "Reads could not be written, and are not counted.")

    def record(self, page: int, address: str) -> None:
        """Count a read of a page. `write` drops the reads of pages that are not public.

        Args:
            page: its primary key.
            address: the client's address, of which only a digest is kept until the next write.
        """
        client = salted_hmac("cms.readership", address).hexdigest()[:16]
        with self._lock:
            has_room = page in self.reads or len(self.reads) < MAX_PAGES_PER_WRITE
            if (
                not has_room
                or (client, page) in self._seen
                or self._by_client[client] >= MAX_PAGES_PER_CLIENT_PER_WRITE
                or len(self._seen) >= MAX_READS_PER_WRITE
            ):
                return
            self._seen.add((client, page))
            self._by_client[client] += 1
            self.reads[page] += 1
            self._timer.start(settings.READ_COUNT_SECONDS)

    def flush(self) -> None:
        """Write the counted reads, if there are any, at the end of the process."""
        if self.reads:
            self._timer.flush()

    def write(self, now: datetime | None = None) -> None:
        """Add the counted reads of public pages to the database, and enqueue the totals if they are outdated."""
        with self._lock:
            reads, self.reads = self.reads, Counter()
            self._seen.clear()
            self._by_client.clear()
            self._timer.stop()
        if not reads:
            return
        now = now or timezone.now()
        public = Visibility(SiteIndex(), now=now).pages(Page.objects.filter(pk__in=reads)).order_by("pk")
        hour = moment_parameter(now.replace(minute=0, second=0, microsecond=0))
        # All processes lock the rows in the same order, which avoids deadlocks.
        rows = [(hour, reads[pk], pk) for pk in public.values_list("pk", flat=True)]
        if rows:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(_ADD, rows)
            if cache.add(TOTALS_ARE_FRESH, 1, TOTALS_SECONDS):
                refresh_read_totals.enqueue()


read_log = ReadLog()
"""The read log of this process."""

atexit.register(read_log.flush)
