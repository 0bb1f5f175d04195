"""With all accelerators off, a listing goes through few modules, none of them an accelerator's.

Which they are stands here by name, so that one more is a decision.
"""

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article

ROOT = Path(__file__).parents[2]
DOCUMENT = "{ articles(first: 20) { edges { node { title url publishedAt } } } }"

ENGINE = "cms.postgresql.base"
"""The database engine that the operator chooses, and chooses at the start of the process."""

MIDDLEWARE = {
    "cms.accounts.second_factor.middleware",
    "cms.accounts.sessions",
    "cms.editing.choosers.titles",
    "cms.editing.sessions",
    "cms.http.security_headers",
    "cms.http.throttling",
}
"""What Django calls around each view."""

GUARDS = {
    "cms.access.bearer",
    "cms.graphql.limits.document",
    "cms.graphql.limits.rate_limit",
    "cms.graphql.observability.request_log",
    "cms.graphql.observability.sql_stats",
    "cms.http.client_address",
    "cms.http.deadline",
    "cms.http.rate_limit",
    "cms.performance.response_cache.cache_tags",
    "cms.performance.response_cache.invalidation",
}
"""Who asks for how much, the log, and the tags that a CDN and `extensions.tags` need without a response cache too."""

HTTP = {
    "cms.graphql.errors",
    "cms.graphql.http.request",
    "cms.graphql.http.response",
    "cms.graphql.http.view",
    "cms.graphql.persisted.documents",
    "cms.graphql.text",
}
"""From HTTP to a document, and from a result to HTTP."""

POLICY = {"cms.aliases", "cms.embargo", "cms.sites", "cms.tree_paths", "cms.visibility"}
"""What is public, and where it is."""

EXECUTION = {
    "cms.graphql.context",
    "cms.graphql.data.cursors",
    "cms.graphql.data.dataloader",
    "cms.graphql.data.instances",
    "cms.graphql.data.pagination",
    "cms.graphql.data.projection",
    "cms.graphql.data.visible_query",
    "cms.graphql.operation",
    "cms.graphql.schema.connections",
    "cms.graphql.schema.interfaces",
    "cms.graphql.schema.scalars",
    "cms.queries",
    "news.graphql.article_fields",
    "news.graphql.querysets",
    "news.graphql.schema",
    "news.models.articles",
}
"""From a document to rows, and from rows to a result: what a new field or list is written in or called by."""


def modules_of(call: Any) -> set[str]:
    """Returns the modules of this project whose functions are called meanwhile."""
    files: set[str] = set()

    def record(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call":
            files.add(frame.f_code.co_filename)

    sys.setprofile(record)
    try:
        call()
    finally:
        sys.setprofile(None)
    paths = (Path(file) for file in files if file.startswith(f"{ROOT}/"))
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    return {name for name in names if name.startswith(("cms.", "news.", "search.")) and name != ENGINE}


@pytest.mark.django_db
def test_the_modules_of_an_uncached_listing(index: NewsIndexPage, settings: Any, api: GraphQLClient) -> None:
    settings.GRAPHQL_EXECUTOR, settings.COMPILED_QUERIES, settings.RESPONSE_CACHE_TTL = "core", False, 0
    for _number in range(3):
        make_article(index)
    api.data(DOCUMENT)  # which also reads what a process reads once

    called = modules_of(lambda: api.data(DOCUMENT))

    assert sorted(called - MIDDLEWARE - GUARDS) == sorted(HTTP | POLICY | EXECUTION)
    assert sorted(called & (MIDDLEWARE | GUARDS)) == sorted(MIDDLEWARE | GUARDS)
    assert len(EXECUTION) == 16
