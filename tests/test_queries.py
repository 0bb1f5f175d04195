"""Queries through `cms.queries`, and the instances of their rows: the same with `COMPILED_QUERIES` on and off."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from cms.graphql.data.instances import InstanceBuilder
from cms.images.models import CreditedImage
from cms.performance.response_cache.cache_tags import collect_tags
from cms.queries import fetch, prepare, tags_read
from news.models import ArticlePage, NewsIndexPage
from tests.factories import NOON, CategoryFactory, ImageFactory, make_article, stored

COLUMNS = [field.attname for field in ArticlePage._meta.concrete_fields if not field.primary_key]
RELATED = ["category__name", "category__slug", "image__credit", "image__variants", "locale__language_code"]


@pytest.fixture(params=[True, False], ids=["compiled", "plain"], autouse=True)
def _mode(request: pytest.FixtureRequest, settings: Settings) -> None:
    settings.COMPILED_QUERIES = request.param


@pytest.fixture
def articles(index: NewsIndexPage) -> list[ArticlePage]:
    """Two articles, one of which has everything that the other lacks."""
    plain, image = make_article(index), ImageFactory()
    CreditedImage.objects.filter(pk=image.pk).update(variants={"of": ["a"], "CARD": [[1, 2, "é"]]})
    body = stored(("heading", {"text": "Words", "level": "2"}))
    full = make_article(index, category=CategoryFactory(), image=image, body=body, embargo_until=NOON, embargo=True)
    return [plain, full]


def rows_of(builder: InstanceBuilder) -> list[Any]:
    """Returns all articles with a builder's columns."""
    return fetch(lambda: ArticlePage.objects.order_by("pk"), builder.columns, {}, "all articles")


def test_instances_hold_what_django_reads(articles: list[ArticlePage]) -> None:
    expected = list(ArticlePage.objects.order_by("pk").select_related("category", "image", "locale"))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(columns=st.sets(st.sampled_from([*COLUMNS, *RELATED]), min_size=1))
    def check(columns: set[str]) -> None:
        builder = InstanceBuilder(ArticlePage, columns)
        with CaptureQueriesContext(connection) as queries:
            built = builder.build(rows_of(builder))
            assert [values_of(one, columns) for one in built] == [values_of(one, columns) for one in expected]
        assert len(queries) == 1
        assert built == expected

    check()


def values_of(article: ArticlePage, columns: set[str]) -> dict[str, Any]:
    """Returns the values of columns as code reads them."""
    values = {}
    for name in columns:
        value: Any = article
        for part in name.split("__"):
            value = getattr(value, part) if value is not None else None
        values[name] = value
    return values


@pytest.mark.parametrize("text", ["[]", '"old words"', '"[]"', '[{"type": "heading", "value": {}}, {"type": "gone"}]'])
def test_bodies_are_what_django_reads(articles: list[ArticlePage], text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE news_articlepage SET body = %s WHERE page_ptr_id = %s", [text, articles[0].pk])
    expected = ArticlePage.objects.get(pk=articles[0].pk).body

    [(body,)] = fetch(lambda key: ArticlePage.objects.filter(pk=key), ["body"], {"key": articles[0].pk}, "one body")

    assert list(body.raw_data) == list(expected.raw_data)
    assert body.raw_text == expected.raw_text
    assert body.stream_block is expected.stream_block


def test_other_columns_are_read_when_asked_for(articles: list[ArticlePage]) -> None:
    builder = InstanceBuilder(ArticlePage, ["slug"])
    built = builder.build(rows_of(builder))[1]

    with CaptureQueriesContext(connection) as queries:
        assert built.title == articles[1].title
        assert built.body[0].value["text"] == "Words"
        assert built.category == articles[1].category

    assert len(queries) == 4
    assert (built.pk, built._state.adding, built._state.db) == (articles[1].pk, False, "default")


def test_annotations_are_attributes(articles: list[ArticlePage]) -> None:
    builder = InstanceBuilder(ArticlePage, ["slug", "called"])
    rows = fetch(
        lambda: ArticlePage.objects.order_by("pk").annotate(called=Upper("title")), builder.columns, {}, "annotated"
    )

    assert [one.called for one in builder.build(rows)] == [one.title.upper() for one in articles]


def test_joined_rows_are_built_once(articles: list[ArticlePage], index: NewsIndexPage) -> None:
    make_article(index, category=articles[1].category)
    builder = InstanceBuilder(ArticlePage, ["category__name"])
    built, joined = builder.build_joined(rows_of(builder))

    category = articles[1].category
    assert category is not None
    assert built[0].category is None
    assert built[1].category is built[2].category
    assert joined == {type(category): {category.pk: category}}


def test_parameters(articles: list[ArticlePage]) -> None:
    first, second = (article.pk for article in articles)

    def lifted(now: dt.datetime) -> list[int]:
        rows = fetch(lambda now: ArticlePage.objects.filter(embargo_until__lte=now), ["pk"], {"now": now}, "lifted")
        return [pk for (pk,) in rows]

    def named(slug: str) -> list[int]:
        rows = fetch(lambda slug: ArticlePage.objects.filter(slug=slug), ["pk"], {"slug": slug}, "named")
        return [pk for (pk,) in rows]

    def picked(*keys: int) -> list[int]:
        parameters = {"now": NOON, "keys": list(keys), "least": 0}
        rows = fetch(
            lambda now, keys, least: ArticlePage.objects.filter(pk__in=keys, pk__gt=least).order_by("pk"),
            ["pk"],
            parameters,
            "picked",
        )
        return [pk for (pk,) in rows]

    for _again in range(2):
        assert lifted(NOON) == [second]
        assert lifted(NOON - dt.timedelta(microseconds=1)) == []
        assert named(articles[0].slug) == [first]
        assert named("none") == []
        assert picked(first, second) == [first, second]
        assert picked(second) == [second]
        assert picked(0, 0, first) == [first]


def test_what_cannot_match_is_not_asked(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        rows = fetch(lambda now: ArticlePage.objects.filter(pk__in=[]), ["pk"], {"now": timezone.now()}, "nothing")

    assert (rows, len(queries)) == ([], 0)


def test_tags_are_those_of_the_tables_or_the_caller_s(articles: list[ArticlePage]) -> None:
    def tags_with(tags: list[str] | None) -> set[str]:
        with collect_tags() as collector:
            fetch(lambda: ArticlePage.objects.order_by("pk"), ["pk", "title"], {}, "titles", tags)
        return collector.tags

    assert tags_with(None) == {"list:article", "rows:page"}
    assert tags_with(["own"]) == {"own"}
    assert tags_with([]) == set()


def test_a_prepared_queryset_serves_several_queries(articles: list[ArticlePage]) -> None:
    for now, expected in ((NOON, [(articles[1].pk,)]), (NOON - dt.timedelta(days=1), [])):
        parameters = {"now": now}
        base = prepare(lambda now: ArticlePage.objects.filter(embargo_until__lte=now), parameters, "base")

        assert list(map(tuple, fetch(lambda now, base=base: base[:1], ["pk"], parameters, "first"))) == expected
        assert tags_read(base, "base") == {"list:article"}
    assert tags_read(ArticlePage.objects.none(), "none") == frozenset()
