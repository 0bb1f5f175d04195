"""Requests to the API as a client sends them, and what is asked of their answers."""

import json
from typing import Any
from urllib.parse import urlencode

from django.test import Client

GRAPHQL = "application/graphql-response+json"
NAME = "{ site { name } }"
ANSWER = {"data": {"site": {"name": "The Wire"}}}


def post(http: Client, body: Any, **extra: Any) -> Any:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return http.post("/graphql/", data, **({"content_type": "application/json"} | extra))


def get(http: Client, accept: str = "application/json", **parameters: str) -> Any:
    return http.get(f"/graphql/?{urlencode(parameters)}", headers={"Accept": accept})


def error(response: Any) -> tuple[int, str, str]:
    """Returns status, code and message of a response with one error and nothing else."""
    body = json.loads(response.content)
    (one,) = body["errors"]
    assert "data" not in body
    return response.status_code, one["extensions"]["code"], one["message"]
