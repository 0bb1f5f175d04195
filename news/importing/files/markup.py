"""HTML in columns of plain text, as the APIs and databases of other systems have it in headlines and summaries."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import unescape
from html.entities import html5
from typing import Any

from news.importing.bodies.text import INLINE_TAG, one_line
from news.importing.files.reading import RawRow

COLUMNS_OF_TEXT = (
    *("title", "kicker", "summary", "category", "categories", "authors", "tags"),
    *("image_description", "image_credit", "seo_title", "search_description"),
)
_BREAKING_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|(?P<name>[a-zA-Z][a-zA-Z0-9]{1,31}));")
_MAX_NOTED_CHARACTERS = 60


def without_html(row: RawRow) -> RawRow:
    """Return a row without HTML elements and entities in columns of plain text, with a note on each such column."""
    values, notes = {}, []
    for column in COLUMNS_OF_TEXT:
        changed: list[str] = []
        if column in row.values:
            values[column] = _each_text(row.values[column], partial(_text_of, changed=changed))
        if changed:
            notes.append(f"its `{column}` is HTML, and was read as text: {'; '.join(changed[:3])}")
    return replace(row, values={**row.values, **values}, notes=(*row.notes, *notes)) if notes else row


def _each_text(value: Any, function: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [_each_text(one, function) for one in value]
    # Lists as JSON stay: an entity may stand for one of their quotation marks.
    return function(value) if isinstance(value, str) and not value.lstrip().startswith(("[", "{")) else value


def _text_of(html: str, changed: list[str]) -> str:
    text = _BREAKING_TAG.sub(" ", INLINE_TAG.sub("", html))
    text = _ENTITY.sub(_character_of, text)
    if text == html:
        return html
    if _BREAKING_TAG.search(html):
        text = one_line(text)
    shown = (one if len(one) <= _MAX_NOTED_CHARACTERS else f"{one[:_MAX_NOTED_CHARACTERS]}…" for one in (html, text))
    changed.append(" became ".join(f"“{one}”" for one in shown))
    return text


def _character_of(entity: re.Match[str]) -> str:
    is_unknown = entity["name"] and f"{entity['name']};" not in html5
    return entity[0] if is_unknown else unescape(entity[0])
