"""Take-downs while responses are cached and a CDN is in front: nothing is served of what was withdrawn."""

from typing import Any

import pytest
from django.test import Client

from cms.cdn.models import Purge
from cms.graphql.data.take_downs import gone_at
from cms.takedowns.actions import lift, take_down
from news.models import ArticlePage, NewsIndexPage
from tests.cdn.edge_server import Edge
from tests.cdn.fixtures import article, cdn
from tests.factories import make_translation
from tests.performance.response_cache.invalidating import forget
from tests.search.finding import index_all

__all__ = ["article", "cdn"]

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

QUERY = """{
  route(path: "/news/one/") { __typename }
  page(path: "/news/one/") { title }
  alias: page(path: "/news/alias/") { title }
  french: page(path: "/fr/news/un/") { title }
  articles { nodes { slug } }
  everywhere: articles(locale: "fr") { nodes { slug } }
  search(query: "quay") { nodes { title } }
}"""


def answer() -> dict[str, Any]:
    response = Client().get("/graphql/", {"query": QUERY})
    data: dict[str, Any] = response.json()["data"]
    return data


@pytest.fixture
def story(article: ArticlePage) -> ArticlePage:
    """The article, with an alias and a French translation, in cached responses."""
    page = ArticlePage.objects.get(pk=article.pk)
    page.title = "The quay"
    page.save_revision().publish()
    page.create_alias(update_slug="alias")
    make_translation(NewsIndexPage.objects.get(), "fr")
    make_translation(page, "fr", slug="un", title="Le quai")
    index_all()
    assert answer() == answer()
    return page


def shown(title: str) -> dict[str, str]:
    return {"title": title}


def test_cached_responses_end_with_the_take_down(story: ArticlePage) -> None:
    before = answer()
    assert before["route"] == {"__typename": "PageRoute"}
    assert (before["page"], before["alias"]) == (shown("The quay"), shown("The quay"))
    assert {one["slug"] for one in before["articles"]["nodes"]} == {"one", "alias"}
    assert shown("The quay") in before["search"]["nodes"]

    take_down(story, None, "A court order")

    assert answer() == {
        "route": {"__typename": "GoneRoute"},
        "page": None,
        "alias": None,
        "french": before["french"],
        "articles": {"nodes": []},
        "everywhere": before["everywhere"],
        "search": {"nodes": []},
    }


def test_a_translation_that_goes_too_is_gone_from_its_own_lists(story: ArticlePage) -> None:
    assert [one["slug"] for one in answer()["everywhere"]["nodes"]] == ["un"]

    for page in (story, ArticlePage.objects.get(slug="un")):
        take_down(page, None, "A court order")

    assert (answer()["french"], answer()["everywhere"]) == (None, {"nodes": []})


def test_a_page_that_is_lifted_and_published_is_served_again(story: ArticlePage) -> None:
    before = answer()
    take_down(story, None, "A court order")
    lift(story, None)
    assert answer()["route"] is None

    ArticlePage.objects.get(pk=story.pk).save_revision().publish()
    index_all()

    assert answer() == before


def test_the_cdn_drops_the_page_and_its_alias(story: ArticlePage, cdn: Edge) -> None:
    forget()

    take_down(story, None, "A court order")

    tags = {tag for purge in Purge.objects.all() for tag in purge.tags}
    alias = ArticlePage.objects.get(slug="alias")
    assert {f"page:{story.pk}", f"page:{alias.pk}", "list:article"} <= tags


def test_a_page_that_comes_back_while_its_path_is_looked_up_is_found(
    article: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_down(article, None, "A court order", "")

    def publish_first(*arguments: Any) -> Any:
        lift(article, None)
        article.save_revision().publish()
        return gone_at(*arguments)

    monkeypatch.setattr("cms.graphql.schema.route_query.gone_at", publish_first)

    assert answer()["route"] == {"__typename": "PageRoute"}
