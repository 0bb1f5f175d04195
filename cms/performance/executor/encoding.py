"""Answers as bytes."""

import json
from typing import Any

import orjson


def encode(body: dict[str, Any]) -> bytes:
    """Return a JSON text in UTF-8.

    Args:
        body: an answer: what JSON has, and nothing else.

    Raises:
        TypeError: it holds something else.
    """
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        # Half a surrogate pair, as an error quotes it from a client, or a number of more than 64 bits.
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
