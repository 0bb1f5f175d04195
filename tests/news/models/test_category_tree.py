"""Categories that stand below others, as readers see them."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Locale

from news.models import Category, NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import CategoryFactory, make_article, make_site, make_translation, restrict


@pytest.fixture
def balkans(db: None) -> Category:
    world = CategoryFactory(name="World", slug="world")
    europe = CategoryFactory(name="Europe", slug="europe", parent=world)
    return CategoryFactory(name="Balkans", slug="balkans", parent=europe)


def category(slug: str) -> Category:
    return Category.objects.get(slug=slug)


def titles(connection: Any) -> list[str]:
    return [node["title"] for node in connection["nodes"]]


def test_a_parent_lists_the_articles_of_all_below(index: NewsIndexPage, api: GraphQLClient, balkans: Category) -> None:
    make_article(index, title="Sofia", category=balkans)
    make_article(index, title="Brussels", category=category("europe"))
    make_article(index, title="Lagos", category=category("world"))
    make_article(index, title="Chess", category=CategoryFactory(name="Games", slug="games"))

    answer = api.data(
        """{
          categories { slug articleCount articles(first: 2) { totalCount nodes { title } pageInfo { hasNextPage } } }
          world: category(slug: "world") { articles { totalCount nodes { title } } }
          filtered: articles(filter: {category: ["europe"]}) { nodes { title } }
          either: articles(filter: {category: ["balkans", "games"]}) { nodes { title } }
        }"""
    )

    lists = {one["slug"]: (one["articleCount"], titles(one["articles"])) for one in answer["categories"]}
    assert lists == {
        "balkans": (1, ["Sofia"]),
        "europe": (2, ["Brussels", "Sofia"]),
        "games": (1, ["Chess"]),
        "world": (3, ["Lagos", "Brussels"]),
    }
    assert [one["articles"]["totalCount"] for one in answer["categories"]] == [1, 2, 1, 3]
    assert [one["articles"]["pageInfo"]["hasNextPage"] for one in answer["categories"]] == [False, False, False, True]
    assert (titles(answer["world"]["articles"]), answer["world"]["articles"]["totalCount"]) == (
        ["Lagos", "Brussels", "Sofia"],
        3,
    )
    assert titles(answer["filtered"]) == ["Brussels", "Sofia"]
    assert titles(answer["either"]) == ["Chess", "Sofia"]


def test_pages_and_cursors_of_lists_within_a_list(index: NewsIndexPage, api: GraphQLClient, balkans: Category) -> None:
    for number in range(3):
        make_article(index, title=f"Sofia {number}", category=balkans)
        make_article(index, title=f"Brussels {number}", category=category("europe"))
    query = """query($page: Int, $after: String) { categories { articles(first: 4, page: $page, after: $after) {
      nodes { title } pageInfo { hasNextPage endCursor }
    } } }"""

    second = api.data(query, page=2)["categories"]
    after = api.data(query, after=api.data(query)["categories"][1]["articles"]["pageInfo"]["endCursor"])["categories"]

    assert [titles(one["articles"]) for one in second] == [[], ["Brussels 0", "Sofia 0"], ["Brussels 0", "Sofia 0"]]
    assert [titles(one["articles"]) for one in after] == [["Sofia 0"], *2 * [["Brussels 0", "Sofia 0"]]]


def test_parents_ancestors_and_children(index: NewsIndexPage, api: GraphQLClient, balkans: Category) -> None:
    make_article(index, category=balkans)
    asia = CategoryFactory(name="Asia", slug="asia", parent=category("world"))
    make_article(index, category=asia)
    CategoryFactory(name="Africa", slug="africa", parent=category("world"))

    answer = api.data("{ categories { name parent { slug } ancestors { slug } children { slug children { slug } } } }")

    def slugs(rows: list[dict[str, str]]) -> list[str]:
        return [row["slug"] for row in rows]

    assert [
        (one["name"], one["parent"] and one["parent"]["slug"], slugs(one["ancestors"]), slugs(one["children"]))
        for one in answer["categories"]
    ] == [
        ("Asia", "world", ["world"], []),
        ("Balkans", "europe", ["world", "europe"], []),
        ("Europe", "world", ["world"], ["balkans"]),
        ("World", None, [], ["asia", "europe"]),
    ]
    assert [slugs(child["children"]) for child in answer["categories"][3]["children"]] == [[], ["balkans"]]


def test_the_breadcrumbs_of_an_article(index: NewsIndexPage, api: GraphQLClient, balkans: Category) -> None:
    make_article(index, category=balkans)

    answer = api.data("{ articles { nodes { category { name path ancestors { name path } } } } }")

    assert answer["articles"]["nodes"][0]["category"] == {
        "name": "Balkans",
        "path": "/category/balkans/",
        "ancestors": [{"name": "World", "path": "/category/world/"}, {"name": "Europe", "path": "/category/europe/"}],
    }


def test_no_category_is_known_before_an_article_in_it_is(
    index: NewsIndexPage, api: GraphQLClient, balkans: Category
) -> None:
    make_article(index, category=balkans, live=False)
    restrict(make_article(index, category=balkans))
    make_article(index, category=category("world"))

    answer = api.data(
        """{ categories { slug articleCount children { slug } }
          europe: category(slug: "europe") { slug }
          filtered: articles(filter: {category: ["europe"]}) { totalCount } }"""
    )

    assert answer == {
        "categories": [{"slug": "world", "articleCount": 1, "children": []}],
        "europe": None,
        "filtered": {"totalCount": 0},
    }


def test_the_children_and_counts_of_another_site(index: NewsIndexPage, api: GraphQLClient, balkans: Category) -> None:
    make_article(index, category=balkans)
    second = make_site("second.example", default=False)
    asia = CategoryFactory(name="Asia", slug="asia", parent=category("world"))
    make_article(NewsIndexPage.objects.child_of(second.root_page).get(), title="Delhi", category=asia)

    answer = api.data(
        """{
          here: category(slug: "world") { children { slug } there: children(site: "second.example") { slug } }
          there: category(slug: "world", site: "second.example") {
            articleCount children { slug url parent { articles { nodes { title } } } }
          }
        }"""
    )

    assert answer["here"] == {"children": [{"slug": "europe"}], "there": [{"slug": "asia"}]}
    assert answer["there"]["articleCount"] == 1
    [child] = answer["there"]["children"]
    assert child["slug"] == "asia"
    assert titles(child["parent"]["articles"]) == ["Delhi"]


def test_parents_are_translated_each_in_its_own_tree(index: NewsIndexPage, api: GraphQLClient) -> None:
    world = CategoryFactory(name="World", slug="world")
    europe = CategoryFactory(name="Europe", slug="europe", parent=world)
    article = make_article(index, category=europe)
    translation = make_translation(article, "fr", title="Un")
    french = Locale.objects.get(language_code="fr")
    lone = europe.copy_for_translation(french)
    assert lone.parent is None, "the parent has no translation yet"
    monde = world.copy_for_translation(french)
    monde.name, monde.slug = "Monde", "monde"
    monde.save()
    translated = europe.copy_for_translation(french)
    translated.save()
    translation.category = translated
    translation.save()

    answer = api.data('{ category(slug: "world") { translations { name children { slug } articleCount } } }')

    assert translated.parent == monde
    assert answer["category"]["translations"] == [
        {"name": "Monde", "children": [{"slug": "europe"}], "articleCount": 1}
    ]


@pytest.mark.parametrize("size", [3, 30])
def test_lists_take_as_many_statements_for_any_number_of_categories(
    index: NewsIndexPage,
    api: GraphQLClient,
    django_assert_num_queries: DjangoAssertNumQueries,
    settings: Settings,
    size: int,
) -> None:
    settings.GRAPHQL_LIMITS = {"cost": 500_000}
    for number in range(size):
        top = CategoryFactory(name=f"Top {number:02}")
        middle = CategoryFactory(parent=top)
        make_article(index, category=CategoryFactory(parent=middle))
        make_article(index, category=middle)
    query = """{ categories {
      parent { name } ancestors { name } children { name articleCount articles(first: 1) { nodes { title } } }
      articleCount articles(first: 2) { totalCount nodes { category { ancestors { name } } } }
    } }"""
    api.data(query)

    with django_assert_num_queries(12):
        answer = api.data(query)

    assert len(answer["categories"]) == 3 * size


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_one_category_takes_as_many_statements_at_any_depth(
    index: NewsIndexPage, api: GraphQLClient, django_assert_num_queries: DjangoAssertNumQueries, depth: int
) -> None:
    lowest = None
    for _ in range(depth):
        lowest = CategoryFactory(parent=lowest)
    make_article(index, category=lowest)
    assert lowest is not None
    query = f'{{ category(slug: "{lowest.slug}") {{ articles {{ totalCount nodes {{ title }} }} articleCount }} }}'
    api.data(query)

    with django_assert_num_queries(7):
        assert api.data(query)["category"]["articleCount"] == 1
