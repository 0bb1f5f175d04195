"""Encoding of responses as JSON."""

import json
from typing import Any

import orjson


def encode(body: dict[str, Any]) -> bytes:
    """Encode a response as JSON in UTF-8.

    Args:
        body: the response, of JSON's types only.

    Raises:
        TypeError: when it holds a value of another type.
    """
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        # Half a surrogate pair, as an error quotes it from a client, or a number of more than 64 bits.
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
