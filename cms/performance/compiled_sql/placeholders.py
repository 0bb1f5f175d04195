"""Placeholders: what a builder is given instead of its parameters, to be found again in the SQL as bind parameters."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

NOW = datetime(1, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
"""The placeholder of a moment; no client speaks of that very microsecond."""

TEXT_PREFIX = "\0text\0"
"""The placeholder of a text begins with it; PostgreSQL stores none like it."""

FIRST_KEY = -(2**31)
"""The placeholder of a primary key, as are the numbers that follow; no row has one below zero."""

MAX_KEY_PLACEHOLDERS = 2**20


def is_placeholder(parameter: Any) -> bool:
    """Tell whether a parameter of SQL differs from one run to the next."""
    if type(parameter) is int:
        return FIRST_KEY <= parameter < FIRST_KEY + MAX_KEY_PLACEHOLDERS
    return parameter is NOW or (type(parameter) is str and parameter.startswith(TEXT_PREFIX))


def replace_parameters(parameters: Mapping[str, Any]) -> tuple[dict[str, Any], dict[Any, Any]]:
    """Return a builder's parameters with placeholders as their values, and the values by their placeholders.

    A list takes as many placeholders as the next power of two, the last value repeated, so that a few queries serve
    lists of every length.

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
