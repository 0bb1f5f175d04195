"""What a CDN keeps, by which tags, and for how long."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cms.cdn import purge_outbox
from cms.cdn.models import Purge
from cms.graphql.http.cached_response import MAX_TAGS, bounded
from cms.performance.response_cache.cache_tags import EVERYTHING
from cms.performance.response_cache.stores.configured import response_store
from news.models import ArticlePage
from tests.cdn.edge_server import Edge, keys
from tests.performance.response_cache.invalidating import forget, picture_of, publish, work

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_too_many_tags_are_everything(cdn: Edge, article: ArticlePage) -> None:
    Purge.objects.create(tags=[f"page:{number}" for number in range(purge_outbox.MAX_TAGS_PER_PURGE + 1)])
    work()

    assert cdn.asked[-1].tags == [EVERYTHING]


def test_every_answer_and_picture_carries_that_tag(cdn: Edge, article: ArticlePage, settings: Settings) -> None:
    response = Client().get("/graphql/", {"query": '{ page(path: "/news/one/") { title } }'})
    assert response["Surrogate-Key"].split()[0] == response["Cache-Tag"].split(",")[0] == EVERYTHING

    picture: Any = Client().get(picture_of(article).get_rendition("width-32").url)
    named = keys(f"image:{picture_of(article).pk}", "list:collection", "list:collectionviewrestriction")
    assert picture["Surrogate-Key"].split() == [EVERYTHING, *named]
    for _chunk in picture.streaming_content:
        pass


def test_an_answer_whose_tags_were_collapsed_falls_with_each_of_them(cdn: Edge, article: ArticlePage) -> None:
    rows = [f"page:{number}" for number in range(MAX_TAGS + 1)]
    assert bounded([*rows, f"path:{article.path}", "rows:article"]) == [
        "list:page",
        f"path:{article.path}",
        "rows:article",
    ]
    publish(article)
    assert "list:page" in {tag for one in Purge.objects.all() for tag in one.tags}

    forget()
    picture_of(article).credit = "Another"
    with transaction.atomic():
        picture_of(article).save()
    assert {f"image:{picture_of(article).pk}", "list:image"} <= {
        tag for one in Purge.objects.all() for tag in one.tags
    }


def cache_control(query: str) -> str:
    return str(Client().get("/graphql/", {"query": query})["Cache-Control"])


def test_caches_give_nothing_that_the_clock_makes_false(cdn: Edge, article: ArticlePage, settings: Settings) -> None:
    settings.GRAPHQL_MAX_AGE, settings.GRAPHQL_STALE_WHILE_REVALIDATE = 5, 600
    query = '{ page(path: "/news/one/") { title } }'
    cache_control(query)  # the first answers give tags their versions
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=timezone.now() + dt.timedelta(seconds=100))
    for _again in range(2):
        told = cache_control(query)
        own, shared, stale = (int(part.partition("=")[2]) for part in told.split(", ")[1:])
        assert own == 5
        assert 90 <= shared <= 100
        assert max(own, shared) + stale <= 100


def test_what_is_not_kept_here_no_cache_keeps(
    cdn: Edge, article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(response_store(), "get", lambda key, lock=False: None)  # as when Redis is down

    assert cache_control("{ articles { totalCount } }") == ("public, max-age=0, s-maxage=0, stale-while-revalidate=0")
