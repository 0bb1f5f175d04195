"""Search by SQLite's FTS5, whose table follows the entries by triggers.

Source: https://www.sqlite.org/fts5.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import FloatField
from django.db.models.expressions import RawSQL

from search.engines.base import TITLE_WEIGHT, WINDOW, Hit, Wanted
from search.query import Phrase

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from search.models import Entry, Index


AHEAD = 2
"""Of how many times as many as are wanted it is asked first whether they may be seen."""

# FTS5's scores are negative, the best one least. The comment says which watched table the answer depends on.
_BEST = (
    "SELECT rowid, -bm25(search_fts, %s, 1.0) AS score FROM search_fts /* of search_entry */ "
    "WHERE search_fts MATCH %s ORDER BY score DESC, rowid DESC LIMIT %s"
)


class SQLiteEngine:
    """Matches and ranks with FTS5: BM25 with a weight for each column."""

    def matching(self, entries: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
        """Narrow entries to those that match."""
        return entries.extra(
            where=["search_entry.id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH %s)"],
            params=[expression(wanted)],
        ).filter(index=wanted.index, locale=wanted.locale)

    def ranked(self, entries: QuerySet[Entry], wanted: Wanted, most: int = WINDOW) -> Sequence[Hit]:
        """Return the best of those that match, at most `most`, the best first."""
        # Most often nearly all may be seen: then it is quicker to look at the best alone. Else all are looked at.
        with connection.cursor() as cursor:
            cursor.execute(_BEST, [TITLE_WEIGHT, expression(wanted), AHEAD * most])
            scores = dict(cursor.fetchall())
        ahead = entries.filter(index=wanted.index, locale=wanted.locale, pk__in=scores)
        rows = list(ahead.values_list("pk", "page_id", "published_at"))
        if len(rows) < most and len(scores) == AHEAD * most:
            return self._ranked(entries, wanted, most)
        hits = [Hit(*row, scores[row[0]]) for row in rows]
        return sorted(hits, key=lambda hit: (-hit.score, -hit.entry))[:most]

    def _ranked(self, entries: QuerySet[Entry], wanted: Wanted, most: int) -> Sequence[Hit]:
        score = RawSQL("-bm25(search_fts, %s, 1.0)", [TITLE_WEIGHT], output_field=FloatField())
        found = entries.extra(
            tables=["search_fts"],
            where=["search_fts MATCH %s", "search_fts.rowid = search_entry.id"],
            params=[expression(wanted)],
        ).filter(index=wanted.index, locale=wanted.locale)
        rows = found.annotate(score=score).order_by("-score", "-pk")
        return [Hit(*row) for row in rows.values_list("pk", "page_id", "published_at", "score")[:most]]

    def written(self, entries: Iterable[Entry]) -> None:
        """Nothing is left to do: triggers did it."""

    def removed(self, index: Index, pages: Iterable[int]) -> None:
        """Nothing is left to do: triggers did it."""

    def dropped(self, index: Index) -> None:
        """Nothing is left to do: triggers did it."""


def expression(wanted: Wanted) -> str:
    """Return the FTS5 query of what is wanted."""
    found = " AND ".join(map(_quoted, wanted.required))
    if wanted.optional:
        optional = " OR ".join(map(_quoted, wanted.optional))
        # Those that match already are also ranked by what they need not hold.
        found = f"({found}) AND ({found} OR {optional})" if found else f"({optional})"
    if wanted.in_title:
        found = f"title_terms : ({found})"
    return " NOT ".join([f"({found})", *map(_quoted, wanted.excluded)])


def _quoted(phrase: Phrase) -> str:
    return f'"{" ".join(phrase)}"'
