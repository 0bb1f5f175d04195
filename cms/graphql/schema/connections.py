"""Connections: paginated lists by cursor, as Relay defines them, or by page number.

Source: https://relay.dev/graphql/connections.htm
"""

from collections.abc import Callable
from typing import Any

import graphene

from cms.graphql.data.id_order import OpenEndedSlice
from cms.graphql.data.pagination import DEFAULT_SIZE, MAX_SIZE, ConnectionSlice


class PageInfo(graphene.ObjectType):
    """Where a connection's rows stand in the whole list."""

    has_next_page = graphene.Boolean(required=True, description="Whether there are more rows after these.")
    has_previous_page = graphene.Boolean(required=True, description="Whether there are rows before these.")
    start_cursor = graphene.String(description="Cursor of the first row; null when there are none.")
    end_cursor = graphene.String(description="Cursor of the last row, to pass as `after`; null when there are none.")

    @staticmethod
    def resolve_has_next_page(rows: ConnectionSlice, info: object) -> bool:
        return rows.has_next_page

    @staticmethod
    def resolve_has_previous_page(rows: ConnectionSlice, info: object) -> bool:
        return rows.has_previous_page

    @staticmethod
    def resolve_start_cursor(rows: ConnectionSlice, info: object) -> str | None:
        return rows.order.cursor(rows.nodes[0]) if rows.nodes else None

    @staticmethod
    def resolve_end_cursor(rows: ConnectionSlice, info: object) -> str | None:
        if isinstance(rows, OpenEndedSlice):
            return rows.end_cursor
        return rows.order.cursor(rows.nodes[-1]) if rows.nodes else None


_connections: dict[str, type[graphene.ObjectType]] = {}


def connection(name: str, node: Callable[[], type]) -> type[graphene.ObjectType]:
    """Return the connection type over a node type, resolved from a `ConnectionSlice`; the same type for the same name.

    Args:
        name: what its type names begin with: "Article" gives ArticleConnection and ArticleEdge.
        node: returns the node's graphene type, once all types are known.
    """
    if name in _connections:
        return _connections[name]
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": "One row of a list and its place in it.",
            "cursor": graphene.String(required=True, description="Opaque place of this row, to pass as `after`."),
            "node": graphene.Field(lambda: graphene.NonNull(node()), description="The row itself."),
            "resolve_cursor": staticmethod(lambda pair, info: pair[0].order.cursor(pair[1])),
            "resolve_node": staticmethod(lambda pair, info: pair[1]),
        },
    )
    _connections[name] = type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": "A bounded part of a list, with its place in the whole.",
            "edges": graphene.Field(listed(edge), description="The rows, each with its cursor."),
            "nodes": graphene.Field(lambda: listed(node()), description="The rows themselves, without cursors."),
            "page_info": graphene.Field(PageInfo, required=True, description="Whether and from where to read on."),
            "total_count": graphene.Int(
                required=True, description="Rows in the whole list; counted only when you ask for it."
            ),
            "resolve_edges": staticmethod(lambda rows, info: [(rows, row) for row in rows.nodes]),
            "resolve_nodes": staticmethod(lambda rows, info: rows.nodes),
            "resolve_page_info": staticmethod(lambda rows, info: rows),
            "resolve_total_count": staticmethod(lambda rows, info: rows.total_count),
        },
    )
    return _connections[name]


def listed(item: Any) -> graphene.NonNull:
    """Return the type `[Item!]!`."""
    inner = item if isinstance(item, graphene.NonNull) else graphene.NonNull(item)
    return graphene.NonNull(graphene.List(inner))


PAGINATION_ARGUMENTS: dict[str, Any] = {
    "first": graphene.Int(description=f"How many rows to return, 1 to {MAX_SIZE}; {DEFAULT_SIZE} when left out."),
    "after": graphene.String(
        description="Cursor of the row to continue after: an `endCursor` from an earlier answer. "
        "Empty or null: from the start."
    ),
    "last": graphene.Int(
        description=f"How many rows to return from the end, or before `before`: 1 to {MAX_SIZE}, instead of `first`. "
        "They come in the order of the list."
    ),
    "before": graphene.String(
        description="Cursor of the row to stop before: a `startCursor` from an earlier answer, with `last`. "
        "Empty or null: the end."
    ),
}
"""The arguments of a connection."""

PAGE_ARGUMENT = graphene.Int(
    description="1-based page number, instead of a cursor, for numbered listings; with `first` alone."
)
