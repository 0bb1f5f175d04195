"""Connections as a frontend pages through them, and what it is told when its arguments are wrong."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from cms.graphql.schema import global_ids
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import NOON, AuthorFactory, CategoryFactory, make_article, make_index, make_page

PAGE = """query($first: Int, $after: String, $page: Int, $orderBy: ArticleOrder! = NEWEST) {
  articles(first: $first, after: $after, page: $page, orderBy: $orderBy) {
    totalCount
    nodes { title }
    edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


@pytest.fixture
def five(index: NewsIndexPage) -> list[str]:
    """The titles of five articles, of which the middle three have the same date; the newest first."""
    dates = [NOON.replace(day=day) for day in (1, 2, 2, 2, 3)]
    titles = [
        make_article(index, title=title, published_at=date).title for title, date in zip("BDACE", dates, strict=True)
    ]
    return titles[::-1]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("NEWEST", "ECADB"), ("OLDEST", "BDACE"), ("TITLE", "ABCDE"), ("RECENTLY_UPDATED", "ECADB")],
)
def test_cursors_lead_through_the_whole_list(five: list[str], api: GraphQLClient, order: str, expected: str) -> None:
    after, seen, ends = None, "", []
    for _ in range(3):
        part = api.data(PAGE, first=2, after=after, orderBy=order)["articles"]
        assert [edge["node"] for edge in part["edges"]] == part["nodes"]
        assert [part["edges"][end]["cursor"] for end in (0, -1)] == [
            part["pageInfo"]["startCursor"],
            part["pageInfo"]["endCursor"],
        ]
        seen += "".join(node["title"] for node in part["nodes"])
        ends.append((part["pageInfo"]["hasPreviousPage"], part["pageInfo"]["hasNextPage"]))
        after = part["pageInfo"]["endCursor"]

    assert seen == expected
    assert ends == [(False, True), (True, True), (True, False)]
    past = api.data(PAGE, after=after, orderBy=order)["articles"]
    assert past == {
        "totalCount": 5,
        "nodes": [],
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None},
    }


def test_numbered_pages(five: list[str], api: GraphQLClient) -> None:
    pages = [api.data(PAGE, first=2, page=number)["articles"] for number in (1, 2, 3, 4)]

    assert ["".join(node["title"] for node in page["nodes"]) for page in pages] == ["EC", "AD", "B", ""]
    assert [page["totalCount"] for page in pages] == [5] * 4
    assert [(page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]) for page in pages] == [
        (False, True),
        (True, True),
        (True, False),
        (True, False),
    ]


def test_twenty_rows_unless_asked(index: NewsIndexPage, api: GraphQLClient) -> None:
    for number in range(21):
        make_page(index.get_parent(), title=f"Page {number}")

    part = api.data('{ page(path: "/") { children { totalCount nodes { title } pageInfo { hasNextPage } } } }')

    assert part["page"]["children"]["totalCount"] == 22
    assert [node["title"] for node in part["page"]["children"]["nodes"]] == [
        "News and articles",
        *(f"Page {number}" for number in range(19)),
    ]
    assert part["page"]["children"]["pageInfo"] == {"hasNextPage": True}


@pytest.mark.parametrize(
    ("fields", "number"),
    [("totalCount", 1), ("nodes { title }", 1), ("pageInfo { hasNextPage } nodes { title }", 1), ("__typename", 0)],
)
def test_rows_and_totals_are_read_only_when_asked_for(
    five: list[str], api: GraphQLClient, fields: str, number: int
) -> None:
    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            api.data(query)
        return len(captured)

    assert queries(f"{{ articles {{ {fields} }} }}") - queries("{ articles { __typename } }") == number


