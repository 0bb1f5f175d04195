"""Two upper bounds on vanilla's server and data: hand-written SQL with orjson, and vanilla's responses from memory.

`/sql/Q1` runs two or three SQL statements, including view restrictions. `/memory/Q1` responds with vanilla's bytes,
which `benchmarks.run` writes to the directory in the environment variable ANSWERS.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orjson
import psycopg

CARD = "p.id::text, p.title, p.slug, a.date, a.summary, c.name, c.slug, i.title, i.credit, r.file"
ARTICLES = """press_articlepage a
    JOIN wagtailcore_page p ON p.id = a.page_ptr_id
    JOIN press_category c ON c.id = a.category_id
    JOIN press_newsimage i ON i.id = a.image_id
    LEFT JOIN press_newsrendition r ON r.image_id = i.id AND r.filter_spec = 'width-400'"""
RESTRICTED = "SELECT p.path FROM wagtailcore_pageviewrestriction v JOIN wagtailcore_page p ON p.id = v.page_id"

_connection: psycopg.Connection[Any] | None = None


def rows(sql: str, *parameters: Any) -> list[Any]:
    """Return the rows of a statement, on one connection that stays open."""
    global _connection
    if _connection is None or _connection.closed:
        _connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        _connection.prepare_threshold = 1
    return _connection.execute(sql, parameters).fetchall()


def public() -> str:
    """Return the SQL condition for live pages that are not below a view restriction."""
    closed = "".join(f" AND p.path NOT LIKE '{path}%'" for (path,) in rows(RESTRICTED))
    return f"p.live{closed}"


def card(row: Any) -> dict[str, Any]:
    """Return an article with the fields of the benchmark's queries."""
    return {
        "id": row[0],
        "title": row[1],
        "slug": row[2],
        "date": row[3],
        "summary": row[4],
        "category": {"name": row[5], "slug": row[6]},
        "image": {"title": row[7], "credit": row[8], "rendition": {"url": f"/media/{row[9]}"}},
    }


def listing() -> dict[str, Any]:
    """Answer Q1."""
    found = rows(f"SELECT {CARD} FROM {ARTICLES} WHERE {public()} ORDER BY a.date DESC LIMIT 20")
    return {"articles": [card(row) for row in found]}


def detail() -> dict[str, Any]:
    """Answer Q2."""
    where = f"{public()} AND p.slug = %s"
    (row,) = rows(f"SELECT {CARD}, a.body FROM {ARTICLES} WHERE {where}", "article-0500")
    body = row[10] if isinstance(row[10], list) else orjson.loads(row[10])
    keys = [block["value"]["image"] for block in body if block["type"] == "image"]
    shown = rows(
        "SELECT i.id, i.title, i.credit, r.file FROM press_newsimage i LEFT JOIN press_newsrendition r "
        "ON r.image_id = i.id AND r.filter_spec = 'width-400' WHERE i.id = ANY(%s)",
        keys,
    )
    pictures = {key: _picture(*rest) for key, *rest in shown}
    for block in body:
        if block["type"] == "image":
            block["value"]["image"] = pictures[block["value"]["image"]]
    return {"article": card(row) | {"body": body}}


def _picture(title: str, credit: str, file: str) -> dict[str, Any]:
    return {"title": title, "credit": credit, "rendition": {"url": f"/media/{file}"}}


def category() -> dict[str, Any]:
    """Answer Q3."""
    where = f"{public()} AND c.slug = 'health'"
    ((total,),) = rows(f"SELECT count(*) FROM {ARTICLES} WHERE {where}")
    found = rows(f"SELECT {CARD} FROM {ARTICLES} WHERE {where} ORDER BY a.date DESC LIMIT 20 OFFSET 80")
    return {"category": {"paginatedArticles": {"pagination": {"total": total}, "items": [card(row) for row in found]}}}


SQL: dict[str, Callable[[], dict[str, Any]]] = {"/sql/Q1": listing, "/sql/Q2": detail, "/sql/Q3": category}
MEMORY = {f"/memory/{file.stem}": file.read_bytes() for file in Path(os.environ.get("ANSWERS", "-")).glob("Q?.json")}


def application(environment: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    path = environment["PATH_INFO"]
    body = MEMORY.get(path) or orjson.dumps({"data": SQL[path]()})
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
