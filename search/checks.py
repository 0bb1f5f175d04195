"""System checks of the search: its settings, and the search fields of page models."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

from cms.graphql.schema.registry import page_models
from search.indexing.search_fields import declared_fields, fault_of


def check_opensearch(**kwargs: Any) -> list[CheckMessage]:
    """Return an error for each invalid OPENSEARCH_ setting; `check_search_index` reports a server that fails."""
    if not settings.OPENSEARCH_URL:
        return []
    faults = [
        (find_spec("opensearchpy") is not None, "OPENSEARCH_URL needs a library. Install the extra “opensearch”."),
        (
            _is_address(settings.OPENSEARCH_URL),
            "OPENSEARCH_URL is no address such as https://name:password@search.example.org:9200.",
        ),
        (
            re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}", settings.OPENSEARCH_PREFIX) is not None,
            "OPENSEARCH_PREFIX takes lower-case letters, digits, “-” and “_”, and begins with a letter or digit.",
        ),
        (
            not settings.OPENSEARCH_CA or Path(settings.OPENSEARCH_CA).is_file(),
            f"OPENSEARCH_CA names no file: {settings.OPENSEARCH_CA}",
        ),
        (settings.OPENSEARCH_TIMEOUT > 0, "OPENSEARCH_TIMEOUT takes a number of seconds above 0."),
    ]
    return [
        Error(message, id=f"search.E{number:03}") for number, (sound, message) in enumerate(faults, 1) if not sound
    ]


def check_search_fields(**kwargs: Any) -> list[CheckMessage]:
    """Return an error for each declared search field that readers' searches ignore."""
    return [
        Error(fault.message, hint=fault.hint, obj=model, id=fault.id)
        for model in page_models()
        for field in declared_fields(model)
        if (fault := fault_of(model, field)) is not None
    ]


def _is_address(text: str) -> bool:
    """Return whether a text is an HTTP or HTTPS URL, with both username and password or with neither."""
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        return False
    named = bool(parts.username) == bool(parts.password)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and named and not (parts.query or parts.fragment)
