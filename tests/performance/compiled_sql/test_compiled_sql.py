"""What compiled queries do that plain ones do not."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cms.performance.compiled_sql.cache import MAX_COMPILED_QUERIES, LRUCache, compiled_queries
from cms.performance.compiled_sql.placeholders import FIRST_KEY, NOW, TEXT_PREFIX, replace_parameters
from cms.queries import fetch
from news.models import ArticlePage, NewsIndexPage
from tests.factories import NOON, make_article


def test_the_least_recently_used_is_forgotten() -> None:
    cache, made = LRUCache(), []

    def get(key: Any) -> Any:
        return cache.get(key, lambda: made.append(key) or key)  # type: ignore[func-returns-value]

    for number in range(MAX_COMPILED_QUERIES):
        get(number)
    get(0)
    get("one more")

    assert [get(0), get(1), get(None), get(None)] == [0, 1, None, None]
    assert made == [*range(MAX_COMPILED_QUERIES), "one more", 1, None, None]


def test_placeholders() -> None:
    parameters = {"now": NOON, "keys": [7, 8, 9], "slug": "a", "key": 5, "paths": ["x"]}

    assert replace_parameters(parameters) == (
        {
            "now": NOW,
            "keys": [FIRST_KEY, FIRST_KEY + 1, FIRST_KEY + 2, FIRST_KEY + 3],
            "slug": f"{TEXT_PREFIX}slug 0",
            "key": FIRST_KEY + 4,
            "paths": [f"{TEXT_PREFIX}paths 0"],
        },
        {
            NOW: NOON,
            FIRST_KEY: 7,
            FIRST_KEY + 1: 8,
            FIRST_KEY + 2: 9,
            FIRST_KEY + 3: 9,
            f"{TEXT_PREFIX}slug 0": "a",
            FIRST_KEY + 4: 5,
            f"{TEXT_PREFIX}paths 0": "x",
        },
    )


@pytest.mark.parametrize(("is_compiled", "expected"), [(True, [1, 1, 2, 2]), (False, [1, 2, 3, 4])])
def test_a_builder_is_called_once_for_each_size_of_a_list(
    index: NewsIndexPage, settings: Settings, is_compiled: bool, expected: list[int]
) -> None:
    settings.COMPILED_QUERIES = is_compiled
    compiled_queries.clear()
    article, calls, counts = make_article(index), [], []

    def build(keys: list[int]) -> Any:
        calls.append(keys)
        return ArticlePage.objects.filter(pk__in=keys)

    for keys in ([article.pk], [0], [1, 2, article.pk], [3, 4, 5, article.pk]):
        with CaptureQueriesContext(connection) as queries:
            rows = fetch(build, ["pk"], {"keys": keys}, "picked")
        assert [pk for (pk,) in rows] == [pk for pk in keys if pk == article.pk]
        assert len(queries) == 1
        counts.append(len(calls))

    assert counts == expected
