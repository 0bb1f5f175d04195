"""Placeholders: values in the place of the parameters of a queryset, which become bind parameters of its SQL."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

NOW = datetime(1, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
"""The placeholder of a moment: a value that no request has."""

TEXT_PREFIX = "\0text\0"
"""The prefix of the placeholders of texts; PostgreSQL stores no text with this character."""

FIRST_KEY = -(2**31)
"""The first placeholder of a primary key; the numbers that follow are placeholders too. No row has a negative key."""

MAX_KEY_PLACEHOLDERS = 2**20


def is_placeholder(parameter: Any) -> bool:
    """Tell whether a parameter of SQL is a placeholder, hence differs between requests."""
    if type(parameter) is int:
        return FIRST_KEY <= parameter < FIRST_KEY + MAX_KEY_PLACEHOLDERS
    return parameter is NOW or (type(parameter) is str and parameter.startswith(TEXT_PREFIX))


def replace_parameters(parameters: Mapping[str, Any]) -> tuple[dict[str, Any], dict[Any, Any]]:
    """Return the parameters of a queryset builder with placeholders as values, and the real values by placeholder.

    A list has as many placeholders as the next power of two, its last value repeated, so that few compiled queries
    serve lists of any length.

    Args:
        parameters: one moment at most; texts, primary keys, and lists of these that are not empty.
    """
    replaced: dict[str, Any] = {}
    values: dict[Any, Any] = {}
    keys = 0
    for name, value in parameters.items():
        if isinstance(value, datetime):
            assert NOW not in values, "a query has one moment"
            replaced[name], values[NOW] = NOW, value
            continue
        listed = list(value) if isinstance(value, list | set | tuple) else [value]
        count = 1 << (len(listed) - 1).bit_length()
        if isinstance(listed[0], str):
            placeholders: list[Any] = [f"{TEXT_PREFIX}{name} {number}" for number in range(count)]
        else:
            placeholders = list(range(FIRST_KEY + keys, FIRST_KEY + keys + count))
            keys += count
        values.update(zip(placeholders, listed, strict=False))
        values.update(dict.fromkeys(placeholders[len(listed) :], listed[-1]))
        replaced[name] = placeholders[0] if listed == [value] else placeholders
    return replaced, values
