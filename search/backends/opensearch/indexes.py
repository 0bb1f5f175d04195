"""The indexes in OpenSearch: their names, mappings and alias.

There is one for each `search.models.Index`, named by its primary key and start time, so that a database that was
restored from a backup never writes into an index that it does not know. The alias, which is the prefix itself, names
the complete one. Without it nothing is found, so that an OpenSearch that lost its data gives no wrong results.

Source: https://docs.opensearch.org/latest/api-reference/alias/aliases-api/,
https://docs.opensearch.org/latest/mappings/dynamic-templates/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from opensearchpy import NotFoundError, OpenSearch, OpenSearchException, RequestError

from search.backends.base import BM25_B, BM25_K1, TITLE_WEIGHT, EngineError
from search.models import Entry, Index
from search.models.index import BORDER

MAINTENANCE_TIMEOUT_SECONDS = 30
"""Timeout of all requests but searches, for which `OPENSEARCH_TIMEOUT` is set."""

MAX_RESULT_WINDOW = 10_000
"""Largest page of hits: the default of `index.max_result_window`."""

MAX_POOLED_CONNECTIONS = 10
"""Connections that a process keeps open to OpenSearch."""

INDEX_SETTINGS = {
    "settings": {"index": {"similarity": {"default": {"type": "BM25", "k1": BM25_K1, "b": BM25_B}}}},
    "mappings": {
        "dynamic": "strict",
        "properties": {"entry": {"type": "long"}, "terms": {"type": "object", "dynamic": True}},
        "dynamic_templates": [
            {"terms": {"path_match": "terms.*", "mapping": {"type": "text", "analyzer": "whitespace"}}}
        ],
    },
}
"""Body of the request that creates an index. Each language has its own field, so its own term statistics."""


@cache
def client() -> OpenSearch:
    """Return this process's client, without retries: the database's engine is quicker than a second try."""
    return OpenSearch(
        settings.OPENSEARCH_URL,
        ca_certs=settings.OPENSEARCH_CA or None,
        timeout=MAINTENANCE_TIMEOUT_SECONDS,
        max_retries=0,
        pool_maxsize=MAX_POOLED_CONNECTIONS,
    )


@contextmanager
def asking() -> Iterator[None]:
    """Turn every failure of a request, a malformed response included, into an EngineError."""
    try:
        yield
    except (OpenSearchException, LookupError, TypeError, ValueError, AttributeError) as error:
        raise EngineError(f"{type(error).__name__}: {error}") from error


def index_name(index: Index) -> str:
    """Return the name of an index in OpenSearch."""
    return f"{beginning_of(index)}{index.started_at:%Y%m%d%H%M%S}"


def beginning_of(index: Index) -> str:
    """Return the prefix of an index's name, which follows from its primary key alone."""
    return f"{settings.OPENSEARCH_PREFIX}-{index.pk}-"


def document(entry: Entry) -> dict[str, Any]:
    """Return the document of an entry in OpenSearch.

    The title is repeated by its weight: BM25 over such a text is BM25F. Phrases do not reach from one string of the
    list into the next.
    """
    title, text = (terms.split(f" {BORDER} ") for terms in (entry.title_terms, entry.text_terms))
    return {"entry": entry.pk, "terms": {entry.locale: [*title * round(TITLE_WEIGHT), *text]}}


def create(index: Index) -> None:
    """Create an index unless it is there."""
    indices = client().indices
    if not indices.exists(index=index_name(index)):
        try:
            indices.create(index=index_name(index), body=INDEX_SETTINGS)
        except RequestError as error:
            # Another process was quicker.
            if error.error != "resource_already_exists_exception":
                raise


def answers(index: Index) -> bool:
    """Return whether the alias names an index."""
    try:
        return index_name(index) in client().indices.get_alias(name=settings.OPENSEARCH_PREFIX)
    except NotFoundError:
        return False


def promote(index: Index) -> None:
    """Move the alias to an index and delete indexes that the database does not know any more, in one request."""
    prefix = settings.OPENSEARCH_PREFIX
    known = {index_name(one) for one in Index.objects.all()}
    actions = []
    for name, found in client().indices.get_alias(index=f"{prefix}-*").items():
        if name not in known and re.fullmatch(rf"{re.escape(prefix)}-\d+-\d{{14}}", name):
            actions.append({"remove_index": {"index": name}})
        elif name != index_name(index) and prefix in found["aliases"]:
            actions.append({"remove": {"index": name, "alias": prefix}})
    actions.append({"add": {"index": index_name(index), "alias": prefix}})
    client().indices.update_aliases(body={"actions": actions})


def remove_index(index: Index) -> None:
    """Remove an index, if it is there."""
    client().indices.delete(index=index_name(index), ignore_unavailable=True)


def entries_in(index: Index) -> Iterator[int]:
    """Yield the primary keys of all entries in an index."""
    client().indices.refresh(index=index_name(index))
    body: dict[str, Any] = {
        "query": {"match_all": {}},
        "sort": [{"entry": "asc"}],
        "size": MAX_RESULT_WINDOW,
        "_source": False,
    }
    while hits := client().search(index=index_name(index), body=body)["hits"]["hits"]:
        yield from (int(hit["_id"]) for hit in hits)
        body["search_after"] = hits[-1]["sort"]
