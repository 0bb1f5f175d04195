"""Cached responses about categories, after one was moved below another."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from cms.performance.response_cache.stores.configured import response_store
from news.models import Category, NewsIndexPage
from tests.factories import CategoryFactory, make_article
from tests.search.finding import index_all

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ASKED = {
    "parent": '{ category(slug: "europe") { parent { slug } } }',
    "ancestors": "{ articles { nodes { category { ancestors { slug } } } } }",
    "children": '{ category(slug: "world") { children { slug } } }',
    "count": '{ category(slug: "world") { articleCount } }',
    "articles": '{ category(slug: "world") { articles { nodes { slug } } } }',
    "lists within a list": "{ categories { articles { nodes { slug } } } }",
    "filter": '{ articles(filter: {category: ["world"]}) { nodes { slug } } }',
    "facets": '{ search(query: "story") { facets { categories { category { slug } count } } } }',
    "filtered search": '{ search(query: "story", filter: {category: ["world"]}) { totalCount } }',
}


@pytest.fixture
def moved(index: NewsIndexPage, settings: Settings) -> Iterator[Category]:
    """A category with an article, at the top."""
    settings.RESPONSE_CACHE_TTL = 3_600
    settings.GRAPHQL_RATE = ""
    response_store.cache_clear()
    make_article(index, slug="peace", title="A story", category=CategoryFactory(name="World", slug="world"))
    europe = CategoryFactory(name="Europe", slug="europe")
    make_article(index, slug="war", title="Another story", category=europe)
    index_all()
    yield europe
    response_store.cache_clear()


def ask(http: Client) -> dict[str, bytes]:
    return {name: http.get("/graphql/", {"query": query}).content for name, query in ASKED.items()}


def test_a_move_changes_every_answer_at_once(moved: Category) -> None:
    http = Client()
    before = ask(http)
    assert not [name for name, answer in before.items() if b'"errors"' in answer]

    moved.parent = Category.objects.get(slug="world")
    moved.save()
    after = ask(http)
    moved.parent = None
    moved.save()

    assert [name for name in ASKED if after[name] == before[name]] == []
    assert ask(http) == before
