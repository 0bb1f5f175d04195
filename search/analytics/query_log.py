"""The query log: counts of searches and clicks, buffered in memory and written periodically, never within a request.

No IP address, name or time of day is stored; queries that look like personal data (an e-mail address, a telephone
number) are dropped. For one day, a keyed digest distinguishes clients: only a search that several clients made is
suggested to others. Quotas per client prevent one client's junk from displacing real searches.
"""

from __future__ import annotations

import atexit
import logging
import re
import threading
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import Site

from cms.http.client_address import client_site
from cms.tasks.flush_timer import FlushTimer
from search.analysis import clean, fold
from search.analytics.query_clients import CountedSearch, record_clients, within_daily_share
from search.analytics.query_pruning import prune_query_log
from search.analytics.suggestion_review import blocked_keys, is_blocked
from search.models import PastQuery

logger = logging.getLogger("search")

MAX_QUERY_CHARACTERS = 100
MAX_QUERIES = 1000
"""Distinct searches, and distinct clicks, that are buffered until the next write."""

MAX_QUERIES_PER_CLIENT_PER_WRITE = 20
MAX_CLICKS_PER_CLIENT_PER_WRITE = 50
"""Quotas of one client in the buffer: more than a visitor types or clicks in half a minute."""

MIN_CLIENTS_TO_SUGGEST = 3
"""Distinct clients that must make a search on one day before it is suggested to others."""

DIGEST_DIGITS = 16
WITHIN_WORDS = "-'’"

_PERSONAL = re.compile(r"@|(?:\d[\s./()-]*){7,}")
_QUERY = """INSERT INTO "search_pastquery"
    (locale, key, text, searches, found, last_on, is_blocked, clients, review)
    VALUES (%s, %s, %s, %s, %s, %s, %s, 0, '')
    ON CONFLICT (locale, key) DO UPDATE SET searches = "search_pastquery".searches + excluded.searches,
    found = {found}, last_on = excluded.last_on
"""
_FOUND_OF_ONE_SITE = "excluded.found"
_FOUND_OF_ANY_SITE = """CASE WHEN excluded.found > "search_pastquery".found
    THEN excluded.found ELSE "search_pastquery".found END"""
_FOUND_BEFORE = '"search_pastquery".found'
_CLICK = """INSERT INTO "search_click" (query_id, page_id, times)
    SELECT "search_pastquery".id, "wagtailcore_page".id, %s FROM "search_pastquery", "wagtailcore_page"
    WHERE "search_pastquery".locale = %s AND "search_pastquery".key = %s AND "wagtailcore_page".id = %s
    ON CONFLICT (query_id, page_id) DO UPDATE SET times = "search_click".times + excluded.times
"""


