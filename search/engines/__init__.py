"""The engines, and which of them answers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from search.engines.base import Engine

POSTINGS = "search.engines.postings.PostingsEngine"


def engine() -> Engine:
    """Return the engine of this installation."""
    return _make(POSTINGS)


@cache
def _make(name: str) -> Engine:
    made: Engine = import_string(name)()
    return made
