"""Counts searches and clicks in memory and writes the sums down by and by, so that no reader waits for it.

No address, name or hour is kept. What may name a person, an address or a number, is not kept at all.
"""

from __future__ import annotations

import atexit
import logging
import re
import threading
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from search.analysis import clean, fold
from search.models import PastQuery

log = logging.getLogger("search")

LONGEST = 100
MOST = 1000
"""How many different searches are kept in memory; what comes beyond until the next writing is not counted."""

_PERSONAL = re.compile(r"@|(?:\d[\s./()-]*){7,}")
_QUERY = """INSERT INTO search_pastquery (locale, key, text, searches, found, last_on) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (locale, key) DO UPDATE SET searches = search_pastquery.searches + excluded.searches,
    text = excluded.text, found = excluded.found, last_on = excluded.last_on
"""
_CLICK = """INSERT INTO search_click (query_id, page_id, times) SELECT search_pastquery.id, wagtailcore_page.id, %s
    FROM search_pastquery, wagtailcore_page
    WHERE search_pastquery.locale = %s AND search_pastquery.key = %s AND wagtailcore_page.id = %s
    ON CONFLICT (query_id, page_id) DO UPDATE SET times = search_click.times + excluded.times
"""


@dataclass
class Journal:
    """What one process has counted since it wrote last."""

    searches: Counter[tuple[str, str]] = field(default_factory=Counter)
    latest: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    clicks: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _timer: threading.Timer | None = None

    def note_search(self, text: str, locale: str, found: int) -> None:
        """Count a search.

        Args:
            text: as typed.
            locale: the language it was made in.
            found: how many results it had.
        """
        text = " ".join(clean(text).split())
        key = (locale, key_of(text))
        if not key[1] or not is_kept(text):
            return
        with self._lock:
            if key in self.searches or len(self.searches) < MOST:
                self.searches[key] += 1
                self.latest[key] = (text, found)
                self._wake()

    def note_click(self, text: str, locale: str, page: int) -> None:
        """Count that somebody chose a page among the results of a query; one that nobody made is forgotten."""
        with self._lock:
            if len(self.clicks) < MOST:
                self.clicks[locale, key_of(text), page] += 1
                self._wake()

    def _wake(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(settings.SEARCH_LOG_SECONDS, self._write_in_background)
            self._timer.daemon = True
            self._timer.start()

    def _write_in_background(self) -> None:
        close_old_connections()
        try:
            self.write()
        except Exception:
            log.exception("Searches could not be written down; they are not counted.")
        finally:
            connection.close()

    def write(self) -> None:
        """Add what was counted to the database."""
        with self._lock:
            searches, latest, clicks = self.searches, self.latest, self.clicks
            self.searches, self.latest, self.clicks = Counter(), {}, Counter()
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        if not searches and not clicks:
            return
        today = timezone.localdate()
        with transaction.atomic(), connection.cursor() as cursor:
            for (locale, key), times in sorted(searches.items()):
                text, found = latest[locale, key]
                cursor.execute(_QUERY, [locale, key, text, times, found, today])
            for (locale, key, page), times in sorted(clicks.items()):
                cursor.execute(_CLICK, [times, locale, key, page])


journal = Journal()
"""This process's."""


def key_of(text: str) -> str:
    """Return what makes two queries the same."""
    return " ".join(filter(None, map(fold, clean(text).split())))[:LONGEST]


def is_kept(text: str) -> bool:
    """Tell whether a query may be written down: it is short, and no address or number that may be somebody's."""
    return len(text) <= LONGEST and not _PERSONAL.search(text)


def popular(beginning: str, locale: str, most: int) -> list[str]:
    """Return past queries that begin so and found something, the most frequent first.

    Args:
        beginning: as `key_of` returns it.
        locale: the language they were made in.
        most: how many to return.
    """
    past = PastQuery.objects.filter(locale=locale, key__startswith=beginning, found__gt=0, searches__gte=3)
    return list(past.order_by("-searches", "pk").values_list("text", flat=True)[:most])


@atexit.register
def _write_the_last() -> None:
    if journal.searches or journal.clicks:
        journal._write_in_background()