@dataclass
class QueryLog:
    """Buffer of one process: the searches and clicks counted since the last write."""

    searches: dict[tuple[str, str], CountedSearch] = field(default_factory=dict)
    clicks: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    _by_client: defaultdict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    _clicks_by_client: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._timer = FlushTimer(self.write, logger, "Searches could not be written, and are not counted.")

    def record_search(self, text: str, locale: str, found: int | None, address: str = "") -> None:
        """Count a search, once per client until the next write; drop it if it may hold personal data.

        Args:
            text: the query as typed.
            locale: the language of the search.
            found: number of results; None if filters or phrases narrowed them, as then the number says nothing about
                the words.
            address: the client's IP address, of which only a digest is kept.
        """
        shown = query_words(text)
        key, client = (locale, key_of(shown)), client_digest(address)
        if not key[1] or not _is_language(locale) or not is_kept(text) or not is_kept(shown):
            return
        with self._lock:
            if key not in self.searches and self._has_room(client):
                self.searches[key] = CountedSearch(shown)
                self._by_client[client].append(key)
            if key in self.searches:
                one = self.searches[key]
                one.found = one.found if found is None else max(found, one.found or 0)
                one.clients.add(client)
                self._timer.start(settings.SEARCH_LOG_SECONDS)

    def _has_room(self, client: str) -> bool:
        """Return whether a client may add a search.

        In a full buffer, the client with the most searches loses its latest, provided it has at least two more.
        """
        own = len(self._by_client.get(client, ()))
        if own >= MAX_QUERIES_PER_CLIENT_PER_WRITE:
            return False
        if len(self.searches) < MAX_QUERIES:
            return True
        greediest = max(self._by_client, key=lambda one: len(self._by_client[one]))
        if len(self._by_client[greediest]) <= own + 1:
            return False
        del self.searches[self._by_client[greediest].pop()]
        return True

    def record_click(self, text: str, locale: str, page: int, address: str = "") -> None:
        """Count a click on a result of a query; `write` drops it if the query or the page is not stored."""
        if not _is_language(locale):
            return
        client = client_digest(address)
        with self._lock:
            own = self._clicks_by_client[client]
            if len(self.clicks) < MAX_QUERIES and own < MAX_CLICKS_PER_CLIENT_PER_WRITE:
                self._clicks_by_client[client] += 1
                self.clicks[locale, key_of(text), page] += 1
                self._timer.start(settings.SEARCH_LOG_SECONDS)

    def flush(self) -> None:
        """Write the buffer if it is not empty; registered to run when the process exits."""
        if self.searches or self.clicks:
            self._timer.flush()

    def write(self) -> None:
        """Empty the buffer and add its counts to the database, in one transaction."""
        with self._lock:
            searches, clicks = self.searches, self.clicks
            self.searches, self.clicks = {}, Counter()
            self._by_client.clear()
            self._clicks_by_client.clear()
            self._timer.stop()
        if not searches and not clicks:
            return
        today = timezone.localdate()
        with transaction.atomic(), connection.cursor() as cursor:
            searches = within_daily_share(searches, today)
            blocked = blocked_keys()
            found_now = _FOUND_OF_ONE_SITE if Site.objects.count() == 1 else _FOUND_OF_ANY_SITE
            for (locale, key), one in sorted(searches.items()):
                values: list[Any] = [
                    locale,
                    key,
                    one.text,
                    len(one.clients),
                    one.found or 0,
                    today,
                    is_blocked(key, blocked),
                ]
                cursor.execute(_QUERY.format(found=_FOUND_BEFORE if one.found is None else found_now), values)
            record_clients(searches, today, MIN_CLIENTS_TO_SUGGEST)
            for (locale, key, page), times in sorted(clicks.items()):
                cursor.execute(_CLICK, [times, locale, key, page])
            prune_query_log(today)


query_log = QueryLog()
"""The query log of this process."""

atexit.register(query_log.flush)


def client_digest(address: str, day: date | None = None) -> str:
    """Return a digest that identifies a client on one day, keyed with the secret key so that it cannot be guessed.

    IPv6 addresses are grouped by network of 48 bits, as one customer may have 65,536 networks of 64 bits.

    Args:
        address: the client's IP address, as `client_address` returns it.
        day: the day; today by default.
    """
    client = client_site(address) or address
    return salted_hmac("search.clients", f"{day or timezone.localdate()}|{client}").hexdigest()[:DIGEST_DIGITS]


def query_words(text: str) -> str:
    """Return the words of a query without any other characters, as the text may be suggested to other readers."""
    words = ("".join(filter(_is_of_a_word, word)).strip(WITHIN_WORDS) for word in clean(text).split())
    return " ".join(filter(fold, words))


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or character in WITHIN_WORDS or unicodedata.category(character)[0] == "M"


def key_of(text: str) -> str:
    """Return the key of a query, its folded words: queries with the same key count as the same search."""
    return " ".join(filter(None, map(fold, clean(text).split())))[:MAX_QUERY_CHARACTERS]


def is_kept(text: str) -> bool:
    """Return whether a query may be stored: short, and with neither an "@" nor a number of seven digits."""
    return len(text) <= MAX_QUERY_CHARACTERS and not _PERSONAL.search(text)


def popular(beginning: str, locale: str, max_queries: int) -> list[str]:
    """Return the texts of past queries that start with a prefix and had results, the most frequent first.

    Queries of fewer than MIN_CLIENTS_TO_SUGGEST clients or with blocked words are left out unless an editor approved
    them, as are those that an editor hid.

    Args:
        beginning: the prefix, as `key_of` returns it.
        locale: the language of the queries.
        max_queries: number of queries to return at most.
    """
    automatic = Q(review=PastQuery.Review.AUTOMATIC, clients__gte=MIN_CLIENTS_TO_SUGGEST, is_blocked=False)
    past = PastQuery.objects.filter(locale=locale, key__startswith=beginning, found__gt=0)
    past = past.filter(automatic | Q(review=PastQuery.Review.APPROVED))
    return list(past.order_by("-searches", "pk").values_list("text", flat=True)[:max_queries])


def _is_language(code: str) -> bool:
    """Return whether a code is a language of the newsroom; clients may send any text, even what no row can hold."""
    return code in dict(settings.WAGTAIL_CONTENT_LANGUAGES)
