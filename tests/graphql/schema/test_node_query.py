"""The node query: objects by global id, by path or by slug."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wagtail.models import Site

from cms.graphql.errors import BadUserInput
from cms.graphql.schema import global_ids
from news.models import NewsIndexPage
from tests.client import GraphQLClient
from tests.factories import (
    AuthorFactory,
    CategoryFactory,
    ImageFactory,
    make_article,
    make_page,
    make_translation,
)

MALFORMED = "This id is malformed. Pass an id exactly as an earlier answer gave it."
WITH_DATABASE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


@pytest.mark.wagtail_indexes
def test_the_id_of_anything_leads_back_to_it(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    make_article(index, category=CategoryFactory(), authors=[AuthorFactory()], image=ImageFactory())
    make_page(site.root_page)
    fields = "__typename id"
    answer = api.data(
        f"""{{
          articles {{ nodes {{ {fields} category {{ {fields} }} authors {{ {fields} }} image {{ {fields} }} }} }}
          page(path: "/") {{ {fields} children {{ nodes {{ {fields} }} }} }}
        }}"""
    )
    article, home = answer["articles"]["nodes"][0], answer["page"]
    things = [article, article["category"], article["authors"][0], article["image"], home, *home["children"]["nodes"]]
    names = [{"__typename": thing["__typename"], "id": thing["id"]} for thing in things]

    assert [name["__typename"] for name in names] == [
        *("ArticlePage", "Category", "Author", "Image", "HomePage", "NewsIndexPage", "StandardPage")
    ]
    assert api.data(
        f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {fields} }} }}", ids=[name["id"] for name in names]
    ) == {"nodes": names}
    for name in names:
        assert api.data(f"query($id: ID!) {{ node(id: $id) {{ {fields} }} }}", id=name["id"]) == {"node": name}


def test_nodes_keep_their_order_and_their_number(index: NewsIndexPage, api: GraphQLClient) -> None:
    one, two = (make_article(index, title=title) for title in ("One", "Two"))
    names = [global_ids.to_global_id("ArticlePage", pk) for pk in (two.pk, 999_999, one.pk, two.pk)]

    answer = api.data("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Page { title } } }", ids=names)

    assert answer == {"nodes": [{"title": "Two"}, None, {"title": "One"}, {"title": "Two"}]}
    assert api.data("{ nodes(ids: []) { id } }") == {"nodes": []}


def test_the_id_of_another_type_leads_nowhere(site: Site, index: NewsIndexPage, api: GraphQLClient) -> None:
    article = make_article(index)
    wrong = [global_ids.to_global_id(name, article.pk) for name in ("StandardPage", "Category", "Image", "Nothing")]

    assert api.data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=wrong) == {"nodes": [None] * 4}


@pytest.mark.parametrize(
    "malformed",
    [
        *("", "nonsense", "é", "=", "QXJ0aWNsZVBhZ2U=", "QXJ0aWNsZVBhZ2U6", "OjE=", "QXJ0aWNsZVBhZ2U6LTE="),
        global_ids.to_global_id("ArticlePage", "x"),
        global_ids.to_global_id("ArticlePage", "1.0"),
        global_ids.to_global_id("ArticlePage", "²"),
        global_ids.to_global_id("ArticlePage", "1 "),
        global_ids.to_global_id("ArticlePage", "9" * 19),
        global_ids.to_global_id("Article Page", 1),
        global_ids.to_global_id("ArticlePage", "01"),
        global_ids.to_global_id("ArticlePage", 1) + " ",
    ],
)
def test_malformed_ids(site: Site, api: GraphQLClient, malformed: str) -> None:
    assert api.error("query($id: ID!) { node(id: $id) { id } }", id=malformed) == ("BAD_USER_INPUT", MALFORMED)
    assert api.error(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[global_ids.to_global_id("Author", 1), malformed]
    ) == (
        "BAD_USER_INPUT",
        MALFORMED,
    )


@given(st.text() | st.binary().map(lambda raw: global_ids.to_global_id("ArticlePage", raw.decode("latin-1"))))
@example(global_ids.to_global_id("Author", "9" * 18))
def test_whatever_is_passed_as_an_id_is_an_id_or_refused(text: str) -> None:
    try:
        name, pk = global_ids.parse_global_id(text)
    except BadUserInput:
        return
    assert name.isidentifier()
    assert 0 <= pk < 2**63


PATHS = {
    "": "/",
    "//": "/",
    "news": "/news/",
    "/news": "/news/",
    "news/": "/news/",
    "//news//": "/news/",
    "/news/?page=2": "/news/",
    "/news?x=/a/": "/news/",
    "/news/#top": "/news/",
    "/n%65ws/": "/news/",
    "/News/": None,
    " /news/": None,
    "/news/../": None,
    "/news%2F": None,
    "/news%3Fx": None,
    "/%00/": None,
    "/%ff/": None,
}


@pytest.mark.parametrize(("path", "canonical"), PATHS.items())
def test_paths_as_routers_have_them(
    index: NewsIndexPage, api: GraphQLClient, path: str, canonical: str | None
) -> None:
    answer = api.data("query($path: String!) { page(path: $path) { path } }", path=path)

    assert answer == {"page": canonical and {"path": canonical}}


@pytest.mark.parametrize("arguments", ['after: ""', "after: null", 'after: "", page: 1'])
def test_an_empty_cursor_begins_at_the_start(index: NewsIndexPage, api: GraphQLClient, arguments: str) -> None:
    make_article(index, title="A")

    answer = api.data(f"{{ articles({arguments}) {{ nodes {{ title }} pageInfo {{ hasPreviousPage }} }} }}")

    assert answer["articles"] == {"nodes": [{"title": "A"}], "pageInfo": {"hasPreviousPage": False}}


@pytest.mark.parametrize("name", ["category", "tag", "author"])
@pytest.mark.parametrize("value", ["[]", "null"])
def test_an_empty_list_filters_nothing(index: NewsIndexPage, api: GraphQLClient, name: str, value: str) -> None:
    make_article(index)

    answer = api.data(f"""{{ articles(filter: {{{name}: {value}}}) {{ totalCount }} }}""")

    assert answer == {"articles": {"totalCount": 1}}


@pytest.mark.parametrize("field", ["page(path: $text)", "author(slug: $text)", "category(slug: $text)"])
@WITH_DATABASE
@given(text=st.text() | st.text(st.characters(categories=["Cs", "Cc"])))
@example(text="\0")
@example(text="\ud800")
@example(text="%")
@example(text="x" * 10_000)
def test_what_does_not_exist_is_null(site: Site, api: GraphQLClient, field: str, text: str) -> None:
    text = text.replace("?", "").replace("#", "")  # what follows them is no part of a path
    query = f"query($text: String!) {{ {field} {{ id }} }}"

    assert api.data(query, text=f"/{text}-x/" if "page" in field else f"{text}-x") == {field.split("(")[0]: None}


@pytest.mark.parametrize("name", ["category", "tag", "author"])
@WITH_DATABASE
@given(text=st.text() | st.text(st.characters(categories=["Cs", "Cc"])))
@example(text="\0")
@example(text="\ud800")
def test_filters_by_what_does_not_exist_are_empty(site: Site, api: GraphQLClient, name: str, text: str) -> None:
    query = f"query($text: String!) {{ articles(filter: {{{name}: [$text]}}) {{ totalCount }} }}"

    assert api.data(query, text=text) == {"articles": {"totalCount": 0}}


def test_categories_and_authors_by_slug(index: NewsIndexPage, api: GraphQLClient) -> None:
    category, author = CategoryFactory(name="Safety", slug="safety"), AuthorFactory(name="Ana", slug="ana")
    article = make_article(index, category=category, authors=[author])
    french = CategoryFactory(name="Sécurité", slug="safety", locale=make_translation(index, "fr").locale)
    make_translation(article, "fr", category=french)

    answer = api.data(
        """{
          category(slug: "safety") { name locale }
          french: category(slug: "safety", locale: "fr") { name locale articles { nodes { locale } } }
          spanish: category(slug: "safety", locale: "es") { name }
          case: category(slug: "SAFETY") { name }
          author(slug: "ana") { name articles { totalCount } }
          categories { name }
          frenchOnes: categories(locale: "fr") { name }
        }"""
    )

    assert answer == {
        "category": {"name": "Safety", "locale": "en"},
        "french": {"name": "Sécurité", "locale": "fr", "articles": {"nodes": [{"locale": "fr"}]}},
        "spanish": None,
        "case": None,
        "author": {"name": "Ana", "articles": {"totalCount": 1}},
        "categories": [{"name": "Safety"}],
        "frenchOnes": [{"name": "Sécurité"}],
    }
