"""What an article offers to read next."""

import datetime as dt
from typing import Any

import pytest

from news.models import ArticlePage, NewsIndexPage, RelatedArticle
from tests.client import GraphQLClient
from tests.factories import (
    NOON,
    CategoryFactory,
    index_of,
    make_article,
    make_hidden_articles,
    make_site,
    make_translation,
)

RELATED = """query($path: String!, $first: Int) {
  page(path: $path) { ... on ArticlePage { related(first: $first) { title } } }
}"""


def related(api: GraphQLClient, path: str = "/news/asking/", **variables: Any) -> list[str]:
    return [one["title"] for one in api.data(RELATED, path=path, **variables)["page"]["related"]]


def pick(article: ArticlePage, *others: ArticlePage) -> None:
    article.related_links = [RelatedArticle(article=other, sort_order=n) for n, other in enumerate(others)]
    article.save()


def test_picks_then_shared_tags_then_the_category(index: NewsIndexPage, api: GraphQLClient) -> None:
    category = CategoryFactory()
    dates = [NOON + dt.timedelta(days=day) for day in range(7)]
    asking = make_article(index, slug="asking", category=category, tags=["a", "b", "c"], published_at=dates[3])
    make_article(index, title="category, old", category=category, published_at=dates[0])
    make_article(index, title="category, new", category=category, published_at=dates[6])
    make_article(index, title="one tag, old", tags=["a"], category=category, published_at=dates[1])
    make_article(index, title="one tag, new", tags=["b", "x"], published_at=dates[5])
    make_article(index, title="two tags", tags=["a", "c"], published_at=dates[0])
    one = make_article(index, title="pick 1", published_at=dates[0])
    two = make_article(index, title="pick 2", tags=["a", "b", "c"], category=category, published_at=dates[0])
    make_article(index, title="nothing in common", tags=["x"], category=CategoryFactory(), published_at=dates[6])
    pick(asking, two, one)

    everything = ["pick 2", "pick 1", "two tags", "one tag, new", "one tag, old", "category, new", "category, old"]
    assert related(api, first=20) == everything
    assert related(api) == everything[:3]
    assert related(api, first=1) == everything[:1]


def test_without_tags_and_category_there_is_nothing(index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, slug="asking")
    make_article(index, title="Other")

    assert related(api) == []


def test_nothing_comes_twice_and_never_the_article_itself(index: NewsIndexPage, api: GraphQLClient) -> None:
    category = CategoryFactory()
    asking = make_article(index, slug="asking", category=category, tags=["a", "b"])
    other = make_article(index, title="Other", category=category, tags=["a", "b"])
    pick(asking, other, asking, other)

    assert related(api, first=20) == ["Other"]


def test_hidden_articles_take_no_place(index: NewsIndexPage, api: GraphQLClient) -> None:
    category = CategoryFactory()
    shown = make_article(index, title="Shown", tags=["a"], published_at=NOON - dt.timedelta(days=9))
    hidden = make_hidden_articles(index, tags=["a"], category=category)
    asking = make_article(index, slug="asking", category=category, tags=["a"])
    pick(asking, *hidden)

    assert related(api, first=1) == ["Shown"]
    assert shown.pk < asking.pk


def test_tags_and_categories_lead_to_articles_of_the_same_language(index: NewsIndexPage, api: GraphQLClient) -> None:
    category = CategoryFactory()
    french = make_translation(index, "fr")
    for one, language in ((index, "English"), (french, "French")):
        common = {"category": category, "locale": one.locale}
        make_article(one, slug="asking", title=f"{language}, asking", tags=["a"], **common)
        make_article(one, title=f"{language}, by tag", tags=["a"], locale=one.locale)
        make_article(one, title=f"{language}, by category", **common)

    assert related(api) == ["English, by tag", "English, by category"]
    assert related(api, "/fr/news/asking/") == ["French, by tag", "French, by category"]


def test_tags_and_categories_lead_to_articles_of_the_same_site(index: NewsIndexPage, api: GraphQLClient) -> None:
    """An editor's pick may lead elsewhere: it is chosen by hand."""
    category = CategoryFactory()
    elsewhere = index_of(make_site("sport.example.org", default=False))
    asking = make_article(index, slug="asking", category=category, tags=["a"])
    make_article(index, title="by tag", tags=["a"])
    make_article(index, title="by category", category=category)
    make_article(elsewhere, title="elsewhere, by tag", tags=["a"])
    make_article(elsewhere, title="elsewhere, by category", category=category)
    pick(asking, make_article(elsewhere, title="elsewhere, picked"))

    assert related(api, first=20) == ["elsewhere, picked", "by tag", "by category"]


def test_a_list_gets_the_related_articles_of_each(index: NewsIndexPage, api: GraphQLClient) -> None:
    categories = [CategoryFactory() for _ in range(2)]
    for title, category, tags in (("a", 0, ["x"]), ("b", 0, []), ("c", 1, ["x"]), ("d", 1, [])):
        make_article(index, title=title, category=categories[category], tags=tags)

    answer = api.data("{ articles(orderBy: TITLE) { nodes { title related { title } } } }")

    assert {
        node["title"]: "".join(one["title"] for one in node["related"]) for node in answer["articles"]["nodes"]
    } == {"a": "cb", "b": "a", "c": "ad", "d": "c"}


@pytest.mark.parametrize("first", [0, -1, 21])
def test_how_many(index: NewsIndexPage, api: GraphQLClient, first: int) -> None:
    make_article(index, slug="asking")

    assert api.error(RELATED, path="/news/asking/", first=first) == (
        "BAD_USER_INPUT",
        "`first` takes a number from 1 to 20.",
    )


def test_twenty_at_most(index: NewsIndexPage, api: GraphQLClient) -> None:
    category = CategoryFactory()
    make_article(index, slug="asking", category=category)
    for number in range(21):
        make_article(index, title=str(number), category=category)

    assert related(api, first=20) == [str(number) for number in range(20, 0, -1)]
