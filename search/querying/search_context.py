"""The search context: index, term statistics, synonyms, promotions and postings of a query, read in one statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from operator import itemgetter

from django.db import connection

from cms.queries import fetch_binary
from search.backends.hidden import embargoed_sql, embargoed_tags
from search.backends.storage import Blocks, among, array
from search.models import Index

CONTEXT_TAGS = [
    "list:change",
    "list:index",
    "list:entry",
    "list:term",
    "list:synonymset",
    "list:promotion",
    "list:searchsettings",
    "list:locale",
]
"""Cache tags of a search context. Postings and statistics have none, as they are only written along with entries."""

_CURRENT = """WITH current AS (SELECT id FROM search_index WHERE completed_at IS NOT NULL ORDER BY id DESC LIMIT 1)
    SELECT 'index' AS what, CAST(0 AS bigint) AS place, CAST(id AS bigint) AS number, '' AS said,
        CAST(NULL AS {blob}) AS rows, CAST(NULL AS {blob}) AS places FROM current
    UNION ALL SELECT 'held', 0, 0, '', NULL, NULL FROM current
        WHERE EXISTS (SELECT 1 FROM search_entry WHERE held AND index_id = current.id AND locale = %s)
    UNION ALL SELECT 'outstanding', 0, 0, '', NULL, NULL FROM current
        WHERE EXISTS (SELECT 1 FROM search_change)
        OR EXISTS (SELECT 1 FROM search_entry WHERE NOT held AND index_id = current.id AND expires_at <= %s)
        OR EXISTS (SELECT 1 FROM search_entry WHERE NOT held AND index_id = current.id AND ({embargoed}))
    UNION ALL SELECT 'term', 0, documents, term, NULL, NULL FROM current JOIN search_term ON index_id = current.id
        WHERE locale = %s AND documents > 0 AND {terms}
    UNION ALL SELECT 'synonyms', synonyms.id, 0, expressions, NULL, NULL
        FROM search_synonymset synonyms JOIN wagtailcore_locale locale ON locale.id = locale_id
        WHERE language_code = %s
    UNION ALL SELECT 'promotion', sort_order, page_id, queries, NULL, NULL
        FROM search_promotion promotion JOIN wagtailcore_locale locale ON locale.id = locale_id
        WHERE language_code = %s
    UNION ALL SELECT 'recency', recency_boost, 0, '', NULL, NULL
        FROM search_searchsettings WHERE site_id = %s AND recency_boost IS NOT NULL
    UNION ALL SELECT 'corpus', entries, length, CAST(stamp AS varchar), NULL, NULL
        FROM current JOIN search_corpus ON index_id = current.id WHERE locale = %s
"""
_POSTINGS = """UNION ALL SELECT 'block', block, 0, term, rows, {places}
        FROM current JOIN search_posting ON index_id = current.id
        WHERE locale = %s AND {terms}
"""


@dataclass
class SearchContext:
    """What a search reads first: term statistics, editors' settings and postings.

    Attributes:
        index: the current index; None before anything was indexed.
        has_pending: there are pending-release entries in the language.
        has_outstanding_changes: there may be hidden entries, in any language: see `search.backends.hidden`.
        documents: number of entries that hold each term; terms without entries are left out.
        synonyms: the expressions of each set of synonyms.
        promotions: the searches and the primary key of the page of each promotion, in their order.
        recency_boost: the site's setting, in percent; None where it is not set.
        stamp: that of the language's `search.models.Corpus`.
        postings: the postings of the terms; None when they were not prefetched.
    """

    index: Index | None = None
    has_pending: bool = False
    has_outstanding_changes: bool = False
    documents: dict[str, int] = field(default_factory=dict)
    synonyms: list[str] = field(default_factory=list)
    promotions: list[tuple[str, int]] = field(default_factory=list)
    recency_boost: int | None = None
    stamp: int = 0
    postings: Blocks | None = None


def prefetch(
    language: str,
    site: int,
    terms: Collection[str],
    now: datetime,
    *,
    counted: Collection[str] = (),
    with_postings: bool = False,
    with_places: bool = False,
) -> SearchContext:
    """Read the search context of one language and the terms of a query, in one statement.

    Args:
        language: the language of the query.
        site: primary key of the site.
        terms: the terms of the query.
        now: the moment of the search.
        counted: other terms, of which only the number of entries is read.
        with_postings: prefetch the postings of the terms.
        with_places: prefetch the positions in these too.
    """
    wanted = array(terms)
    moment = connection.ops.adapt_datetimefield_value(now)
    moments = [moment] * (1 + embargoed_sql()[1])
    known = array([*terms, *counted])
    parameters = [language, *moments, language, known, language, language, site, language]
    found = SearchContext()
    if with_postings:
        parameters += [language, wanted]
        found.postings = Blocks(frozenset(terms), with_places)
    sql = _statement(connection.vendor, with_postings, with_places)
    # Sorted by all columns but the encoded postings.
    rows = fetch_binary(sql, parameters, (*CONTEXT_TAGS, *embargoed_tags()))
    for what, place, number, text, *block in sorted(rows, key=itemgetter(0, 1, 2, 3)):
        if what == "index":
            found.index = Index(pk=number)
        elif what == "held":
            found.has_pending = True
        elif what == "outstanding":
            found.has_outstanding_changes = True
        elif what == "term":
            found.documents[text] = number
        elif what == "synonyms":
            found.synonyms.append(text)
        elif what == "promotion":
            found.promotions.append((text, number))
        elif what == "recency":
            found.recency_boost = place
        elif what == "corpus":
            found.stamp = int(text)
            if found.postings:
                found.postings.entries, found.postings.length = place, number
        elif found.postings:
            found.postings.add(text, place, *block)
    return found


@cache
def _statement(vendor: str, with_postings: bool, with_places: bool) -> str:
    text = _CURRENT + _POSTINGS if with_postings else _CURRENT
    blob, places = "bytea" if vendor == "postgresql" else "blob", "places" if with_places else "NULL"
    return text.format(terms=among("term", "text"), blob=blob, places=places, embargoed=embargoed_sql()[0])