def test_children_have_cursors_in_the_editors_order(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    first, second = make_page(site.root_page, title="About"), make_page(site.root_page, title="Contact")
    second.move(first, pos="left")
    query = """query($after: String) { page(path: "/") { children(first: 1, after: $after) {
        nodes { title __typename } pageInfo { hasNextPage endCursor } } } }"""

    after, seen = None, []
    for _ in range(3):
        part = api.data(query, after=after)["page"]["children"]
        after = part["pageInfo"]["endCursor"]
        seen += [(node["title"], node["__typename"], part["pageInfo"]["hasNextPage"]) for node in part["nodes"]]

    assert seen == [
        ("News and articles", "NewsIndexPage", True),
        ("Contact", "StandardPage", True),
        ("About", "StandardPage", False),
    ]


def test_authors_by_name(index: NewsIndexPage, api: GraphQLClient) -> None:
    authors = [AuthorFactory(name=name, slug=slug) for name, slug in (("Bo", "b1"), ("Al", "a"), ("Bo", "b2"))]
    make_article(index, authors=authors)
    make_article(index, authors=authors)
    query = """query($after: String) { authors(first: 1, after: $after) {
        totalCount edges { cursor node { slug } } pageInfo { hasNextPage } } }"""

    after, seen = None, []
    for _ in range(3):
        part = api.data(query, after=after)["authors"]
        (edge,) = part["edges"]
        after = edge["cursor"]
        seen.append((edge["node"]["slug"], part["totalCount"], part["pageInfo"]["hasNextPage"]))

    assert seen == [("a", 3, True), ("b1", 3, True), ("b2", 3, False)]


def test_lists_within_lists_have_their_own_cursors(index: NewsIndexPage, api: GraphQLClient) -> None:
    for name in "AB":
        category, author = CategoryFactory(name=name), AuthorFactory(name=name)
        for number in range(3):
            make_article(index, title=f"{name}{number}", category=category, authors=[author])
    fields = "articles(first: 1, after: $after) { totalCount nodes { title } pageInfo { endCursor hasNextPage } }"
    query = f"query($after: String) {{ categories {{ {fields} }} authors {{ nodes {{ {fields} }} }} }}"

    first = api.data(query)
    assert first["categories"] == first["authors"]["nodes"]
    assert [(one["articles"]["totalCount"], one["articles"]["nodes"]) for one in first["categories"]] == [
        (3, [{"title": "A2"}]),
        (3, [{"title": "B2"}]),
    ]

    second = api.data(query, after=first["categories"][0]["articles"]["pageInfo"]["endCursor"])["categories"]
    assert [one["articles"]["nodes"] for one in second] == [[{"title": "A1"}], []]
    assert [one["articles"]["pageInfo"]["hasNextPage"] for one in second] == [True, False]


def test_one_list_asked_for_twice_is_two_lists(index: NewsIndexPage, api: GraphQLClient) -> None:
    for name in "AB":
        category = CategoryFactory(name=name)
        for number in range(2):
            make_article(index, title=f"{name}{number}", category=category)

    answer = api.data(
        """{ categories {
          newest: articles(first: 1) { nodes { title } }
          oldest: articles(first: 1, orderBy: OLDEST) { nodes { title } }
        } }"""
    )

    assert answer["categories"] == [
        {"newest": {"nodes": [{"title": "A1"}]}, "oldest": {"nodes": [{"title": "A0"}]}},
        {"newest": {"nodes": [{"title": "B1"}]}, "oldest": {"nodes": [{"title": "B0"}]}},
    ]


LISTS = {
    "articles": "{{ articles({0}) {{ totalCount }} }}",
    "authors": "{{ authors({0}) {{ totalCount }} }}",
    "children": '{{ page(path: "/") {{ children({0}) {{ totalCount }} }} }}',
    "listing": '{{ page(path: "/news/") {{ ... on NewsIndexPage {{ articles({0}) {{ totalCount }} }} }} }}',
    "category": '{{ category(slug: "safety") {{ articles({0}) {{ totalCount }} }} }}',
    "categories": "{{ categories {{ articles({0}) {{ totalCount }} }} }}",
    "author": '{{ author(slug: "ana") {{ articles({0}) {{ totalCount }} }} }}',
}
FIRST = "`first` takes a number from 1 to 100."
NUMBER = "`page` takes a number from 1 to 1,000,000."
BROKEN = "This cursor is broken. Pass a `cursor` or `endCursor` exactly as an earlier answer gave it."
OTHER = "This cursor belongs to a list in another order. Begin again without it."
OF_TITLE = "WyJUSVRMRSIsICJBIiwgMV0="


BAD_ARGUMENTS = {
    "first: 0": FIRST,
    "first: -1": FIRST,
    "first: 101": FIRST,
    'after: "nonsense"': BROKEN,
    'after: "é"': BROKEN,
    f'after: "{OF_TITLE}"': OTHER,
}
BAD_NUMBERS = {
    "page: 0": NUMBER,
    "page: -1": NUMBER,
    "page: 1000001": NUMBER,
    'page: 1, after: "x"': "Pass either `after` or `page`, not both.",
}


@pytest.mark.parametrize("name", LISTS)
def test_arguments_out_of_range(index: NewsIndexPage, api: GraphQLClient, name: str) -> None:
    make_article(index, category=CategoryFactory(slug="safety"), authors=[AuthorFactory(slug="ana")])
    numbered = name not in ("authors", "children")
    expected = BAD_ARGUMENTS | (BAD_NUMBERS if numbered else {})

    errors = {arguments: api.error(LISTS[name].format(arguments)) for arguments in expected}

    assert errors == {arguments: ("BAD_USER_INPUT", message) for arguments, message in expected.items()}


def test_one_bad_argument_is_one_error(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Also where the list stands below many rows; the other fields are answered."""
    for _ in range(3):
        make_article(index, category=CategoryFactory())

    answer = api.answer("{ site { name } categories { articles(first: 0) { totalCount } } }")

    assert [error["message"] for error in answer["errors"]] == [FIRST]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ articles(filter: {category: [%s]}) { totalCount } }", "`category` takes at most 100 values."),
        ("{ articles(filter: {tag: [%s]}) { totalCount } }", "`tag` takes at most 100 values."),
        ("{ articles(filter: {author: [%s]}) { totalCount } }", "`author` takes at most 100 values."),
        ("{ nodes(ids: [%s]) { id } }", "`ids` takes at most 100 ids."),
    ],
)
def test_long_lists(site: Site, api: GraphQLClient, query: str, message: str) -> None:
    known = global_ids.to_global_id("ArticlePage", 1)

    assert "errors" not in api.answer(query % ", ".join([f'"{known}"'] * 100))
    assert api.error(query % ", ".join([f'"{known}"'] * 101)) == ("BAD_USER_INPUT", message)


def test_listings_of_two_indexes_are_apart(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    other = make_index(site, slug="sport")
    make_article(index, title="News"), make_article(other, title="Sport")

    answer = api.data(
        '{ page(path: "/") { children { nodes { path ... on NewsIndexPage { articles { nodes { title } } } } } } }'
    )

    assert answer["page"]["children"]["nodes"] == [
        {"path": "/news/", "articles": {"nodes": [{"title": "News"}]}},
        {"path": "/sport/", "articles": {"nodes": [{"title": "Sport"}]}},
    ]
