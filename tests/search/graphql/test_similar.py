"""`similar`: the pages that say most like a page."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from cms.graphql.schema.global_ids import to_global_id
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import make_article, make_hidden_articles, make_page, make_translation, stored
from tests.search.finding import index_all

SIMILAR = "query($id: ID!, $first: Int) { similar(id: $id, first: $first) { title } }"
STORIES = {
    "Ferry strike enters second week": "Crews of the ferry refuse to sail. The strike over wages empties the quay.",
    "Islanders stranded by strike": "The ferry has not sailed for days: crews strike, islanders wait on the quay.",
    "Wages of crews to rise": "An offer on wages may end the strike of crews.",
    "New ferry is launched": "The shipyard launched a ferry with electric engines.",
    "Museum shows old maps": "Maps of the coast and its lighthouses are on display in the museum.",
    "Bakery wins prize": "The judges praised the rye bread of the bakery.",
}


@pytest.fixture
def stories(site: Site, index: NewsIndexPage) -> dict[str, Any]:
    """Six articles, of which four have to do with a ferry or a strike."""
    return {
        title: make_article(index, title=title, body=stored(("paragraph", {"html": f"<p>{text}</p>"})))
        for title, text in STORIES.items()
    }


def similar(api: GraphQLClient, page: Any, first: int | None = None) -> list[str]:
    found = api.data(SIMILAR, id=to_global_id(type(page).__name__, page.pk), first=first)["similar"]
    return [one["title"] for one in found]


def test_the_most_alike_come_first(stories: dict[str, Any], api: GraphQLClient) -> None:
    index_all()
    strike, stranded, wages, ferry, museum, _bakery = STORIES

    assert similar(api, stories[strike]) == [stranded, wages, ferry]
    assert similar(api, stories[strike], first=1) == [stranded]
    assert similar(api, stories[museum]) == []


def test_pages_of_all_types_are_found(stories: dict[str, Any], site: Site, api: GraphQLClient) -> None:
    about = make_page(site.root_page, title="About the museum and its maps")
    index_all()

    assert similar(api, about) == ["Museum shows old maps"]
    assert similar(api, stories["Museum shows old maps"]) == ["About the museum and its maps"]


def test_what_mirrors_a_page_is_not_like_it(stories: dict[str, Any], api: GraphQLClient) -> None:
    strike, stranded = (stories[title] for title in [*STORIES][:2])
    mirror = strike.create_alias(update_slug="mirror")
    stranded.create_alias(update_slug="stranded-mirror")
    index_all()

    expected = [*STORIES][1:4]
    assert similar(api, strike) == expected
    assert similar(api, mirror) == expected


def test_nothing_hidden_is_like_anything(index: NewsIndexPage, api: GraphQLClient) -> None:
    shown = make_article(index, title="Secret ferry of the harbour")
    hidden = make_hidden_articles(index, summary="Secret ferry of the harbour")
    index_all()

    assert similar(api, shown) == []
    for article in hidden:
        assert similar(api, article) == []


def test_hidden_since_the_index_was_written(stories: dict[str, Any], api: GraphQLClient) -> None:
    index_all()
    strike, stranded, wages, ferry, *_others = STORIES
    type(stories[stranded]).objects.filter(pk=stories[stranded].pk).update(live=False)

    assert similar(api, stories[strike]) == [wages, ferry]


def test_it_stays_in_the_language(stories: dict[str, Any], index: NewsIndexPage, api: GraphQLClient) -> None:
    french = make_translation(index, "fr")
    one, _two = (make_article(french, title=f"Le ferry et la strike {number}") for number in (1, 2))
    index_all()

    assert similar(api, one) == ["Le ferry et la strike 2"]


def test_what_is_no_page_has_none_and_bad_input_is_told(stories: dict[str, Any], api: GraphQLClient) -> None:
    index_all()
    page = to_global_id("ArticlePage", next(iter(stories.values())).pk)

    assert api.data(SIMILAR, id=to_global_id("Category", 1))["similar"] == []
    assert api.data(SIMILAR, id=to_global_id("ArticlePage", 999_999))["similar"] == []
    assert api.error(SIMILAR, id=page, first=21) == ("BAD_USER_INPUT", "`first` takes a number from 1 to 20.")
    assert api.error(SIMILAR, id="nonsense")[0] == "BAD_USER_INPUT"


def test_a_request_may_ask_for_five(stories: dict[str, Any], api: GraphQLClient) -> None:
    index_all()
    page = to_global_id("ArticlePage", next(iter(stories.values())).pk)
    fields = [f'a{number}: similar(id: "{page}", first: 1) {{ title }}' for number in range(6)]

    assert len(api.data(f"{{ {' '.join(fields[:5])} }}")) == 5
    code, message = api.error(f"{{ {' '.join(fields)} }}")
    assert code == "BAD_USER_INPUT"
    assert "128 different words" in message


def test_before_anything_is_indexed_nothing_is_alike(index: NewsIndexPage, api: GraphQLClient) -> None:
    assert similar(api, make_article(index, title="Alone")) == []


def test_statements_do_not_grow_with_the_pages(stories: dict[str, Any], index: NewsIndexPage, api: Any) -> None:
    first = next(iter(stories.values()))

    def statements() -> int:
        index_all()
        with CaptureQueriesContext(connection) as queries:
            similar(api, first, 20)
        return len(queries)

    few = statements()
    for number in range(10):
        make_article(index, title=f"Ferry strike {number}")

    assert statements() == few
