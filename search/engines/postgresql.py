"""Search by PostgreSQL: GIN indexes find, BM25F ranks, in three stages so that common words cost little.

1. For each term, the index gives the entries that hold it. Terms so common that they cannot lift an entry among the
   best by themselves are left out while others find enough.
2. The entries are ordered by the weight of the terms that they hold, and the first `WINDOW` kept.
3. These are ranked by BM25F.

PostgreSQL's own `ts_rank` knows no document frequencies, but of a single term with equal weights it is a function of
how often the term stands there: (1 + 1/4 + 1/9 + ... + 1/n²) / 1.64493406685. Its inverse is
0.6079 / (1 - rank) - 0.5, to the nearest integer.

Source: calc_rank_or in src/backend/utils/adt/tsrank.c of PostgreSQL 15; the sum's tail is 1 / (n + 1/2) within 5 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection

from search.engines.base import K1, TITLE_WEIGHT, WINDOW, B, Hit, Wanted
from search.engines.weights import Weights, weigh
from search.query import Phrase

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from search.models import Entry, Index

AHEAD = 2 * WINDOW
"""How many of the entries with the weightiest terms are looked at before all are."""

_FREQUENCY = "round(0.6079 / (1 - ts_rank('{{1,1,1,1}}', {0}, {1}::tsquery)) - 0.5)"
_HOLDS = "({0} @@ {1}::tsquery)::int"


class PostgreSQLEngine:
    """Matches with tsvector and GIN, ranks with BM25F."""

    def matching(self, entries: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
        """Narrow entries to those that match."""
        for phrase in wanted.required:
            entries = _holding(entries, wanted, tsquery(phrase))
        if not wanted.required:
            entries = _holding(entries, wanted, any_of(wanted.optional))
        return _without(entries, wanted)

    def ranked(self, entries: QuerySet[Entry], wanted: Wanted, most: int = WINDOW) -> Sequence[Hit]:
        """Return the best of those that match, at most `most`, the best first."""
        weights = weigh(wanted)
        allowed = entries
        for phrase in wanted.required:
            allowed = _holding(allowed, wanted, tsquery(phrase))
        allowed = _without(allowed, wanted)
        # Most often nearly all may be seen: then it is quicker to look at the best alone. Else all are looked at.
        found, complete = self._ranked(allowed, wanted, weights, AHEAD)
        return (found if complete else self._ranked(allowed, wanted, weights, None)[0])[:most]

    def _ranked(
        self, allowed: QuerySet[Entry], wanted: Wanted, weights: Weights, ahead: int | None
    ) -> tuple[list[Hit], bool]:
        """Return the best, and whether they are the best indeed although only the first `ahead` were looked at."""
        narrowed, narrowed_params = allowed.order_by().values("pk").query.sql_with_params()
        found, found_params = _found(wanted, weights)
        score, score_params = _score(weights)
        # What is formatted into the statement is text of this module alone; all values are parameters.
        statement = f"""SELECT * FROM (
            WITH found AS MATERIALIZED ({found}), ahead AS MATERIALIZED (
                SELECT id, weight FROM found ORDER BY weight DESC, id DESC LIMIT {ahead or "ALL"}
            ), best AS MATERIALIZED (
                SELECT id FROM ahead WHERE id IN ({narrowed}) ORDER BY weight DESC, id DESC LIMIT {WINDOW}
            )
            SELECT entry.id, page_id, published_at, ({score})::float8 AS score, (SELECT count(*) FROM found)
            FROM best JOIN search_entry entry USING (id)
        ) ranked ORDER BY score DESC, id DESC"""
        with connection.cursor() as cursor:
            cursor.execute(statement, [*found_params, *narrowed_params, *score_params])
            rows = cursor.fetchall()
        complete = ahead is None or len(rows) == WINDOW or (bool(rows) and rows[0][4] <= ahead)
        return [Hit(*row[:4]) for row in rows], complete

    def written(self, entries: Iterable[Entry]) -> None:
        """Nothing is left to do: the columns are generated."""

    def removed(self, index: Index, pages: Iterable[int]) -> None:
        """Nothing is left to do: the columns went with their rows."""

    def dropped(self, index: Index) -> None:
        """Nothing is left to do: the columns went with their rows."""


def tsquery(phrase: Phrase) -> str:
    """Return the text of a tsquery for a phrase; terms hold neither quotes nor backslashes."""
    return "(" + " <-> ".join(f"'{term}'" for term in phrase) + ")"


def any_of(phrases: Iterable[Phrase]) -> str:
    """Return the text of a tsquery for any of some phrases."""
    return " | ".join(map(tsquery, phrases))


def _holding(entries: QuerySet[Entry], wanted: Wanted, query: str) -> QuerySet[Entry]:
    return entries.extra(
        where=[f"search_entry.id IN (SELECT id FROM {_function(wanted)}(%s, %s, %s::tsquery))"],
        params=[wanted.index.pk, wanted.locale, query],
    )


def _function(wanted: Wanted) -> str:
    return "search_titled" if wanted.in_title else "search_holding"


def _without(entries: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
    if not wanted.excluded:
        return entries
    return entries.extra(
        where=["search_entry.id NOT IN (SELECT id FROM search_holding(%s, %s, %s::tsquery))"],
        params=[wanted.index.pk, wanted.locale, any_of(wanted.excluded)],
    )


def _found(wanted: Wanted, weights: Weights) -> tuple[str, list[Any]]:
    """Return the SQL that gives each entry's id and the weight of its terms; in the title they count double."""
    parts, params = [], []
    for phrase in wanted.required or weights.telling:
        parts.append(
            "SELECT id, CASE WHEN in_title THEN 2 ELSE 1 END * %s::float8 AS weight "
            f"FROM {_function(wanted)}(%s, %s, %s::tsquery)"
        )
        params += [weights.idf[phrase], wanted.index.pk, wanted.locale, tsquery(phrase)]
    return f"SELECT id, sum(weight) AS weight FROM ({' UNION ALL '.join(parts)}) held GROUP BY id", params


def _score(weights: Weights) -> tuple[str, list[Any]]:
    """Return the SQL of an entry's BM25F."""
    norm = f"{K1} * (1 - {B} + {B} * length / %s)"
    parts, params = [], []
    for phrase, idf in weights.idf.items():
        count = _FREQUENCY if len(phrase) == 1 else _HOLDS
        title, text = count.format("title_vector", "%s"), count.format("text_vector", "%s")
        frequency = f"({TITLE_WEIGHT} * {title} + {text})"
        parts.append(f"(SELECT %s * {K1 + 1} * f / (f + {norm}) FROM (SELECT {frequency} AS f OFFSET 0) counted)")
        params += [idf, weights.average, tsquery(phrase), tsquery(phrase)]
    return " + ".join(parts) or "0", params
