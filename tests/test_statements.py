"""Queries that are compiled once."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.images.models import CreditedImage
from cms.statements import FIRST_KEY, MOMENT, MOST_KEPT, TEXT, Instances, Kept, Statement
from news.models import ArticlePage, NewsIndexPage
from tests.factories import NOON, CategoryFactory, ImageFactory, make_article, stored

COLUMNS = [field.attname for field in ArticlePage._meta.concrete_fields if not field.primary_key]
RELATED = ["category__name", "category__slug", "image__credit", "image__variants", "locale__language_code"]


@pytest.fixture
def articles(index: NewsIndexPage) -> list[ArticlePage]:
    """Two articles, one of which has everything that the other lacks."""
    plain, image = make_article(index), ImageFactory()
    CreditedImage.objects.filter(pk=image.pk).update(variants={"of": ["a"], "CARD": [[1, 2, "é"]]})
    body = stored(("heading", {"text": "Words", "level": "2"}))
    full = make_article(index, category=CategoryFactory(), image=image, body=body, embargo_until=NOON, embargo=True)
    return [plain, full]


def test_instances_hold_what_django_reads(articles: list[ArticlePage]) -> None:
    expected = list(ArticlePage.objects.order_by("pk").select_related("category", "image", "locale"))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(columns=st.sets(st.sampled_from([*COLUMNS, *RELATED]), min_size=1))
    def check(columns: set[str]) -> None:
        instances = Instances(ArticlePage, columns)
        statement = Statement(ArticlePage.objects.order_by("pk"), instances.columns)
        with CaptureQueriesContext(connection) as queries:
            made = instances.make(statement.rows())
            assert [read(one, columns) for one in made] == [read(one, columns) for one in expected]
        assert len(queries) == 1
        assert made == expected

    check()


def read(article: ArticlePage, columns: set[str]) -> dict[str, Any]:
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

    statement = Statement(ArticlePage.objects.filter(pk=articles[0].pk), ["body"])
    [(body,)] = statement.rows()

    assert list(body.raw_data) == list(expected.raw_data)
    assert body.raw_text == expected.raw_text
    assert body.stream_block is expected.stream_block


def test_other_columns_are_read_when_asked_for(articles: list[ArticlePage]) -> None:
    instances = Instances(ArticlePage, ["slug"])
    made = instances.make(Statement(ArticlePage.objects.order_by("pk"), instances.columns).rows())[1]

    with CaptureQueriesContext(connection) as queries:
        assert made.title == articles[1].title
        assert made.body[0].value["text"] == "Words"
        assert made.category == articles[1].category

    assert len(queries) == 4
    assert (made.pk, made._state.adding, made._state.db) == (articles[1].pk, False, "default")


def test_related_rows_are_made_once(articles: list[ArticlePage], index: NewsIndexPage) -> None:
    make_article(index, category=articles[1].category)
    instances = Instances(ArticlePage, ["category__name"])
    made, related = instances.make_all(Statement(ArticlePage.objects.order_by("pk"), instances.columns).rows())

    category = articles[1].category
    assert category is not None
    assert made[0].category is None
    assert made[1].category is made[2].category
    assert related == {type(category): {category.pk: category}}


def test_stand_ins(articles: list[ArticlePage]) -> None:
    by_moment = Statement(ArticlePage.objects.filter(embargo_until__lte=MOMENT), ["pk"])
    by_text = Statement(ArticlePage.objects.filter(slug=TEXT), ["pk"])
    by_key = Statement(ArticlePage.objects.filter(pk__in=[FIRST_KEY, FIRST_KEY + 1]).order_by("pk"), ["pk"])
    first, second = (article.pk for article in articles)

    for _again in range(2):
        assert [tuple(row) for row in by_moment.rows({MOMENT: NOON})] == [(second,)]
        assert by_moment.rows({MOMENT: NOON - dt.timedelta(microseconds=1)}) == []
        assert [tuple(row) for row in by_text.rows({TEXT: articles[0].slug})] == [(first,)]
        assert [tuple(row) for row in by_key.rows({FIRST_KEY: first, FIRST_KEY + 1: second})] == [(first,), (second,)]
        assert [tuple(row) for row in by_key.rows({FIRST_KEY: second, FIRST_KEY + 1: second})] == [(second,)]


def test_what_cannot_match_is_not_asked(db: None) -> None:
    statement = Statement(ArticlePage.objects.filter(pk__in=[]), ["title"])

    with CaptureQueriesContext(connection) as queries:
        assert statement.rows({MOMENT: timezone.now()}) == []

    assert len(queries) == 0


def test_the_longest_unused_is_forgotten() -> None:
    kept, made = Kept(), []

    def get(key: Any) -> Any:
        return kept.get(key, lambda: made.append(key) or key)  # type: ignore[func-returns-value]

    for number in range(MOST_KEPT):
        get(number)
    get(0)
    get("one more")

    assert [get(0), get(1), get(None), get(None)] == [0, 1, None, None]
    assert made == [*range(MOST_KEPT), "one more", 1, None, None]
