"""What an answer has in `extensions` where the request asks for it: the cache tags that it was made of."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.models import Site

from cms.access.models import AccessToken
from cms.cdn.surrogate_keys import surrogate_key
from cms.performance.response_cache.stores.configured import response_store
from news.models import NewsIndexPage
from tests.factories import make_article, make_hidden_articles
from tests.graphql.http.requests import get, post

pytestmark = pytest.mark.django_db

LIST = "{ articles { nodes { title } } }"
TAGS = {"tags": True}


@pytest.fixture(params=[0, 60], ids=["uncached", "cached"])
def _cache(request: pytest.FixtureRequest, settings: Settings) -> None:
    settings.REDIS_URL = ""
    settings.RESPONSE_CACHE_TTL = request.param
    response_store.cache_clear()


def tags_by_get(query: str, http: Client | None = None) -> list[str]:
    tags: list[str] = get(http or Client(), query=query, extensions=json.dumps(TAGS)).json()["extensions"]["tags"]
    return tags


@pytest.mark.usefixtures("_cache")
def test_an_answer_names_what_it_was_made_of(index: NewsIndexPage) -> None:
    article = make_article(index, slug="one")
    query = '{ page(path: "/news/one/") { title } }'

    tags_by_get(query)  # content types are read once in each process
    first, again = tags_by_get(query), tags_by_get(query)
    posted = post(Client(), {"query": query, "extensions": TAGS}).json()["extensions"]

    assert surrogate_key(f"page:{article.pk}") in first
    assert surrogate_key("list:article") in tags_by_get(LIST)
    assert again == first == posted["tags"] == sorted(first)
    assert "everything" not in first
    assert {len(tag) for tag in first} == {12}


@pytest.mark.usefixtures("_cache")
def test_only_those_who_ask_for_tags_get_them(index: NewsIndexPage) -> None:
    make_article(index)
    http = Client()

    asked = [get(http, query=LIST, extensions=json.dumps(extensions)).json() for extensions in (TAGS, {}, {"cost": 1})]
    both = get(http, query=LIST, extensions=json.dumps({"cost": True} | TAGS)).json()

    assert [sorted(answer.get("extensions", {})) for answer in asked] == [["tags"], [], ["cost"]]
    assert sorted(both["extensions"]) == ["cost", "tags"]
    assert len({json.dumps(answer["data"]) for answer in (*asked, both)}) == 1


@pytest.mark.usefixtures("_cache")
def test_hidden_articles_change_no_tag(index: NewsIndexPage) -> None:
    make_article(index)
    before = tags_by_get(LIST)
    make_hidden_articles(index)
    response_store.cache_clear()

    assert tags_by_get(LIST) == before


def test_the_answer_to_a_token_has_tags_too(index: NewsIndexPage) -> None:
    token = AccessToken(name="Static build")
    secret = token.issue()
    token.save()
    make_article(index)
    http = Client(headers={"Authorization": f"Bearer {secret}"})

    assert surrogate_key("list:article") in tags_by_get(LIST, http)


def test_a_refused_request_has_no_tags(site: Site) -> None:
    answer: Any = post(Client(), {"query": "{ nothing }", "extensions": TAGS}).json()

    assert "extensions" not in answer


def test_another_secret_has_other_tags_from_the_same_cache(index: NewsIndexPage, settings: Settings) -> None:
    settings.REDIS_URL, settings.RESPONSE_CACHE_TTL = "", 60
    response_store.cache_clear()
    make_article(index)
    before = tags_by_get(LIST)
    settings.SECRET_KEY = "another" * 10

    assert not set(before) & set(tags_by_get(LIST))
