"""Categories that stand below others, in searches."""

from typing import Any

import pytest

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import CategoryFactory, make_article
from tests.search.finding import index_all

FOUND = """query($filter: SearchFilter) { search(query: "harbour", filter: $filter) {
  totalCount facets { categories { category { slug } count } }
} }"""


@pytest.fixture
def stories(index: NewsIndexPage) -> None:
    """Two articles on the second level and one on the third."""
    sea = CategoryFactory(name="Sea", slug="sea")
    ports = CategoryFactory(name="Ports", slug="ports", parent=sea)
    ships = CategoryFactory(name="Ships", slug="ships", parent=ports)
    CategoryFactory(name="Seals", slug="seals", parent=sea)
    for number, category in enumerate((ports, ports, ships)):
        make_article(index, title=f"Harbour {number}", category=category)
    index_all()


def found(api: GraphQLClient, **conditions: Any) -> tuple[int, dict[str, int]]:
    """Returns the total and the facet of categories, most first."""
    answer = api.data(FOUND, filter=conditions)["search"]
    return answer["totalCount"], {row["category"]["slug"]: row["count"] for row in answer["facets"]["categories"]}


def test_a_category_holds_what_is_below_it(stories: None, api: GraphQLClient) -> None:
    counts = {"sea": 3, "ports": 3, "ships": 1}

    assert found(api) == (3, counts)
    assert list(found(api)[1]) == ["sea", "ports", "ships"]
    assert found(api, category=["sea"]) == (3, counts)
    assert found(api, category=["ships"]) == (1, counts)
    assert found(api, category=["seals"]) == (0, counts)


def test_a_category_is_suggested_for_what_is_below_it(stories: None, api: GraphQLClient) -> None:
    suggested = api.data('{ suggest(prefix: "sea") { text kind path } }')["suggest"]

    assert suggested == [{"text": "Sea", "kind": "CATEGORY", "path": "/category/sea/"}]
