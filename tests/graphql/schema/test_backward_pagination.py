"""Connections read backward, as Relay defines `last` and `before`: https://relay.dev/graphql/connections.htm."""

import pytest

from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import NOON, AuthorFactory, CategoryFactory, make_article, make_index, make_page
from tests.search.finding import index_all

PART = "nodes { title } pageInfo { hasPreviousPage hasNextPage startCursor endCursor }"
ARTICLES = f"""query($last: Int, $before: String, $order: ArticleOrder! = NEWEST) {{
  articles(last: $last, before: $before, orderBy: $order) {{ totalCount {PART} }} }}"""


@pytest.fixture
def five(index: NewsIndexPage) -> None:
    """Articles of which the middle three have the same date: E C A D B, the newest first."""
    for title, day in zip("BDACE", (1, 2, 2, 2, 3), strict=True):
        make_article(index, title=title, published_at=NOON.replace(day=day))


def titles(part: dict[str, list[dict[str, str]]]) -> str:
    return "".join(node["title"] for node in part["nodes"])


@pytest.mark.parametrize(("order", "expected"), [("NEWEST", "ECADB"), ("OLDEST", "BDACE"), ("TITLE", "ABCDE")])
@pytest.mark.usefixtures("five")
def test_cursors_lead_from_the_end_to_the_start(api: GraphQLClient, order: str, expected: str) -> None:
    before, seen, ends = None, "", []
    for _ in range(3):
        part = api.data(ARTICLES, last=2, before=before, order=order)["articles"]
        seen = titles(part) + seen
        ends.append((part["pageInfo"]["hasPreviousPage"], part["pageInfo"]["hasNextPage"]))
        before = part["pageInfo"]["startCursor"]

    assert seen == expected
    assert ends == [(True, False), (True, True), (False, True)]
    assert api.data(ARTICLES, before=before, order=order)["articles"] == {
        "totalCount": 5,
        "nodes": [],
        "pageInfo": {"hasPreviousPage": False, "hasNextPage": True, "startCursor": None, "endCursor": None},
    }


@pytest.mark.usefixtures("five")
def test_a_reader_may_turn_round(api: GraphQLClient) -> None:
    query = f"query($after: String) {{ articles(first: 2, after: $after) {{ {PART} }} }}"
    second = api.data(query, after=api.data(query)["articles"]["pageInfo"]["endCursor"])["articles"]

    back = api.data(ARTICLES, last=2, before=second["pageInfo"]["startCursor"])["articles"]

    assert (titles(second), titles(back)) == ("AD", "EC")


@pytest.mark.parametrize("first", [True, False])
def test_lists_within_lists(index: NewsIndexPage, api: GraphQLClient, first: bool) -> None:
    """One owner's list is sliced by itself, those of several in one query."""
    for name in "AB" if first else "A":
        category, author = CategoryFactory(name=name), AuthorFactory(name=name)
        for number in range(3):
            make_article(index, title=f"{name}{number}", category=category, authors=[author])
    fields = f"articles(last: 2) {{ {PART} }}"

    found = api.data(f"{{ categories {{ {fields} }} authors {{ nodes {{ {fields} }} }} }}")

    assert found["categories"] == found["authors"]["nodes"]
    assert [titles(one["articles"]) for one in found["categories"]] == (["A1A0", "B1B0"] if first else ["A1A0"])
    assert {one["articles"]["pageInfo"]["hasPreviousPage"] for one in found["categories"]} == {True}


def test_every_connection_reads_backward(index: NewsIndexPage, api: GraphQLClient) -> None:
    """The last row of each: the last child in the editors' order, the last author, tag and section by name."""
    make_page(index.get_parent(), title="About")
    make_article(make_index(index.get_site(), title="Sport", slug="sport"), title="Goal")
    for name in "AB":
        make_article(index, title=name, authors=[AuthorFactory(name=name)], tags=[f"tag {name}"])

    found = api.data(
        """{
          page(path: "/") { children(last: 1) { nodes { title } } }
          listing: page(path: "/news/") { ... on NewsIndexPage { articles(last: 1) { nodes { title } } } }
          authors(last: 1) { nodes { name } }
          tags(last: 1) { nodes { name } }
          corrections(last: 1) { nodes { text } }
        }"""
    )

    assert found == {
        "page": {"children": {"nodes": [{"title": "Sport"}]}},
        "listing": {"articles": {"nodes": [{"title": "A"}]}},
        "authors": {"nodes": [{"name": "B"}]},
        "tags": {"nodes": [{"name": "tag B"}]},
        "corrections": {"nodes": []},
    }


@pytest.mark.parametrize("order", ["RELEVANCE", "NEWEST"])
def test_search_results(index: NewsIndexPage, api: GraphQLClient, order: str) -> None:
    for number in range(5):
        make_article(index, title=f"Harbour {'harbour ' * number}{number}", published_at=NOON.replace(day=number + 1))
    index_all()
    query = f"""query($first: Int, $last: Int, $before: String) {{
      search(query: "harbour", first: $first, last: $last, before: $before, orderBy: {order}) {{ {PART} }} }}"""
    whole = [node["title"] for node in api.data(query, first=10)["search"]["nodes"]]

    before, ends = None, []
    seen: list[str] = []
    for _ in range(3):
        part = api.data(query, last=2, before=before)["search"]
        seen = [node["title"] for node in part["nodes"]] + seen
        ends.append((part["pageInfo"]["hasPreviousPage"], part["pageInfo"]["hasNextPage"]))
        before = part["pageInfo"]["startCursor"]

    assert len(whole) == 5
    assert seen == whole
    assert ends == [(True, False), (True, True), (False, True)]


@pytest.mark.parametrize(
    "arguments", ["first: 1, last: 1", 'first: 1, before: "x"', 'after: "x", last: 1', "page: 1, last: 1"]
)
@pytest.mark.parametrize("field", ["articles", "tags", 'search(query: "harbour")'])
@pytest.mark.usefixtures("five")
def test_one_direction_at_a_time(api: GraphQLClient, field: str, arguments: str) -> None:
    name, _, others = field.partition("(")
    both = f"{others.rstrip(')')} {arguments}"

    assert api.error(f"{{ {name}({both}) {{ totalCount }} }}") == (
        "BAD_USER_INPUT",
        "Pass `first` and `after` to read forward, or `last` and `before` to read backward, not both; "
        "`page` goes with `first` alone.",
    )
