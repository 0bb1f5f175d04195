"""Looking for treebeard paths: what lies at or below some of them."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, Lookup


@CharField.register_lookup
class AtOrBelow(Lookup[Any]):
    """Match the rows whose path is one of the given ones, or begins with one: `filter(path__at_or_below=paths)`.

    It is what a chain of `startswith` is in SQL, but is built once and not for each path: a site may have many
    restricted sections. Without paths nothing matches.
    """

    lookup_name = "at_or_below"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Return the condition, and its parameters: patterns for LIKE."""
        paths = topmost(self.rhs)
        if not paths:
            raise EmptyResultSet
        column, parameters = self.process_lhs(compiler, connection)
        column = connection.ops.lookup_cast("startswith", "CharField") % column
        condition = f"{column} {connection.operators['startswith']}"
        escape = connection.ops.prep_for_like_query
        patterns = tuple(pattern for path in paths for pattern in (*parameters, f"{escape(path)}%"))
        return f"({' OR '.join([condition] * len(paths))})", patterns


def topmost(paths: Iterable[str]) -> list[str]:
    """Return the paths that lie below no other of them, sorted."""
    found: list[str] = []
    for path in sorted(paths):
        if not found or not path.startswith(found[-1]):
            found.append(path)
    return found
