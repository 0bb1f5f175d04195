"""What the schema does not have, nobody can ask for: see test_leaks."""

import re
from pathlib import Path

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, get_named_type
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.graphql.schema import global_ids
from cms.schema import schema
from news.models import NewsIndexPage, SiteSettings
from search.indexing.entries import refresh
from tests.client import GraphQLClient
from tests.factories import make_article, make_hidden_articles

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = schema.graphql_schema


def fields_of(name: str) -> set[str]:
    kind = SCHEMA.type_map[name]
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    return set(kind.fields)


def test_l2_search(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla's `search` finds drafts, restricted pages and images of private collections."""
    make_hidden_articles(index)
    make_article(index, title="Secret gardens open")
    refresh(list(Page.objects.values_list("pk", flat=True)))

    assert api.data('{ search(query: "secret") { totalCount nodes { title } } }') == {
        "search": {"totalCount": 1, "nodes": [{"title": "Secret gardens open"}]}
    }
    assert api.data('{ suggest(prefix: "secr") { text } }') == {"suggest": [{"text": "Secret gardens open"}]}


def test_l3_redirects(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla gives the full body of a hidden page through `redirects{page{…}}`; here these are all root fields."""
    for number, article in enumerate(make_hidden_articles(index)):
        Redirect.objects.create(old_path=f"/old-{number}", redirect_page=article)

    assert fields_of("Query") == {
        *("articles", "author", "authors", "categories", "category", "node", "nodes", "page", "preview", "search"),
        *("changes", "corrections", "pages", "route", "similar", "site", "suggest", "tag", "tags"),
    }
    assert api.error("{ redirects { page { title } } }") == (
        "GRAPHQL_VALIDATION_FAILED",
        "Cannot query field 'redirects' on type 'Query'.",
    )
    for number in range(Redirect.objects.count()):
        assert api.data(f'{{ route(path: "/old-{number}/") {{ __typename }} }}') == {"route": None}


def test_l6_undeclared_columns(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla exposes each column of Page: the unpublished title of a live page, locks, schedules, counts."""
    page = {
        *("id", "title", "slug", "path", "url", "locale", "translations", "parent", "ancestors", "children", "seo"),
        *("direction", "firstPublishedAt", "lastPublishedAt"),
    }
    assert fields_of("Page") == page
    assert fields_of("HomePage") - page == {"sections"}
    assert fields_of("NewsIndexPage") - page == {"intro", "introContent", "articles", "archive"}
    assert fields_of("StandardPage") - page == {"intro", "introContent", "body"}
    assert fields_of("ArticlePage") - page == {
        *("kicker", "category", "publishedAt", "summary", "image", "body", "authors", "tags", "readingMinutes"),
        *("related", "corrections", "embargo", "structuredData", "structuredDataScript", "tagList"),
        *("editions", "updatedAt"),
    }
    filing = {"id", "name", "slug", "path", "url", "seo", "feeds", "translations", "articles"}
    assert fields_of("Author") - filing == {"jobTitle", "bio", "portrait", "locale", "direction"}
    tree = {"parent", "ancestors", "children"}
    assert fields_of("Category") - filing == {"description", "locale", "direction", "articleCount"} | tree
    assert fields_of("Tag") - filing == {"count"}
    assert fields_of("Correction") == {"id", "article", "date", "edition", "kind", "text"}
    assert fields_of("Edition") == {"id", "number", "publishedAt", "note"}
    assert {"User", "Document", "Collection", "Revision"} & set(SCHEMA.type_map) == set()

    article = make_article(index, title="As published", slug="story")
    article.title = "Not yet published"
    article.save_revision()

    assert api.data('{ page(path: "/news/story/") { title } }') == {"page": {"title": "As published"}}


def test_l13_orders(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla sorts by any column, even of related tables: what comes first tells what is in it."""
    assert api.error('{ articles(orderBy: "owner__password") { totalCount } }') == (
        "GRAPHQL_VALIDATION_FAILED",
        "Enum 'ArticleOrder' cannot represent non-enum value: \"owner__password\".",
    )
    assert api.error('{ articles(order: "owner__password") { totalCount } }')[0] == "GRAPHQL_VALIDATION_FAILED"
    arguments = {
        (name, get_named_type(argument.type).name)
        for kind in SCHEMA.type_map.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field in kind.fields.values()
        for name, argument in field.args.items()
        if "order" in name.lower() or "sort" in name.lower()
    }
    inputs = [kind for kind in SCHEMA.type_map.values() if isinstance(kind, GraphQLInputObjectType)]
    order = SCHEMA.type_map["ArticleOrder"]
    assert isinstance(order, GraphQLEnumType)
    assert arguments == {("orderBy", "ArticleOrder"), ("orderBy", "SearchOrder")}
    by_reads = {"MOST_READ", "MOST_READ_DAY", "MOST_READ_MONTH"}
    assert set(order.values) == {"NEWEST", "OLDEST", "TITLE", "RECENTLY_UPDATED", *by_reads}
    common = {"category", "categoryAll", "categoryNone", "tag", "tagAll", "tagNone", "author"}
    common |= {"publishedFrom", "publishedTo"}
    assert {kind.name: set(kind.fields) for kind in inputs} == {
        "ArticleFilter": {*common, "exclude", "hasImage"},
        "SearchFilter": {*common, "type"},
    }


def test_l15_preview(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Vanilla's preview tokens never grow old. How ours do is in tests/preview; no guess opens anything."""
    make_article(index, live=False)

    assert api.data('{ preview(token: "") { title } }') == {"preview": None}
    assert api.data('{ preview(token: "id=5:1tGKDa:x") { title } }') == {"preview": None}


def test_only_what_implements_node_has_a_node(index: NewsIndexPage, api: GraphQLClient) -> None:
    """Whatever name somebody writes into an id."""
    SiteSettings.objects.create(site=Site.objects.get())
    article = make_article(index, tags=["ports"])
    names = ["SiteSettings", "Menus", "Correction", "User", "Document", "Page", "Site", "StandardPage", "HeadingBlock"]

    answer = api.data(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        ids=[global_ids.to_global_id(name, number) for name in names for number in (0, 1, article.pk)],
    )

    assert answer == {"nodes": [None] * 27}


def test_one_door() -> None:
    """Wagtail's own `live()` and `public()` are called nowhere: what they leave out, others would have to remember."""
    calls = [
        str(file.relative_to(ROOT))
        for room in ("cms", "demo", "news")
        for file in (ROOT / room).rglob("*.py")
        if re.search(r"\.(not_)?(live|public)\(\)", file.read_text(encoding="utf-8"))
    ]

    assert calls == []
